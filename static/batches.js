/**
 * Requests about many files, cut into batches; a lost batch is tried again file by file, so that
 * one file that ends a worker takes no other file with it.
 *
 * @typedef {import('./messages.js').Input} Input
 * @typedef {import('./pool.js').Pool} Pool
 * @typedef {import('./pool.js').Reply} Reply
 */

import { RequestError } from './pool.js';

const FILES_PER_BATCH = 32;
const BYTES_PER_BATCH = 256 * 1024 ** 2;

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
 * @template {{index: number, size: number}} T
 * @param {T[]} files in order
 * @param {number} [most] files in one batch
 */
export function cut(files, most = FILES_PER_BATCH) {
  /** @type {T[][]} */
  const batches = [];
  /** @type {T[]} */
  let batch = [];
  let bytes = 0;
  for (const file of files) {
    if (batch.length && (batch.length >= most || bytes + file.size > BYTES_PER_BATCH)) {
      batches.push(batch);
      batch = [];
      bytes = 0;
    }
    batch.push(file);
    bytes += file.size;
  }
  if (batch.length) batches.push(batch);
  return batches;
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

/** Whether there is no point in going on. @param {unknown} error */
const ends = (error) =>
  !(error instanceof RequestError) || error.code === 'cancelled' || error.code === 'engine-failed';
