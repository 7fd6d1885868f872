/**
 * The program of an engine worker: has Python started (boot-worker.js), then answers one message
 * after another. Knows files and messages, nothing of DICOM.
 *
 * It runs from a blob: URL, so that it inherits the page's Content-Security-Policy and needs no
 * request (docs/decisions/0003). Therefore it imports nothing statically: Firefox checks static
 * imports in workers against worker-src, dynamic ones against script-src.
 *
 * @typedef {import('./messages.js').Source} Source
 */

/** An inflated entry may not be larger than this, in bytes. */
const LARGEST_ENTRY = 4 * 1024 ** 3;
/** Inflated bytes are put aside as Blobs of this size, so that they needn't stay in memory. */
const PIECE = 16 * 1024 ** 2;

/** @type {import('./boot-worker.js').Knock | null} */
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
  let versions = null;
  if (type === 'boot') {
    const { boot } = await import(fields.assets.bootUrl);
    ({ versions, knock } = await boot(fields.assets));
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
  if (type === 'survey' || type === 'digest' || type === 'deidentify') fields.files = files;
  const [text, header] = knock(JSON.stringify({ type, ...fields }), blobs);
  const reply = JSON.parse(text);
  if (!reply.ok) throw new InputError(reply.error.code);
  const result = reply.result;
  if (versions) result.versions = { ...versions, ...result.versions };
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
