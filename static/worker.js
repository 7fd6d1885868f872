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

/** Read of each file before Python is asked: most headers end within (`FIRST_READ` of anami/source.py). */
const HEAD = 64 * 1024;
/** Files up to this many bytes are read whole, once, for header and archive. */
const WHOLE = 8 * 1024 ** 2;

/**
 * An input whose first bytes are in memory, all of them where that is `whole`.
 * @typedef {{blob: Blob, head: Uint8Array<ArrayBuffer>, whole: boolean}} Opened
 */

/** @type {import('./boot-worker.js').Knock | null} */
let knock = null;
/** To the reader, which goes on reading while Python is busy here. @type {MessagePort | null} */
let elsewhere = null;
/** What the reader was asked for. @type {Map<number, (bytes: ArrayBuffer | null) => void>} */
const reading = new Map();
let lastRead = 0;

/** A sign of life is given about so often, in milliseconds, while a request is carried out. */
const SIGN = 4000;
let signed = 0;

/** Tell the page that this worker is at its work: large files may take longer than it would wait. */
function alive() {
  const now = performance.now();
  if (now - signed < SIGN) return;
  signed = now;
  self.postMessage({ alive: true });
}

// Python reads by it; each read that ends is a sign of life.
self.FileReaderSync = class extends FileReaderSync {
  /** @override @param {Blob} blob */
  readAsArrayBuffer(blob) {
    const bytes = super.readAsArrayBuffer(blob);
    alive();
    return bytes;
  }
};

/** Says why an input can't be used, as a code. */
class InputError extends Error {
  /** @param {string} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** @param {MessagePort} port */
function readBy(port) {
  elsewhere = port;
  port.onmessage = ({ data: { id, bytes } }) => {
    reading.get(id)?.(bytes);
    reading.delete(id);
  };
}

/** @param {Blob} blob @returns {Promise<ArrayBuffer>} */
async function read(blob) {
  const port = elsewhere;
  if (!port) return blob.arrayBuffer();
  const id = (lastRead += 1);
  const bytes = await /** @type {Promise<ArrayBuffer | null>} */ (
    new Promise((resolve) => {
      reading.set(id, resolve);
      port.postMessage({ id, blob });
    })
  );
  if (!bytes) throw new InputError('unreadable');
  return bytes;
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
      alive();
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

/**
 * Whether a file is a ZIP, by its first bytes. An entry of a ZIP is a mere Blob, never opened as one.
 * @param {Opened} opened
 */
const isZip = ({ blob, head }) => blob instanceof File && head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5);

/**
 * How much of an input is read before Python is asked.
 * @param {Blob} blob
 * @param {string} type of the request
 */
function wantedOf(blob, type) {
  if (type === 'digest') return 0;
  return type === 'deidentify' && blob.size <= WHOLE ? blob.size : Math.min(HEAD, blob.size);
}

/**
 * Read the beginnings of inputs. Each reading costs the browser about as much as Python a file, so
 * they are read as one.
 * @param {Blob[]} blobs
 * @param {string} type of the request
 * @returns {Promise<Opened[]>}
 */
async function readTogether(blobs, type) {
  const sizes = blobs.map((blob) => wantedOf(blob, type));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const together = new Blob(blobs.map((blob, at) => blob.slice(0, sizes[at])));
  const bytes = new Uint8Array(total ? await read(together) : new ArrayBuffer(0));
  if (bytes.length !== total) throw new InputError('unreadable');
  let end = 0;
  return blobs.map((blob, at) => {
    const size = /** @type {number} */ (sizes[at]);
    end += size;
    return { blob, head: bytes.subarray(end - size, end), whole: size === blob.size };
  });
}

/**
 * Open an input and read as much of it as the request will need.
 * @param {Source} source
 * @param {string} type of the request
 * @returns {Promise<Opened | InputError>}
 */
async function open(source, type) {
  try {
    const blob = source.kind === 'file' ? source.file : await inflate(source.file, source.size);
    return /** @type {Opened} */ ((await readTogether([blob], type))[0]);
  } catch (error) {
    return error instanceof InputError ? error : new InputError('unreadable');
  }
}

/**
 * Open the files of a request, while Python may still be busy with the one before. Deflated ones
 * come one after another, for each takes some memory while it is inflated.
 * @param {any} request
 * @returns {Promise<(Opened | InputError)[]>}
 */
async function openAll({ type, files = [] }) {
  /** @type {Source[]} */
  const sources = files.map((/** @type {{source: Source}} */ { source }) => source);
  if (sources.every(({ kind }) => kind === 'file')) {
    try {
      return await readTogether(sources.map(({ file }) => file), type);
    } catch {
      // One that can't be read must not take the others with it: each alone, below.
    }
  }
  /** @type {(Opened | InputError)[]} */
  const opened = [];
  for (const source of sources) opened.push(await open(source, type));
  return opened;
}

/**
 * Add to a reply what Python doesn't know: the bytes that entries are made of.
 * @param {import('./messages.js').DeidentifyResult} result
 * @param {Map<number, Opened & {inflated: boolean}>} files
 * @returns {ArrayBuffer[]} what is to be handed over
 */
function addBytes(result, files) {
  /** @type {Record<number, Blob>} */
  const inflated = {};
  /** @type {Record<number, Uint8Array<ArrayBuffer>>} */
  const bodies = {};
  for (const outcome of result.outcomes) {
    const opened = files.get(outcome.index);
    if (!opened || outcome.status !== 'de-identified') continue;
    const { index, parts = [] } = outcome;
    const ranges = parts.some((part) => 'stop' in part);
    if (ranges && opened.whole) bodies[index] = opened.head;
    else if (ranges && opened.inflated) inflated[index] = opened.blob;
  }
  Object.assign(result, { inflated, bodies });
  return [...new Set(Object.values(bodies).map(({ buffer }) => buffer))];
}

/** What ranges of inflated inputs refer to. @param {Map<number, Opened & {inflated: boolean}>} files */
const inflatedOf = (files) =>
  Object.fromEntries([...files].filter(([, { inflated }]) => inflated).map(([index, { blob }]) => [index, blob]));

/**
 * Carry out one request.
 * @param {any} request
 * @param {(Opened | InputError)[]} opened its files
 * @returns {Promise<{result: any, header?: ArrayBuffer, transfer: ArrayBuffer[]}>}
 */
async function serve({ type, id: _id, ...fields }, opened) {
  let versions = null;
  if (type === 'boot') {
    const { boot } = await import(fields.assets.bootUrl);
    if (fields.reader) readBy(fields.reader);
    ({ versions, knock } = await boot(fields.assets));
    fields = { terms: fields.terms };
  }
  if (!knock) throw new Error('not booted');
  const files = [];
  const failed = [];
  /** @type {number[]} */
  const archives = [];
  /** @type {Map<number, Opened & {inflated: boolean}>} */
  const ready = new Map();
  for (const [at, { source, ...file }] of (fields.files ?? []).entries()) {
    const found = opened[at];
    if (!found || found instanceof InputError) {
      failed.push({ index: file.index, code: found?.code ?? 'unreadable' });
      continue;
    }
    if (type === 'survey' && isZip(found)) {
      archives.push(file.index);
      continue;
    }
    files.push(file);
    ready.set(file.index, { ...found, inflated: source.kind === 'deflated' });
  }
  if (fields.files) fields.files = files;
  const sources = [...ready.values()];
  const [text, header] = knock(
    JSON.stringify({ type, ...fields }),
    sources.map(({ blob }) => blob),
    sources.map(({ head }) => head),
  );
  const reply = JSON.parse(text);
  if (!reply.ok) throw new InputError(reply.error.code);
  const result = reply.result;
  if (versions) result.versions = { ...versions, ...result.versions };
  if (failed.length) result.failed = failed;
  if (archives.length) result.archives = archives;
  if (type === 'describe') result.inflated = inflatedOf(ready);
  const transfer = type === 'deidentify' ? addBytes(result, ready) : [];
  if (!header.length) return { result, transfer };
  const buffer = /** @type {ArrayBuffer} */ (header.buffer);
  return { result, header: buffer, transfer: [...transfer, buffer] };
}

let turn = Promise.resolve();
/** @param {MessageEvent} event */
self.onmessage = ({ data }) => {
  const opening = openAll(data);
  turn = turn.then(async () => {
    try {
      const { result, header, transfer } = await serve(data, await opening);
      self.postMessage({ id: data.id, ok: true, result, header }, { transfer });
    } catch (error) {
      // An exception that isn't ours means that Python itself is gone: the page replaces this worker.
      const code = error instanceof InputError ? error.code : 'worker-lost';
      self.postMessage({ id: data.id, ok: false, error: { code } });
    }
  });
};
