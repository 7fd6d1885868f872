/**
 * Words, numbers, sizes and durations in the chosen language. A language is one file in locales/,
 * named by its BCP 47 tag; the manifest tells which there are. All of them are fetched at the start,
 * so that switching needs no request. The choice is kept in the address, nowhere else.
 *
 * A text is a string, or an object of plural forms (`one`, `other`, …) chosen by its `count`.
 * `{name}` is replaced by a value; numbers are written in the language's own digits. A locale tells
 * its own name (`language.name`) and direction of writing (`language.direction`: ltr or rtl).
 *
 * @typedef {string | Record<string, string>} Text
 * @typedef {Record<string, Text>} Locale
 */

/** The language of index.html, in which a text is that another one lacks. */
const FALLBACK = 'en';
const LOCALE_FILE = /^static\/locales\/([\w-]+)\.json$/;

/** @type {Map<string, Locale>} */
const locales = new Map();
let language = FALLBACK;
/** The languages that can be chosen. @type {Set<string>} */
let offered = new Set([FALLBACK]);

/**
 * Fetch the words of all languages: first those that the page is written in at once.
 * @param {Promise<{files: Record<string, {sha256: string}>}>} manifest
 * @param {Promise<{languages?: readonly string[], language?: string}>} site which of them it offers
 * @param {() => void} onChosen the words of the guessed language are there, and it is set
 */
export async function loadLocales(manifest, site, onChosen) {
  // Without a manifest nothing starts, but that must be said in words.
  const { files } = await manifest.catch(() => ({ files: /** @type {Record<string, {sha256: string}>} */ ({}) }));
  const wished = await site.catch(() => ({ languages: undefined, language: undefined }));
  const there = Object.keys(files).flatMap((path) => LOCALE_FILE.exec(path)?.[1] ?? []);
  const tags = there.filter((tag) => wished.languages?.includes(tag) ?? true);
  offered = new Set(tags);
  const chosen = preferredLanguage(tags, wished.language ?? tags.find((tag) => tag === FALLBACK) ?? tags[0]);
  /** @param {string} tag @param {RequestPriority} priority */
  const load = (tag, priority) => loadLocale(tag, priority, files[pathOf(tag)]?.sha256 ?? '');
  await Promise.all([...new Set([FALLBACK, chosen])].map((tag) => load(tag, 'high')));
  setLanguage(chosen);
  onChosen();
  await Promise.all(tags.filter((tag) => !locales.has(tag)).map((tag) => load(tag, 'low')));
}

/** @param {string} tag */
const pathOf = (tag) => `static/locales/${tag}.json`;

/** A SHA-256 as `integrity` has it, which browsers compare on plain http as well. @param {string} hex */
const integrityOf = (hex) =>
  hex && `sha256-${btoa(hex.replace(/../g, (digits) => String.fromCharCode(Number.parseInt(digits, 16))))}`;

/** @param {string} tag @param {RequestPriority} priority @param {string} sha256 '' if it isn't known */
async function loadLocale(tag, priority, sha256) {
  const response = await fetch(pathOf(tag), { priority, integrity: integrityOf(sha256) });
  locales.set(tag, await response.json());
}

/**
 * The language that the address names, else the first of the person's that is there; `fr` serves
 * those who ask for `fr-CA`.
 * @param {string[]} tags
 * @param {string} [otherwise] where none of them is the person's
 */
function preferredLanguage(tags, otherwise = FALLBACK) {
  const asked = new URLSearchParams(location.search).get('lang') ?? '';
  const wished = [asked, ...navigator.languages].flatMap((tag) => [tag, tag.split('-')[0]]);
  const known = new Map(tags.map((tag) => [tag.toLowerCase(), tag]));
  return wished.map((tag) => known.get(tag?.toLowerCase() ?? '')).find(Boolean) ?? otherwise;
}

/** @param {string} tag */
export function setLanguage(tag) {
  if (!locales.has(tag)) return;
  language = tag;
  document.documentElement.lang = tag;
  document.documentElement.dir = currentDirection();
}

export const currentLanguage = () => language;

export const currentDirection = () => String(lookUp('language.direction') ?? 'ltr');

/** The languages whose words are there: tag and own name, by name. @returns {[string, string][]} */
export function languages() {
  const named = [...locales].filter(([tag]) => offered.has(tag)).map(([tag, words]) => /** @type {[string, string]} */ ([tag, String(words['language.name'] ?? tag)]));
  return named.sort(([, one], [, other]) => one.localeCompare(other, FALLBACK));
}

/** From the old to the new, the way the language is read. */
export const arrow = () => (currentDirection() === 'rtl' ? '←' : '→');

/**
 * The texts whose keys begin with one of these, for what is written elsewhere than on the screen.
 * @param {string[]} prefixes
 */
export function wordsOf(prefixes) {
  const keys = Object.keys(locales.get(FALLBACK) ?? {}).filter((key) => prefixes.some((prefix) => key.startsWith(prefix)));
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
const lookUp = (key) => locales.get(language)?.[key] ?? locales.get(FALLBACK)?.[key] ?? null;

/**
 * A value of whatever script, so that it doesn't reorder an Arabic or Hebrew sentence around it:
 * between Unicode's First Strong Isolate and its end.
 * @param {string} value
 */
const apart = (value) => (currentDirection() === 'rtl' ? `\u2068${value}\u2069` : value);

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
    return typeof value === 'number' ? number(value) : apart(value ?? '');
  });
}

/** Names one after another, any of them, as the language puts it. @param {readonly string[]} names */
export const listed = (names) => new Intl.ListFormat(language, { type: 'disjunction' }).format(names.map(apart));

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];

/** A size, in decimal units. @param {number} bytes */
export function size(bytes) {
  const step = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1);
  const value = bytes / 1000 ** step;
  const maximumFractionDigits = step > 0 && value < 100 ? 1 : 0;
  return number(value, { style: 'unit', unit: UNITS[step] ?? 'byte', unitDisplay: step ? 'short' : 'long', maximumFractionDigits });
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
