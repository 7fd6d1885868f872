/**
 * The panel that shows what can be checked: requests since the page was ready, counted by the
 * browser itself; versions; the fingerprints of what runs here.
 */

import { byId, h } from './dom.js';
import { listed, t } from './i18n.js';
import { icon } from './icons.js';

/** Files that decide what is done to a person's files; the manifest has all. */
const SHOWN = /^(app\.py|wheels\/(anami|pydicom)-.*|pyodide\/pyodide\.asm\.wasm|static\/page\.js|index\.html)$/;

export class TrustPanel {
  #requests = 0;
  #ready = Infinity;
  #kept = false;
  /** @type {{versions: Record<string, string>, edition: string, table_digest: string} | null} */ #engine = null;
  /** @type {{files: Record<string, {sha256: string}>} | null} */ #manifest = null;
  /** @type {readonly import('./site.js').Destination[]} */ #destinations = [];

  constructor() {
    // Not the page's own count: the browser's. What it never reports, the policy forbids.
    new PerformanceObserver((list) => {
      const made = list.getEntries().filter(({ name, startTime }) => /^https?:/.test(name) && startTime > this.#ready && !this.#isSending(name));
      this.#requests += made.length;
      if (made.length) this.draw();
    }).observe({ type: 'resource', buffered: true });
  }

  /**
   * The engine is ready: from now on nothing is asked for.
   * @param {{versions: Record<string, string>, edition: string, table_digest: string}} engine
   * @param {any} manifest
   * @param {import('./site.js').Site} site
   */
  ready(engine, manifest, { destinations }) {
    this.#destinations = destinations;
    this.#ready = performance.now();
    this.#engine = engine;
    this.#manifest = manifest;
    this.draw();
  }

  /** The program is on this device: the page opens without a network. */
  kept() {
    this.#kept = true;
    this.draw();
  }

  /** Whether the site has set this address as one to send to or to sign in at. @param {string} address */
  #isSending(address) {
    return this.#destinations.some((one) => addressesOf(one).some((allowed) => address === allowed || address.startsWith(`${allowed}/`)));
  }

  /** Whom the page may send to, and what keeps it from anybody else. */
  #sends() {
    const names = listed(this.#destinations.map(({ name }) => name));
    const origins = [...new Set(this.#destinations.flatMap(addressesOf).map((address) => new URL(address).origin))];
    return h(
      'li',
      { 'data-testid': 'destinations' },
      icon('upload'),
      h('div', {}, h('strong', {}, t('trust.sends', { names })), h('p', { class: 'quiet' }, t('trust.sends.meaning', { origins: origins.join(' ') }))),
    );
  }

  draw() {
    const engine = this.#engine;
    const place = byId('trust-facts');
    if (!engine) {
      place.replaceChildren(fact('network', t('trust.waiting'), t('engine.booting')));
      return;
    }
    const before = place.querySelector('details');
    const at = document.activeElement;
    const sending = this.#destinations.length > 0;
    const counted = sending ? ` ${t('trust.requests.others', { names: listed(this.#destinations.map(({ name }) => name)) })}` : '';
    place.replaceChildren(
      ...(sending ? [this.#sends()] : []),
      h('li', { 'data-testid': 'requests', 'data-count': this.#requests }, icon('network'), h('div', {}, h('strong', {}, t('trust.requests', { count: this.#requests })), h('p', { class: 'quiet' }, t('trust.requests.meaning') + counted))),
      h('li', { 'data-testid': 'kept', 'data-kept': String(this.#kept) }, icon('plug'), h('div', {}, h('strong', {}, t('trust.offline')), h('p', { class: 'quiet' }, t(this.#kept ? 'trust.offline.kept' : 'trust.offline.meaning')))),
      fact('edition', t('trust.edition', { edition: engine.edition }), t('trust.edition.meaning', { version: engine.versions['anami'] ?? '', pydicom: engine.versions['pydicom'] ?? '' })),
      h('li', {}, icon('fingerprint'), h('div', {}, h('strong', {}, t('trust.hashes')), h('p', { class: 'quiet' }, t('trust.hashes.meaning')), this.#hashes(engine.table_digest))),
    );
    const now = place.querySelector('details');
    if (now) now.open = before?.open ?? false;
    if (before?.contains(at)) place.querySelector('summary')?.focus();
  }

  /** @param {string} tableDigest */
  #hashes(tableDigest) {
    const rows = Object.entries(this.#manifest?.files ?? {}).filter(([path]) => SHOWN.test(path));
    return h(
      'details',
      { class: 'hashes' },
      h('summary', {}, h('span', { class: 'what' }, t('trust.hashes.show'))),
      h(
        'dl',
        { dir: 'ltr' },
        ...[...rows.map(([path, { sha256 }]) => [path, sha256]), ['Table E.1-1', tableDigest]].map(([path, digest]) => h('div', {}, h('dt', {}, path), h('dd', { class: 'hash' }, digest))),
      ),
      h('p', {}, t('trust.verify')),
      h('p', {}, h('code', { dir: 'ltr' }, 'python3 build.py build')),
      h('p', {}, h('a', { href: 'manifest.json', target: '_blank', rel: 'noopener' }, t('trust.manifest'))),
    );
  }
}

/** Where sending to a destination, and signing in for it, may ask. @param {import('./site.js').Destination} destination */
const addressesOf = ({ url, signIn }) => (typeof signIn === 'string' ? [url] : [url, new URL(signIn.issuer).origin, ...(signIn.origins ?? [])]);

/** @param {import('./icons.js').IconName} name @param {string} title @param {string} text */
const fact = (name, title, text) => h('li', {}, icon(name), h('div', {}, h('strong', {}, title), h('p', { class: 'quiet' }, text)));
