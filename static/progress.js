/**
 * What long work shows: files done, rate, time to go. Asks the work how far it is; people who
 * listen hear only quarters, not every file.
 *
 * @typedef {{done: number, total: number, share: number | null, bytes: number | null, stage: string, paused: boolean}} Position
 *   files ended and known so far; share of the work, 0 to 1, null while its end isn't known; bytes
 *   written; what is being done now
 */

import { showInTitle } from './attention.js';
import { byId, h } from './dom.js';
import { duration, number, size, t } from './i18n.js';

const EVERY = 250;
/** Rates are over the last so many milliseconds. */
const SPAN = 8000;
/** No time to go is told before this many milliseconds: it would only jump. */
const SETTLE = 2000;

/** @type {Position} */
const NOTHING = Object.freeze({ done: 0, total: 0, share: null, bytes: null, stage: '', paused: false });

export class ProgressView {
  /** @type {'surveying' | 'working' | null} */ #stage = null;
  /** @type {() => Position} */ #ask = () => NOTHING;
  /** @type {(Position & {at: number})[]} */ #past = [];
  #timer = 0;
  #begun = 0;
  #quarter = 0;

  /** @param {'surveying' | 'working'} stage */
  start(stage) {
    this.stop();
    this.#stage = stage;
    this.#begun = performance.now();
    this.#ask = () => NOTHING;
    this.#timer = setInterval(() => this.draw(), EVERY);
    this.draw();
  }

  /** @param {() => Position} ask */
  watch(ask) {
    this.#ask = ask;
    this.draw();
  }

  stop() {
    clearInterval(this.#timer);
    if (this.#stage) showInTitle(null);
    this.#stage = null;
    this.#past = [];
    this.#quarter = 0;
  }

  draw() {
    if (!this.#stage) return;
    const now = performance.now();
    const position = { ...this.#ask(), at: now };
    this.#past = [...this.#past.filter(({ at }) => now - at < SPAN), position];
    const { done, total, share } = position;
    const bar = /** @type {HTMLProgressElement} */ (byId('progress'));
    const shown = share ?? (total ? done / total : null);
    if (shown === null) bar.removeAttribute('value');
    else bar.value = shown;
    byId('work-title').textContent = t(`${this.#stage}.title`);
    const figures = this.#figures(position);
    byId('figures').replaceChildren(
      ...figures.map(([term, value]) => h('div', {}, h('dt', {}, term), h('dd', {}, value))),
    );
    byId('stage').textContent = position.stage ? t(position.paused ? 'stage.paused' : `stage.${position.stage}`) : '';
    showInTitle(shown ?? 0, position.paused);
    this.#announce(shown ?? 0);
  }

  /**
   * @param {Position & {at: number}} position
   * @returns {[string, string][]}
   */
  #figures({ done, total, share, bytes, at }) {
    const first = this.#past[0] ?? { done: 0, bytes: 0, share: 0, at };
    const seconds = (at - first.at) / 1000;
    /** @type {[string, string][]} */
    const figures = [[t('progress.files'), t('progress.of', { done, total })]];
    if (seconds < 0.5) return figures;
    const rate = (done - first.done) / seconds;
    const digits = rate < 10 ? 1 : 0;
    figures.push([t('progress.rate'), t('progress.per-second', { rate: number(rate, { maximumFractionDigits: digits }) })]);
    if (bytes !== null) {
      figures.push([t('progress.throughput'), t('progress.bytes-per-second', { size: size(Math.max(0, bytes - (first.bytes ?? 0)) / seconds) })]);
    }
    const speed = share === null ? 0 : (share - (first.share ?? 0)) / seconds;
    if (share !== null && speed > 0 && at - this.#begun > SETTLE) {
      figures.push([t('progress.left'), duration((1 - share) / speed)]);
    }
    return figures;
  }

  /** @param {number} share */
  #announce(share) {
    const quarter = Math.floor(share * 4);
    if (quarter <= this.#quarter || quarter >= 4) return;
    this.#quarter = quarter;
    byId('announcer').textContent = t('progress.announce', { percent: number(quarter * 25) });
  }
}
