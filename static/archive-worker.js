/**
 * The archive worker: puts de-identified files, in the order in which they come, into one ZIP.
 *
 * Entries are stored, never deflated; their names come from the plan and their date is always the
 * same, so nothing of an original shows in the archive. Files that an engine worker has read whole
 * come with their bytes; of larger ones the pixel data goes from the source to the sink in pieces,
 * read, summed and written at once. An entry is whole or not there: one whose source fails half-way
 * is taken back. Runs from a blob: URL and imports dynamically, like worker.js.
 *
 * @typedef {import('./messages.js').Part} Part
 * @typedef {import('./messages.js').ArchiveEntry} ArchiveEntry
 * @typedef {import('./sinks-worker.js').Sink} Sink
 * @typedef {typeof import('./zip-records.js')} Records
 * @typedef {{init: () => unknown, update: (bytes: Uint8Array) => unknown, digest: () => string}} Crc
 */

/** Large entries are streamed in pieces of at most this many bytes. */
const CHUNK = 4 * 1024 ** 2;
/** The directory is written in pieces of about this many bytes. */
const DIRECTORY_PIECE = 1024 ** 2;

/** A source failed after its entry was begun. */
class SourceLost extends Error {}

/** @param {Part} part */
const lengthOf = (part) => ('length' in part ? part.length : part.stop - part.start);

/** @param {ArchiveEntry} entry */
const sizeOf = (entry) => entry.parts.reduce((sum, part) => sum + lengthOf(part), 0);

/**
 * The bytes of a range, piece by piece. Each is overwritten by the next, where the browser reads into
 * memory that it is given: that is twice as fast as taking each piece as a buffer of its own, and
 * leaves no garbage behind.
 * @param {Blob} source
 * @param {number} start
 * @param {number} stop
 * @returns {AsyncGenerator<Uint8Array<ArrayBuffer>>}
 */
async function* pieces(source, start, stop) {
  const stream = source.slice(start, stop).stream();
  const next = intoOneBuffer(stream) ?? oneByOne(stream);
  let left = stop - start;
  while (left > 0) {
    // Whatever it is called: browsers differ in the name that they give to a file that is gone.
    const piece = await next().catch(() => null);
    if (!piece?.length || piece.length > left) throw new SourceLost();
    left -= piece.length;
    yield piece;
  }
}

/** @typedef {() => Promise<Uint8Array<ArrayBuffer> | undefined>} Next gives nothing at the end */

/** @param {ReadableStream<Uint8Array<ArrayBuffer>>} stream @returns {Next | null} null where the browser can't */
function intoOneBuffer(stream) {
  let reader;
  try {
    reader = stream.getReader({ mode: 'byob' });
  } catch {
    return null;
  }
  const from = reader;
  let buffer = new ArrayBuffer(CHUNK);
  return async () => {
    const { value } = await from.read(new Uint8Array(buffer));
    if (value) buffer = value.buffer;
    return value;
  };
}

/** @param {ReadableStream<Uint8Array<ArrayBuffer>>} stream @returns {Next} */
function oneByOne(stream) {
  const reader = stream.getReader();
  return async () => (await reader.read()).value;
}

/** One archive being written. */
export class Archive {
  /** Encoded already: an entry takes some hundred bytes until the end. @type {Uint8Array[]} */
  #directory = [];
  #entries = 0;

  /**
   * @param {Sink} sink
   * @param {Records} records
   * @param {Crc} crc a CRC-32 that nobody else uses
   * @param {(bytes: number) => void} onProgress called with the bytes written so far
   */
  constructor(sink, records, crc, onProgress) {
    this.sink = sink;
    this.records = records;
    this.crc = crc;
    this.onProgress = onProgress;
  }

  /**
   * Append entries.
   * @param {ArchiveEntry[]} entries
   * @returns {Promise<number[]>} those whose source couldn't be read: they are not in the archive
   */
  async append(entries) {
    const lost = [];
    for (const entry of entries) {
      const at = this.sink.position;
      try {
        await this.#add(entry, at);
      } catch (error) {
        if (!(error instanceof SourceLost)) throw error;
        this.sink.rewind(at);
        lost.push(entry.index);
      }
      this.onProgress(this.sink.position);
    }
    return lost;
  }

  /**
   * @param {ArchiveEntry} entry
   * @param {number} at where it begins
   */
  async #add(entry, at) {
    const { name, parts, body } = entry;
    const size = sizeOf(entry);
    let crc;
    if (body || parts.every((part) => 'length' in part)) {
      const bytes = parts.map((part) => inMemory(entry, part));
      crc = this.#sum(bytes);
      this.sink.write(this.records.localHeader(name, size, crc));
      for (const some of bytes) this.sink.write(some);
    } else {
      await probe(entry);
      this.sink.write(this.records.localHeader(name, size, 0));
      crc = await this.#stream(entry);
      this.sink.patch(at, this.records.localHeader(name, size, crc));
    }
    this.#directory.push(this.records.directoryHeader({ name, size, crc, at }));
    this.#entries += 1;
  }

  /** @param {Uint8Array[]} pieces @returns {number} their CRC-32 */
  #sum(pieces) {
    this.crc.init();
    for (const piece of pieces) this.crc.update(piece);
    return Number.parseInt(this.crc.digest(), 16);
  }

  /**
   * Write the bytes of a large entry.
   * @param {ArchiveEntry} entry
   * @returns {Promise<number>} their CRC-32
   */
  async #stream(entry) {
    this.crc.init();
    for (const part of entry.parts) {
      const bytes = 'length' in part
        ? [inMemory(entry, part)]
        : pieces(/** @type {Blob} */ (entry.source), part.start, part.stop);
      for await (const piece of bytes) {
        this.crc.update(piece);
        this.sink.write(piece);
        this.onProgress(this.sink.position);
      }
    }
    return Number.parseInt(this.crc.digest(), 16);
  }

  /** Complete the archive. @returns {Promise<Blob>} */
  async finish() {
    const start = this.sink.position;
    let some = [];
    let length = 0;
    for (const header of this.#directory) {
      some.push(header);
      length += header.length;
      if (length < DIRECTORY_PIECE) continue;
      this.sink.write(joined(some, length));
      some = [];
      length = 0;
    }
    this.sink.write(joined(some, length));
    this.sink.write(this.records.endRecords(this.#entries, start, this.sink.position - start));
    this.onProgress(this.sink.position);
    return this.sink.close();
  }

  /** Give the archive up: what was written is removed. */
  abandon() {
    return this.sink.discard();
  }
}

/**
 * @param {ArchiveEntry} entry
 * @param {Part} part
 */
function inMemory({ header, body }, part) {
  if ('length' in part) return new Uint8Array(header, part.offset, part.length);
  return /** @type {Uint8Array<ArrayBuffer>} */ (body).subarray(part.start, part.stop);
}

/**
 * Read the last byte of each range, so that a source that shrank or vanished is noticed early.
 * @param {ArchiveEntry} entry
 */
async function probe({ parts, source }) {
  for (const part of parts) {
    if ('length' in part || part.start === part.stop) continue;
    if (!source) throw new SourceLost();
    const last = await source.slice(part.stop - 1, part.stop).arrayBuffer().catch(() => null);
    if (last?.byteLength !== 1) throw new SourceLost();
  }
}

/**
 * @param {Uint8Array[]} arrays
 * @param {number} length
 */
function joined(arrays, length) {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const array of arrays) {
    bytes.set(array, at);
    at += array.length;
  }
  return bytes;
}

/** How often progress is told, in milliseconds. */
const TELL = 100;

/** @param {{postMessage: Function, onmessage: any}} scope */
export function serve(scope) {
  /** @type {Archive | null} */
  let archive = null;
  /** @type {Promise<[typeof import('./sinks-worker.js'), Records, Crc]>} */
  let modules;
  let told = 0;

  /** @param {number} bytes */
  const tell = (bytes) => {
    const now = performance.now();
    if (now - told < TELL) return;
    told = now;
    scope.postMessage({ progress: bytes });
  };

  /** @param {{sinks: string, records: string, crc: string}} urls */
  const load = async ({ sinks, records, crc }) => {
    await import(crc);
    return /** @type {[any, any, Crc]} */ (
      await Promise.all([import(sinks), import(records), /** @type {any} */ (globalThis).hashwasm.createCRC32()])
    );
  };

  /** @type {Record<string, (request: any) => Promise<unknown>>} */
  const handlers = {
    async boot({ urls }) {
      modules = load(urls);
      const [sinks] = await modules;
      await sinks.clean();
    },
    async open({ owner, expected, disk }) {
      const [{ diskSink, blobSink }, records, crc] = await modules;
      // The file of an archive that was not completed is this one's as well.
      await archive?.abandon();
      const onDisk = disk ? await diskSink(owner, expected) : null;
      archive = new Archive(onDisk ?? blobSink(), records, crc, tell);
      return onDisk ? 'disk' : 'blob';
    },
    append: ({ entries }) => /** @type {Archive} */ (archive).append(entries),
    async finish() {
      const finished = await /** @type {Archive} */ (archive).finish();
      archive = null;
      return finished;
    },
    remove: async ({ owner }) => (await modules)[0].remove(owner),
  };

  // One after another: a removal must not meet the archive that is opened after it.
  let turn = Promise.resolve();
  scope.onmessage = (/** @type {MessageEvent} */ { data }) => {
    turn = turn.then(() => answer(data));
  };

  /** @param {any} data */
  async function answer(data) {
    try {
      scope.postMessage({ id: data.id, ok: true, result: await handlers[data.type]?.(data) });
    } catch (error) {
      const { code } = /** @type {any} */ (error);
      scope.postMessage({ id: data.id, ok: false, error: { code: typeof code === 'string' ? code : 'archive-failed' } });
    }
  }
}

if ('WorkerGlobalScope' in globalThis) serve(/** @type {any} */ (globalThis));
