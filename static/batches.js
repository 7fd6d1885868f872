/**
 * Requests about many files, cut into batches; a lost batch is tried again file by file, so that
 * one file that ends a worker takes no other file with it.
 *
 * @typedef {import('./messages.js').Input} Input
 * @typedef {import('./pool.js').Pool} Pool
 * @typedef {import('./pool.js').Reply} Reply
 */

import { RequestError } from './pool.js';

/** Files in one request: few messages, and a worker that is lost loses little. */
const FILES_PER_BATCH = 16;
/** Bytes that the files of one request may take in a worker's memory; a single file may take more. */
const BYTES_PER_BATCH = 8 * 1024 ** 2;
/** Larger files are not read whole (`WHOLE` of worker.js), only about as much as this. */
const LARGE = 8 * 1024 ** 2;
const HEAD = 64 * 1024;

/** Codes that say that an input is nothing to de-identify; any other code refuses it. */
const SKIPPING = new Set(['encrypted-zip-entry', 'nested-archive', 'empty-zip']);

/**
 * What becomes of an input that never reached Python.
 * @param {number} index
 * @param {string} code
 * @returns {import('./messages.js').Outcome}
 */
export const inputOutcome = (index, code) => ({
  index,
  status: SKIPPING.has(code) ? 'skipped' : 'refused',
  code,
  warnings: [],
});

/**
 * About how many bytes a worker holds of an input while it is at it.
 * @param {Pick<Input, 'size' | 'source'>} input
 * @param {boolean} headOnly
 */
export function bytesHeld({ size, source }, headOnly) {
  if (source?.kind === 'deflated') return size;
  return headOnly || size > LARGE ? HEAD : size;
}

/** Gathers files until they make a batch. @template T */
export class Batcher {
  /** @type {T[]} */ #files = [];
  #bytes = 0;

  /** @param {number} [most] files in one batch */
  constructor(most = FILES_PER_BATCH) {
    this.most = most;
  }

  /**
   * @param {T} file
   * @param {number} bytes
   * @returns {T[]} the batch that is complete without `file`; empty if none is
   */
  add(file, bytes) {
    const full = this.#files.length >= this.most || (this.#files.length > 0 && this.#bytes + bytes > BYTES_PER_BATCH);
    const batch = full ? this.take() : [];
    this.#files.push(file);
    this.#bytes += bytes;
    return batch;
  }

  /** What was gathered so far. */
  take() {
    const batch = this.#files;
    this.#files = [];
    this.#bytes = 0;
    return batch;
  }
}

/**
 * @template {{bytes: number}} T
 * @param {T[]} files in order
 * @param {number} [most] files in one batch
 */
export function cut(files, most) {
  /** @type {Batcher<T>} */
  const batcher = new Batcher(most);
  const batches = files.map((file) => batcher.add(file, file.bytes));
  return [...batches, batcher.take()].filter((batch) => batch.length);
}

/**
 * Ask for a batch; if its worker is lost or fails, ask for each of its files alone.
 * @template {{index: number}} T
 * @param {Pool} pool
 * @param {string} type
 * @param {T[]} files
 * @param {(files: T[]) => object} fields of the request
 * @returns {Promise<{replies: Reply[], lost: {index: number, code: string}[]}>}
 */
export async function ask(pool, type, files, fields) {
  try {
    return { replies: [await pool.request(type, fields(files))], lost: [] };
  } catch (error) {
    if (ends(error)) throw error;
  }
  const replies = [];
  const lost = [];
  for (const file of files) {
    try {
      replies.push(await pool.request(type, fields([file])));
    } catch (error) {
      if (ends(error)) throw error;
      const code = /** @type {RequestError} */ (error).code === 'worker-lost' ? 'worker-lost' : 'internal-error';
      lost.push({ index: file.index, code });
    }
  }
  return { replies, lost };
}

/**
 * Ask for what concerns the whole work and no file in particular: once more if its worker is lost.
 * @param {Pool} pool
 * @param {string} type
 * @param {object} fields
 */
export const askAgain = (pool, type, fields) =>
  pool.request(type, fields).catch((error) => {
    if (error.code !== 'worker-lost') throw error;
    return pool.request(type, fields);
  });

/** Whether there is no point in going on. @param {unknown} error */
const ends = (error) =>
  !(error instanceof RequestError) || error.code === 'cancelled' || error.code === 'engine-failed';
