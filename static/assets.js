/**
 * Everything that workers need, fetched once by the page and kept in memory: later workers (more of
 * them, or clean ones after a cancel) start without any request. See docs/decisions/0003.
 *
 * @typedef {object} Assets
 * @property {import('./messages.js').EngineAssets} engine
 * @property {string} workerUrl blob: URL of worker.js
 * @property {string} archiveUrl blob: URL of archive-worker.js
 * @property {{sinks: string, records: string, crc: string}} archiveModules blob: URLs of what it imports
 * @property {any} manifest
 *
 * @typedef {{packages: Record<string, {file_name: string}>, archive?: {file_name: string, packages: string[]}}} Lock
 *
 * Gets each file once it is as the manifest says; the response is read already.
 * @typedef {(path: string, response: Response, bytes: ArrayBuffer) => void} Collect
 */

const WASM = 'pyodide/pyodide.asm.wasm';
const LIBRARY = 'pyodide/python_stdlib.zip';
const APP = 'app.py';
/** What is handed to workers as URLs, in the order of `loadAssets`. */
const SCRIPTS = [
  'static/worker.js',
  'static/boot-worker.js',
  'pyodide/pyodide.mjs',
  'pyodide/pyodide.asm.mjs',
  'static/archive-worker.js',
  'static/sinks-worker.js',
  'static/zip-records.js',
  'vendor/crc32.js',
];

/** A program file that is missing, or not the one that was built. */
export class AssetError extends Error {
  /** @param {'asset-missing' | 'asset-altered'} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/**
 * SHA-256 as hexadecimal digits, or '' where the browser offers none: on plain http, where a
 * comparison would prove nothing, because whoever alters the file can alter the manifest.
 * @param {ArrayBuffer} bytes
 */
export async function sha256(bytes) {
  if (!globalThis.crypto?.subtle) return '';
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @param {ArrayBuffer} bytes */
export const textOf = (bytes) => new TextDecoder().decode(bytes);

/** @param {ArrayBuffer} bytes */
const moduleUrl = (bytes) => URL.createObjectURL(new Blob([bytes], { type: 'text/javascript' }));

/** @param {ArrayBuffer} bytes */
const inflated = async (bytes) =>
  new Uint8Array(
    await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer(),
  );

/**
 * @param {string} path relative to the page
 * @returns {Promise<Response>}
 */
async function request(path) {
  const response = await fetch(path);
  if (!response.ok) throw new AssetError('asset-missing');
  return response;
}

/** Fetches program files, and gives out only what is as the manifest says. */
class Loader {
  /** @param {Collect} collect */
  constructor(collect) {
    this.collect = collect;
    this.manifest = this.#readManifest();
  }

  async #readManifest() {
    const response = await request('manifest.json');
    const bytes = await response.arrayBuffer();
    this.collect('manifest.json', response, bytes);
    return JSON.parse(textOf(bytes));
  }

  /**
   * @param {string} path
   * @param {Response} response
   */
  async #checked(path, response) {
    const bytes = await response.arrayBuffer();
    const found = await sha256(bytes);
    const { files } = await this.manifest;
    if (found && found !== files[path]?.sha256) throw new AssetError('asset-altered');
    this.collect(path, response, bytes);
    return bytes;
  }

  /** @param {string} path */
  async load(path) {
    return this.#checked(path, await request(path));
  }

  /**
   * Compile WebAssembly from the response itself where its type allows: only then does the browser
   * keep the machine code for the next visit. What is compiled is handed out after its check.
   * @param {string} path
   */
  async compile(path) {
    const response = await request(path);
    if (response.headers.get('content-type') !== 'application/wasm') {
      return WebAssembly.compile(await this.#checked(path, response));
    }
    const copy = response.clone();
    const compiling = WebAssembly.compileStreaming(response);
    // Damaged bytes fail the check as well, and that is the reason to tell.
    compiling.catch(() => {});
    await this.#checked(path, copy);
    return compiling;
  }
}

/**
 * The archive of byte code, if it holds every package that the lock names.
 * @param {Lock} lock
 */
function archiveOf({ packages, archive }) {
  const installer = 'micropip';
  const holds = (/** @type {string} */ name) => name === installer || archive?.packages.includes(name);
  return archive && Object.keys(packages).every(holds) ? archive.file_name : null;
}

/** @param {Lock} lock */
const wheelsOf = ({ packages }) => Object.values(packages).map((described) => described.file_name);

/**
 * What `loadAssets` fetches for a lock, besides the lock and the manifest.
 * @param {Lock} lock
 */
export function programPaths(lock) {
  const archive = archiveOf(lock);
  const python = archive ? [archive] : [LIBRARY, APP, ...wheelsOf(lock).map((name) => `wheels/${name}`)];
  return [WASM, ...SCRIPTS, ...python];
}

/**
 * Python's library and programs: one archive of byte code if it holds every package that the lock
 * names, else Pyodide's own library, the wheels and app.py.
 * @param {Loader} loader
 * @param {Lock} lock
 * @returns {Promise<Pick<import('./messages.js').EngineAssets, 'stdlib' | 'plain'>>}
 */
async function loadPython(loader, lock) {
  const archive = archiveOf(lock);
  if (archive) return { stdlib: await inflated(await loader.load(archive)), plain: null };
  const wheels = wheelsOf(lock).map(async (name) => ({
    name,
    bytes: new Uint8Array(await loader.load(`wheels/${name}`)),
  }));
  const [stdlib, app, ...installable] = await Promise.all([
    loader.load(LIBRARY),
    loader.load(APP),
    ...wheels,
  ]);
  return { stdlib: new Uint8Array(stdlib), plain: { wheels: installable, app: textOf(app) } };
}

/**
 * Fetch everything, all at once, compare it with the manifest, compile what is to be compiled.
 * @param {Collect} collect
 * @returns {Promise<Assets>}
 */
export async function loadAssets(collect) {
  const loader = new Loader(collect);
  const lock = loader.load('packages.json').then((bytes) => JSON.parse(textOf(bytes)));
  const [module, python, { info }, ...scripts] = await Promise.all([
    loader.compile(WASM),
    lock.then((found) => loadPython(loader, found)),
    lock,
    ...SCRIPTS.map((path) => loader.load(path)),
  ]);
  const [workerUrl, bootUrl, pyodideUrl, asmUrl, archiveUrl, sinks, records, crc] =
    /** @type {[string, string, string, string, string, string, string, string]} */ (
      scripts.map(moduleUrl)
    );
  const manifest = await loader.manifest;
  return {
    manifest,
    workerUrl,
    archiveUrl,
    archiveModules: { sinks, records, crc },
    engine: {
      indexUrl: new URL('pyodide/', document.baseURI).href,
      bootUrl,
      pyodideUrl,
      asmUrl,
      crcUrl: crc,
      lock: JSON.stringify({ info, packages: {} }),
      versions: manifest.versions,
      module,
      ...python,
    },
  };
}
