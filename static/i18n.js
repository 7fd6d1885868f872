/**
 * Words, numbers, sizes and durations in the chosen language. A language is one file in locales/
 * and one line in `LANGUAGES`; all of them are fetched at the start, so that switching needs no
 * request. The choice is kept in the address, nowhere else.
 *
 * A text is a string, or an object of plural forms (`one`, `other`, …) chosen by its `count`.
 * `{name}` is replaced by a value; numbers are written in the language's own digits.
 *
 * @typedef {string | Record<string, string>} Text
 * @typedef {Record<string, Text>} Locale
 */

/** Languages by their BCP 47 tag, each with its own name for itself. */
export const LANGUAGES = Object.freeze({ en: 'English', bn: 'বাংলা' });

/** @typedef {keyof typeof LANGUAGES} Language */

/** Languages that are written from right to left. */
const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'he', 'ur']);

/** @type {Map<string, Locale>} */
const locales = new Map();
/** @type {Language} */
let language = 'en';

/** Fetch the words of all languages. */
export async function loadLocales() {
  await Promise.all(
    Object.keys(LANGUAGES).map(async (tag) => {
      const response = await fetch(`static/locales/${tag}.json`);
      locales.set(tag, await response.json());
    }),
  );
}

/** @param {string} tag @returns {tag is Language} */
const known = (tag) => Object.hasOwn(LANGUAGES, tag);

/** The language that the address names, else the first of the person's that is known. */
export function preferredLanguage() {
  const asked = new URLSearchParams(location.search).get('lang') ?? '';
  const wished = [asked, ...navigator.languages.map((tag) => tag.split('-')[0] ?? '')];
  return wished.find(known) ?? 'en';
}

/** @param {string} tag */
export function setLanguage(tag) {
  if (!known(tag)) return;
  language = tag;
  document.documentElement.lang = tag;
  document.documentElement.dir = currentDirection();
}

export const currentLanguage = () => language;

export const currentDirection = () => (RIGHT_TO_LEFT.has(language) ? 'rtl' : 'ltr');

/**
 * The texts whose keys begin with one of these, for what is written elsewhere than on the screen.
 * @param {string[]} prefixes
 */
export function wordsOf(prefixes) {
  const keys = Object.keys(locales.get('en') ?? {}).filter((key) => prefixes.some((prefix) => key.startsWith(prefix)));
  return Object.fromEntries(
    keys.map((key) => {
      const text = lookUp(key) ?? key;
      return [key, typeof text === 'string' ? text : (text['other'] ?? key)];
    }),
  );
}

/** @param {number} value @param {Intl.NumberFormatOptions} [options] */
export const number = (value, options) => new Intl.NumberFormat(language, options).format(value);

/**
 * The text of `key`, or null if no locale has it.
 * @param {string} key
 */
const lookUp = (key) => locales.get(language)?.[key] ?? locales.get('en')?.[key] ?? null;

/** @param {string} key */
export const has = (key) => lookUp(key) !== null;

/**
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
export function t(key, values = {}) {
  const text = lookUp(key);
  if (text === null) return key;
  const form =
    typeof text === 'string'
      ? text
      : text[new Intl.PluralRules(language).select(Number(values['count'] ?? 0))] ?? text['other'] ?? key;
  return form.replace(/\{(\w+)\}/g, (_, name) => {
    const value = values[name];
    return typeof value === 'number' ? number(value) : (value ?? '');
  });
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];

/** A size, in decimal units. @param {number} bytes */
export function size(bytes) {
  const step = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1);
  const value = bytes / 1000 ** step;
  const maximumFractionDigits = step > 0 && value < 100 ? 1 : 0;
  return number(value, { style: 'unit', unit: UNITS[step] ?? 'byte', unitDisplay: 'short', maximumFractionDigits });
}

/** A duration, roughly, as people say it. @param {number} seconds */
export function duration(seconds) {
  /** @param {number} value @param {string} unit */
  const unit = (value, unit) => number(value, { style: 'unit', unit, unitDisplay: 'long' });
  if (seconds < 55) return unit(Math.max(1, seconds < 10 ? Math.ceil(seconds) : Math.ceil(seconds / 5) * 5), 'second');
  if (seconds < 3600) return unit(Math.round(seconds / 60), 'minute');
  return unit(Math.round(seconds / 360) / 10, 'hour');
}

/** A DICOM date (DA) as the language writes it, or as it stands. @param {string} da */
export function date(da) {
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(da) ?? [];
  if (!year) return da;
  const when = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (Number.isNaN(when.getTime())) return da;
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(when);
}

/** Write the words of all elements that name a text. @param {ParentNode} root */
export function translate(root) {
  for (const element of root.querySelectorAll('[data-i18n]')) {
    element.textContent = t(element.getAttribute('data-i18n') ?? '');
  }
  for (const element of root.querySelectorAll('[data-i18n-label]')) {
    element.setAttribute('aria-label', t(element.getAttribute('data-i18n-label') ?? ''));
  }
}
