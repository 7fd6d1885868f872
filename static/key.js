/**
 * The key from which every replacement follows, as 64 hexadecimal digits: fresh random bytes for
 * one-off work, or what scrypt makes of a project's passphrase. Nothing is stored.
 *
 * Python in the browser has no scrypt, so this mirrors `Key.from_passphrase` of anami/identity.py;
 * a test compares the two.
 */

import { scryptAsync } from '../vendor/noble-hashes/scrypt.js';
import { hex, randomHex } from './hex.js';

const PARAMETERS = Object.freeze({ N: 2 ** 15, r: 8, p: 1, dkLen: 32 });

/** 32 random bytes, made for one set of files and forgotten with it. */
export const randomKey = () => randomHex(32);

/**
 * @param {string} passphrase not empty
 * @param {string} project its name, not empty
 */
export async function projectKey(passphrase, project) {
  const text = new TextEncoder();
  return hex(await scryptAsync(text.encode(passphrase), text.encode(`anami-project\0${project}`), PARAMETERS));
}

/** The key in force: a project's, or one of this set of files. */
export class Keys {
  #oneOff = '';
  /** scrypt is slow on purpose, so the last project's key is remembered. */
  #derived = { of: '', key: Promise.resolve('') };

  /** @param {{passphrase: string, name: string}} project */
  async current({ passphrase, name }) {
    if (!passphrase || !name) return (this.#oneOff ||= randomKey());
    const of = JSON.stringify([passphrase, name]);
    if (this.#derived.of !== of) this.#derived = { of, key: projectKey(passphrase, name) };
    return this.#derived.key;
  }

  /** The set of files is gone: the next one has another key. */
  forget() {
    this.#oneOff = '';
  }
}
