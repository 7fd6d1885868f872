// The built site has these under its own paths; their types come from the packages they are copied from.
declare module "*/vendor/zip.js" {
  export * from "@zip.js/zip.js";
}
declare module "*/pyodide/pyodide.mjs" {
  export * from "pyodide";
}
declare module "*/vendor/noble-hashes/scrypt.js" {
  export * from "@noble/hashes/scrypt.js";
}
declare module "*/vendor/noble-hashes/sha2.js" {
  export * from "@noble/hashes/sha2.js";
}
declare module "*/vendor/oauth4webapi.js" {
  export * from "oauth4webapi";
}
