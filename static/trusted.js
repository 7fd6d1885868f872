/**
 * The one door through which this page names a script by its address. Where the browser has Trusted
 * Types, the policy in index.html forbids every other way: no text, whatever file it came from, becomes
 * markup or code.
 */

/** The service worker: the only script that is started from the host and not from memory. */
export const SERVICE_WORKER = 'sw.js';

/** @typedef {{createScriptURL: (url: string) => string}} Policy */

/** @type {Policy | undefined} */
const policy = /** @type {any} */ (globalThis).trustedTypes?.createPolicy('anami', {
  /** @param {string} url */
  createScriptURL(url) {
    // Made by the page of bytes that were compared with the manifest; nothing else makes one.
    if (url.startsWith('blob:') || url === SERVICE_WORKER) return url;
    throw new TypeError('not a script of this page');
  },
});

/** @param {string} url of a script that this page made or is published with */
export const scriptUrl = (url) => policy?.createScriptURL(url) ?? url;
