/**
 * Thumbnails: the middle image of a series, or a drawn sign of its kind where there is no image or
 * none that can be drawn.
 *
 * `mountThumbnail(slot, records, images)` fills a slot when it comes into view. What was drawn is
 * kept with the records, so that a list that is written anew (in another language, say) shows it
 * at once.
 *
 * @typedef {import('./messages.js').SurveyRecord} SurveyRecord
 * @typedef {import('./viewer-images.js').Images} Images
 */

import { h } from './dom.js';
import { t } from './i18n.js';
import { Stack } from './viewer-images.js';

/** Pixels of the longer side; screens with fine pixels show it smaller. */
const SIZE = 192;

/** Small drawn canvases, or null where nothing can be drawn. @type {WeakMap<SurveyRecord, HTMLCanvasElement | null>} */
const drawn = new WeakMap();

/** Signs by kind of object: paths in a square of 24. */
const SIGNS = Object.freeze({
  slices: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17Zm0 3.5a5 5 0 1 1 0 10 5 5 0 0 1 0-10Z',
  fan: 'M12 4 4 17.5A10 10 0 0 0 20 17.5ZM9.5 13a3.5 3.5 0 0 0 5 0',
  plate: 'M5 3.5h14v17H5ZM9 8c-2 2-2.5 6-2 9M15 8c2 2 2.5 6 2 9M12 6.5v11',
  page: 'M6 3.5h8l4 4v13H6ZM14 3.5v4h4M9 12h6M9 15.5h6',
  contour: 'M4.5 14c0-5 4-9 8-8s7 3 6.5 7-3.5 3-5 5-9.5 1-9.5-4Z',
  wave: 'M3 13h4l2-7 3.5 12 2.5-8 1.5 3H21',
  frame: 'M4 5.5h16v13H4ZM4 15l4.5-4.5 4 4 3-3L20 16',
});

/** Modalities of each sign; all others get the frame. @type {[keyof typeof SIGNS, string[]][]} */
const KINDS = [
  ['slices', ['CT', 'MR', 'PT', 'NM']],
  ['fan', ['US', 'IVUS', 'BDUS']],
  ['plate', ['CR', 'DX', 'MG', 'RG', 'RF', 'XA', 'PX', 'IO']],
  ['page', ['SR', 'DOC', 'KO', 'PR', 'AU']],
  ['contour', ['SEG', 'RTSTRUCT', 'RTPLAN', 'RTDOSE', 'REG', 'M3D']],
  ['wave', ['ECG', 'HD', 'EEG', 'EMG', 'EPS', 'RESP']],
];

const SVG = 'http://www.w3.org/2000/svg';

/**
 * A drawn sign for a modality.
 * @param {string} modality
 */
export function sign(modality) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', 'sign');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', SIGNS[KINDS.find(([, modalities]) => modalities.includes(modality))?.[0] ?? 'frame']);
  svg.append(path);
  return svg;
}

/** @type {IntersectionObserver | null} */
let observer = null;
/** @type {WeakMap<Element, () => void>} */
const waiting = new WeakMap();

/** Call `start` when `slot` comes into view. @param {HTMLElement} slot @param {() => void} start */
function whenSeen(slot, start) {
  observer ??= new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        observer?.unobserve(target);
        waiting.get(target)?.();
        waiting.delete(target);
      }
    },
    { rootMargin: '25%' },
  );
  waiting.set(slot, start);
  observer.observe(slot);
}

/**
 * Fill `slot` with the thumbnail of a series.
 * @param {HTMLElement} slot is given the class `thumbnail`
 * @param {SurveyRecord[]} records of one series
 * @param {Images} images
 */
export function mountThumbnail(slot, records, images) {
  const stack = new Stack(records);
  const frame = stack.frame(Math.floor(stack.length / 2));
  const { modality } = frame.record;
  slot.classList.add('thumbnail');
  slot.replaceChildren(sign(modality));
  /** @param {HTMLCanvasElement | null} canvas */
  const show = (canvas) => {
    slot.dataset['state'] = canvas ? 'drawn' : 'sign';
    if (!canvas) return;
    const own = /** @type {HTMLCanvasElement} */ (h('canvas', { width: canvas.width, height: canvas.height, role: 'img', 'aria-label': t('thumbnail', { modality: modality || t('survey.no-modality') }) }));
    own.getContext('2d')?.drawImage(canvas, 0, 0);
    slot.replaceChildren(own);
  };
  const known = drawn.get(frame.record);
  if (known !== undefined) {
    show(known);
    return;
  }
  whenSeen(slot, async () => {
    try {
      const { bitmap, image } = await images.draw(frame, { preset: 'default', invert: false }, true);
      const canvas = small(bitmap, image.aspect);
      bitmap.close();
      drawn.set(frame.record, canvas);
      show(canvas);
    } catch (error) {
      const code = /** @type {{code?: string}} */ (error).code;
      // What a cancel or a lost worker ended is tried again when the list is written anew.
      if (code !== 'unreadable') drawn.set(frame.record, null);
      show(null);
    }
  });
}

/**
 * @param {ImageBitmap} bitmap
 * @param {number} aspect height of a pixel by its width
 */
function small(bitmap, aspect) {
  const [width, height] = [bitmap.width, bitmap.height * aspect];
  const scale = Math.min(1, SIZE / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext('2d');
  if (context) {
    context.imageSmoothingQuality = 'high';
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  }
  return canvas;
}
