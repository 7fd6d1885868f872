/**
 * The program of the image worker: bytes of a frame in, a picture out. Keeps the last few frames
 * decoded, so that scrolling back and changing the window cost nothing but drawing.
 *
 * Runs from a blob: URL and fetches nothing, as the engine's worker does (docs/decisions/0003), and
 * therefore imports nothing statically.
 *
 * @typedef {import('./messages.js').ImageDescription} ImageDescription
 * @typedef {import('./messages.js').CodecAssets} CodecAssets
 * @typedef {import('./viewer-pixels-worker.js').Frame} Frame
 * @typedef {import('./viewer-pixels-worker.js').Table} Table
 * @typedef {import('./viewer-pixels-worker.js').Wish} Wish
 *
 * @typedef {object} Order
 * @property {string} key of the frame
 * @property {ImageDescription} image
 * @property {Record<string, Table>} tables
 * @property {Blob} blob of the frame's bytes
 * @property {number} skipped bits of the first byte that belong to the frame before
 * @property {Wish | null} wish null: only decode, somebody may look at it soon
 */

/** Decoded bytes that are kept. */
const KEPT_BYTES = 160 * 1024 ** 2;
/** Decoded frames that are kept. */
const KEPT_FRAMES = 24;

/** @type {typeof import('./viewer-pixels-worker.js') | null} */
let pixels = null;
/** @type {typeof import('./viewer-codecs-worker.js') | null} */
let codecs = null;
/** @type {CodecAssets | null} */
let assets = null;
/** Last used last. @type {Map<string, Frame>} */
const kept = new Map();

/** @param {CodecAssets} given */
async function start(given) {
  assets = given;
  [pixels, codecs] = await Promise.all([import(given.pixelsUrl), import(given.codecsUrl)]);
}

/** @param {Order} order @returns {Promise<Frame>} */
async function frameOf({ key, image, blob, skipped }) {
  const found = kept.get(key);
  if (found) {
    kept.delete(key);
    kept.set(key, found);
    return found;
  }
  if (!pixels || !codecs || !assets) throw new Error('not started');
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const frame =
    image.codec === 'native'
      ? pixels.nativeFrame(bytes, image, skipped)
      : await codecs.decode(bytes, image, assets, pixels.nativeFrame);
  kept.set(key, frame);
  let total = 0;
  for (const { samples } of kept.values()) total += samples.byteLength;
  for (const [old, { samples }] of kept) {
    if (kept.size <= 1 || (kept.size <= KEPT_FRAMES && total <= KEPT_BYTES)) break;
    kept.delete(old);
    total -= samples.byteLength;
  }
  return frame;
}

/** @param {Order} order */
async function draw(order) {
  const frame = await frameOf(order);
  if (!order.wish || !pixels) return { bitmap: null };
  const { rows, columns } = order.image;
  const made = pixels.picture(frame, order.image, order.tables, order.wish);
  const bitmap = await createImageBitmap(new ImageData(made.pixels, columns, rows));
  return { bitmap, window: made.window, range: made.range };
}

let queue = Promise.resolve();
/** @param {MessageEvent} event */
self.onmessage = ({ data }) => {
  queue = queue.then(async () => {
    try {
      const result = data.type === 'start' ? await start(data.assets) : await draw(data.order);
      self.postMessage({ id: data.id, ok: true, result }, { transfer: result?.bitmap ? [result.bitmap] : [] });
    } catch (error) {
      // A file can be damaged in any way; what exactly was wrong could tell of it.
      const unsupported = codecs && error instanceof codecs.UnsupportedError;
      self.postMessage({ id: data.id, ok: false, code: unsupported ? 'unsupported' : 'damaged' });
    }
  });
};
