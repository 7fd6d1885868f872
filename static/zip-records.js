/**
 * The records of a ZIP archive with stored entries (APPNOTE 6.3.10), byte for byte those that the
 * command line writes with Python's zipfile, which a test compares: sizes and checksums stand before
 * the bytes, names are ASCII, dates are constant. Knows the format, nothing of files.
 */

/** From here on ZIP64's larger fields are used; readers exist whose fields are signed. */
const LIMIT = 2 ** 31 - 1;
/** zipfile leaves room for entries that grow while they are written. */
const GROWTH = 1.05;
/** From this number of entries on the plain end record can't count them (4.4.1.4). */
const MANY_ENTRIES = 0xffff;
const UNKNOWN = 0xffffffff;
const PLAIN_VERSION = 20;
const ZIP64_VERSION = 45;
/** 1980-01-01, the earliest date that ZIP knows: tells nothing about anybody. */
const DATE = 0x21;
const UNIX = 3;
/** Its owner may read and write the file, others may read it. */
const MODE = 0o644;
const ZIP64_FIELD = 1;

/** @typedef {{name: string, size: number, crc: number, at: number}} Written an entry and where it begins */

/**
 * @param {number} length
 * @returns {[Uint8Array<ArrayBuffer>, DataView<ArrayBuffer>]}
 */
function record(length) {
  const bytes = new Uint8Array(length);
  return [bytes, new DataView(bytes.buffer)];
}

/**
 * Entry names are made of letters, digits, hyphens and slashes.
 * @param {string} name
 */
function ascii(name) {
  const bytes = new TextEncoder().encode(name);
  if (bytes.length !== name.length) throw new RangeError('entry name');
  return bytes;
}

/** @param {number} size */
const localIsZip64 = (size) => size * GROWTH > LIMIT;

/**
 * What stands before the bytes of an entry (4.3.7).
 * @param {string} name
 * @param {number} size
 * @param {number} crc CRC-32
 */
export function localHeader(name, size, crc) {
  const label = ascii(name);
  const zip64 = localIsZip64(size);
  const [bytes, view] = record(30 + label.length + (zip64 ? 20 : 0));
  view.setUint32(0, 0x04034b50, true);
  view.setUint16(4, zip64 ? ZIP64_VERSION : PLAIN_VERSION, true);
  view.setUint16(12, DATE, true);
  view.setUint32(14, crc, true);
  view.setUint32(18, zip64 ? UNKNOWN : size, true);
  view.setUint32(22, zip64 ? UNKNOWN : size, true);
  view.setUint16(26, label.length, true);
  view.setUint16(28, zip64 ? 20 : 0, true);
  bytes.set(label, 30);
  if (zip64) zip64Field(view, 30 + label.length, [size, size]);
  return bytes;
}

/**
 * @param {DataView} view
 * @param {number} at
 * @param {number[]} values
 */
function zip64Field(view, at, values) {
  view.setUint16(at, ZIP64_FIELD, true);
  view.setUint16(at + 2, 8 * values.length, true);
  values.forEach((value, place) => view.setBigUint64(at + 4 + 8 * place, BigInt(value), true));
}

/**
 * What the directory at the end says of an entry (4.3.12).
 * @param {Written} entry
 */
export function directoryHeader({ name, size, crc, at }) {
  const label = ascii(name);
  const large = size > LIMIT;
  const far = at > LIMIT;
  const values = [...(large ? [size, size] : []), ...(far ? [at] : [])];
  const extra = values.length ? 4 + 8 * values.length : 0;
  const version = values.length || localIsZip64(size) ? ZIP64_VERSION : PLAIN_VERSION;
  const [bytes, view] = record(46 + label.length + extra);
  view.setUint32(0, 0x02014b50, true);
  view.setUint8(4, version);
  view.setUint8(5, UNIX);
  view.setUint16(6, version, true);
  view.setUint16(14, DATE, true);
  view.setUint32(16, crc, true);
  view.setUint32(20, large ? UNKNOWN : size, true);
  view.setUint32(24, large ? UNKNOWN : size, true);
  view.setUint16(28, label.length, true);
  view.setUint16(30, extra, true);
  view.setUint32(38, MODE * 2 ** 16, true);
  view.setUint32(42, far ? UNKNOWN : at, true);
  bytes.set(label, 46);
  if (extra) zip64Field(view, 46 + label.length, values);
  return bytes;
}

/**
 * The end of the archive (4.3.14 to 4.3.16).
 * @param {number} entries
 * @param {number} start where the directory begins
 * @param {number} size of the directory
 */
export function endRecords(entries, start, size) {
  const zip64 = entries >= MANY_ENTRIES || start > LIMIT || size > LIMIT;
  const [bytes, view] = record(zip64 ? 98 : 22);
  if (zip64) {
    view.setUint32(0, 0x06064b50, true);
    view.setBigUint64(4, 44n, true);
    view.setUint16(12, ZIP64_VERSION, true);
    view.setUint16(14, ZIP64_VERSION, true);
    [entries, entries, size, start].forEach((value, place) => {
      view.setBigUint64(24 + 8 * place, BigInt(value), true);
    });
    view.setUint32(56, 0x07064b50, true);
    view.setBigUint64(64, BigInt(start + size), true);
    view.setUint32(72, 1, true);
  }
  const end = bytes.length - 22;
  view.setUint32(end, 0x06054b50, true);
  view.setUint16(end + 8, Math.min(entries, MANY_ENTRIES), true);
  view.setUint16(end + 10, Math.min(entries, MANY_ENTRIES), true);
  view.setUint32(end + 12, Math.min(size, UNKNOWN), true);
  view.setUint32(end + 16, Math.min(start, UNKNOWN), true);
  return bytes;
}
