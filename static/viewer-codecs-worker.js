/**
 * Compressed bytes of one frame → samples. Which decoder suits is told by the stream itself, not
 * only by the transfer syntax: files are known that say one thing and hold another.
 *
 * The decoders are others' (docs/decisions/0020); only run lengths (PS3.5 2026d Annex G) are undone
 * here. Each is compiled when it is first needed. One that failed is thrown away: a WASM module
 * that was stopped half way may not be used again.
 *
 * @typedef {import('./messages.js').ImageDescription} ImageDescription
 * @typedef {import('./messages.js').CodecAssets} CodecAssets
 * @typedef {import('./viewer-pixels-worker.js').Frame} Frame
 * @typedef {import('./viewer-pixels-worker.js').Samples} Samples
 * @typedef {'charls' | 'openjpeg' | 'openjph'} CodecName
 */

/** Class that decodes, in each of the modules. */
const DECODERS = Object.freeze({ charls: 'JpegLSDecoder', openjpeg: 'J2KDecoder', openjph: 'HTJ2KDecoder' });

/** Nothing here can draw this. */
export class UnsupportedError extends Error {}

/** @type {Map<CodecName, Promise<any>>} */
const modules = new Map();
/** @type {Promise<any> | null} */
let lossless = null;

/**
 * @param {CodecName} name
 * @param {CodecAssets} assets
 */
async function compile(name, assets) {
  const { url, wasm } = assets.codecs[name];
  const [{ default: create }, wasmBinary] = await Promise.all([import(url), wasm.arrayBuffer()]);
  // What a decoder prints could tell of a file: it goes nowhere.
  const nowhere = () => {};
  return create({ wasmBinary, print: nowhere, printErr: nowhere });
}

/**
 * @param {CodecName} name
 * @param {Uint8Array} bytes
 * @param {ImageDescription} image
 * @param {CodecAssets} assets
 * @returns {Promise<Frame>}
 */
async function byModule(name, bytes, image, assets) {
  let module = modules.get(name);
  if (!module) modules.set(name, (module = compile(name, assets)));
  try {
    const decoder = new (await module)[DECODERS[name]]();
    decoder.getEncodedBuffer(bytes.length).set(bytes);
    decoder.decode();
    const { width, height, bitsPerSample, componentCount } = decoder.getFrameInfo();
    if (width !== image.columns || height !== image.rows || componentCount !== image.samples) {
      throw new RangeError('damaged');
    }
    /** @type {Uint8Array} */
    const decoded = decoder.getDecodedBuffer().slice();
    const planes = name === 'charls' && componentCount === 3 && decoder.getInterleaveMode() === 0;
    decoder.delete();
    const samples = bitsPerSample > 8 ? new Uint16Array(decoded.buffer) : decoded;
    return { samples: planes ? byPixel(samples) : samples, rgb: false, stored: bitsPerSample };
  } catch (error) {
    modules.delete(name);
    throw error;
  }
}

/** Three planes → three samples a pixel. @param {Uint8Array | Uint16Array} samples */
function byPixel(samples) {
  const count = samples.length / 3;
  return samples.map((_, at) => samples[(at % 3) * count + Math.floor(at / 3)] ?? 0);
}

/**
 * What a JPEG stream says of itself: process and precision (ISO 10918-1 B.2.2).
 * @param {Uint8Array} bytes
 * @returns {{process: number, precision: number, components: number, marked: boolean}}
 */
export function startOfFrame(bytes) {
  let marked = false;
  let at = 2;
  while (at + 9 < bytes.length) {
    if (bytes[at] !== 0xff) break;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker) || marker === 0xf7) {
      return { process: marker, precision: bytes[at + 4] ?? 0, components: bytes[at + 9] ?? 0, marked };
    }
    // JFIF and Adobe say what the colours are.
    if (marker === 0xe0 || marker === 0xee) marked = true;
    at += 2 + (((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0));
  }
  throw new RangeError('damaged');
}

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {ImageDescription} image
 * @param {CodecAssets} assets
 * @returns {Promise<Frame>}
 */
async function jpeg(bytes, image, assets) {
  const { process, precision, components, marked } = startOfFrame(bytes);
  if (process === 0xf7) return byModule('charls', bytes, image, assets);
  if (components !== image.samples) throw new RangeError('damaged');
  if (process === 0xc3) return losslessJpeg(bytes, image, precision, assets);
  if (precision !== 8 || process > 0xc2) throw new UnsupportedError();
  return byBrowser(image.photometric === 'RGB' && !marked ? withoutTransform(bytes) : bytes, image);
}

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {ImageDescription} image
 * @param {number} precision
 * @param {CodecAssets} assets
 * @returns {Promise<Frame>}
 */
async function losslessJpeg(bytes, image, precision, assets) {
  lossless ??= import(assets.losslessUrl);
  const { Decoder } = await lossless;
  const buffer = new Decoder().decompress(bytes.buffer, bytes.byteOffset, bytes.length);
  const samples = precision > 8 ? new Uint16Array(buffer) : new Uint8Array(buffer);
  if (samples.length < image.rows * image.columns * image.samples) throw new RangeError('damaged');
  return { samples, rgb: false, stored: precision };
}

/**
 * The same stream with Adobe's marker that its three components are no YCbCr (ISO 10918-6 6.5.3):
 * without any marker, every decoder would take them for that.
 * @param {Uint8Array<ArrayBuffer>} bytes
 */
function withoutTransform(bytes) {
  const marker = [0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, 0];
  const found = new Uint8Array(bytes.length + marker.length);
  found.set(bytes.subarray(0, 2));
  found.set(marker, 2);
  found.set(bytes.subarray(2), 2 + marker.length);
  return found;
}

/**
 * 8-bit JPEG of any DCT process: every browser decodes it.
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {ImageDescription} image
 * @returns {Promise<Frame>}
 */
async function byBrowser(bytes, image) {
  const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' }), {
    colorSpaceConversion: 'none',
    imageOrientation: 'none',
    premultiplyAlpha: 'none',
  });
  try {
    const { width, height } = bitmap;
    if (width !== image.columns || height !== image.rows) throw new RangeError('damaged');
    const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    if (!context) throw new UnsupportedError();
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    const samples = new Uint8Array(width * height * image.samples);
    const step = image.samples;
    for (let at = 0, to = 0; at < data.length; at += 4) {
      for (let one = 0; one < step; one += 1) samples[to++] = data[at + one] ?? 0;
    }
    return { samples, rgb: step === 3 };
  } finally {
    bitmap.close();
  }
}

/**
 * Undo run lengths (PS3.5 2026d Annex G): a segment for each byte of each sample.
 * @param {Uint8Array} bytes
 * @param {ImageDescription} image
 * @returns {Uint8Array} samples, planes one after another, least significant byte first
 */
export function runLengths(bytes, { rows, columns, samples, allocated }) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const segments = view.getUint32(0, true);
  const width = Math.max(1, allocated / 8);
  const count = rows * columns;
  if (allocated < 8 ? segments !== 1 : segments !== samples * width) throw new RangeError('damaged');
  const found = new Uint8Array(allocated < 8 ? Math.ceil((count * samples) / 8) : count * samples * width);
  for (let segment = 0; segment < segments; segment += 1) {
    const from = view.getUint32(4 + 4 * segment, true);
    const to = segment + 1 < segments ? view.getUint32(8 + 4 * segment, true) : bytes.length;
    const plane = Math.floor(segment / width);
    // Most significant byte first.
    const byte = width - 1 - (segment % width);
    unpack(bytes.subarray(from, to), found, plane * count * width + byte, width, allocated < 8 ? found.length : count);
  }
  return found;
}

/**
 * @param {Uint8Array} packed
 * @param {Uint8Array} found
 * @param {number} start
 * @param {number} step
 * @param {number} count of bytes to fill
 */
function unpack(packed, found, start, step, count) {
  let done = 0;
  for (let at = 0; at < packed.length && done < count; ) {
    const head = packed[at++] ?? 0;
    if (head < 128) {
      for (let left = head + 1; left > 0 && done < count && at < packed.length; left -= 1) {
        found[start + step * done++] = packed[at++] ?? 0;
      }
    } else if (head > 128) {
      const value = packed[at++] ?? 0;
      for (let left = 257 - head; left > 0 && done < count; left -= 1) found[start + step * done++] = value;
    }
  }
  if (done < count) throw new RangeError('damaged');
}

/**
 * Undo deflate (PS3.5 2026d §A.4.13). What follows the stream, which is padded to even length, is
 * an error to browsers: it is none if the frame is whole by then.
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {number} needed bytes of the frame
 */
async function inflate(bytes, needed) {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  const found = new Uint8Array(needed);
  let done = 0;
  try {
    while (done < needed) {
      const { value, done: ended } = await reader.read();
      if (ended) break;
      found.set(value.subarray(0, needed - done), done);
      done += value.length;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
  return found.subarray(0, Math.min(done, needed));
}

/**
 * Decode one encapsulated frame.
 * @param {Uint8Array<ArrayBuffer>} bytes its fragments, joined
 * @param {ImageDescription} image
 * @param {CodecAssets} assets
 * @param {(bytes: Uint8Array, image: ImageDescription, skipped: number) => Frame} native reads bytes as they are
 * @returns {Promise<Frame>}
 */
export async function decode(bytes, image, assets, native) {
  switch (image.codec) {
    case 'rle':
      return native(runLengths(bytes, image), plain(image), 0);
    case 'deflate':
      return native(await inflate(bytes, Math.ceil(image.bits / 8)), image, 0);
    case 'jpeg':
    case 'jpeg-ls':
      return jpeg(bytes, image, assets);
    case 'jpeg-2000':
    case 'htj2k':
      return byModule(isHighThroughput(bytes) ? 'openjph' : 'openjpeg', bytes, image, assets);
    default:
      throw new UnsupportedError();
  }
}

/**
 * Run lengths are of whole planes, little endian: nothing is halved in them.
 * @param {ImageDescription} image
 * @returns {ImageDescription}
 */
const plain = (image) => ({
  ...image,
  planar: 1,
  bits: image.rows * image.columns * image.samples * image.allocated,
  photometric: image.photometric === 'YBR_FULL_422' ? 'YBR_FULL' : image.photometric,
});

/**
 * Whether a JPEG 2000 stream has the capabilities marker of part 15 (ISO 15444-15 A.3).
 * @param {Uint8Array} bytes
 */
function isHighThroughput(bytes) {
  let at = 2;
  while (at + 4 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1];
    if (marker === 0x50) return true;
    if (marker === 0x90 || marker === 0x93) return false;
    at += 2 + (((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0));
  }
  return false;
}
