// The built site has these two under its own paths; their types come from the packages they are copied from.
declare module "*/vendor/zip.js" {
  export * from "@zip.js/zip.js";
}
declare module "*/pyodide/pyodide.mjs" {
  export * from "pyodide";
}
