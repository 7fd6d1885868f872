/**
 * The canvas of the viewer: places a picture, and turns wheel, pointers and pinches into movements.
 * Knows nothing of files or windows.
 *
 * @typedef {'window' | 'pan' | 'scroll'} DragMode
 * @typedef {{scroll: (steps: number) => void, window: (right: number, down: number) => void}} Moves
 */

import { h } from './dom.js';

/** Pixels of wheel or drag to the next image. */
const STEP = 24;
const LEAST_ZOOM = 0.25;
const GREATEST_ZOOM = 32;
/** From so many screen pixels to a pixel, pixels are shown as the squares that they are. */
const SQUARE = 4;

export class Stage {
  /** @type {ImageBitmap | null} */ #bitmap = null;
  #aspect = 1;
  #zoom = 1;
  #pan = { x: 0, y: 0 };
  /** @type {DragMode} */ #mode = 'window';
  /** @type {Map<number, {x: number, y: number}>} */ #pointers = new Map();
  #rest = 0;
  /** @type {ResizeObserver} */ #observer;

  /** @param {Moves} moves */
  constructor(moves) {
    this.moves = moves;
    this.canvas = /** @type {HTMLCanvasElement} */ (
      h('canvas', { tabindex: 0, role: 'img', class: 'viewer-canvas', 'data-testid': 'viewer-canvas' })
    );
    this.#observer = new ResizeObserver(() => this.draw());
    this.canvas.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    this.canvas.addEventListener('pointerdown', (event) => this.#down(event));
    this.canvas.addEventListener('pointermove', (event) => this.#move(event));
    for (const end of ['pointerup', 'pointercancel']) {
      this.canvas.addEventListener(end, (event) => this.#pointers.delete(/** @type {PointerEvent} */ (event).pointerId));
    }
    this.canvas.addEventListener('dblclick', () => this.fit());
  }

  start() {
    this.#observer.observe(this.canvas);
  }

  stop() {
    this.#observer.disconnect();
    this.#bitmap = null;
  }

  /** What dragging with one pointer does. @param {DragMode} mode */
  drags(mode) {
    this.#mode = mode;
  }

  /**
   * @param {ImageBitmap | null} bitmap
   * @param {number} aspect height of a pixel by its width
   */
  show(bitmap, aspect) {
    this.#bitmap = bitmap;
    this.#aspect = aspect;
    this.draw();
  }

  fit() {
    this.#zoom = 1;
    this.#pan = { x: 0, y: 0 };
    this.draw();
  }

  /** Move by CSS pixels. @param {number} x @param {number} y */
  pan(x, y) {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const limit = (/** @type {number} */ value, /** @type {number} */ size) => Math.min(size * this.#zoom, Math.max(-size * this.#zoom, value));
    this.#pan = { x: limit(this.#pan.x + x, width), y: limit(this.#pan.y + y, height) };
    this.draw();
  }

  /**
   * @param {number} factor
   * @param {{x: number, y: number}} [about] point that stays where it is, in CSS pixels from the middle
   */
  zoom(factor, about = { x: 0, y: 0 }) {
    const zoom = Math.min(GREATEST_ZOOM, Math.max(LEAST_ZOOM, this.#zoom * factor));
    const real = zoom / this.#zoom;
    this.#zoom = zoom;
    this.#pan = { x: about.x - (about.x - this.#pan.x) * real, y: about.y - (about.y - this.#pan.y) * real };
    this.draw();
  }

  draw() {
    const { canvas } = this;
    const fine = globalThis.devicePixelRatio || 1;
    const [width, height] = [Math.round(canvas.clientWidth * fine), Math.round(canvas.clientHeight * fine)];
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    const context = canvas.getContext('2d');
    if (!context) return;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    if (!this.#bitmap || !width || !height) return;
    const { width: columns, height: rows } = this.#bitmap;
    const scale = Math.min(width / columns, height / (rows * this.#aspect)) * this.#zoom;
    context.imageSmoothingEnabled = scale < SQUARE;
    context.imageSmoothingQuality = 'high';
    context.translate(width / 2 + this.#pan.x * fine, height / 2 + this.#pan.y * fine);
    context.scale(scale, scale * this.#aspect);
    context.drawImage(this.#bitmap, -columns / 2, -rows / 2);
  }

  /** @param {MouseEvent} event */
  #fromMiddle(event) {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    return { x: event.clientX - left - width / 2, y: event.clientY - top - height / 2 };
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    event.preventDefault();
    if (event.ctrlKey) {
      this.zoom(Math.exp(-event.deltaY / 300), this.#fromMiddle(event));
      return;
    }
    const unit = event.deltaMode === 0 ? 1 : STEP;
    this.#steps((event.deltaY || event.deltaX) * unit);
  }

  /** Collect small movements into whole images. @param {number} distance */
  #steps(distance) {
    this.#rest += distance;
    const steps = Math.trunc(this.#rest / STEP);
    if (!steps) return;
    this.#rest -= steps * STEP;
    this.moves.scroll(steps);
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (event.pointerType === 'mouse' && event.button > 1) return;
    this.canvas.setPointerCapture(event.pointerId);
    this.#pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    this.#rest = 0;
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const before = this.#pointers.get(event.pointerId);
    if (!before) return;
    const x = event.clientX - before.x;
    const y = event.clientY - before.y;
    const other = [...this.#pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.#pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (other) {
      const apart = Math.hypot(before.x - other.x, before.y - other.y);
      const now = Math.hypot(event.clientX - other.x, event.clientY - other.y);
      if (apart > 0) this.zoom(now / apart, this.#fromMiddle(event));
      this.pan(x / 2, y / 2);
    } else if (this.#mode === 'pan' || event.shiftKey || event.buttons === 4) this.pan(x, y);
    else if (this.#mode === 'scroll') this.#steps(y);
    else this.moves.window(x / this.canvas.clientWidth, y / this.canvas.clientHeight);
  }
}
