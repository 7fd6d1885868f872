/**
 * De-identifying a surveyed set into one ZIP: plan, batches, archive, report. Knows the order of
 * these steps and what to do when one fails; nothing of the screen and nothing of DICOM.
 *
 * @typedef {import('./messages.js').Outcome} Outcome
 * @typedef {import('./messages.js').SurveyRecord} SurveyRecord
 * @typedef {import('./messages.js').Entry} Entry
 * @typedef {import('./messages.js').Input} Input
 * @typedef {import('./survey.js').Survey} Survey
 * @typedef {import('./pool.js').Pool} Pool
 * @typedef {import('./archive.js').ArchiveClient} ArchiveClient
 * @typedef {import('./messages.js').ArchiveEntry} ArchiveEntry
 *
 * @typedef {object} RunResult
 * @property {Map<number, Outcome>} outcomes one for each input
 * @property {Blob | null} zip null when no file could be de-identified
 * @property {Report} report
 * @property {string[]} notices codes of what the person should know of the run itself
 * @property {Map<number, string>} names of the entries, by input
 * @property {Way} way how it was done
 * @property {{deidentify: number, archive: number}} timings in milliseconds: until the last outcome,
 *   and from there until the ZIP was complete
 *
 * @typedef {{files: {entry: string, sha256?: string}[]} & Record<string, any>} Report as anami/report.py makes it
 *
 * @typedef {object} Way How the files are to be de-identified.
 * @property {import('./messages.js').ProtocolDocument} protocol
 * @property {string} key 64 hexadecimal digits
 * @property {import('./messages.js').Codes} codes
 * @property {(record: SurveyRecord) => import('./messages.js').Edits} editsOf what was typed for one instance alone
 *
 * @typedef {{entries: (Entry & {size: number, patientKey: string})[]}} Planned
 */

import { SourceLostError } from './archive.js';
import { ask, cut, inputOutcome } from './batches.js';
import { Gate } from './gate.js';
import { RequestError } from './pool.js';

/** Whole files are read to compare them: fewer to a batch. */
const FILES_PER_DIGEST = 8;

/** One press of the button. */
export class Run {
  /** @type {Map<number, Outcome>} */ outcomes = new Map();
  /** @type {Record<string, object[]>} */ #profiles = {};
  /** @type {Map<number, string>} */ #lost = new Map();
  /** @type {Map<number, string>} */ #names = new Map();
  /** @type {Map<number, string[]>} */ #warnings = new Map();
  /** @type {string[]} */ #notices = [];
  #endedBytes = 0;
  #totalBytes = 0;
  #timings = { deidentify: 0, archive: 0 };
  /** @type {'plan' | 'deidentify' | 'archive' | 'report'} */ stage = 'plan';
  /** Closed, the work waits before its next batch. */ gate = new Gate();

  /**
   * @param {Survey} survey
   * @param {Way} way
   * @param {Pool} pool
   * @param {ArchiveClient} archive
   */
  constructor(survey, way, pool, archive) {
    this.survey = survey;
    this.way = way;
    this.protocol = way.protocol;
    this.pool = pool;
    this.archive = archive;
    this.started = performance.now();
  }

  /** How far the work is: inputs ended, and the share of all bytes that is written, 0 to 1. */
  progress() {
    const bytes = Math.min(this.archive.written + this.#endedBytes, this.#totalBytes);
    return { files: this.outcomes.size, bytes, share: this.#totalBytes ? bytes / this.#totalBytes : 0 };
  }

  /** @returns {Promise<RunResult>} */
  async carryOut() {
    const { key } = this.way;
    const entries = await this.#plan(key);
    const zip = await this.#archiveAll(entries, key);
    this.stage = 'report';
    const report = await this.#report();
    return {
      outcomes: this.outcomes,
      zip,
      report,
      notices: this.#notices,
      timings: this.#timings,
      names: this.#names,
      way: this.way,
    };
  }

  /** @param {string} key */
  async #plan(key) {
    const records = [...this.survey.records.values()].sort((one, other) => one.index - other.index);
    /** @param {number} at */
    const record = (at) => /** @type {SurveyRecord} */ (records[at]);
    for (const [index, outcome] of this.survey.ended) this.outcomes.set(index, outcome);
    if (!records.length) return [];
    const { result: found } = await this.pool.request('candidates', { records });
    const digests = await this.#digests(found.groups.flat(), record);
    /** @type {Record<number, import('./messages.js').Edits>} */
    const edits = {};
    for (const [at, one] of records.entries()) {
      const typed = this.way.editsOf(one);
      if (Object.keys(typed).length) edits[at] = typed;
    }
    const { result } = await this.pool.request('plan', { records, digests, protocol: this.protocol, key, edits });
    for (const { index: at, code } of result.skipped) {
      const { index, warnings } = record(at);
      this.outcomes.set(index, { index, status: 'skipped', code, warnings });
    }
    for (const [at, codes] of Object.entries(result.warnings)) {
      this.#warnings.set(record(Number(at)).index, codes);
    }
    return result.entries.map((/** @type {Entry} */ entry) => {
      const { index, size, patient_key: patientKey } = record(entry.index);
      this.#names.set(index, entry.name);
      return { index, size, patientKey, name: entry.name, edits: entry.edits };
    });
  }

  /**
   * @param {number[]} places of records that may be copies
   * @param {(at: number) => SurveyRecord} record
   * @returns {Promise<Record<number, string>>} by the same places
   */
  async #digests(places, record) {
    /** @type {Record<number, string>} */
    const digests = {};
    const files = places.map((at) => ({ at, index: record(at).index, size: record(at).size }));
    const placeOf = new Map(files.map(({ at, index }) => [index, at]));
    await Promise.all(
      cut(files, FILES_PER_DIGEST).map(async (batch) => {
        // A file that can't be read now gets no digest, is planned, and is refused when its turn comes.
        const { replies } = await ask(this.pool, 'digest', batch, (some) => ({
          files: some.map(({ index }) => ({ index, source: this.#input(index).source })),
        }));
        for (const { result } of replies) {
          for (const [index, digest] of Object.entries(result.digests)) {
            digests[/** @type {number} */ (placeOf.get(Number(index)))] = String(digest);
          }
        }
      }),
    );
    return digests;
  }

  /** @param {number} index */
  #input(index) {
    return /** @type {Input} */ (this.survey.inputs[index]);
  }

  /**
   * Write the archive; begin again where it can't be completed: without a source that failed in the
   * middle of its entry, or in Blobs when the disk refuses.
   * @param {Planned['entries']} entries
   * @param {string} key
   */
  async #archiveAll(entries, key) {
    const before = new Map(this.outcomes);
    let disk = true;
    for (;;) {
      this.outcomes = new Map(before);
      this.#endedBytes = 0;
      for (const [index, code] of this.#lost) this.outcomes.set(index, inputOutcome(index, code));
      try {
        return await this.#attempt(entries.filter(({ index }) => !this.#lost.has(index)), key, disk);
      } catch (error) {
        if (error instanceof SourceLostError) {
          this.#lost.set(error.index, 'unreadable');
        } else if (error instanceof RequestError && error.code === 'sink-failed' && disk) {
          disk = false;
          this.#notices.push('disk-refused');
        } else {
          throw error;
        }
      }
    }
  }

  /**
   * @param {Planned['entries']} entries
   * @param {string} key
   * @param {boolean} disk
   */
  async #attempt(entries, key, disk) {
    this.#totalBytes = entries.reduce((sum, entry) => sum + entry.size, 0);
    await this.archive.open(this.#totalBytes, disk);
    /** @type {Promise<ArchiveEntry[]>[]} */
    const ahead = [];
    let kept = 0;
    const drain = async () => {
      const ready = await /** @type {Promise<ArchiveEntry[]>} */ (ahead.shift());
      const unreadable = await this.archive.append(ready);
      for (const index of unreadable) this.#end(inputOutcome(index, 'unreadable'));
      for (const { index } of ready) {
        if (!unreadable.includes(index)) kept += 1;
      }
    };
    const batches = cut(entries);
    this.pool.expect(batches.length);
    this.stage = 'deidentify';
    for (const batch of batches) {
      await this.gate.pass();
      // No further ahead than the archive consumes: memory holds these batches' headers, no more.
      if (ahead.length >= this.pool.size * 2) await drain();
      const coming = this.#deidentify(batch, key);
      coming.catch(() => {});
      ahead.push(coming);
    }
    while (ahead.length) await drain();
    this.stage = 'archive';
    const now = performance.now();
    this.#timings.deidentify = now - this.started;
    const zip = await this.archive.finish();
    this.#timings.archive = performance.now() - now;
    return kept ? zip : null;
  }

  /** @param {Outcome} outcome */
  #end(outcome) {
    const { parts: _parts, ...rest } = outcome;
    const warnings = [...rest.warnings, ...(this.#warnings.get(rest.index) ?? [])];
    this.outcomes.set(outcome.index, { ...rest, warnings });
    if (outcome.status !== 'de-identified') this.#endedBytes += this.survey.records.get(outcome.index)?.size ?? 0;
  }

  /**
   * @param {Planned['entries']} batch
   * @param {string} key
   * @returns {Promise<ArchiveEntry[]>} in the order of the batch
   */
  async #deidentify(batch, key) {
    const { replies, lost } = await ask(this.pool, 'deidentify', batch, (files) => ({
      files: files.map(({ index, patientKey, edits }) => ({
        index,
        patient_key: patientKey,
        source: this.#input(index).source,
        edits,
      })),
      known: this.survey.knownOf(files.map(({ patientKey }) => patientKey)),
      protocol: this.protocol,
      key,
      codes: this.way.codes,
    }));
    /** @type {Map<number, Omit<ArchiveEntry, 'name'>>} */
    const results = new Map();
    for (const { result, header = new ArrayBuffer(0) } of replies) {
      Object.assign(this.#profiles, result.profiles);
      lost.push(...(result.failed ?? []));
      for (const outcome of /** @type {Outcome[]} */ (result.outcomes)) {
        this.#end(outcome);
        if (outcome.status !== 'de-identified') continue;
        const { index, parts = [] } = outcome;
        const source = result.inflated?.[index] ?? this.#input(index).source?.file ?? null;
        results.set(index, { index, parts, header, source });
      }
    }
    for (const { index, code } of lost) this.#end(inputOutcome(index, code));
    return batch.flatMap(({ index, name }) => {
      const result = results.get(index);
      if (!result && !this.outcomes.has(index)) this.#end(inputOutcome(index, 'internal-error'));
      return result ? [{ ...result, name }] : [];
    });
  }

  async #report() {
    const files = [...this.outcomes.values()]
      .sort((one, other) => one.index - other.index)
      .map(({ index, status, code, where = '', warnings, profile = '' }) => ({
        input: index + 1,
        entry: status === 'de-identified' ? this.#names.get(index) ?? '' : '',
        status,
        code,
        where,
        warnings,
        profile,
      }));
    const { result } = await this.pool.request('report', {
      protocol: this.protocol,
      profiles: this.#profiles,
      files,
    });
    return result.report;
  }
}
