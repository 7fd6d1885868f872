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
 */

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
async function sha256(bytes) {
  if (!globalThis.crypto?.subtle) return '';
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * @param {string} path relative to the page
 * @returns {Promise<ArrayBuffer>}
 */
async function get(path) {
  const response = await fetch(path);
  if (!response.ok) throw new AssetError('asset-missing');
  return response.arrayBuffer();
}

/** @param {ArrayBuffer} bytes */
const textOf = (bytes) => new TextDecoder().decode(bytes);

/** @param {ArrayBuffer} bytes */
const moduleUrl = (bytes) => URL.createObjectURL(new Blob([bytes], { type: 'text/javascript' }));

/**
 * Fetch everything, compare it with the manifest, compile what is to be compiled.
 * @returns {Promise<Assets>}
 */
export async function loadAssets() {
  const manifest = JSON.parse(textOf(await get('manifest.json')));
  /** @param {string} path */
  const load = async (path) => {
    const bytes = await get(path);
    const found = await sha256(bytes);
    if (found && found !== manifest.files[path]?.sha256) throw new AssetError('asset-altered');
    return bytes;
  };
  const early = {
    worker: load('static/worker.js'),
    archive: load('static/archive-worker.js'),
    sinks: load('static/sinks-worker.js'),
    records: load('static/zip-records.js'),
    crc: load('vendor/crc32.js'),
    pyodide: load('pyodide/pyodide.mjs'),
    asm: load('pyodide/pyodide.asm.mjs'),
    module: load('pyodide/pyodide.asm.wasm').then((bytes) => WebAssembly.compile(bytes)),
    stdlib: load('pyodide/python_stdlib.zip'),
    app: load('app.py'),
  };
  await Promise.all(Object.values(early));
  const lock = JSON.parse(textOf(await load('packages.json')));
  const wheels = Object.values(lock.packages).map(async ({ file_name: name }) => ({
    name: String(name),
    blob: new Blob([await load(`wheels/${name}`)]),
  }));
  const crcUrl = moduleUrl(await early.crc);
  return {
    manifest,
    workerUrl: moduleUrl(await early.worker),
    archiveUrl: moduleUrl(await early.archive),
    archiveModules: {
      sinks: moduleUrl(await early.sinks),
      records: moduleUrl(await early.records),
      crc: crcUrl,
    },
    engine: {
      indexUrl: new URL('pyodide/', document.baseURI).href,
      pyodideUrl: moduleUrl(await early.pyodide),
      asmUrl: moduleUrl(await early.asm),
      crcUrl,
      lock: JSON.stringify({ info: lock.info, packages: {} }),
      module: await early.module,
      stdlib: new Blob([await early.stdlib]),
      wheels: await Promise.all(wheels),
      app: textOf(await early.app),
    },
  };
}
