/**
 * Samples → grey or colour, as the description of an image says (`anami/imageinfo.py`). Arithmetic
 * only: knows no files, no codecs and no screen. Clauses are of PS3.3 and PS3.5, edition 2026d.
 *
 * @typedef {import('./messages.js').ImageDescription} ImageDescription
 * @typedef {import('./messages.js').Transformation} Transformation
 *
 * @typedef {Uint8Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array} Samples
 *
 * @typedef {object} Frame One frame, decoded.
 * @property {Samples} samples as they were stored, interleaved by pixel
 * @property {boolean} rgb the samples are red, green, blue, whatever the description says
 * @property {number} [stored] bits that count, where a codec knows better than the description
 * @property {[number, number]} [extent] least and greatest stored value, once they were looked for
 *
 * @typedef {{first: number, bits: number, words: Uint16Array}} Table
 *
 * @typedef {object} Wish How a person wants to see it.
 * @property {'default' | 'range' | 'table' | 'own' | number} preset the file's first window, the whole
 *   range, the file's VOI LUT, the given window, or the file's window of this number
 * @property {number} [center]
 * @property {number} [width]
 * @property {boolean} invert
 *
 * @typedef {{center: number, width: number, function: string}} Window
 *
 * @typedef {object} Picture
 * @property {Uint8ClampedArray<ArrayBuffer>} pixels RGBA; good until the next picture is drawn
 * @property {Window | null} window that was used; null for colours and tables
 * @property {[number, number]} range of the values of this frame
 */

const OPAQUE = 0xff000000;
/** Values of 16 bits, the most that are looked up instead of computed. */
const WORDS = 65536;

/**
 * The samples of one native frame.
 * @param {Uint8Array} bytes from the byte in which the frame begins
 * @param {ImageDescription} image
 * @param {number} skipped bits of the first byte that belong to the frame before
 * @returns {Frame}
 */
export function nativeFrame(bytes, image, skipped) {
  const needed = Math.ceil((image.bits + skipped) / 8);
  if (bytes.length < needed) throw new RangeError('damaged');
  if (image.allocated === 1) return { samples: bits(bytes, image, skipped), rgb: false };
  const { big, words, allocated } = image;
  const whole = bytes.slice(0, needed + (needed % 2 && big ? 1 : 0));
  if (big && (allocated > 8 || words)) reverse(whole, Math.max(2, allocated / 8));
  const samples = typed(whole.buffer, image, allocated);
  if (image.samples === 3) return { samples: colours(samples, image), rgb: false };
  return { samples, rgb: false };
}

/**
 * @param {Uint8Array} bytes
 * @param {ImageDescription} image
 * @param {number} skipped
 */
function bits(bytes, { rows, columns, samples }, skipped) {
  const found = new Uint8Array(rows * columns * samples);
  for (let at = 0; at < found.length; at += 1) {
    const bit = at + skipped;
    found[at] = ((bytes[bit >> 3] ?? 0) >> (bit & 7)) & 1;
  }
  return found;
}

/**
 * @param {ArrayBuffer} buffer
 * @param {ImageDescription} image
 * @param {number} allocated
 * @returns {Samples}
 */
export function typed(buffer, image, allocated) {
  const count = Math.floor((buffer.byteLength * 8) / allocated);
  if (image.real === 'float32') return new Float32Array(buffer, 0, count);
  if (image.real === 'float64') return new Float64Array(buffer, 0, count);
  if (allocated === 8) return new Uint8Array(buffer, 0, count);
  if (allocated === 16) return new Uint16Array(buffer, 0, count);
  return new Uint32Array(buffer, 0, count);
}

/**
 * Reverse the bytes of each word, in place.
 * @param {Uint8Array} bytes
 * @param {number} size of a word
 */
function reverse(bytes, size) {
  for (let at = 0; at + size <= bytes.length; at += size) bytes.subarray(at, at + size).reverse();
}

/**
 * Three samples a pixel, whatever the planar configuration (PS3.3 §C.7.6.3.1.3).
 * @param {Samples} samples
 * @param {ImageDescription} image
 */
function colours(samples, { rows, columns, photometric, planar }) {
  const count = rows * columns;
  const found = new /** @type {Uint8ArrayConstructor} */ (samples.constructor)(count * 3);
  if (photometric === 'YBR_FULL_422') {
    for (let at = 0, from = 0; at < count; at += 2, from += 4) {
      for (const one of [0, 1]) {
        found[(at + one) * 3] = samples[from + one] ?? 0;
        found[(at + one) * 3 + 1] = samples[from + 2] ?? 0;
        found[(at + one) * 3 + 2] = samples[from + 3] ?? 0;
      }
    }
    return found;
  }
  if (planar !== 1) return /** @type {Uint8Array} */ (samples);
  return interleaved(samples, count);
}

/**
 * Three planes → three samples a pixel.
 * @param {Samples} samples
 * @param {number} count of pixels
 */
export function interleaved(samples, count) {
  const found = new /** @type {Uint8ArrayConstructor} */ (samples.constructor)(count * 3);
  for (let plane = 0; plane < 3; plane += 1) {
    for (let at = 0; at < count; at += 1) found[at * 3 + plane] = samples[plane * count + at] ?? 0;
  }
  return found;
}

/** What the last picture was drawn in: pictures of one series are equally large. */
let canvas = new Uint8ClampedArray(0);

/** @param {number} length */
function spare(length) {
  if (canvas.length !== length) canvas = new Uint8ClampedArray(length);
  return canvas;
}

/**
 * Draw a frame.
 * @param {Frame} frame
 * @param {ImageDescription} image
 * @param {Record<string, Table>} tables
 * @param {Wish} wish
 * @returns {Picture}
 */
export function picture(frame, image, tables, wish) {
  const pixels = spare(image.rows * image.columns * 4);
  const colour = new Uint32Array(pixels.buffer);
  if (image.samples === 3 || frame.rgb) {
    paint(frame, image, pixels, wish.invert);
    return { pixels, window: null, range: [0, 255] };
  }
  const shift = Math.max(0, image.codec === 'native' ? image.high + 1 - image.stored : 0);
  const stored = frame.stored ?? image.stored;
  const { red, green, blue } = tables;
  if (red && green && blue) {
    const bytes = [red, green, blue].map(paletteBytes);
    const flip = wish.invert ? 0xffffff : 0;
    const look = lookUp(WORDS, shift, stored, image.signed, (value) => {
      const [r, g, b] = [red, green, blue].map((table, at) => entry(table, bytes[at] ?? new Uint8Array(1), value));
      return (((b ?? 0) << 16) | ((g ?? 0) << 8) | (r ?? 0)) ^ flip;
    });
    apply(frame.samples, look, colour);
    return { pixels, window: null, range: [0, look.length - 1] };
  }
  const values = valuesOf(frame.samples, image, shift, stored);
  const scale = image.values;
  const toValue = modality(scale, tables['modality']);
  const [least, greatest] = (frame.extent ??= extentOf(values, image));
  /** @type {[number, number]} */
  const range = [Math.min(toValue(least), toValue(greatest)), Math.max(toValue(least), toValue(greatest))];
  const { grey, window } = greys(scale, tables['voi'], range, wish);
  const flip = (image.photometric === 'MONOCHROME1') !== wish.invert !== image.inverse ? 255 : 0;
  /** @param {number} value as stored */
  const shade = (value) => {
    const level = Math.round(Math.min(255, Math.max(0, grey(toValue(value))))) ^ flip;
    return level * 0x010101;
  };
  if (values.look) apply(frame.samples, lookUp(values.look, shift, stored, image.signed, shade), colour);
  else for (let at = 0; at < colour.length; at += 1) colour[at] = OPAQUE | shade(values.of(at));
  return { pixels, window, range };
}

/**
 * How stored values are read: by a table of all of them where there are at most 65,536.
 * @param {Samples} samples
 * @param {ImageDescription} image
 * @param {number} shift
 * @param {number} stored
 */
function valuesOf(samples, image, shift, stored) {
  const look = samples instanceof Uint8Array ? 256 : samples instanceof Uint16Array ? WORDS : 0;
  const read = reader(shift, stored, image.signed);
  const of = image.real
    ? (/** @type {number} */ at) => samples[at] ?? 0
    : (/** @type {number} */ at) => read(samples[at] ?? 0);
  return { look, of, length: samples.length };
}

/**
 * Raw sample → stored value: only Bits Stored count (PS3.5 §8.1.1), two's complement if signed.
 * @param {number} shift
 * @param {number} stored
 * @param {boolean} signed
 */
function reader(shift, stored, signed) {
  const away = 32 - stored;
  return signed
    ? (/** @type {number} */ raw) => ((raw >>> shift) << away) >> away
    : (/** @type {number} */ raw) => ((raw >>> shift) << away) >>> away;
}

/**
 * @param {number} size
 * @param {number} shift
 * @param {number} stored
 * @param {boolean} signed
 * @param {(value: number) => number} colour
 */
function lookUp(size, shift, stored, signed, colour) {
  const read = reader(shift, stored, signed);
  const table = new Uint32Array(size);
  for (let raw = 0; raw < size; raw += 1) table[raw] = OPAQUE | colour(read(raw));
  return table;
}

/**
 * @param {Samples} samples
 * @param {Uint32Array} table
 * @param {Uint32Array} colour
 */
function apply(samples, table, colour) {
  for (let at = 0; at < colour.length; at += 1) colour[at] = table[samples[at] ?? 0] ?? OPAQUE;
}

/**
 * Stored value → the value that windows are about (PS3.3 §C.11.1).
 * @param {Transformation} scale
 * @param {Table | undefined} table
 */
function modality({ slope, intercept }, table) {
  if (!table) return (/** @type {number} */ stored) => stored * slope + intercept;
  return (/** @type {number} */ stored) => entry(table, table.words, stored);
}

/**
 * @param {Table} table
 * @param {Uint8Array | Uint16Array} words
 * @param {number} value
 */
const entry = ({ first }, words, value) =>
  words[Math.min(words.length - 1, Math.max(0, Math.round(value) - first))] ?? 0;

/** A palette of any depth, in bytes (PS3.3 §C.7.6.3.1.6). @param {Table} table */
function paletteBytes({ bits, words }) {
  // Writers are known that give 16 bits and fill only 8 of them.
  const narrow = bits <= 8 || words.every((word) => word < 256);
  return Uint8Array.from(words, (word) => (narrow ? word : word >> 8));
}

/**
 * Least and greatest stored value, padding left out.
 * @param {{of: (at: number) => number, length: number}} values
 * @param {ImageDescription} image
 * @returns {[number, number]}
 */
function extentOf({ of, length }, { padding }) {
  let least = Infinity;
  let greatest = -Infinity;
  const [from, to] = padding ?? [1, 0];
  for (let at = 0; at < length; at += 1) {
    const stored = of(at);
    if (stored >= from && stored <= to) continue;
    if (stored < least) least = stored;
    if (stored > greatest) greatest = stored;
  }
  return greatest >= least ? [least, greatest] : [0, 1];
}

/**
 * Value → grey (PS3.3 §C.11.2), and the window that does it.
 * @param {Transformation} scale
 * @param {Table | undefined} table
 * @param {[number, number]} range
 * @param {Wish} wish
 * @returns {{grey: (value: number) => number, window: Window | null}}
 */
function greys(scale, table, range, wish) {
  const first = scale.windows[typeof wish.preset === 'number' ? wish.preset : 0];
  if (table && (wish.preset === 'table' || (wish.preset === 'default' && !first))) {
    const most = 2 ** Math.min(16, Math.max(1, table.bits)) - 1;
    return { grey: (value) => (entry(table, table.words, value) / most) * 255, window: null };
  }
  /** @type {Window} */
  let window = { center: (range[0] + range[1]) / 2, width: Math.max(range[1] - range[0], 1e-6), function: 'LINEAR_EXACT' };
  if (wish.preset === 'own') {
    window = { center: wish.center ?? 0, width: Math.max(wish.width ?? 1, 1e-6), function: scale.function };
  } else if (wish.preset !== 'range' && first) {
    window = { center: first.center, width: first.width, function: scale.function };
  }
  return { grey: windowed(window), window };
}

/** @param {Window} window @returns {(value: number) => number} */
function windowed({ center, width, function: kind }) {
  if (kind === 'SIGMOID') return (value) => 255 / (1 + Math.exp((-4 * (value - center)) / width));
  if (kind === 'LINEAR_EXACT' || width < 1) return (value) => ((value - center) / width + 0.5) * 255;
  // Half a value and one less, since the window is of whole numbers (PS3.3 §C.11.2.1.2.1).
  const low = center - 0.5 - (width - 1) / 2;
  return (value) => (value <= low ? 0 : width === 1 ? 255 : ((value - (center - 0.5)) / (width - 1) + 0.5) * 255);
}

/**
 * Three samples → a colour (PS3.3 §C.7.6.3.1.2).
 * @param {Frame} frame
 * @param {ImageDescription} image
 * @param {Uint8ClampedArray} pixels
 * @param {boolean} invert
 */
function paint({ samples, rgb }, { rows, columns, photometric, stored }, pixels, invert) {
  const shift = !rgb && stored > 8 ? stored - 8 : 0;
  const isYbr = !rgb && (photometric === 'YBR_FULL' || photometric === 'YBR_FULL_422');
  const flip = invert ? 255 : 0;
  for (let at = 0, from = 0; at < rows * columns * 4; at += 4, from += 3) {
    let red = (samples[from] ?? 0) >>> shift;
    let green = (samples[from + 1] ?? 0) >>> shift;
    let blue = (samples[from + 2] ?? 0) >>> shift;
    if (isYbr) {
      const luma = red;
      const [cb, cr] = [green - 128, blue - 128];
      red = clamp(luma + 1.402 * cr);
      green = clamp(luma - 0.344136 * cb - 0.714136 * cr);
      blue = clamp(luma + 1.772 * cb);
    }
    pixels[at] = red ^ flip;
    pixels[at + 1] = green ^ flip;
    pixels[at + 2] = blue ^ flip;
    pixels[at + 3] = 255;
  }
}

/** @param {number} value */
const clamp = (value) => Math.round(Math.min(255, Math.max(0, value)));
