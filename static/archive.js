/**
 * The page's end of the archive worker. Like the pool: one reply to each request, whatever happens.
 *
 * @typedef {import('./assets.js').Assets} Assets
 * @typedef {import('./messages.js').ArchiveEntry} ArchiveEntry
 */

import { randomHex } from './hex.js';
import { RequestError } from './pool.js';
import { Silence } from './silence.js';
import { endWorker, startWorker } from './threads.js';

export class ArchiveClient {
  /** @type {Map<number, {resolve: (value: any) => void, reject: (error: Error) => void}>} */
  #pending = new Map();
  #nextId = 0;
  #silence = new Silence();
  /** @type {Worker} */ #worker;
  /** Bytes written so far to the archive under way. */
  written = 0;
  /** Which archive that is: nothing gets into another one that was begun later. */
  #turn = 0;

  /** @param {Assets} assets */
  constructor(assets) {
    this.assets = assets;
    this.id = randomHex(8);
    // Held as long as this page lives: another page's start then leaves our output alone.
    // The name is `lockName` of sinks-worker.js.
    navigator.locks?.request(`anami-output-${this.id}`, () => new Promise(() => {}));
    this.#worker = this.#spawn();
  }

  /** Start the worker, which also removes what earlier pages left behind. */
  start() {
    return this.#request('boot', { urls: this.assets.archiveModules });
  }

  /**
   * Begin an archive; the one before, if it was not finished, is given up.
   * @param {number} expected its size, about, in bytes
   * @param {boolean} disk whether to try the disk
   */
  async open(expected, disk) {
    this.written = 0;
    const turn = ++this.#turn;
    await this.#request('open', { owner: this.id, expected, disk });
    /** @type {(type: string, fields: object, transfer?: Transferable[]) => Promise<any>} */
    const own = async (type, fields, transfer) => {
      if (turn !== this.#turn) throw new RequestError('cancelled');
      return this.#request(type, fields, transfer);
    };
    return {
      /** @type {(entries: ArchiveEntry[]) => Promise<number[]>} gives those that couldn't be read and are not in the archive */
      append: (entries) => {
        const buffers = new Set(entries.map((entry) => entry.header));
        for (const { body } of entries) if (body) buffers.add(body.buffer);
        return own('append', { entries }, [...buffers]);
      },
      /** @type {() => Promise<Blob>} */
      finish: () => own('finish', {}),
    };
  }

  /** Remove the output of the last run. */
  remove() {
    return this.#request('remove', { owner: this.id });
  }

  /** End the worker, at once; start a clean one and remove what the first one wrote. */
  async cancel() {
    this.#turn += 1;
    this.#fail(new RequestError('cancelled'));
    await this.#replace();
  }

  #spawn() {
    return startWorker(this.assets.archiveUrl, 'anami-archive', (data) => this.#receive(data), () => this.#lose());
  }

  /** @param {any} data */
  #receive(data) {
    this.#silence.end();
    if ('progress' in data) {
      this.written = data.progress;
      return;
    }
    const pending = this.#pending.get(data.id);
    this.#pending.delete(data.id);
    if (data.ok) pending?.resolve(data.result);
    else pending?.reject(new RequestError(data.error.code));
  }

  /** End the worker, start a clean one and have it remove what the first one wrote. */
  async #replace() {
    endWorker(this.#worker);
    this.#silence.end();
    this.#worker = this.#spawn();
    await this.start();
    await this.remove();
  }

  /** The worker is gone, and with it the archive that it wrote: a clean one takes its place. */
  #lose() {
    this.#fail(new RequestError('archive-failed'));
    this.#replace().catch(() => {});
  }

  /** Called every `TICK`: a worker that never answers is taken for lost. */
  tick() {
    if (this.#silence.grows(this.#pending.size > 0)) this.#lose();
  }

  /** Whether the worker has been at something for unusually long. */
  get slow() {
    return this.#silence.long;
  }

  /** @param {Error} error */
  #fail(error) {
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of pending) reject(error);
  }

  /**
   * @param {string} type
   * @param {object} fields
   * @param {Transferable[]} [transfer]
   * @returns {Promise<any>}
   */
  #request(type, fields, transfer = []) {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#worker.postMessage({ id, type, ...fields }, transfer);
    });
  }
}
