/**
 * What the whole page shows, whatever its regions hold: the state, the steps, problems, and the
 * line that people hear who listen instead of looking.
 *
 * @typedef {'arrive' | 'surveying' | 'review' | 'working' | 'result'} State
 */

import { byId, h } from './dom.js';
import { currentLanguage, languages, number, setLanguage, t } from './i18n.js';

const STEPS = Object.freeze({ arrive: 0, surveying: 1, review: 1, working: 3, result: 3 });

/** Tell people who listen. @param {string} text */
export function announce(text) {
  byId('announcer').textContent = text;
}

/** @param {string} code '' takes the problem away */
export function showProblem(code) {
  const problem = byId('problem');
  problem.hidden = !code;
  problem.textContent = code ? t(`problem.${code}`) : '';
  problem.dataset['code'] = code;
}

/** Write the problem again, in another language. */
export function rewriteProblem() {
  const { code } = byId('problem').dataset;
  if (code) showProblem(code);
}

/** Let the person choose the language; the address keeps it. @param {() => void} write writes the page anew */
export function listenForLanguage(write) {
  const language = /** @type {HTMLSelectElement} */ (byId('language'));
  language.addEventListener('change', () => {
    setLanguage(language.value);
    const address = new URL(location.href);
    address.searchParams.set('lang', language.value);
    history.replaceState(null, '', address);
    write();
  });
}

/** Offer the languages whose words are there. */
export function offerLanguages() {
  const language = /** @type {HTMLSelectElement} */ (byId('language'));
  language.replaceChildren(...languages().map(([tag, name]) => h('option', { value: tag, lang: tag }, name)));
  language.value = currentLanguage();
}

/** Number the steps in the language's own digits. */
export function numberSteps() {
  for (const [at, button] of [...byId('steps').querySelectorAll('button')].entries()) {
    button.dataset['number'] = number(at + 1);
  }
}

/** @param {State} state */
export function showState(state) {
  document.documentElement.dataset['state'] = state;
  const here = STEPS[state];
  for (const [at, step] of [...byId('steps').children].entries()) {
    step.classList.toggle('past', at < here);
    if (at === here) step.setAttribute('aria-current', 'step');
    else step.removeAttribute('aria-current');
  }
  byId('work').hidden = state !== 'surveying' && state !== 'working';
  byId('drop-zone').classList.toggle('compact', state !== 'arrive');
  byId('drop-zone').hidden = state === 'working';
  byId('start').hidden = state !== 'review';
}

/** Which steps can be gone to now. @param {Record<string, boolean>} reachable by the step's name */
export function showReachable(reachable) {
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (byId('steps').querySelectorAll('button'))) {
    button.disabled = !reachable[button.dataset['step'] ?? ''];
  }
}

/** @typedef {'update.ready' | 'update.loading' | 'update.loaded' | 'update.failed'} UpdateText */

/** The offer of a new build. It is taken when the person asks for it, and waits for work to end. */
export class UpdateOffer {
  /** What stands there; '' is nothing. @type {'' | UpdateText} */
  #text = '';

  /** @param {() => Promise<void>} load fetches the new build and keeps it */
  constructor(load) {
    byId('update-load').addEventListener('click', async () => {
      this.#say('update.loading');
      byId('update-later').focus();
      try {
        await load();
        this.#say('update.loaded');
        // Files may have been given meanwhile; their work is not broken off.
        if (!['surveying', 'working'].includes(document.documentElement.dataset['state'] ?? '')) location.reload();
      } catch {
        this.#say('update.failed');
      }
    });
    byId('update-later').addEventListener('click', () => {
      this.#say('');
      byId('main').focus();
    });
  }

  show() {
    this.#say('update.ready');
  }

  /** @param {'' | UpdateText} text */
  #say(text) {
    this.#text = text;
    this.write();
  }

  /** Write the offer in the chosen language. */
  write() {
    const place = byId('update');
    place.hidden = !this.#text;
    place.dataset['text'] = this.#text;
    byId('update-text').textContent = this.#text && t(this.#text);
    byId('update-load').hidden = this.#text !== 'update.ready' && this.#text !== 'update.failed';
  }
}
