/**
 * The archive worker: turns de-identified files, in the order in which they come, into one ZIP.
 *
 * Entries are stored, never deflated; their names come from the plan and their date is always the
 * same, so nothing of an original shows in the archive. Pixel data goes from the source to the sink
 * in pieces. Runs from a blob: URL and imports dynamically, like worker.js.
 *
 * @typedef {import('./messages.js').Part} Part
 * @typedef {import('./messages.js').ArchiveEntry} ArchiveEntry
 * @typedef {{entry: ArchiveEntry, bytes: Promise<Uint8Array[] | null> | null, settle: (kept: boolean) => void}} Queued
 */

/** Entries up to this many bytes are read before they are begun: a failing source costs nothing. */
const WHOLE = 8 * 1024 ** 2;
/** Larger ones are streamed in pieces of this many bytes. */
const CHUNK = 8 * 1024 ** 2;
/** Entries that are read ahead of the one being written. */
const AHEAD = 3;
/** The earliest date that ZIP knows, in local time as ZIP wants it: tells nothing about anybody. */
const DATE = new Date(1980, 0, 1);
/** From this number of entries on, ZIP64's end record is needed (APPNOTE 6.3.10, 4.4.21). */
const MANY_ENTRIES = 0xffff;

/** A source failed after its entry was begun: the archive can't be completed. */
export class SourceLost extends Error {
  /** @param {number} index */
  constructor(index) {
    super('source-lost');
    this.code = 'source-lost';
    this.index = index;
  }
}

/** @param {Part} part */
const lengthOf = (part) => ('length' in part ? part.length : part.stop - part.start);

/** @param {ArchiveEntry} entry */
const sizeOf = (entry) => entry.parts.reduce((sum, part) => sum + lengthOf(part), 0);

/**
 * @param {Blob} source
 * @param {number} start
 * @param {number} stop
 */
async function read(source, start, stop) {
  const bytes = new Uint8Array(await source.slice(start, stop).arrayBuffer());
  if (bytes.length !== stop - start) throw new Error('short read');
  return bytes;
}

/**
 * Read a small entry whole; probe the end of each range of a large one.
 * @param {ArchiveEntry} entry
 * @returns {Promise<Uint8Array[] | null>} null when it is to be streamed
 */
async function prepare(entry) {
  const { parts, header, source } = entry;
  const small = sizeOf(entry) <= WHOLE;
  const pieces = await Promise.all(
    parts.map((part) => {
      if ('length' in part) return new Uint8Array(header, part.offset, part.length);
      if (!source) throw new Error('no source');
      return read(source, small ? part.start : Math.max(part.start, part.stop - 1), part.stop);
    }),
  );
  return small ? pieces : null;
}

/**
 * The bytes of a large entry, with the next piece read while this one is written.
 * @param {ArchiveEntry} entry
 */
async function* stream(entry) {
  const { parts, header, source } = entry;
  for (const part of parts) {
    if ('length' in part) {
      yield new Uint8Array(header, part.offset, part.length);
      continue;
    }
    /** @param {number} at */
    const next = (at) => {
      const piece = read(/** @type {Blob} */ (source), at, Math.min(at + CHUNK, part.stop));
      piece.catch(() => {});
      return piece;
    };
    let coming = part.start < part.stop ? next(part.start) : null;
    for (let at = part.start; at < part.stop; at += CHUNK) {
      let piece;
      try {
        piece = await /** @type {Promise<Uint8Array>} */ (coming);
      } catch {
        throw new SourceLost(entry.index);
      }
      coming = at + CHUNK < part.stop ? next(at + CHUNK) : null;
      yield piece;
    }
  }
}

/**
 * ZIP64's end record and locator, which client-zip leaves out when only the number of entries asks
 * for them (APPNOTE 6.3.10, 4.3.14 and 4.3.15).
 * @param {Uint8Array} end the end-of-central-directory record
 * @param {number} entries
 */
export function zip64End(end, entries) {
  const view = new DataView(end.buffer, end.byteOffset, end.byteLength);
  const size = view.getUint32(12, true);
  const start = view.getUint32(16, true);
  const record = new DataView(new ArrayBuffer(76));
  record.setUint32(0, 0x06064b50, true);
  record.setBigUint64(4, 44n, true);
  record.setUint16(12, 45, true);
  record.setUint16(14, 45, true);
  record.setBigUint64(24, BigInt(entries), true);
  record.setBigUint64(32, BigInt(entries), true);
  record.setBigUint64(40, BigInt(size), true);
  record.setBigUint64(48, BigInt(start), true);
  record.setUint32(56, 0x07064b50, true);
  record.setBigUint64(64, BigInt(start + size), true);
  record.setUint32(72, 1, true);
  return new Uint8Array(record.buffer);
}

/** One archive being written. */
export class Archive {
  /** @type {Queued[]} */ #queue = [];
  #closed = false;
  #entries = 0;
  #wake = () => {};
  /** @type {Promise<void> | null} */ #gone = null;
  /** @type {Promise<Blob>} */ #done;

  /**
   * @param {(entries: AsyncIterable<object>, options: object) => ReadableStream<Uint8Array>} makeZip
   * @param {import('./sinks-worker.js').Sink} sink
   * @param {(bytes: number) => void} onProgress called with the bytes written so far
   */
  constructor(makeZip, sink, onProgress) {
    this.sink = sink;
    this.written = 0;
    this.#done = this.#write(makeZip, onProgress);
    this.#done.catch(() => this.#fail());
  }

  /**
   * Append entries.
   * @param {ArchiveEntry[]} entries
   * @returns {Promise<number[]>} once they are written: those whose source couldn't be read
   */
  async append(entries) {
    const settled = entries.map(
      (entry) =>
        new Promise((resolve) => {
          this.#queue.push({ entry, bytes: null, settle: resolve });
        }),
    );
    this.#readAhead();
    this.#wake();
    const kept = await Promise.race([Promise.all(settled), this.#done.then(() => [])]);
    return entries.filter((_, at) => kept[at] === false).map((entry) => entry.index);
  }

  /** Complete the archive. @returns {Promise<Blob>} */
  finish() {
    this.#closed = true;
    this.#wake();
    return this.#done;
  }

  /** Give the archive up: what was written is removed. */
  abandon() {
    this.#closed = true;
    this.#wake();
    return this.#fail();
  }

  #fail() {
    this.#queue = [];
    this.#gone ??= this.sink.discard();
    return this.#gone;
  }

  #readAhead() {
    for (const queued of this.#queue.slice(0, AHEAD)) {
      if (queued.bytes) continue;
      queued.bytes = prepare(queued.entry);
      queued.bytes.catch(() => {});
    }
  }

  async *#feed() {
    for (;;) {
      const queued = this.#queue.shift();
      if (!queued) {
        if (this.#closed) return;
        await new Promise((resolve) => {
          this.#wake = () => resolve(undefined);
        });
        continue;
      }
      this.#readAhead();
      let pieces;
      try {
        pieces = await (queued.bytes ?? prepare(queued.entry));
      } catch {
        queued.settle(false);
        continue;
      }
      const { name } = queued.entry;
      const input = pieces ? (async function* whole() { yield* pieces; })() : stream(queued.entry);
      // An empty entry name or a date of the source can't come in: both are always given.
      yield { name, lastModified: DATE, input, size: sizeOf(queued.entry) };
      this.#entries += 1;
      queued.settle(true);
    }
  }

  /**
   * @param {(entries: AsyncIterable<object>, options: object) => ReadableStream<Uint8Array>} makeZip
   * @param {(bytes: number) => void} onProgress
   */
  async #write(makeZip, onProgress) {
    const reader = makeZip(this.#feed(), { buffersAreUTF8: true }).getReader();
    /** @type {Uint8Array | null} */
    let last = null;
    let sawZip64 = false;
    try {
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        if (last) this.sink.write(last);
        sawZip64 = last !== null && last.length === 76 && last[0] === 0x50 && last[2] === 0x06;
        last = value;
        this.written += value.length;
        onProgress(this.written);
      }
      if (last) {
        if (this.#entries >= MANY_ENTRIES && !sawZip64) this.sink.write(zip64End(last, this.#entries));
        this.sink.write(last);
      }
      return await this.sink.close();
    } catch (error) {
      await reader.cancel().catch(() => {});
      throw error;
    }
  }
}

/** How often progress is told, in milliseconds. */
const TELL = 100;

/** @param {{postMessage: Function, onmessage: any}} scope */
export function serve(scope) {
  /** @type {Archive | null} */
  let archive = null;
  /** @type {Promise<typeof import('./sinks-worker.js')>} */
  let sinks;
  /** @type {Promise<any>} */
  let zip;
  let told = 0;

  /** @type {Record<string, (request: any) => Promise<unknown>>} */
  const handlers = {
    async boot({ urls }) {
      sinks = import(urls.sinks);
      zip = import(urls.clientZip);
      await Promise.all([sinks, zip]);
      await (await sinks).clean();
    },
    async open({ owner, expected, disk }) {
      const { diskSink, blobSink } = await sinks;
      // The file of an archive that was not completed is this one's as well.
      await archive?.abandon();
      const onDisk = disk ? await diskSink(owner, expected) : null;
      archive = new Archive((await zip).makeZip, onDisk ?? blobSink(), (bytes) => {
        const now = performance.now();
        if (now - told < TELL) return;
        told = now;
        scope.postMessage({ progress: bytes });
      });
      return onDisk ? 'disk' : 'blob';
    },
    append: ({ entries }) => /** @type {Archive} */ (archive).append(entries),
    async finish() {
      const finished = await /** @type {Archive} */ (archive).finish();
      archive = null;
      return finished;
    },
    remove: async ({ owner }) => (await sinks).remove(owner),
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
      const { code = 'archive-failed', index } = /** @type {any} */ (error);
      scope.postMessage({ id: data.id, ok: false, error: { code: typeof code === 'string' ? code : 'archive-failed', index } });
    }
  }
}

if ('WorkerGlobalScope' in globalThis) serve(/** @type {any} */ (globalThis));
