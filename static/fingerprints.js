/**
 * What is in the finished ZIP: its entries as they were written, and the SHA-256 of each. Read from
 * the ZIP itself, so that the report tells of the bytes that the person saves.
 */

import { sha256 } from '../vendor/noble-hashes/sha2.js';
import { fromZip } from './inputs.js';
import { hex } from './hex.js';

/** The browser digests what fits into memory with ease; more is digested piece by piece. */
const AT_ONCE = 64 * 1024 ** 2;
const PIECE = 16 * 1024 ** 2;

/**
 * @param {Blob} zip
 * @returns {AsyncGenerator<{name: string, blob: Blob}>}
 */
export async function* entriesOf(zip) {
  for await (const { path, source } of fromZip(zip, '')) {
    if (source?.kind === 'file') yield { name: path.slice(path.indexOf('›') + 2), blob: source.file };
  }
}

/** @typedef {(bytes: number) => boolean} Read told how many bytes were read; false ends the work */

/**
 * @param {Blob} blob
 * @param {Read} read
 * @returns {Promise<string | null>} null if the work was ended
 */
async function digestOf(blob, read) {
  if (blob.size <= AT_ONCE && globalThis.crypto?.subtle) {
    const bytes = await blob.arrayBuffer();
    const digest = await crypto.subtle.digest('SHA-256', bytes);
    // Given back at once: garbage of this size grows by hundreds of megabytes before it is collected.
    /** @type {any} */ (bytes).transfer?.(0);
    return read(blob.size) ? hex(new Uint8Array(digest)) : null;
  }
  const digest = sha256.create();
  for (let start = 0; start < blob.size; start += PIECE) {
    const piece = new Uint8Array(await blob.slice(start, start + PIECE).arrayBuffer());
    digest.update(piece);
    if (!read(piece.length)) return null;
  }
  return hex(digest.digest());
}

/**
 * The SHA-256 of each entry, by name.
 * @param {Blob} zip
 * @param {Read} read
 */
export async function fingerprints(zip, read) {
  /** @type {Map<string, string>} */
  const found = new Map();
  for await (const { name, blob } of entriesOf(zip)) {
    const digest = await digestOf(blob, read);
    if (digest === null) break;
    found.set(name, digest);
  }
  return found;
}
