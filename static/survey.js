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

import { Batcher, ask, bytesHeld, inputOutcome } from './batches.js';
import { Gate } from './gate.js';

/** Batches that are under way for each worker: it has two at once. */
const AHEAD = 3;
/** Lets the page do something else: to hand over a File takes a look at the disk. */
const breathe = () => new Promise((resolve) => setTimeout(resolve));
/** Strings that are kept once each; more are forgotten, which costs memory and nothing else. */
const MOST_STRINGS = 50_000;

export class Survey {
  /** @type {Input[]} */ inputs = [];
  /** Readable instances. @type {Map<number, SurveyRecord>} */ records = new Map();
  /** Inputs that end here: refused or skipped. @type {Map<number, Outcome>} */ ended = new Map();
  /** @type {Map<string, Map<string, KnownValue>>} */ #known = new Map();
  /** @type {Map<string, string>} */ #strings = new Map();
  /** Inputs that turned out to be ZIP files. @type {Set<number>} */ #archives = new Set();

  /** Closed, the work waits before its next batch. */ gate = new Gate();

  /**
   * @param {Pool} pool
   * @param {import('./messages.js').Codes} codes the subject code list, by which patients are told
   */
  constructor(pool, codes = {}) {
    this.pool = pool;
    this.codes = codes;
  }

  /**
   * The same set, to which more can be added: whoever has this one has it as it is.
   * @returns {Survey}
   */
  continued() {
    const next = new Survey(this.pool, this.codes);
    next.inputs = [...this.inputs];
    next.records = new Map(this.records);
    next.ended = new Map(this.ended);
    next.#known = new Map([...this.#known].map(([patient, values]) => [patient, new Map(values)]));
    next.#strings = this.#strings;
    return next;
  }

  get done() {
    return this.records.size + this.ended.size;
  }

  /**
   * Number the inputs found and look at each; then at what is in those that are ZIP files.
   * @param {AsyncIterable<Found> | Iterable<Found>} found
   */
  async add(found) {
    await this.#lookAtAll(this.#numbered(found));
    const archives = [...this.#archives].sort((one, other) => one - other);
    this.#archives.clear();
    for (const index of archives) await this.#lookAtAll(this.#opened(index));
  }

  /**
   * @param {AsyncIterable<Found> | Iterable<Found>} found
   * @returns {AsyncGenerator<Input>}
   */
  async *#numbered(found) {
    for await (const item of found) {
      const input = { ...item, index: this.inputs.length };
      this.inputs.push(input);
      yield input;
    }
  }

  /**
   * What is in a ZIP file: the first takes its number, for the file itself is no input.
   * @param {number} index
   * @returns {AsyncGenerator<Input>}
   */
  async *#opened(index) {
    const { path, source } = /** @type {Input} */ (this.inputs[index]);
    const { fromZip } = await import('./inputs.js');
    let place = index;
    for await (const item of fromZip(/** @type {File} */ (source?.file), path)) {
      const input = { ...item, index: place };
      this.inputs[place] = input;
      yield input;
      place = this.inputs.length;
    }
  }

  /** @param {AsyncIterable<Input>} inputs */
  async #lookAtAll(inputs) {
    /** @type {Set<Promise<void>>} */
    const running = new Set();
    /** @type {Batcher<Input>} */
    const batcher = new Batcher();
    /** @type {unknown} */
    let failure = null;
    let batches = 0;
    /** @param {Input[]} batch */
    const send = async (batch) => {
      if (!batch.length) return;
      await this.gate.pass();
      batches += 1;
      this.pool.expect(batches);
      const look = this.#look(batch)
        .catch((error) => {
          failure ??= error;
        })
        .finally(() => running.delete(look));
      running.add(look);
      await breathe();
      if (running.size >= this.pool.size * AHEAD) await Promise.race(running);
    };
    for await (const input of inputs) {
      if (input.source) await send(batcher.add(input, bytesHeld(input, true)));
      else this.ended.set(input.index, inputOutcome(input.index, input.failure));
      if (failure) throw failure;
    }
    await send(batcher.take());
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
      for (const index of result.archives ?? []) this.#archives.add(index);
    }
    for (const { index, code } of lost) this.ended.set(index, inputOutcome(index, code));
    for (const { index } of batch) {
      if (!this.records.has(index) && !this.ended.has(index) && !this.#archives.has(index)) {
        this.ended.set(index, inputOutcome(index, 'internal-error'));
      }
    }
  }

  /** @param {SurveyRecord} record */
  #keep(record) {
    const { index, status, code, warnings, size } = record;
    const input = this.inputs[index];
    if (input) input.size = size;
    if (status === 'readable') this.records.set(index, this.#compact(record));
    else this.ended.set(index, { index, status, code, warnings });
  }

  /**
   * The same record, sharing its strings with the others: those of a series are nearly all equal.
   * @param {SurveyRecord} record
   */
  #compact(record) {
    for (const [name, value] of Object.entries(record)) {
      if (typeof value === 'string' && name !== 'sop_instance_uid') /** @type {any} */ (record)[name] = this.#once(value);
    }
    record.warnings = record.warnings.map((code) => this.#once(code));
    record.spared = record.spared.map(([option, code]) => [this.#once(option), this.#once(code)]);
    return record;
  }

  /** @param {string} text */
  #once(text) {
    const known = this.#strings.get(text);
    if (known !== undefined) return known;
    if (this.#strings.size >= MOST_STRINGS) this.#strings.clear();
    this.#strings.set(text, text);
    return text;
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
