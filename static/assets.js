/**
 * Everything that workers need, fetched once by the page and kept in memory: later workers (more of
 * them, or clean ones after a cancel) start without any request. See docs/decisions/0003.
 *
 * @typedef {object} Assets
 * @property {import('./messages.js').EngineAssets} engine
 * @property {string} workerUrl blob: URL of worker.js
 * @property {string} archiveUrl blob: URL of archive-worker.js
 * @property {{sinks: string, records: string, crc: string}} archiveModules blob: URLs of what it imports
 * @property {{url: string, codecs: import('./messages.js').CodecAssets}} images what draws images
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

/** @param {ArrayBuffer} bytes */
const textOf = (bytes) => new TextDecoder().decode(bytes);

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

/** What the site consists of. @returns {Promise<any>} */
export const loadManifest = async () => (await request('manifest.json')).json();

/** Fetches program files, and gives out only what is as the manifest says. */
class Loader {
  /** @param {Promise<any>} manifest */
  constructor(manifest) {
    this.manifest = manifest;
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
 * Python's library and programs: one archive of byte code if it holds every package that the lock
 * names, else Pyodide's own library, the wheels and app.py.
 * @param {Loader} loader
 * @param {{packages: Record<string, {file_name: string}>, archive?: {file_name: string, packages: string[]}}} lock
 * @returns {Promise<Pick<import('./messages.js').EngineAssets, 'stdlib' | 'plain'>>}
 */
async function loadPython(loader, { packages, archive }) {
  const installer = 'micropip';
  if (archive && Object.keys(packages).every((name) => name === installer || archive.packages.includes(name))) {
    return { stdlib: await inflated(await loader.load(archive.file_name)), plain: null };
  }
  const wheels = Object.values(packages).map(async ({ file_name: name }) => ({
    name,
    bytes: new Uint8Array(await loader.load(`wheels/${name}`)),
  }));
  const [stdlib, app, ...installable] = await Promise.all([
    loader.load('pyodide/python_stdlib.zip'),
    loader.load('app.py'),
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
  return loadImages(new Loader(loadManifest()));
}

/**
 * Fetch everything, all at once, compare it with the manifest, compile what is to be compiled.
 * @returns {Promise<Assets>}
 */
export async function loadAssets(listed = loadManifest()) {
  const loader = new Loader(listed);
  const lock = loader.load('packages.json').then((bytes) => JSON.parse(textOf(bytes)));
  const images = loadImages(loader);
  // Awaited below; a failure before that must not be one that nobody handles.
  images.catch(() => {});
  const [module, python, { info }, ...scripts] = await Promise.all([
    loader.compile('pyodide/pyodide.asm.wasm'),
    lock.then((found) => loadPython(loader, found)),
    lock,
    loader.load('static/worker.js'),
    loader.load('static/boot-worker.js'),
    loader.load('pyodide/pyodide.mjs'),
    loader.load('pyodide/pyodide.asm.mjs'),
    loader.load('static/archive-worker.js'),
    loader.load('static/sinks-worker.js'),
    loader.load('static/zip-records.js'),
    loader.load('vendor/crc32.js'),
  ]);
  const [workerUrl, bootUrl, pyodideUrl, asmUrl, archiveUrl, sinks, records, crc] =
    /** @type {[string, string, string, string, string, string, string, string]} */ (
      scripts.map((bytes) => moduleUrl(bytes))
    );
  const manifest = await loader.manifest;
  return {
    manifest,
    images: await images,
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
