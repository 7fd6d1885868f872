/**
 * The page's end of the reader: one thread that reads files for all engine workers, each of which
 * asks it through a port of its own (reader-worker.js).
 */

import { endWorker, startWorker } from './threads.js';

export class Reader {
  /** @type {Worker} */ #worker;

  /**
   * @param {string} url
   * @param {() => void} onLost whoever has a port waits in vain, and must be given another
   */
  constructor(url, onLost) {
    this.url = url;
    this.onLost = onLost;
    this.#worker = this.#spawn();
  }

  /** One more port to the reader. */
  connect() {
    const { port1, port2 } = new MessageChannel();
    this.#worker.postMessage({ port: port2 }, [port2]);
    return port1;
  }

  #spawn() {
    // It answers through ports alone.
    return startWorker(this.url, 'anami-reader', () => {}, () => {
      endWorker(this.#worker);
      this.#worker = this.#spawn();
      this.onLost();
    });
  }
}
