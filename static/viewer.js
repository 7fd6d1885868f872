/**
 * The viewer: the images of a series as they are in the person's own files, before any pixel work,
 * so that people see what they are about to share.
 *
 * `openViewer({ records, title, images })` opens a dialog over the page and resolves when it is
 * closed. Everything is done by buttons and keys as well as by dragging (WCAG 2.2, 2.5.7). Not for
 * diagnosis: there are no measures and no promise of a calibrated screen.
 *
 * @typedef {import('./messages.js').SurveyRecord} SurveyRecord
 * @typedef {import('./viewer-images.js').Images} Images
 * @typedef {import('./viewer-images.js').Drawn} Drawn
 * @typedef {import('./viewer-pixels-worker.js').Wish} Wish
 *
 * @typedef {object} Series
 * @property {SurveyRecord[]} records of one series
 * @property {string} title
 * @property {Images} images
 */

import { dialog } from './dialog.js';
import { h } from './dom.js';
import { number, t } from './i18n.js';
import { sign } from './thumbnails.js';
import { ImageError, Stack } from './viewer-images.js';
import { Stage } from './viewer-stage.js';

/** What a person should know before sharing what is shown here. */
const WARNINGS = Object.freeze(['burned-in-likely', 'head-volume']);

/** Windows that radiologists use for CT, in Hounsfield units. */
const CT_PRESETS = Object.freeze({
  brain: { center: 40, width: 80 },
  soft: { center: 50, width: 400 },
  lung: { center: -600, width: 1500 },
  bone: { center: 400, width: 1800 },
});

/** Images that are decoded ahead, in the direction of scrolling. */
const AHEAD = 2;

/** @param {Series} series */
export async function openViewer({ records, title, images }) {
  const viewer = new Viewer(records, title, images);
  await viewer.open();
}

class Viewer {
  #at;
  #direction = 1;
  /** @type {Wish} */ #wish = { preset: 'default', invert: false };
  /** @type {Drawn | null} */ #drawn = null;
  #drawing = false;
  #stale = false;
  #closed = false;

  /**
   * @param {SurveyRecord[]} records
   * @param {string} title
   * @param {Images} images
   */
  constructor(records, title, images) {
    this.stack = new Stack(records);
    this.images = images;
    this.#at = Math.floor(this.stack.length / 2);
    this.stage = new Stage({
      scroll: (steps) => this.#scroll(steps),
      window: (right, down) => this.#drag(right, down),
    });
    this.slider = /** @type {HTMLInputElement} */ (
      h('input', { type: 'range', min: 1, max: this.stack.length, step: 1, value: this.#at + 1, id: 'viewer-slider', 'data-testid': 'viewer-slider', oninput: () => this.#go(this.slider.valueAsNumber - 1) })
    );
    this.position = h('output', { for: 'viewer-slider', class: 'viewer-position', 'data-testid': 'viewer-position' });
    this.presets = /** @type {HTMLSelectElement} */ (h('select', { id: 'viewer-preset', 'data-testid': 'viewer-preset', onchange: () => this.#choose(this.presets.value) }));
    this.center = this.#number('viewer-center');
    this.width = this.#number('viewer-width');
    this.grey = h(
      'div',
      { class: 'viewer-group viewer-grey' },
      h('label', { for: 'viewer-preset' }, t('viewer.window')),
      this.presets,
      h('label', { for: 'viewer-center' }, t('viewer.center')),
      this.center,
      h('label', { for: 'viewer-width' }, t('viewer.width')),
      this.width,
    );
    this.invert = this.#button('viewer.invert', () => this.#set({ ...this.#wish, invert: !this.#wish.invert }));
    this.controls = this.#controls();
    this.absent = h('div', { class: 'viewer-absent', 'data-testid': 'viewer-absent', role: 'status' });
    const warnings = WARNINGS.filter((code) => records.some((record) => record.warnings.includes(code)));
    this.dialog = dialog({
      className: 'viewer',
      testId: 'viewer',
      title,
      inside: [
        h(
          'div',
          { class: 'viewer-notes' },
          h('p', { class: 'viewer-original' }, t('viewer.original')),
          ...warnings.map((code) => h('p', { class: 'viewer-warning' }, h('strong', {}, t(`warning.${code}`), '.'), ' ', t(`warning.${code}.meaning`))),
        ),
        h('div', { class: 'viewer-main' }, h('div', { class: 'viewer-stage' }, this.stage.canvas, this.absent), this.#scrolling()),
        this.controls,
      ],
    });
    this.dialog.element.addEventListener('keydown', (event) => this.#key(event));
  }

  async open() {
    const closed = this.dialog.open(this.stage.canvas);
    this.stage.start();
    this.#show();
    await closed;
    this.#closed = true;
    this.stage.stop();
    this.#drawn?.bitmap.close();
    this.#drawn = null;
  }

  #scrolling() {
    if (this.stack.length < 2) return null;
    return h(
      'div',
      { class: 'viewer-group viewer-scroll' },
      this.#button('viewer.previous', () => this.#scroll(-1)),
      h('label', { for: 'viewer-slider', class: 'visually-hidden' }, t('viewer.image')),
      this.slider,
      this.#button('viewer.next', () => this.#scroll(1)),
      this.position,
    );
  }

  #controls() {
    const many = this.stack.length > 1;
    return h(
      'div',
      { class: 'viewer-controls' },
      this.grey,
      h(
        'div',
        { class: 'viewer-group' },
        this.invert,
        this.#button('viewer.zoom-in', () => this.stage.zoom(1.25)),
        this.#button('viewer.zoom-out', () => this.stage.zoom(0.8)),
        this.#button('viewer.fit', () => this.stage.fit()),
        this.#button('viewer.reset', () => this.#reset()),
      ),
      h(
        'fieldset',
        { class: 'viewer-group viewer-drag' },
        h('legend', {}, t('viewer.drag')),
        ...['window', 'pan', ...(many ? ['scroll'] : [])].map((mode) =>
          h(
            'span',
            {},
            h('input', { type: 'radio', name: 'viewer-drag', id: `viewer-drag-${mode}`, value: mode, checked: mode === 'window', onchange: () => this.stage.drags(/** @type {any} */ (mode)) }),
            h('label', { for: `viewer-drag-${mode}` }, t(`viewer.drag.${mode}`)),
          ),
        ),
      ),
      h('details', { class: 'viewer-keys' }, h('summary', {}, t('viewer.keys')), h('p', {}, t('viewer.keys.list'))),
    );
  }

  /** @param {string} key @param {() => void} onclick */
  #button(key, onclick) {
    return h('button', { type: 'button', class: 'button', 'data-testid': key.replace('.', '-'), onclick }, t(key));
  }

  /** @param {string} id */
  #number(id) {
    const input = /** @type {HTMLInputElement} */ (h('input', { type: 'number', id, 'data-testid': id, step: 'any' }));
    input.addEventListener('change', () => {
      const [center, width] = [this.center.valueAsNumber, this.width.valueAsNumber];
      if (Number.isFinite(center) && width > 0) this.#set({ ...this.#wish, preset: 'own', center, width });
    });
    return input;
  }

  /** @param {number} steps */
  #scroll(steps) {
    this.#go(this.#at + steps);
  }

  /** @param {number} wanted */
  #go(wanted) {
    const at = Math.min(this.stack.length - 1, Math.max(0, wanted));
    if (at === this.#at) return;
    this.#direction = at > this.#at ? 1 : -1;
    this.#at = at;
    this.#show();
  }

  /** @param {Wish} wish */
  #set(wish) {
    this.#wish = wish;
    this.#show();
  }

  /** @param {string} value of the list of windows */
  #choose(value) {
    const { invert } = this.#wish;
    const preset = CT_PRESETS[/** @type {keyof typeof CT_PRESETS} */ (value)];
    if (preset) this.#set({ preset: 'own', ...preset, invert });
    else if (/^\d+$/.test(value)) this.#set({ preset: Number(value), invert });
    else if (value !== 'own') this.#set({ preset: /** @type {'default'} */ (value), invert });
  }

  /**
   * Change the window by dragging: right is more contrast's range, down is darker.
   * @param {number} right share of the stage's width
   * @param {number} down share of its height
   */
  #drag(right, down) {
    if (!this.#drawn?.window) return;
    const { range, window } = this.#drawn;
    const span = Math.max(range[1] - range[0], 1e-3);
    const now = this.#wish.preset === 'own' ? this.#wish : window;
    const least = span / 1000;
    const width = Math.max(least, (now.width ?? window.width) + right * span);
    this.#set({ ...this.#wish, preset: 'own', center: (now.center ?? window.center) + down * span, width });
  }

  #reset() {
    this.stage.fit();
    this.#set({ preset: 'default', invert: false });
  }

  /** Draw what is wanted now; while a picture is made, only the last wish counts. */
  async #show() {
    this.#label();
    if (this.#drawing) {
      this.#stale = true;
      return;
    }
    this.#drawing = true;
    const frame = this.stack.frame(this.#at);
    try {
      const drawn = await this.images.draw(frame, this.#wish);
      if (this.#closed) {
        drawn.bitmap.close();
        return;
      }
      this.#drawn?.bitmap.close();
      this.#drawn = drawn;
      this.absent.replaceChildren();
      this.controls.hidden = false;
      this.stage.show(drawn.bitmap, drawn.image.aspect);
      this.#written(drawn);
    } catch (error) {
      if (this.#closed) return;
      this.#drawn?.bitmap.close();
      this.#drawn = null;
      this.stage.show(null, 1);
      this.controls.hidden = true;
      const code = error instanceof ImageError ? error.code : 'unreadable';
      this.absent.replaceChildren(sign(frame.record.modality), h('p', {}, t(`image.absent.${code}`)));
    } finally {
      this.#drawing = false;
    }
    if (this.#stale) {
      this.#stale = false;
      this.#show();
    } else this.#prefetch();
  }

  #prefetch() {
    for (let step = 1; step <= AHEAD; step += 1) {
      const at = this.#at + step * this.#direction;
      if (at >= 0 && at < this.stack.length) this.images.prefetch(this.stack.frame(at));
    }
  }

  #label() {
    const { record, number: frame } = this.stack.frame(this.#at);
    const words = t('viewer.position', { at: this.#at + 1, count: this.stack.length });
    const text = record.frames > 1 ? `${words} · ${t('viewer.frame', { at: frame + 1, count: record.frames })}` : words;
    this.slider.value = String(this.#at + 1);
    this.slider.setAttribute('aria-valuetext', text);
    this.position.textContent = text;
    this.invert.setAttribute('aria-pressed', String(this.#wish.invert));
    this.stage.canvas.setAttribute('aria-label', `${t('viewer.picture')} ${text}`);
  }

  /** Write the window that was used, and the windows that can be chosen. @param {Drawn} drawn */
  #written({ image, window }) {
    this.grey.hidden = !window && !image.tables['voi'];
    const options = [['default', t('viewer.window.default')], ['range', t('viewer.window.range')]];
    for (const [at, { name, center, width }] of image.values.windows.entries()) {
      const values = `${number(center)} / ${number(width)}`;
      options.push([String(at), name ? `${name} (${values})` : values]);
    }
    if (image.tables['voi']) options.push(['table', t('viewer.window.table')]);
    if (image.modality === 'CT') {
      for (const [name, { center, width }] of Object.entries(CT_PRESETS)) {
        options.push([name, `${t(`viewer.window.${name}`)} (${number(center)} / ${number(width)})`]);
      }
    }
    options.push(['own', t('viewer.window.own')]);
    const { preset, center, width } = this.#wish;
    const same = Object.entries(CT_PRESETS).find(([, one]) => preset === 'own' && one.center === center && one.width === width);
    const wanted = image.modality === 'CT' && same ? same[0] : String(preset);
    const known = [...this.presets.options].map((option) => option.value).join();
    if (known !== options.map(([value]) => value).join()) {
      this.presets.replaceChildren(...options.map(([value, words]) => h('option', { value }, words)));
    }
    this.presets.value = wanted;
    const [left, right] = window ? [window.center, window.width] : ['', ''];
    if (document.activeElement !== this.center) this.center.value = rounded(left);
    if (document.activeElement !== this.width) this.width.value = rounded(right);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.matches('input, select, summary') || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = this.#acts(event.shiftKey)[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act || (target.matches('button') && (event.key === 'Enter' || event.key === ' '))) return;
    event.preventDefault();
    act();
  }

  /**
   * What each key does.
   * @param {boolean} shift
   * @returns {Record<string, () => void>}
   */
  #acts(shift) {
    const step = 0.02;
    if (shift) {
      return {
        ArrowUp: () => this.stage.pan(0, 40),
        ArrowDown: () => this.stage.pan(0, -40),
        ArrowLeft: () => this.stage.pan(40, 0),
        ArrowRight: () => this.stage.pan(-40, 0),
        '+': () => this.stage.zoom(1.25),
      };
    }
    return {
      ArrowUp: () => this.#scroll(-1),
      ArrowDown: () => this.#scroll(1),
      ArrowLeft: () => this.#scroll(-1),
      ArrowRight: () => this.#scroll(1),
      PageUp: () => this.#scroll(-10),
      PageDown: () => this.#scroll(10),
      Home: () => this.#go(0),
      End: () => this.#go(this.stack.length - 1),
      '+': () => this.stage.zoom(1.25),
      '=': () => this.stage.zoom(1.25),
      '-': () => this.stage.zoom(0.8),
      0: () => this.stage.fit(),
      i: () => this.#set({ ...this.#wish, invert: !this.#wish.invert }),
      r: () => this.#reset(),
      '[': () => this.#drag(-step, 0),
      ']': () => this.#drag(step, 0),
      ',': () => this.#drag(0, step),
      '.': () => this.#drag(0, -step),
    };
  }
}

/** @param {number | string} value */
const rounded = (value) => (typeof value === 'number' ? String(Math.round(value * 100) / 100) : value);
