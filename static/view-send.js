/**
 * Sending, as people see it: to which archive, signed in as whom, how far it is. Only a page whose
 * site names an archive has this module. What became of each file is view-send-result.js's.
 *
 * What is typed to sign in stays in this object, in memory, and nowhere else.
 *
 * @typedef {import('./site.js').Destination} Destination
 * @typedef {import('./send.js').Ask} Ask
 *
 * @typedef {object} Tools
 * @property {readonly Destination[]} destinations at least one
 * @property {Ask} ask
 * @property {(text: string) => void} announce
 * @property {() => void} onSent all of the results are in the archive
 */

import { h } from './dom.js';
import { duration, number, size, t } from './i18n.js';
import { icon } from './icons.js';
import { Service } from './send-http.js';
import { Sender } from './send.js';
import { loadSignIn, SignIn } from './send-sign-in.js';
import { checkedView, fatesView, linksView, sentEquation } from './view-send-result.js';

const EVERY = 250;
/** Rates are over the last so many milliseconds. */
const SPAN = 8000;

/** Load what sending needs. @param {Tools} tools */
export async function sendingTo(tools) {
  return new Sending(tools, await loadSignIn(tools.destinations));
}

/** What is shown of sending beneath a result, and chosen of it before. */
export class Sending {
  /** @type {Blob | null} */ #zip = null;
  #count = 0;
  /** @type {Map<Destination, Sender>} */ #senders = new Map();
  /** @type {Map<Destination, SignIn>} */ #signs = new Map();
  /** @type {Destination} */ #to;
  /** Where the next result is to go as soon as it is there. @type {Destination | null} */ #next = null;
  /** @type {HTMLElement | null} */ #place = null;
  /** @type {{at: number, done: number, bytes: number}[]} */ #past = [];
  /** What the region was drawn for. */ #drawn = '';
  #timer = 0;

  /**
   * @param {Tools} tools
   * @param {Awaited<ReturnType<typeof loadSignIn>>} loaded
   */
  constructor(tools, loaded) {
    this.tools = tools;
    this.#to = /** @type {Destination} */ (tools.destinations[0]);
    for (const destination of tools.destinations) this.#signs.set(destination, new SignIn(destination, loaded));
  }

  /** Whether something is on its way now. */
  get busy() {
    return [...this.#senders.values()].some((sender) => sender.busy);
  }

  /** There is a result. @param {Blob | null} zip @param {number} count its files */
  begin(zip, count) {
    this.forget();
    this.#zip = zip;
    this.#count = count;
    if (!zip || !this.#next) return;
    this.#to = this.#next;
    if (this.#sign.ready) this.#start();
  }

  /** The result is gone: nothing more of it is sent. */
  forget() {
    for (const sender of this.#senders.values()) sender.cancel();
    this.#senders.clear();
    this.#zip = null;
    clearInterval(this.#timer);
  }

  get #sign() {
    return /** @type {SignIn} */ (this.#signs.get(this.#to));
  }

  /** @param {Blob} zip */
  #senderOf(zip) {
    const to = this.#to;
    const known = this.#senders.get(to);
    if (known) return known;
    const sign = this.#sign;
    const made = new Sender(zip, new Service(to.url, () => sign.header()), this.tools.ask, () => this.#changed(made));
    this.#senders.set(to, made);
    return made;
  }

  #start() {
    if (!this.#zip || this.busy) return;
    this.#past = [];
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#tick(), EVERY);
    this.tools.announce(t('send.started', { name: this.#to.name }));
    this.#senderOf(this.#zip).start();
  }

  /** @param {Sender} sender */
  #changed(sender) {
    if (this.#senders.get(this.#to) !== sender) return;
    const { stage, why, fates, failed, count } = sender;
    if (!sender.busy) clearInterval(this.#timer);
    if (why === 'sign-in') this.#sign.refuse();
    if (stage === 'stopped') this.tools.announce(t(`send.stopped.${why}`));
    if (stage === 'done') {
      if (!failed && fates.size === count && sender.comparison?.readable && !sender.comparison.missing.length) this.tools.onSent();
      this.tools.announce(t('send.done', { count: fates.size - failed, name: this.#to.name }));
    }
    this.#draw();
  }

  /** What the person chooses before: what comes after de-identifying. @param {() => void} onChange */
  thenView(onChange) {
    const { destinations } = this.tools;
    const choice = /** @type {HTMLSelectElement} */ (
      h(
        'select',
        { id: 'send-then', 'data-testid': 'send-then', onchange: () => {
          this.#next = destinations[choice.selectedIndex - 1] ?? null;
          onChange();
        } },
        h('option', { value: '' }, t('send.then.save')),
        ...destinations.map(({ name }, at) => h('option', { value: at, selected: destinations[at] === this.#next }, t('send.then.send', { name }))),
      )
    );
    return h('div', { class: 'send-then' }, h('label', { for: 'send-then' }, t('send.then')), choice);
  }

  /** The words of the button that starts the work, if sending follows at once. @param {number} count */
  startLabel(count) {
    const next = this.#next;
    return next && this.#signs.get(next)?.ready ? t('send.deidentify', { count, name: next.name }) : '';
  }

  /** The region beneath a result; null if there is nothing to send. */
  view() {
    if (!this.#zip) return null;
    this.#place = h('section', { class: 'part send', 'data-testid': 'send', 'aria-labelledby': 'send-title' });
    this.#drawn = '';
    this.#draw();
    return this.#place;
  }

  /** Draw the region anew if what it is for has changed, else only how far the work is. */
  #draw() {
    const place = this.#place;
    const zip = this.#zip;
    if (!place || !zip) return;
    const sender = this.#senderOf(zip);
    const kind = `${sender.busy} ${sender.busy || `${sender.stage} ${sender.why}`} ${this.tools.destinations.indexOf(this.#to)}`;
    const { stage, why, fates, failed } = sender;
    const left = Math.max(0, (sender.count || this.#count) - fates.size);
    Object.assign(place.dataset, { stage, why, sent: fates.size - failed, failed, left });
    if (kind === this.#drawn) {
      this.#tick();
      return;
    }
    const first = !this.#drawn;
    this.#drawn = kind;
    const focused = place.contains(document.activeElement);
    const title = h('h3', { id: 'send-title', tabindex: -1 }, t('send.title'));
    place.replaceChildren(title, ...(sender.busy ? this.#working(sender) : this.#resting(sender, left)));
    if (sender.busy) this.#tick();
    if (focused && !first) (sender.busy ? place.querySelector('button') : title)?.focus();
  }

  /** @param {Sender} sender @param {number} left */
  #resting(sender, left) {
    const { stage, why, comparison, failed, again: { length: again } } = sender;
    const { name } = this.#to;
    const sent = sender.fates.size - failed;
    const lacking = comparison?.missing.length ?? 0;
    const begun = stage !== 'ready';
    const start = () => this.#start();
    return [
      !begun && h('p', { class: 'quiet' }, t('send.intro')),
      stage === 'stopped' && h('p', { class: `notice ${why === 'cancelled' ? '' : 'problem'}`, 'data-testid': 'send-problem' }, t(`send.stopped.${why}`)),
      begun && sender.count > 0 && sentEquation(sender.count, sent, failed, left),
      stage === 'done' && checkedView(sent, comparison),
      this.#choice(),
      (left > 0 || !begun) && this.#sign.view(() => this.#redraw()),
      h(
        'div',
        { class: 'actions' },
        left > 0 &&
          this.#sign.possible &&
          h('button', { type: 'button', class: `button ${begun ? 'primary' : ''}`, 'data-testid': 'send-start', onclick: start }, icon('upload'), begun ? t('send.go-on') : t('send.start', { count: left, name })),
        stage === 'done' &&
          left === 0 &&
          again > 0 &&
          h('button', { type: 'button', class: 'button', 'data-testid': 'send-retry', onclick: () => { sender.forgetFailures(); start(); } }, t('send.retry', { count: again })),
      ),
      this.#to.viewer && sent > 0 && linksView(sender.studies(), this.#to.viewer),
      fatesView(sender, lacking ? comparison?.missing ?? [] : []),
    ].filter((part) => part instanceof Node);
  }

  #redraw() {
    this.#drawn = 'before';
    this.#draw();
  }

  #choice() {
    const { destinations } = this.tools;
    if (destinations.length < 2) return null;
    const choice = /** @type {HTMLSelectElement} */ (
      h(
        'select',
        { id: 'send-to', 'data-testid': 'send-to', onchange: () => {
          this.#to = destinations[Number(choice.value)] ?? this.#to;
          this.#redraw();
          document.getElementById('send-to')?.focus();
        } },
        ...destinations.map((one, at) => h('option', { value: at, selected: one === this.#to }, one.name)),
      )
    );
    return h('div', { class: 'field' }, h('label', { for: 'send-to' }, t('send.to')), choice);
  }

  /** @param {Sender} sender */
  #working(sender) {
    const pause = h('button', { type: 'button', class: 'button', 'data-testid': 'send-pause', onclick: () => {
      if (sender.gate.closed) sender.gate.open();
      else sender.gate.close();
      this.tools.announce(t(sender.gate.closed ? 'paused' : 'resumed'));
      this.#tick();
    } });
    return [
      h('p', { class: 'status-line', 'data-testid': 'send-stage' }),
      h('progress', { max: 1, 'aria-labelledby': 'send-title', 'data-testid': 'send-progress' }),
      h('dl', { class: 'figures' }),
      h('div', { class: 'actions' }, pause, h('button', { type: 'button', class: 'button', 'data-testid': 'send-cancel', onclick: () => sender.cancel() }, t('send.stop'))),
    ];
  }

  /** How far it is now. */
  #tick() {
    const place = this.#place;
    const sender = this.#senders.get(this.#to);
    const bar = /** @type {HTMLProgressElement | null} */ (place?.querySelector('progress') ?? null);
    if (!place || !sender?.busy || !bar) return;
    const { stage, fates, total, bytes, count, gate } = sender;
    if (stage === 'checking' || !total) bar.removeAttribute('value');
    else bar.value = bytes / total;
    const paused = gate.closed;
    const words = { seconds: duration(Math.max(1, (sender.until - performance.now()) / 1000)), name: this.#to.name };
    /** @type {HTMLElement} */ (place.querySelector('.status-line')).textContent = paused ? t('stage.paused') : t(`send.stage.${stage}`, words);
    const pause = /** @type {HTMLElement} */ (place.querySelector('[data-testid=send-pause]'));
    pause.textContent = t(paused ? 'resume' : 'pause');
    pause.setAttribute('aria-pressed', String(paused));
    const figures = this.#figures(fates.size - sender.failed, count || this.#count, bytes, total);
    /** @type {HTMLElement} */ (place.querySelector('.figures')).replaceChildren(...figures.map(([term, value]) => h('div', {}, h('dt', {}, term), h('dd', {}, value))));
  }

  /**
   * @param {number} done
   * @param {number} count
   * @param {number} bytes
   * @param {number} total
   * @returns {[string, string][]}
   */
  #figures(done, count, bytes, total) {
    const at = performance.now();
    this.#past = [...this.#past.filter((past) => at - past.at < SPAN), { at, done, bytes }];
    const first = /** @type {{at: number, done: number, bytes: number}} */ (this.#past[0]);
    const seconds = (at - first.at) / 1000;
    /** @type {[string, string][]} */
    const figures = [[t('send.files'), t('progress.of', { done, total: count })]];
    if (seconds < 0.5) return figures;
    const rate = (done - first.done) / seconds;
    const speed = (bytes - first.bytes) / seconds;
    figures.push([t('progress.rate'), t('progress.per-second', { rate: number(rate, { maximumFractionDigits: rate < 10 ? 1 : 0 }) })]);
    figures.push([t('send.throughput'), t('progress.bytes-per-second', { size: size(speed) })]);
    if (speed > 0) figures.push([t('progress.left'), duration((total - bytes) / speed)]);
    return figures;
  }
}
