/**
 * The program of an engine worker: boots Pyodide from bytes that the page hands over, then answers
 * one message after another. Knows files and messages, nothing of DICOM.
 *
 * It runs from a blob: URL, so that it inherits the page's Content-Security-Policy and needs no
 * request (docs/decisions/0003). Therefore it imports nothing statically: Firefox checks static
 * imports in workers against worker-src, dynamic ones against script-src.
 *
 * @typedef {import('./messages.js').Source} Source
 * @typedef {import('./messages.js').EngineAssets} EngineAssets
 */

/** An inflated entry may not be larger than this, in bytes. */
const LARGEST_ENTRY = 4 * 1024 ** 3;
/** Inflated bytes are put aside as Blobs of this size, so that they needn't stay in memory. */
const PIECE = 16 * 1024 ** 2;
/** Requests whose files have bytes. */
const WITH_SOURCES = new Set(['survey', 'digest', 'deidentify', 'preview']);

/** @type {((text: string, blobs: Blob[]) => [string, Uint8Array]) | null} */
let knock = null;

/** Says why an input can't be used, as a code. */
class InputError extends Error {
  /** @param {string} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/**
 * Start Python and install the wheels. Nothing is fetched: everything is in `assets`.
 * @param {EngineAssets} assets
 */
async function boot(assets) {
  const { loadPyodide, version } = await import(assets.pyodideUrl);
  const { default: createPyodideModule } = await import(assets.asmUrl);
  const stdlib = assets.stdlib;
  // Pyodide asks for two files; both are here already. Nothing else may be asked for.
  globalThis.fetch = async (request) => {
    const url = String(request instanceof Request ? request.url : request);
    if (url.endsWith('/pyodide.asm.wasm')) return new Response(new Uint8Array(0));
    if (url.endsWith('/python_stdlib.zip')) return new Response(stdlib);
    throw new TypeError('a worker fetches nothing');
  };
  WebAssembly.instantiateStreaming = async (_response, imports) => ({
    module: assets.module,
    instance: await WebAssembly.instantiate(assets.module, imports),
  });
  // What Python prints could hold a value of a file: it goes nowhere.
  const nowhere = () => {};
  const py = await loadPyodide({
    indexURL: assets.indexUrl,
    packageBaseUrl: assets.indexUrl,
    lockFileContents: assets.lock,
    createPyodideModule,
    stdout: nowhere,
    stderr: nowhere,
  });
  py.FS.mkdirTree('/wheels');
  const installable = [];
  for (const { name, blob } of assets.wheels) {
    const bytes = new Uint8Array(await blob.arrayBuffer());
    if (name.startsWith('micropip-')) {
      py.unpackArchive(bytes, 'wheel');
    } else {
      py.FS.writeFile(`/wheels/${name}`, bytes, { canOwn: true });
      installable.push(`emfs:/wheels/${name}`);
    }
  }
  await py.runPythonAsync(`
import micropip
await micropip.install(${JSON.stringify(installable)}, deps=False)
`);
  py.FS.writeFile('/home/pyodide/app.py', assets.app);
  const app = py.pyimport('app');
  const browser = py.pyimport('anami.runtime.browser');
  try {
    knock = browser.door(app.answer);
  } finally {
    browser.destroy();
    app.destroy();
  }
  return String(version);
}

/**
 * Inflate a deflated ZIP entry into a Blob, never trusting the size that it declares.
 * @param {Blob} file
 * @param {number} size
 */
async function inflate(file, size) {
  if (size > LARGEST_ENTRY) throw new InputError('oversized-zip-entry');
  const stream = file.stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const reader = stream.getReader();
  /** @type {BlobPart[]} */
  let loose = [];
  /** @type {Blob[]} */
  const pieces = [];
  let total = 0;
  let pending = 0;
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      total += value.length;
      if (total > size) throw new InputError('oversized-zip-entry');
      loose.push(value);
      pending += value.length;
      if (pending >= PIECE) {
        pieces.push(new Blob(loose));
        loose = [];
        pending = 0;
      }
    }
  } catch (error) {
    await reader.cancel().catch(() => {});
    throw error instanceof InputError ? error : new InputError('damaged-zip-entry');
  }
  if (total !== size) throw new InputError('damaged-zip-entry');
  return new Blob([...pieces, ...loose]);
}

/** @param {Source} source */
const open = async (source) =>
  source.kind === 'file' ? source.file : inflate(source.file, source.size);

/**
 * Carry out one request.
 * @param {any} request
 * @returns {Promise<{result: any, header?: ArrayBuffer}>}
 */
async function serve({ type, id: _id, ...fields }) {
  let pyodide = '';
  if (type === 'boot') {
    pyodide = await boot(fields.assets);
    fields = {};
  }
  if (!knock) throw new Error('not booted');
  const files = [];
  const blobs = [];
  const failed = [];
  /** @type {Record<number, Blob>} */
  const inflated = {};
  for (const { source, ...file } of fields.files ?? []) {
    if (!source) {
      files.push(file);
      continue;
    }
    try {
      const blob = await open(source);
      if (source.kind === 'deflated') inflated[file.index] = blob;
      blobs.push(blob);
      files.push(file);
    } catch (error) {
      failed.push({ index: file.index, code: error instanceof InputError ? error.code : 'unreadable' });
    }
  }
  if (WITH_SOURCES.has(type)) fields.files = files;
  const [text, header] = knock(JSON.stringify({ type, ...fields }), blobs);
  const reply = JSON.parse(text);
  if (!reply.ok) throw new InputError(reply.error.code);
  const result = reply.result;
  if (pyodide) result.versions.pyodide = pyodide;
  if (failed.length) result.failed = failed;
  if (type === 'deidentify') result.inflated = inflated;
  return header.length ? { result, header: /** @type {ArrayBuffer} */ (header.buffer) } : { result };
}

let turn = Promise.resolve();
/** @param {MessageEvent} event */
self.onmessage = ({ data }) => {
  turn = turn.then(async () => {
    try {
      const { result, header } = await serve(data);
      self.postMessage({ id: data.id, ok: true, result, header }, { transfer: header ? [header] : [] });
    } catch (error) {
      // An exception that isn't ours means that Python itself is gone: the page replaces this worker.
      const code = error instanceof InputError ? error.code : 'worker-lost';
      self.postMessage({ id: data.id, ok: false, error: { code } });
    }
  });
};
