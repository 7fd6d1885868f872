/** A gate that work passes through between its steps: closed, the work waits there. */

export class Gate {
  /** @type {Promise<void> | null} */ #closed = null;
  #open = () => {};

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

  /** Wait while the gate is closed. */
  async pass() {
    while (this.#closed) await this.#closed;
  }
}
