/**
 * The pool of engine workers. Every request gets exactly one reply, also when a worker dies, fails
 * to boot, or is ended by a cancel. Knows nothing of what the requests mean.
 *
 * @typedef {import('./assets.js').Assets} Assets
 * @typedef {{result: any, header?: ArrayBuffer}} Reply
 * @typedef {{id: number, type: string, fields: object, resolve: (reply: Reply) => void, reject: (error: RequestError) => void}} Job
 * @typedef {{worker: Worker, booting: boolean, jobs: Job[], silence: Silence}} Slot
 */

import { Silence } from './silence.js';
import { endWorker, startWorker } from './threads.js';

/** A request that was not carried out, with the reason as a code. */
export class RequestError extends Error {
  /** @param {string} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** How often in a row a worker may fail to boot before the pool gives up. */
const BOOT_ATTEMPTS = 2;
/** A further worker is started for so many batches. */
const BATCHES_WORTH_A_BOOT = 16;
/** Started without being asked, while the person is still choosing files. */
const READY = 2;
/** Requests that a worker has at once: the files of the next ones are read while Python does the first. */
const DEPTH = 3;

/**
 * How many workers suit this machine. One processor is left to the page and the archive where there
 * are more than two; a worker needs some 150 MB.
 */
export function suitableSize() {
  const processors = navigator.hardwareConcurrency || 2;
  const memory = /** @type {{deviceMemory?: number}} */ (navigator).deviceMemory ?? 4;
  const byProcessors = processors <= 2 ? processors : processors - 1;
  return Math.max(1, Math.min(byProcessors, memory <= 2 ? 1 : memory <= 4 ? 3 : 8));
}

export class Pool {
  /** @type {Slot[]} */ #slots = [];
  /** @type {Job[]} */ #waiting = [];
  #bootFailures = 0;
  #wanted = READY;
  #nextId = 0;
  /** @type {Promise<any> | null} */ #booted = null;
  /** @type {(value: any) => void} */ #onBoot = () => {};
  /** @type {(error: RequestError) => void} */ #onBootFailure = () => {};

  /**
   * @param {Assets} assets
   * @param {number} size
   * @param {object} terms what the site fixes of each protocol: every worker is told, and holds to it
   * @param {() => MessagePort | null} connect gives a port to the reader; without, workers read themselves
   */
  constructor(assets, size = suitableSize(), terms = {}, connect = () => null) {
    this.assets = assets;
    this.connect = connect;
    this.terms = terms;
    this.size = size;
  }

  /**
   * Boot the first worker, and then a second one.
   * @returns {Promise<import('./messages.js').BootResult>} what runs in it
   */
  start() {
    this.#booted ??= new Promise((resolve, reject) => {
      this.#onBoot = resolve;
      this.#onBootFailure = reject;
      this.#spawn();
    });
    return this.#booted;
  }

  /**
   * Have a request carried out by the next free worker.
   * @param {string} type
   * @param {object} fields
   * @returns {Promise<Reply>}
   */
  request(type, fields) {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ id: -1, type, fields, resolve, reject });
      this.#next();
    });
  }

  /**
   * Say how much work there is, so that more workers are started where that pays: booting one takes
   * about as long as a few batches.
   * @param {number} batches
   */
  expect(batches) {
    this.#wanted = Math.max(this.#wanted, Math.min(this.size, 1 + Math.floor(batches / BATCHES_WORTH_A_BOOT)));
    this.#next();
  }

  /** End every worker, at once, and start a clean first one. Whatever was asked for is rejected. */
  cancel() {
    const jobs = [...this.#slots.flatMap((slot) => slot.jobs), ...this.#waiting];
    for (const { worker } of this.#slots) endWorker(worker);
    this.#slots = [];
    this.#waiting = [];
    this.#bootFailures = 0;
    this.#wanted = READY;
    for (const job of jobs) job.reject(new RequestError('cancelled'));
    this.#spawn();
  }

  /** The reader is gone, and what it was asked for: workers that know another take their places. */
  replaceAll() {
    for (const slot of [...this.#slots]) this.#lose(slot);
  }

  /** Have every worker forget what it learnt of the files so far; one that fails to is replaced. */
  forget() {
    for (const slot of this.#slots) {
      if (slot.booting) continue;
      const lost = () => this.#next();
      this.#give(slot, { id: -1, type: 'forget', fields: {}, resolve: () => {}, reject: lost });
    }
  }

  /** Called every `TICK`: a worker that never answers is taken for lost. */
  tick() {
    for (const slot of [...this.#slots]) {
      if (slot.silence.grows(slot.booting || slot.jobs.length > 0)) this.#lose(slot);
    }
  }

  /** Whether a worker has been at something for unusually long. */
  get slow() {
    return this.#slots.some(({ silence }) => silence.long);
  }

  #spawn() {
    const worker = startWorker(this.assets.workerUrl, 'anami-engine', (data) => this.#receive(slot, data), () => this.#lose(slot));
    /** @type {Slot} */
    const slot = { worker, booting: true, jobs: [], silence: new Silence() };
    this.#slots.push(slot);
    const reader = this.connect();
    const boot = { id: this.#nextId++, type: 'boot', assets: this.assets.engine, terms: this.terms, reader };
    worker.postMessage(boot, reader ? [reader] : []);
  }

  /**
   * @param {Slot} slot
   * @param {any} data
   */
  #receive(slot, data) {
    slot.silence.end();
    // A sign of life, and nothing else.
    if ('alive' in data) return;
    if (slot.booting) {
      if (!data.ok) {
        this.#lose(slot);
        return;
      }
      this.#bootFailures = 0;
      slot.booting = false;
      this.#onBoot(data.result);
    } else {
      const job = slot.jobs.find(({ id }) => id === data.id);
      if (!data.ok && data.error.code === 'worker-lost') {
        this.#lose(slot, job);
        return;
      }
      slot.jobs = slot.jobs.filter((other) => other !== job);
      if (data.ok) job?.resolve({ result: data.result, header: data.header });
      else job?.reject(new RequestError(data.error.code));
    }
    this.#next();
  }

  /**
   * A worker is gone: the request that it was at fails, those that it had not begun go to others,
   * and another worker takes its place while there is work.
   * @param {Slot} slot
   * @param {Job} [begun] the first that it was asked, unless it says otherwise
   */
  #lose(slot, begun = slot.jobs[0]) {
    endWorker(slot.worker);
    this.#slots = this.#slots.filter((other) => other !== slot);
    this.#waiting.unshift(...slot.jobs.filter((job) => job !== begun));
    begun?.reject(new RequestError('worker-lost'));
    if (slot.booting) {
      this.#bootFailures += 1;
      if (this.#bootFailures >= BOOT_ATTEMPTS) {
        if (this.#slots.length) this.size = this.#wanted = this.#slots.length;
        else this.#giveUp();
        return;
      }
    }
    if (!this.#slots.length) this.#spawn();
    this.#next();
  }

  /** @param {Slot} slot @param {Job} job */
  #give(slot, job) {
    job.id = this.#nextId++;
    slot.jobs.push(job);
    slot.worker.postMessage({ id: job.id, type: job.type, ...job.fields });
  }

  #giveUp() {
    const error = new RequestError('engine-failed');
    const jobs = this.#waiting;
    this.#waiting = [];
    for (const job of jobs) job.reject(error);
    this.#onBootFailure(error);
  }

  #next() {
    if (!this.#slots.length && this.#waiting.length) {
      if (this.#bootFailures >= BOOT_ATTEMPTS) this.#giveUp();
      else this.#spawn();
      return;
    }
    // First one for each worker, then one more for each: none is idle while another has two.
    for (let depth = 1; depth <= DEPTH; depth += 1) {
      for (const slot of this.#slots) {
        if (slot.booting || slot.jobs.length >= depth) continue;
        const job = this.#waiting.shift();
        if (!job) break;
        this.#give(slot, job);
      }
    }
    const booting = this.#slots.filter((slot) => slot.booting).length;
    const most = Math.min(this.size, booting || this.#waiting.length ? this.#wanted : READY);
    if (this.#slots.length < most && (this.#waiting.length > booting || !booting)) this.#spawn();
  }
}
