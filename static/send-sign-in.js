/**
 * Signing in to an archive: nothing, a name and a password (Basic, RFC 7617), a token (Bearer, RFC
 * 6750), or by OpenID Connect. What is typed is kept in this object and in no other place.
 *
 * @typedef {import('./site.js').Destination} Destination
 */

import { h } from './dom.js';
import { t } from './i18n.js';
import { icon } from './icons.js';
import { field } from './view-project.js';

/** Text as Base64 of its UTF-8 bytes. @param {string} text */
const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

/** Load what signing in at these destinations needs. @param {readonly Destination[]} destinations */
export async function loadSignIn(destinations) {
  const needed = destinations.some(({ signIn }) => typeof signIn === 'object');
  return needed ? import('./send-oidc.js') : null;
}

/** How one person is signed in to one destination. */
export class SignIn {
  #user = '';
  #password = '';
  #token = '';
  /** Why signing in came to nothing, as a code. */ #problem = '';
  /** @type {import('./send-oidc.js').OpenIdSession | null} */ #session = null;

  /**
   * @param {Destination} destination
   * @param {Awaited<ReturnType<typeof loadSignIn>>} loaded
   */
  constructor(destination, loaded) {
    this.way = destination.signIn;
    if (typeof this.way === 'object' && loaded) this.#session = new loaded.OpenIdSession(this.way);
  }

  /** Whether nothing has to be typed or done any more. */
  get ready() {
    if (this.#session) return this.#session.ready;
    if (this.way === 'basic') return Boolean(this.#user);
    return this.way === 'bearer' ? Boolean(this.#token) : true;
  }

  /** Whether sending can be asked for: what is missing may just be being typed. */
  get possible() {
    return this.#session?.ready ?? true;
  }

  /** The archive didn't accept it. */
  refuse() {
    this.#session?.forget();
  }

  /** The value of the Authorization header, '' for none. */
  async header() {
    if (this.#session) return this.#session.header();
    if (this.way === 'basic') return `Basic ${base64(`${this.#user}:${this.#password}`)}`;
    return this.way === 'bearer' ? `Bearer ${this.#token}` : '';
  }

  /** @param {() => void} changed */
  #sessionView(changed) {
    if (this.#session?.ready) return h('p', { class: 'status-line', 'data-testid': 'send-signed-in' }, t('send.signed-in'));
    const act = async () => {
      this.#problem = '';
      try {
        await this.#session?.signIn();
      } catch (error) {
        this.#problem = /** @type {import('./send-oidc.js').SignInError} */ (error).code;
      }
      changed();
    };
    return h(
      'div',
      { class: 'part' },
      h('div', { class: 'pickers' }, h('button', { type: 'button', class: 'button', 'data-testid': 'send-sign-in', onclick: act }, icon('key'), t('send.sign-in'))),
      this.#problem && h('p', { class: 'field-problem', role: 'alert' }, t(`send.sign-in.${this.#problem}`)),
      h('p', { class: 'quiet' }, t('send.kept')),
    );
  }

  /** What is to be typed or done; null if nothing. @param {() => void} changed called when that is another thing */
  view(changed) {
    if (this.#session) return this.#sessionView(changed);
    if (this.way === 'basic') {
      return h(
        'div',
        { class: 'part' },
        h(
          'div',
          { class: 'fields' },
          field({ id: 'send-user', label: t('send.user'), value: this.#user, onchange: (value) => { this.#user = value.trim(); } }),
          field({ id: 'send-password', secret: true, label: t('send.password'), value: this.#password, onchange: (value) => { this.#password = value; } }),
        ),
        h('p', { class: 'quiet' }, t('send.kept')),
      );
    }
    if (this.way === 'bearer') {
      return h(
        'div',
        { class: 'part' },
        h('div', { class: 'fields' }, field({ id: 'send-token', secret: true, label: t('send.token'), hint: t('send.kept'), value: this.#token, onchange: (value) => { this.#token = value.trim().replace(/[^\x21-\x7e]/g, ''); } })),
      );
    }
    return null;
  }
}
