/**
 * Sending the finished ZIP's entries to an archive, study by study, until each has its fate, and
 * asking the archive afterwards what it has. Knows the order of these steps and what to do when one
 * fails; what an answer means is Python's to say (`anami/sending.py`), and nothing here is shown.
 *
 * The ZIP's entries are stored, so a slice of it is an instance: nothing is read here but by the
 * browser that sends it. See docs/decisions/0024.
 *
 * @typedef {import('./messages.js').Fate} Fate
 * @typedef {import('./messages.js').Identity} Identity
 * @typedef {import('./messages.js').Comparison} Comparison
 * @typedef {import('./messages.js').Judgement} Judgement
 * @typedef {import('./send-http.js').Answer} Answer
 * @typedef {import('./send-http.js').Service} Service
 * @typedef {(type: string, fields: object) => Promise<any>} Ask
 *
 * @typedef {{name: string, blob: Blob}} Entry
 * @typedef {'ready' | 'sending' | 'waiting' | 'checking' | 'stopped' | 'done'} Stage
 * @typedef {'' | 'unreachable' | 'sign-in' | 'no-service' | 'cancelled' | 'failed'} Why
 */

import { entriesOf } from './fingerprints.js';
import { Gate } from './gate.js';
import { Lost, waitFor } from './send-http.js';

/** A request holds so many instances at most, and grows and shrinks in bytes with the line's speed. */
const INSTANCES = 100;
const FIRST_BYTES = 4 * 1024 ** 2;
const LEAST_BYTES = 1024 ** 2;
const MOST_BYTES = 20 * 1024 ** 2;
/** A request that took less than so many milliseconds may be followed by a larger one… */
const QUICK = 4000;
/** …and one that took more by a smaller one. */
const SLOW = 15_000;
/** Requests in a row that may come to nothing before the sending stops. */
const ATTEMPTS = 8;
/** Instances whose UIDs are read at a time. */
const IDENTIFIED = 50;
/** Instances that a search asks for at a time. */
const PAGE = 1000;
/** `is_passing` of anami/sending.py has the same, beside those from 500 on. */
const PASSING = new Set([408, 421, 425, 429]);

/** One ZIP on its way to one archive. It can be stopped and gone on with. */
export class Sender {
  /** @type {Entry[] | null} */ #entries = null;
  /** @type {Identity[]} */ #identities = [];
  /** By SOP Instance UID, the one entry that is sent under it. @type {Map<string, number>} */ #taken = new Map();
  /** What became of each entry; one that is missing isn't sent. @type {Map<number, Fate>} */ fates = new Map();
  /** @type {Comparison | null} */ comparison = null;
  /** @type {Stage} */ stage = 'ready';
  /** @type {Why} */ why = '';
  /** When the next try is, while waiting. */ until = 0;
  /** Bytes that have their fate. */ bytes = 0;
  total = 0;
  gate = new Gate();
  #stop = new AbortController();
  #most = FIRST_BYTES;

  /**
   * @param {Blob} zip
   * @param {Service} service
   * @param {Ask} ask
   * @param {() => void} changed called when the stage or a fate has changed
   */
  constructor(zip, service, ask, changed) {
    this.zip = zip;
    this.service = service;
    this.ask = ask;
    this.changed = changed;
  }

  get busy() {
    return ['sending', 'waiting', 'checking'].includes(this.stage);
  }

  /** Entries of the ZIP; 0 until it was looked at. */
  get count() {
    return this.#entries?.length ?? 0;
  }

  /** Places of what failed, and of what the archive turned out not to have, as far as sending it again can help. */
  get again() {
    const missing = new Set(this.comparison?.missing);
    return [...this.fates]
      .filter(([place, [state, code]]) => code !== 'uid-twice' && (state === 'failed' || missing.has(this.#identities[place]?.[2] ?? '')))
      .map(([place]) => place);
  }

  /** Entries that failed. */
  get failed() {
    return [...this.fates.values()].filter(([state]) => state === 'failed').length;
  }

  /** @param {number} place */
  nameOf(place) {
    return this.#entries?.[place]?.name ?? '';
  }

  /**
   * The fate of each entry, those that the archive lacks after all as failed.
   * @param {string[]} missing SOP Instance UIDs
   * @returns {[number, Fate][]}
   */
  fatesBut(missing) {
    const lacking = new Set(missing);
    return [...this.fates].map(([place, fate]) => [place, fate[0] !== 'failed' && lacking.has(this.#identities[place]?.[2] ?? '') ? ['failed', 'lacking', ''] : fate]);
  }

  /** Study Instance UID and folder of each study of which something was sent. */
  studies() {
    /** @type {Map<string, string>} */
    const studies = new Map();
    for (const [place, [state]] of this.fates) {
      const [study] = this.#identities[place] ?? [''];
      if (state !== 'failed' && study) studies.set(study, this.nameOf(place).split('/').slice(0, 2).join('/'));
    }
    return [...studies];
  }

  /** Stop at once; what is under way has no fate and is sent again by the next `start`. */
  cancel() {
    this.#stop.abort();
    this.gate.open();
  }

  /** What failed is to be sent again. */
  forgetFailures() {
    for (const place of this.again) {
      this.fates.delete(place);
      this.bytes -= this.#entries?.[place]?.blob.size ?? 0;
    }
  }

  /** Send what has no fate yet, then ask the archive. Never rejects. */
  async start() {
    if (this.busy) return;
    this.#stop = new AbortController();
    this.comparison = null;
    this.#enter('sending');
    try {
      const why = await this.#sendAll();
      if (why) return this.#enter('stopped', why);
      this.#enter('checking');
      this.comparison = await this.#check();
      this.#enter('done');
    } catch {
      this.#enter('stopped', this.#stop.signal.aborted ? 'cancelled' : 'failed');
    }
  }

  /** @param {Stage} stage @param {Why} [why] */
  #enter(stage, why = '') {
    this.stage = stage;
    this.why = why;
    this.changed();
  }

  /** @returns {Promise<Why>} */
  async #sendAll() {
    if (!this.#entries) {
      const entries = [];
      for await (const entry of entriesOf(this.zip)) entries.push(entry);
      this.#entries = entries;
      this.total = entries.reduce((sum, { blob }) => sum + blob.size, 0);
      this.changed();
    }
    const batches = this.#batches(this.#entries);
    // The next batch is looked at while one is under way.
    const next = () => {
      const coming = batches.next();
      coming.catch(() => {});
      return coming;
    };
    for (let coming = next(); ; ) {
      const { value: batch, done } = await coming;
      if (done) return '';
      coming = next();
      const why = await this.#deliver(batch);
      if (why) return why;
    }
  }

  /**
   * Places of entries that go in one request: of one study, and no more than it should hold.
   * @param {Entry[]} entries
   * @returns {AsyncGenerator<number[], undefined>}
   */
  async *#batches(entries) {
    /** @type {number[]} */
    let batch = [];
    let size = 0;
    for (const [place, { blob }] of entries.entries()) {
      if (this.fates.has(place)) continue;
      if (!this.#identities[place]) await this.#identify(entries, place);
      const [study, , uid] = /** @type {Identity} */ (this.#identities[place]);
      if (!this.#taken.has(uid)) this.#taken.set(uid, place);
      if (this.#taken.get(uid) !== place) {
        // Two results claim one UID, and an archive would keep one of them without a word.
        this.#settle(place, ['failed', 'uid-twice', '']);
        continue;
      }
      const full = batch.length >= INSTANCES || size + blob.size > this.#most;
      if (batch.length && (full || this.#identities[/** @type {number} */ (batch[0])]?.[0] !== study)) {
        yield batch;
        batch = [];
        size = 0;
      }
      batch.push(place);
      size += blob.size;
    }
    if (batch.length) yield batch;
  }

  /** @param {Entry[]} entries @param {number} from */
  async #identify(entries, from) {
    const files = entries.slice(from, from + IDENTIFIED).map(({ blob }, at) => ({ index: from + at, source: { kind: 'file', file: blob } }));
    const { identities } = await this.ask('identify', { files });
    for (const [place, identity] of Object.entries(identities)) this.#identities[Number(place)] = identity;
  }

  /** @param {number} place @param {Fate} fate */
  #settle(place, fate) {
    this.fates.set(place, fate);
    this.bytes += this.#entries?.[place]?.blob.size ?? 0;
  }

  /**
   * Send the entries of one batch until each has its fate.
   * @param {number[]} batch
   * @returns {Promise<Why>} why not all of them have
   */
  async #deliver(batch) {
    const waiting = [batch];
    let failures = 0;
    for (;;) {
      const places = waiting[0];
      if (!places) return '';
      await this.gate.pass();
      const { then, fates, wait } = await this.#attempt(places);
      if (fates) failures = 0;
      const left = places.filter((place) => !this.fates.has(place));
      if (then === 'sign-in') return 'sign-in';
      if (then === 'stop') return 'no-service';
      const half = then === 'split' ? Math.ceil(left.length / 2) : left.length;
      waiting.splice(0, 1, ...[left.slice(0, half), left.slice(half)].filter((some) => some.length));
      if (then !== 'again') continue;
      failures += 1;
      if (failures >= ATTEMPTS) return 'unreachable';
      await this.#rest(waitFor(failures, wait));
    }
  }

  /**
   * One request.
   * @param {number[]} places
   * @returns {Promise<{then: import('./messages.js').Next, fates: number, wait: number | null}>}
   */
  async #attempt(places) {
    const begun = performance.now();
    const blobs = places.map((place) => /** @type {Entry} */ (this.#entries?.[place]).blob);
    /** @type {Answer} */
    let answer;
    try {
      answer = await this.service.store(blobs, this.#stop.signal);
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
      this.#most = Math.max(LEAST_BYTES, this.#most / 2);
      return { then: 'again', fates: 0, wait: null };
    }
    const placeOf = new Map(places.map((place) => [this.#identities[place]?.[2] ?? '', place]));
    /** @type {Judgement} */
    const { fates, then } = await this.ask('judge_sent', { status: answer.status, body: answer.body, sent: [...placeOf.keys()] });
    for (const [uid, fate] of Object.entries(fates)) this.#settle(/** @type {number} */ (placeOf.get(uid)), fate);
    const took = performance.now() - begun;
    if (took < QUICK) this.#most = Math.min(MOST_BYTES, this.#most * 2);
    if (took > SLOW) this.#most = Math.max(LEAST_BYTES, this.#most / 2);
    this.changed();
    return { then, fates: Object.keys(fates).length, wait: answer.wait };
  }

  /** Wait before another try. @param {number} seconds */
  async #rest(seconds) {
    const before = this.stage;
    this.until = performance.now() + 1000 * seconds;
    this.#enter('waiting');
    const { signal } = this.#stop;
    await new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, 1000 * seconds);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(signal.reason);
      }, { once: true });
      if (signal.aborted) reject(signal.reason);
    });
    this.#enter(before);
  }

  /**
   * Ask which instances of the studies the archive has, and compare (PS3.18 10.6).
   * @returns {Promise<Comparison>}
   */
  async #check() {
    /** @type {Map<string, Record<string, string>>} */
    const studies = new Map();
    for (const [place, [state]] of this.fates) {
      if (state === 'failed') continue;
      const [study, sopClass, uid] = /** @type {Identity} */ (this.#identities[place]);
      const sent = studies.get(study) ?? {};
      sent[uid] = sopClass;
      studies.set(study, sent);
    }
    /** @type {Comparison} */
    const sum = { present: 0, missing: [], others: 0, readable: true };
    for (const [study, sent] of studies) {
      await this.gate.pass();
      const found = await this.#compare(study, sent);
      sum.present += found.present;
      sum.others += found.others;
      sum.readable &&= found.readable;
      // Of an answer that can't be read nothing follows.
      if (found.readable) sum.missing = sum.missing.concat(found.missing);
    }
    return sum;
  }

  /**
   * Compare with the archive's list of a study's instances, which comes in pages of a size that the
   * archive chooses, until nothing is missing or nothing new comes: one that knows no offset gives
   * the same for ever.
   * @param {string} study
   * @param {Record<string, string>} sent
   * @returns {Promise<Comparison>}
   */
  async #compare(study, sent) {
    /** @type {string[]} */
    const bodies = [];
    const count = Object.keys(sent).length;
    let known = -1;
    for (let listed = 0; ; ) {
      const answer = await this.#patiently(`/studies/${study}/instances?limit=${PAGE}&offset=${listed}`);
      const isList = answer?.status === 200 || answer?.status === 204;
      const body = isList ? answer.body : '?';
      const length = lengthOf(body);
      const last = !length || body === bodies.at(-1);
      bodies.push(body);
      listed += length;
      // All pages are compared at once, as soon as all that was sent can be among them.
      if (!last && listed < count) continue;
      /** @type {Comparison} */
      const found = await this.ask('compare_sent', { bodies, sent });
      if (last || !found.readable || !found.missing.length || found.present + found.others === known) return found;
      known = found.present + found.others;
    }
  }

  /** Ask until there is an answer that isn't one of a moment's trouble. @param {string} path */
  async #patiently(path) {
    for (let failures = 1; ; failures += 1) {
      /** @type {Answer | null} */
      let answer = null;
      try {
        answer = await this.service.search(path, this.#stop.signal);
      } catch (error) {
        if (!(error instanceof Lost)) throw error;
      }
      if (answer && answer.status < 500 && !PASSING.has(answer.status)) return answer;
      if (failures >= ATTEMPTS) return null;
      await this.#rest(waitFor(failures, answer?.wait ?? null));
    }
  }
}

/** How many things a list in JSON has; 0 if it is none. @param {string} body */
function lengthOf(body) {
  try {
    const list = JSON.parse(body);
    return Array.isArray(list) ? list.length : 0;
  } catch {
    return 0;
  }
}
