/**
 * From what the person gives (files, folders, ZIP files) to numbered inputs. Knows files, folders
 * and ZIP; nothing of DICOM. Nothing is read here but the directory of a ZIP file; that a file is
 * one is told by its first bytes, for ZIP files have many names, when a worker has read them.
 *
 * @typedef {import('./messages.js').Source} Source
 * @typedef {{path: string, size: number, source: Source | null, failure: string}} Found
 */

import { BlobReader, ZipReader, configure } from '../vendor/zip.js';

configure({ useWebWorkers: false });

/** An entry may not be larger than this once inflated, in bytes. */
const LARGEST_ENTRY = 4 * 1024 ** 3;
/** All deflated entries of one ZIP may not be larger than this together, in bytes. */
const LARGEST_ARCHIVE = 256 * 1024 ** 3;
/** Deflate can't do better than this (RFC 1951: 258 bytes from two bits): more is a lie. */
const LARGEST_RATIO = 1032;
/** Bytes of a ZIP's local file header before the name (APPNOTE 6.3.10, 4.3.7). */
const LOCAL_HEADER = 30;
const STORED = 0;
const DEFLATED = 8;
const ARCHIVE_NAME = /\.zip$/i;
/** Entries of folders that are opened before their turn. */
const AHEAD = 32;

/**
 * @param {string} path
 * @param {Blob} file
 * @param {number} [size] where it is known: to ask a File would keep the page waiting for the disk
 * @returns {Found}
 */
const plain = (path, file, size = 0) => ({ path, size, source: { kind: 'file', file }, failure: '' });

/**
 * @param {string} path
 * @param {number} size
 * @param {string} failure
 * @returns {Found}
 */
const failed = (path, size, failure) => ({ path, size, source: null, failure });

/**
 * Where the bytes of an entry begin: its local header may be longer than the directory says.
 * @param {Blob} file
 * @param {number} offset
 */
async function dataStart(file, offset) {
  const header = new DataView(await file.slice(offset, offset + LOCAL_HEADER).arrayBuffer());
  if (header.getUint32(0, true) !== 0x04034b50) throw new RangeError('no local header');
  return offset + LOCAL_HEADER + header.getUint16(26, true) + header.getUint16(28, true);
}

/**
 * @param {Blob} file
 * @param {string} path
 * @param {import('../vendor/zip.js').Entry} entry
 * @param {{end: number, total: number}} seen bounds that grow from entry to entry
 * @returns {Promise<Found>}
 */
async function zipEntry(file, path, entry, seen) {
  const { compressedSize, uncompressedSize: size, compressionMethod: method, offset } = entry;
  if (entry.encrypted) return failed(path, size, 'encrypted-zip-entry');
  if (ARCHIVE_NAME.test(entry.filename)) return failed(path, size, 'nested-archive');
  if (method !== STORED && method !== DEFLATED) return failed(path, size, 'unsupported-zip-entry');
  let start;
  try {
    start = await dataStart(file, offset);
  } catch {
    return failed(path, size, 'damaged-zip-entry');
  }
  const stop = start + compressedSize;
  // Entries that share bytes are how a small file claims to hold a huge amount of data.
  if (offset < seen.end || stop > file.size) return failed(path, size, 'damaged-zip-entry');
  seen.end = stop;
  const slice = file.slice(start, stop);
  if (method === STORED) {
    return compressedSize === size ? plain(path, slice, size) : failed(path, size, 'damaged-zip-entry');
  }
  seen.total += size;
  if (size > LARGEST_ENTRY || seen.total > LARGEST_ARCHIVE) return failed(path, size, 'oversized-zip-entry');
  if (size > (compressedSize + 1) * LARGEST_RATIO) return failed(path, size, 'damaged-zip-entry');
  return { path, size, source: { kind: 'deflated', file: slice, size }, failure: '' };
}

/**
 * What is in a file that turned out to be a ZIP: at least one thing, be it that it is damaged.
 * @param {Blob} file
 * @param {string} path
 * @returns {AsyncGenerator<Found>}
 */
export async function* fromZip(file, path) {
  const reader = new ZipReader(new BlobReader(file));
  let entries;
  try {
    entries = await reader.getEntries();
  } catch {
    yield failed(path, file.size, 'damaged-zip');
    return;
  } finally {
    await reader.close().catch(() => {});
  }
  const files = entries.filter((entry) => !entry.directory || entry.uncompressedSize > 0).sort((one, other) => one.offset - other.offset);
  if (!files.length) yield failed(path, file.size, 'empty-zip');
  const seen = { end: 0, total: 0 };
  for (const entry of files) yield await zipEntry(file, `${path} › ${entry.filename}`, entry, seen);
}

/**
 * The results of a function in the order of its arguments, with some worked on ahead: a hundred
 * thousand files one after another would take minutes.
 * @template T, U
 * @param {AsyncIterable<T>} things
 * @param {(thing: T) => Promise<U>} work never rejects
 */
async function* ahead(things, work) {
  /** @type {Promise<U>[]} */
  const coming = [];
  for await (const thing of things) {
    coming.push(work(thing));
    if (coming.length >= AHEAD) yield /** @type {Promise<U>} */ (coming.shift());
  }
  yield* coming;
}

/**
 * What a file or folder picker gave.
 * @param {Iterable<File>} files
 * @returns {AsyncGenerator<Found>}
 */
export async function* fromPicker(files) {
  for (const file of files) yield plain(file.webkitRelativePath || file.name, file);
}

/** @param {FileSystemEntry} entry */
const pathOf = (entry) => entry.fullPath.replace(/^\//, '');

/**
 * The files of a dropped folder, at any depth, and folders that can't be read.
 * @param {FileSystemEntry} entry
 * @returns {AsyncGenerator<FileSystemEntry>}
 */
async function* walk(entry) {
  if (entry.isFile) {
    yield entry;
    return;
  }
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  for (;;) {
    /** @type {FileSystemEntry[]} */
    let children;
    try {
      // Browsers give a hundred at a time, and an empty list at the end.
      children = await new Promise((resolve, reject) => {
        reader.readEntries(resolve, reject);
      });
    } catch {
      yield entry;
      return;
    }
    if (!children.length) return;
    for (const child of children) yield* walk(child);
  }
}

/**
 * @param {FileSystemEntry} entry
 * @returns {Promise<Found>}
 */
async function openEntry(entry) {
  const path = pathOf(entry);
  try {
    /** @type {File} */
    const file = await new Promise((resolve, reject) => {
      /** @type {FileSystemFileEntry} */ (entry).file(resolve, reject);
    });
    return plain(path, file);
  } catch {
    // A folder that can't be read has no file either.
    return failed(path, 0, 'unreadable');
  }
}

/**
 * What was dropped. Must be called while the drop event is handled: the transfer is empty later.
 * @param {DataTransfer} transfer
 */
export function fromDrop(transfer) {
  const entries = [];
  const files = [];
  for (const item of transfer.items) {
    if (item.kind !== 'file') continue;
    const entry = item.webkitGetAsEntry?.();
    const file = entry ? null : item.getAsFile();
    if (entry) entries.push(entry);
    else if (file) files.push(file);
  }
  return (async function* dropped() {
    for (const entry of entries) yield* ahead(walk(entry), openEntry);
    yield* fromPicker(files);
  })();
}
