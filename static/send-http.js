/**
 * Requests to an archive: multipart bodies that are never in memory, answers as plain data, and how
 * long to wait before the next try. Knows HTTP and nothing of DICOM.
 *
 * @typedef {{status: number, body: string, wait: number | null}} Answer `wait` in seconds, as asked for
 */

import { randomHex } from './hex.js';

/** Seconds: waits double from the first to the longest; the archive may ask for longer ones. */
const FIRST_WAIT = 1;
const LONGEST_WAIT = 60;
const LONGEST_ASKED_WAIT = 300;
/** An answer may take so many seconds, and one more for each so many bytes that are sent. */
const PATIENCE = 120;
const BYTES_PER_SECOND = 16 * 1024;
/** What a redirect that isn't followed counts as; browsers hide its own status. */
const REDIRECT = 302;

/** The connection broke, or nobody listens. */
export class Lost extends Error {}

/**
 * How many seconds to wait after so many failures in a row. Half is left to chance, so that senders
 * who failed together don't return together.
 * @param {number} failures
 * @param {number | null} asked
 */
export function waitFor(failures, asked) {
  const wait = Math.min(FIRST_WAIT * 2 ** (failures - 1), LONGEST_WAIT) * (0.5 + Math.random() / 2);
  return Math.max(wait, Math.min(asked ?? 0, LONGEST_ASKED_WAIT));
}

/**
 * Seconds of a Retry-After header (RFC 9110 10.2.3).
 * @param {string | null} text
 */
function askedWait(text) {
  if (text === null) return null;
  if (/^\s*\d+\s*$/.test(text)) return Number(text);
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, (at - Date.now()) / 1000);
}

/**
 * A multipart/related body of instances (PS3.18 8.6.1.2): headers in memory, everything else by
 * reference.
 * @param {Blob[]} instances
 */
export function multipart(instances) {
  const boundary = `anami-${randomHex(16)}`;
  const head = `--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`;
  const body = new Blob([...instances.flatMap((instance) => [head, instance, '\r\n']), `--${boundary}--\r\n`]);
  return { body, type: `multipart/related; type="application/dicom"; boundary=${boundary}` };
}

/** Asks one archive. */
export class Service {
  /**
   * @param {string} url DICOMweb root
   * @param {() => Promise<string>} authorization the header's value, '' for none
   */
  constructor(url, authorization) {
    this.url = url;
    this.authorization = authorization;
  }

  /**
   * @param {Blob[]} instances
   * @param {AbortSignal} signal
   */
  store(instances, signal) {
    const { body, type } = multipart(instances);
    return this.#ask('/studies', { method: 'POST', body, headers: { 'Content-Type': type } }, signal, body.size);
  }

  /**
   * @param {string} path
   * @param {AbortSignal} signal
   */
  search(path, signal) {
    return this.#ask(path, {}, signal, 0);
  }

  /**
   * @param {string} path
   * @param {RequestInit & {headers?: Record<string, string>}} options
   * @param {AbortSignal} signal
   * @param {number} bytes that are sent
   * @returns {Promise<Answer>}
   * @throws {Lost} no answer; the signal's reason if it was given
   */
  async #ask(path, options, signal, bytes) {
    const authorization = await this.authorization();
    const headers = { Accept: 'application/dicom+json', ...options.headers, ...(authorization && { Authorization: authorization }) };
    const patience = AbortSignal.timeout(1000 * (PATIENCE + bytes / BYTES_PER_SECOND));
    try {
      const response = await fetch(this.url + path, {
        ...options,
        headers,
        cache: 'no-store',
        // What the person typed signs in; the browser's own window would ask for it once more.
        credentials: authorization ? 'omit' : 'same-origin',
        redirect: 'manual',
        signal: AbortSignal.any([signal, patience]),
      });
      if (response.type === 'opaqueredirect') return { status: REDIRECT, body: '', wait: null };
      return { status: response.status, body: await response.text(), wait: askedWait(response.headers.get('Retry-After')) };
    } catch {
      signal.throwIfAborted();
      throw new Lost();
    }
  }
}
