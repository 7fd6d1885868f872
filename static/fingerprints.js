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

/** @param {Blob} blob */
export async function digestOf(blob) {
  if (blob.size <= AT_ONCE && globalThis.crypto?.subtle) {
    return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', await blob.arrayBuffer())));
  }
  const digest = sha256.create();
  for (let start = 0; start < blob.size; start += PIECE) {
    digest.update(new Uint8Array(await blob.slice(start, start + PIECE).arrayBuffer()));
  }
  return hex(digest.digest());
}

/**
 * The SHA-256 of each entry, by name.
 * @param {Blob} zip
 * @param {() => boolean} wanted asked between entries: false ends the work
 */
export async function fingerprints(zip, wanted) {
  /** @type {Map<string, string>} */
  const found = new Map();
  for await (const { name, blob } of entriesOf(zip)) {
    if (!wanted()) break;
    found.set(name, await digestOf(blob));
  }
  return found;
}
