/**
 * What the page says of the site that set it up: who, whom to ask, what is needed, and the mark
 * beside each setting that people can't change here.
 *
 * @typedef {import('./site.js').Site} Site
 * @typedef {import('./site.js').Required} Required
 * @typedef {import('./settings.js').Settings} Settings
 */

import { h } from './dom.js';
import { currentLanguage, t } from './i18n.js';
import { icon } from './icons.js';
import { requiredOf } from './settings.js';

/**
 * The mark of a part of the protocol that the site has fixed; null if it hasn't.
 * @param {Settings} settings
 * @param {string} part
 * @param {string} [id] by which a field is described
 */
export const lockedMark = (settings, part, id) => (settings.isLocked(part) ? setMark(settings, id) : null);

/** The mark of what the site has fixed. @param {Settings} settings @param {string} [id] */
export const setMark = (settings, id) => mark('key', t('site.set', { name: settings.setBy }), id);

/**
 * The mark of what the site wants before anything is produced; null if it doesn't.
 * @param {Settings} settings
 * @param {Required} what
 */
export const neededMark = (settings, what) => (settings.required.includes(what) ? mark('pencil', t('site.needed', { name: settings.setBy })) : null);

/** @param {import('./icons.js').IconName} picture @param {string} words @param {string} [id] */
const mark = (picture, words, id) => h('p', { class: 'site-mark', id }, icon(picture), h('span', {}, words));

/** What a part of a protocol is called. @param {string} part */
export function partName(part) {
  const key = /** @type {Record<string, string>} */ ({ rules: 'site.rules', edits: 'site.edits', patient_id_prefix: 'prefix.label' })[part] ?? `option.${part}`;
  return t(key);
}

/** @param {Required} what */
const needName = (what) => t(/** @type {Record<string, string>} */ ({ project: 'site.required.project', code_list: 'codes.title' })[what] ?? `edit.${what}`);

/** The site's own text: in the page's language, else in the site's, else in any. @param {Site} site */
function contactLines({ contact = '', language = '' }) {
  const texts = typeof contact === 'string' ? { '': contact } : contact;
  const tag = [currentLanguage(), language, ...Object.keys(texts)].find((one) => one in texts) ?? '';
  return h('p', { class: 'site-contact', 'data-testid': 'site-contact' }, h('bdi', { lang: tag || null }, texts[tag]));
}

/**
 * The panel at the top of a page that a site has set up; null if nobody has.
 * @param {Site | null} site
 */
export function siteView(site) {
  if (!site?.name) return null;
  const { name, contact, locked } = site;
  const required = requiredOf(site);
  return h(
    'aside',
    { class: 'card site', 'aria-labelledby': 'site-title', 'data-testid': 'site' },
    h('h2', { id: 'site-title' }, t('site.title', { name })),
    locked && h('p', { class: 'quiet' }, t('site.hint')),
    required.length > 0 && h('p', {}, t('site.required')),
    required.length > 0 && h('ul', {}, ...required.map((what) => h('li', {}, needName(what)))),
    contact && h('h3', {}, t('site.contact')),
    contact && contactLines(site),
  );
}
