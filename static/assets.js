/**
 * Everything that workers need, fetched once by the page and kept in memory: later workers (more of
 * them, or clean ones after a cancel) start without any request. See docs/decisions/0003.
 *
 * @typedef {object} Assets
 * @property {import('./messages.js').EngineAssets} engine
 * @property {string} workerUrl blob: URL of worker.js
 * @property {string} readerUrl blob: URL of reader-worker.js
 * @property {string} archiveUrl blob: URL of archive-worker.js
 * @property {{sinks: string, records: string, crc: string}} archiveModules blob: URLs of what it imports
 * @property {{url: string, codecs: import('./messages.js').CodecAssets}} images what draws images
 * @property {any} manifest
 *
 * @typedef {{packages: Record<string, {file_name: string}>, archive?: {file_name: string, packages: string[]}}} Lock
 *
 * Gets each file once it is as the manifest says; the response is read already.
 * @typedef {(path: string, response: Response, bytes: ArrayBuffer) => void} Collect
 */

import { hex } from './hex.js';

const WASM = 'pyodide/pyodide.asm.wasm';
const LIBRARY = 'pyodide/python_stdlib.zip';
const APP = 'app.py';
/** What is handed to workers as URLs, in the order of `loadAssets`. */
const SCRIPTS = [
  'static/worker.js',
  'static/reader-worker.js',
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
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}

/** @param {ArrayBuffer} bytes */
export const textOf = (bytes) => new TextDecoder().decode(bytes);

/** @param {ArrayBuffer} bytes @param {string} [after] is added at the end */
const moduleUrl = (bytes, after = '') =>
  URL.createObjectURL(new Blob([bytes, after], { type: 'text/javascript' }));

/** @param {ArrayBuffer} bytes */
const inflated = async (bytes) =>
  new Uint8Array(
    await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer(),
  );

/**
 * @param {string} path relative to the page
 * @param {RequestPriority} [priority]
 * @returns {Promise<Response>}
 */
async function request(path, priority = 'auto') {
  const response = await fetch(path, { priority });
  if (!response.ok) throw new AssetError('asset-missing');
  return response;
}

/**
 * What the site consists of.
 * @param {Collect} [collect]
 * @returns {Promise<any>}
 */
export async function loadManifest(collect = () => {}) {
  const response = await request('manifest.json');
  const bytes = await response.arrayBuffer();
  collect('manifest.json', response, bytes);
  return JSON.parse(textOf(bytes));
}

/** Fetches program files, and gives out only what is as the manifest says. */
export class Loader {
  /**
   * @param {Promise<any>} manifest
   * @param {Collect} collect
   */
  constructor(manifest, collect) {
    this.manifest = manifest;
    this.collect = collect;
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

  /** @param {string} path @param {RequestPriority} [priority] */
  async load(path, priority) {
    return this.#checked(path, await request(path, priority));
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

/** Codecs of dist/vendor: the name that each file gives its one function. */
const CODECS = Object.freeze({ charls: 'CharLSWASM', openjpeg: 'OpenJPEGWASM', openjph: 'Module' });

/**
 * What draws images: fetched at the start, so that nothing need be fetched later, and compiled when
 * an image asks for it (docs/decisions/0020).
 * @param {Loader} loader
 * @returns {Promise<Assets['images']>}
 */
async function loadImages(loader) {
  /** Everything else goes first. @param {string} path */
  const load = (path) => loader.load(path, 'low');
  const codec = async (/** @type {keyof typeof CODECS} */ name) => {
    const [script, wasm] = await Promise.all([load(`vendor/${name}.js`), load(`vendor/${name}.wasm`)]);
    // The scripts are made for script elements: as modules they need to hand their function out.
    return { url: moduleUrl(script, `\nexport default ${CODECS[name]};`), wasm: new Blob([wasm]) };
  };
  const [worker, pixels, decoders, lossless, charls, openjpeg, openjph] = await Promise.all([
    load('static/viewer-worker.js'),
    load('static/viewer-pixels-worker.js'),
    load('static/viewer-codecs-worker.js'),
    load('vendor/jpeg-lossless.js'),
    codec('charls'),
    codec('openjpeg'),
    codec('openjph'),
  ]);
  return {
    url: moduleUrl(worker),
    codecs: {
      pixelsUrl: moduleUrl(pixels),
      codecsUrl: moduleUrl(decoders),
      losslessUrl: moduleUrl(lossless),
      codecs: { charls, openjpeg, openjph },
    },
  };
}

/** Fetch only what draws images. */
export function loadImageAssets() {
  return loadImages(new Loader(loadManifest(), () => {}));
}

/**
 * Fetch everything, all at once, compare it with the manifest, compile what is to be compiled.
 * @param {Promise<any>} listed the manifest
 * @param {Collect} collect
 * @returns {Promise<Assets>}
 */
export async function loadAssets(listed, collect) {
  const loader = new Loader(listed, collect);
  const lock = loader.load('packages.json').then((bytes) => JSON.parse(textOf(bytes)));
  const images = loadImages(loader);
  // Awaited below; a failure before that must not be one that nobody handles.
  images.catch(() => {});
  const [module, python, { info }, ...scripts] = await Promise.all([
    loader.compile(WASM),
    lock.then((found) => loadPython(loader, found)),
    lock,
    ...SCRIPTS.map((path) => loader.load(path)),
  ]);
  const [workerUrl, readerUrl, bootUrl, pyodideUrl, asmUrl, archiveUrl, sinks, records, crc] =
    /** @type {[string, string, string, string, string, string, string, string, string]} */ (
      scripts.map((bytes) => moduleUrl(bytes))
    );
  const manifest = await loader.manifest;
  return {
    manifest,
    images: await images,
    workerUrl,
    readerUrl,
    archiveUrl,
    archiveModules: { sinks, records, crc },
    engine: {
      indexUrl: new URL('pyodide/', document.baseURI).href,
      bootUrl,
      pyodideUrl,
      asmUrl,
      lock: JSON.stringify({ info, packages: {} }),
      versions: manifest.versions,
      module,
      ...python,
    },
  };
}
