/**
 * Pictures of surveyed inputs, for thumbnails and the viewer: asks the engine how an instance's
 * pixels are to be read, and the image worker to draw a frame. Nothing is stored; what is kept in
 * memory is bounded, and goes with `close()`.
 *
 * @typedef {import('./messages.js').ImageDescription} ImageDescription
 * @typedef {import('./messages.js').Source} Source
 * @typedef {import('./messages.js').SurveyRecord} SurveyRecord
 * @typedef {import('./pool.js').Pool} Pool
 * @typedef {import('./assets.js').Assets} Assets
 * @typedef {import('./viewer-pixels-worker.js').Wish} Wish
 * @typedef {import('./viewer-pixels-worker.js').Window} Window
 * @typedef {import('./viewer-pixels-worker.js').Table} Table
 *
 * @typedef {{bitmap: ImageBitmap, image: ImageDescription, window: Window | null, range: [number, number]}} Drawn
 * @typedef {{image: ImageDescription, blob: Blob, tables: Record<string, Table>}} Described
 * @typedef {{record: SurveyRecord, number: number}} Frame
 *
 * @typedef {object} Task
 * @property {object} message
 * @property {(result: any) => void} resolve
 * @property {(error: ImageError) => void} reject
 */

import { endWorker, startWorker } from './threads.js';

/** Instances whose description is kept. */
const KEPT = 48;

/** There is nothing to draw; the code is worded as `image.absent.<code>`. */
export class ImageError extends Error {
  /** @param {string} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** Instances in the order in which they are scrolled through. @param {SurveyRecord[]} records */
export const inOrder = (records) =>
  [...records].sort(
    (one, other) =>
      (one.instance_number ?? Number.MAX_SAFE_INTEGER) - (other.instance_number ?? Number.MAX_SAFE_INTEGER) ||
      one.index - other.index,
  );

/** All frames of a series as one stack, never listed one by one. */
export class Stack {
  /** First frame of each instance. @type {number[]} */ #starts = [];

  /** @param {SurveyRecord[]} records */
  constructor(records) {
    this.records = inOrder(records);
    this.length = 0;
    for (const { frames } of this.records) {
      this.#starts.push(this.length);
      this.length += Math.max(1, frames);
    }
  }

  /** @param {number} at from 0 @returns {Frame} */
  frame(at) {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    const record = /** @type {SurveyRecord} */ (this.records[low]);
    return { record, number: at - (this.#starts[low] ?? 0) };
  }
}

export class Images {
  /** @type {Map<number, Promise<Described>>} */ #described = new Map();
  /** @type {Worker | null} */ #worker = null;
  /** @type {Task | null} */ #busy = null;
  /** @type {{soon: Task[], later: Task[]}} */ #waiting = { soon: [], later: [] };
  #nextId = 0;
  /** Grows when everything is forgotten: what was asked for before is not drawn. */ #round = 0;

  /**
   * @param {Pool} pool
   * @param {Assets} assets
   * @param {(index: number) => Source | null} source of an input
   */
  constructor(pool, assets, source) {
    this.pool = pool;
    this.assets = assets;
    this.source = source;
  }

  /**
   * How an instance is to be read.
   * @param {number} index
   * @returns {Promise<Described>}
   */
  describe(index) {
    let found = this.#described.get(index);
    if (found) this.#described.delete(index);
    else found = this.#ask(index);
    this.#described.set(index, found);
    // A lost worker or a cancel says nothing of the file: next time it is asked again.
    found.catch((error) => {
      if (error.code === 'unreadable') this.#described.delete(index);
    });
    for (const old of this.#described.keys()) {
      if (this.#described.size <= KEPT) break;
      this.#described.delete(old);
    }
    return found;
  }

  /** @param {number} index @returns {Promise<Described>} */
  async #ask(index) {
    const source = this.source(index);
    if (!source) throw new ImageError('unreadable');
    let reply;
    try {
      reply = await this.pool.request('describe', { files: [{ index, source }] });
    } catch {
      throw new ImageError('unreadable');
    }
    const header = reply.header ?? new ArrayBuffer(0);
    /** @type {ImageDescription | undefined} */
    const image = reply.result.images[0];
    if (!image) throw new ImageError('unreadable');
    if (image.code) throw new ImageError(image.code);
    const blob = image.inline
      ? new Blob([header.slice(image.base, image.base + image.start + image.length)])
      : (reply.result.inflated[index] ?? source.file);
    /** @type {Record<string, Table>} */
    const tables = {};
    for (const [name, { first, bits, offset, entries }] of Object.entries(image.tables)) {
      const from = image.base + offset;
      tables[name] = { first, bits, words: new Uint16Array(header.slice(from, from + 2 * entries)) };
    }
    return { image, blob, tables };
  }

  /**
   * Draw one frame.
   * @param {Frame} frame
   * @param {Wish} wish
   * @param {boolean} [later] behind everything that somebody is waiting for
   * @returns {Promise<Drawn>} the bitmap is the caller's to close
   */
  async draw(frame, wish, later = false) {
    const round = this.#round;
    const described = await this.describe(frame.record.index);
    if (round !== this.#round) throw new ImageError('unreadable');
    const { bitmap, window, range } = await this.#order(frame, described, wish, later);
    return { bitmap, image: described.image, window, range };
  }

  /** Have a frame decoded, for somebody may look at it soon. @param {Frame} frame */
  async prefetch(frame) {
    const round = this.#round;
    try {
      const described = await this.describe(frame.record.index);
      if (round === this.#round) await this.#order(frame, described, null, true);
    } catch {
      // Told when it is looked at.
    }
  }

  /**
   * @param {Frame} frame
   * @param {Described} described
   * @param {Wish | null} wish
   * @param {boolean} later
   */
  #order({ record, number }, { image, blob, tables }, wish, later) {
    const { bytes, skipped } = bytesOf(image, blob, number);
    const order = { key: `${record.index}/${number}`, image: slim(image, number), tables, blob: bytes, skipped, wish };
    return this.#send({ type: 'draw', order }, later);
  }

  /**
   * @param {object} message
   * @param {boolean} later
   * @returns {Promise<any>}
   */
  #send(message, later) {
    return new Promise((resolve, reject) => {
      this.#waiting[later ? 'later' : 'soon'].push({ message, resolve, reject });
      this.#next();
    });
  }

  #next() {
    if (this.#busy) return;
    const task = this.#waiting.soon.shift() ?? this.#waiting.later.shift();
    if (!task) return;
    this.#busy = task;
    if (!this.#worker) {
      this.#worker = startWorker(this.assets.images.url, 'anami-images', (data) => this.#receive(data), () => this.#lose());
      this.#worker.postMessage({ id: -1, type: 'start', assets: this.assets.images.codecs });
    }
    this.#worker.postMessage({ id: this.#nextId++, ...task.message });
  }

  /** @param {any} data */
  #receive({ id, ok, result, code }) {
    if (id < 0) {
      if (!ok) this.#lose();
      return;
    }
    const task = this.#busy;
    this.#busy = null;
    if (ok) task?.resolve(result);
    else task?.reject(new ImageError(code));
    this.#next();
  }

  /** The worker is gone, perhaps for want of memory: its picture fails, the next gets a new one. */
  #lose() {
    this.#end();
    const task = this.#busy;
    this.#busy = null;
    task?.reject(new ImageError('damaged'));
    this.#next();
  }

  #end() {
    if (this.#worker) endWorker(this.#worker);
    this.#worker = null;
  }

  /** End the worker and forget everything. */
  close() {
    this.#round += 1;
    this.#end();
    const tasks = [this.#busy, ...this.#waiting.soon, ...this.#waiting.later];
    this.#busy = null;
    this.#waiting = { soon: [], later: [] };
    this.#described.clear();
    for (const task of tasks) task?.reject(new ImageError('unreadable'));
  }
}

/**
 * The bytes of one frame.
 * @param {ImageDescription} image
 * @param {Blob} blob
 * @param {number} number of the frame
 */
function bytesOf(image, blob, number) {
  if (image.codec !== 'native') {
    const pieces = image.pieces[number];
    if (!pieces?.length) throw new ImageError('damaged');
    return { bytes: new Blob(pieces.map(([start, stop]) => blob.slice(start, stop))), skipped: 0 };
  }
  const { bits } = image;
  const first = Math.floor((number * bits) / 8);
  const last = Math.ceil(((number + 1) * bits) / 8);
  if (last > image.length) throw new ImageError('damaged');
  // One byte more: big endian words are read two by two.
  const stop = Math.min(last + 1, image.length);
  return { bytes: blob.slice(image.start + first, image.start + stop), skipped: (number * bits) % 8 };
}

/**
 * A description as far as one frame needs it: that of thousands of frames would be copied each time.
 * @param {ImageDescription} image
 * @param {number} number
 * @returns {ImageDescription}
 */
const slim = (image, number) => ({ ...image, pieces: [], per_frame: [], values: image.per_frame[number] ?? image.values });
