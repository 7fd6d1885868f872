/**
 * Seals a crosswalk with a passphrase, in the format that anami/crosswalk.py documents and opens:
 * AES-256-GCM by a key that PBKDF2-HMAC-SHA-256 makes of the passphrase.
 */

const MAGIC = 'ANAMICW1';
const HEADER = 48;
const ITERATIONS = 600_000;

/** Whether this browser can seal: on plain http there is no WebCrypto. */
export const canSeal = () => Boolean(globalThis.crypto?.subtle);

/**
 * @param {Uint8Array<ArrayBuffer>} plain
 * @param {string} passphrase not empty
 */
export async function seal(plain, passphrase) {
  const header = new Uint8Array(HEADER);
  header.set(new TextEncoder().encode(MAGIC));
  const view = new DataView(header.buffer);
  view.setUint32(8, ITERATIONS);
  const salt = header.subarray(12, 28);
  const nonce = header.subarray(28, 40);
  crypto.getRandomValues(salt);
  crypto.getRandomValues(nonce);
  view.setBigUint64(40, BigInt(plain.length));
  const phrase = new TextEncoder().encode(passphrase.normalize('NFC'));
  const material = await crypto.subtle.importKey('raw', phrase, 'PBKDF2', false, ['deriveKey']);
  const key = await crypto.subtle.deriveKey(
    { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: ITERATIONS },
    material,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt'],
  );
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce, additionalData: header }, key, plain);
  return new Blob([header, sealed], { type: 'application/octet-stream' });
}
