/**
 * Signing in to an archive: nothing, a name and a password (Basic, RFC 7617), or a token (Bearer,
 * RFC 6750). What is typed is kept in this object and in no other place.
 *
 * @typedef {import('./site.js').Destination} Destination
 */

import { h } from './dom.js';
import { t } from './i18n.js';
import { field } from './view-project.js';

/** Text as Base64 of its UTF-8 bytes. @param {string} text */
const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

/** How one person is signed in to one destination. */
export class SignIn {
  #user = '';
  #password = '';
  #token = '';

  /** @param {Destination} destination */
  constructor(destination) {
    this.way = destination.signIn;
  }

  /** Whether nothing has to be typed any more. */
  get ready() {
    if (this.way === 'basic') return Boolean(this.#user);
    return this.way === 'bearer' ? Boolean(this.#token) : true;
  }

  /** The value of the Authorization header, '' for none. */
  async header() {
    if (this.way === 'basic') return `Basic ${base64(`${this.#user}:${this.#password}`)}`;
    return this.way === 'bearer' ? `Bearer ${this.#token}` : '';
  }

  /** What is to be typed; null if nothing. @param {() => void} _changed */
  view(_changed) {
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
