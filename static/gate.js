/**
 * A gate that work passes through between its steps: closed, the work waits there; ended, no more of
 * it passes. Work that waits has no request under way whose end could tell it so.
 */

import { RequestError } from './pool.js';

export class Gate {
  /** @type {Promise<void> | null} */ #closed = null;
  #open = () => {};
  #ended = false;

  get closed() {
    return this.#closed !== null;
  }

  close() {
    this.#closed ??= new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  open() {
    this.#open();
    this.#closed = null;
  }

  /** The work is cancelled, whether it waits here or comes later. */
  end() {
    this.#ended = true;
    this.open();
  }

  /** Wait while the gate is closed; rejects once it is ended. */
  async pass() {
    while (this.#closed) await this.#closed;
    if (this.#ended) throw new RequestError('cancelled');
  }
}
