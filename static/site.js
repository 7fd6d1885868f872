/**
 * What the site sets for its own page: site.json, which only a build with settings has, as one
 * frozen object; nothing is fetched when the page is ready.
 *
 * @typedef {{issuer: string, clientId: string, scope?: string, origins?: string[]}} OpenId
 * @typedef {object} Destination An archive that the page may send to.
 * @property {string} name as the page calls it
 * @property {string} url DICOMweb root, absolute, without a slash at its end
 * @property {string} [viewer] pattern of an absolute address, with {StudyInstanceUID} in it
 * @property {'none' | 'basic' | 'bearer' | OpenId} signIn
 *
 * @typedef {'project' | 'code_list' | import('./messages.js').EditName} Required
 *
 * @typedef {object} Site docs/hosting.md has the reference
 * @property {readonly Destination[]} destinations
 * @property {string} [name] who set all this
 * @property {string | Record<string, string>} [contact] a text, or one by language
 * @property {readonly string[]} [languages] those offered
 * @property {string} [language] for whom none of the offered ones is theirs
 * @property {{name: string}} [project]
 * @property {readonly Required[]} [required] what must be there before anything is produced
 * @property {string} [preset]
 * @property {import('./messages.js').ProtocolDocument} [protocol]
 * @property {Record<string, boolean>} [options]
 * @property {readonly string[]} [locked]
 * @property {readonly string[]} [changeable]
 */

import { Loader, textOf } from './assets.js';

const FILE = 'site.json';

/** What of it Python reads, and holds every protocol to. @param {Site} settings */
export function termsOf(settings) {
  const { preset, protocol, options, locked, changeable } = settings;
  return Object.fromEntries(Object.entries({ preset, protocol, options, locked, changeable }).filter(([, value]) => value !== undefined));
}

/**
 * Fetch what the site sets, if the manifest says that it sets anything; else no destinations.
 * @param {Promise<any>} manifest
 * @param {import('./assets.js').Collect} collect
 * @returns {Promise<Site>}
 */
export async function loadSite(manifest, collect) {
  const { files } = await manifest;
  if (!files[FILE]) return frozen({ destinations: [] });
  /** @type {Partial<Site> & {schema: string}} */
  const { schema: _, destinations = [], ...rest } = JSON.parse(textOf(await new Loader(manifest, collect).load(FILE, 'high')));
  return frozen({ ...rest, destinations: destinations.map(whole) });
}

/** A destination whose addresses may be paths of this host. @param {Destination} destination @returns {Destination} */
function whole(destination) {
  const { url, viewer } = destination;
  const { origin } = location;
  // The pattern's braces must stay what they are.
  const at = (/** @type {string} */ address) => (address.startsWith('/') ? origin + address : address);
  return { ...destination, url: at(url), ...(viewer && { viewer: at(viewer) }) };
}

/** @template T @param {T} value @returns {Readonly<T>} */
function frozen(value) {
  if (value && typeof value === 'object') {
    for (const member of Object.values(value)) frozen(member);
    Object.freeze(value);
  }
  return value;
}
