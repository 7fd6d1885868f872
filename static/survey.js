/**
 * The set of inputs that the person gave, and what the first look at their headers found.
 *
 * @typedef {import('./messages.js').Input} Input
 * @typedef {import('./messages.js').SurveyRecord} SurveyRecord
 * @typedef {import('./messages.js').Outcome} Outcome
 * @typedef {import('./messages.js').KnownValue} KnownValue
 * @typedef {import('./inputs.js').Found} Found
 * @typedef {import('./pool.js').Pool} Pool
 */

import { ask, inputOutcome } from './batches.js';
import { Gate } from './gate.js';

const FILES_PER_BATCH = 32;

export class Survey {
  /** @type {Input[]} */ inputs = [];
  /** Readable instances. @type {Map<number, SurveyRecord>} */ records = new Map();
  /** Inputs that end here: refused or skipped. @type {Map<number, Outcome>} */ ended = new Map();
  /** @type {Map<string, Map<string, KnownValue>>} */ #known = new Map();

  /** Closed, the work waits before its next batch. */ gate = new Gate();

  /**
   * @param {Pool} pool
   * @param {import('./messages.js').Codes} codes the subject code list, by which patients are told
   */
  constructor(pool, codes = {}) {
    this.pool = pool;
    this.codes = codes;
  }

  get done() {
    return this.records.size + this.ended.size;
  }

  /**
   * Number the inputs found and look at each.
   * @param {AsyncIterable<Found> | Iterable<Found>} found
   */
  async add(found) {
    /** @type {Set<Promise<void>>} */
    const running = new Set();
    /** @type {Input[]} */
    let batch = [];
    /** @type {unknown} */
    let failure = null;
    let batches = 0;
    const send = () => {
      batches += 1;
      this.pool.expect(batches);
      const look = this.#look(batch)
        .catch((error) => {
          failure ??= error;
        })
        .finally(() => running.delete(look));
      running.add(look);
      batch = [];
    };
    for await (const item of found) {
      const input = { ...item, index: this.inputs.length };
      this.inputs.push(input);
      if (input.source) batch.push(input);
      else this.ended.set(input.index, inputOutcome(input.index, input.failure));
      if (batch.length < FILES_PER_BATCH) continue;
      await this.gate.pass();
      send();
      if (running.size >= this.pool.size * 2) await Promise.race(running);
      if (failure) throw failure;
    }
    if (batch.length) send();
    await Promise.all(running);
    if (failure) throw failure;
  }

  /** @param {Input[]} batch */
  async #look(batch) {
    const { replies, lost } = await ask(this.pool, 'survey', batch, (files) => ({
      files: files.map(({ index, source }) => ({ index, source })),
      codes: this.codes,
    }));
    for (const { result } of replies) {
      for (const record of result.records) this.#keep(record);
      for (const [patient, values] of Object.entries(result.known)) this.#learn(patient, values);
      lost.push(...(result.failed ?? []));
    }
    for (const { index, code } of lost) this.ended.set(index, inputOutcome(index, code));
    for (const { index } of batch) {
      if (!this.records.has(index) && !this.ended.has(index)) {
        this.ended.set(index, inputOutcome(index, 'internal-error'));
      }
    }
  }

  /** @param {SurveyRecord} record */
  #keep(record) {
    const { index, status, code, warnings } = record;
    if (status === 'readable') this.records.set(index, record);
    else this.ended.set(index, { index, status, code, warnings });
  }

  /**
   * @param {string} patient
   * @param {KnownValue[]} values
   */
  #learn(patient, values) {
    let known = this.#known.get(patient);
    if (!known) this.#known.set(patient, (known = new Map()));
    for (const value of values) known.set(`${value.kind}\0${value.value}`, value);
  }

  /**
   * The identifying values that were seen of these patients.
   * @param {Iterable<string>} patients
   */
  knownOf(patients) {
    return Object.fromEntries(
      [...new Set(patients)].map((patient) => [patient, [...(this.#known.get(patient)?.values() ?? [])]]),
    );
  }
}
