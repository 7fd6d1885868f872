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
 * @typedef {Entry & {size: number, bytes: number, patientKey: string}} Planned
 */

import { ask, askAgain, bytesHeld, cut, inputOutcome } from './batches.js';
import { Gate } from './gate.js';
import { folderChunks, inChunks, namesakes } from './plan.js';
import { RequestError } from './pool.js';

/** Whole files are read to compare them: fewer to a batch. */
const FILES_PER_DIGEST = 8;

/** Batches under way or waiting for the archive, for each worker: it has three at once. */
const BATCHES_AHEAD = 5;

/**
 * @param {import('./messages.js').PlanFolder[]} folders
 * @param {Map<number, string>} digests
 * @returns {Record<number, string>} those of these folders' instances
 */
function digestsOf(folders, digests) {
  if (!digests.size) return {};
  /** @type {Record<number, string>} */
  const found = {};
  for (const { instances } of folders) {
    for (const [index] of instances) {
      const digest = digests.get(index);
      if (digest !== undefined) found[index] = digest;
    }
  }
  return found;
}

/** One press of the button. */
export class Run {
  /** @type {Map<number, Outcome>} */ outcomes = new Map();
  /** @type {Record<string, object[]>} */ #profiles = {};
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

  /**
   * Ask for folders and names, in messages of a bounded size.
   * @param {string} key
   * @returns {Promise<Planned[]>} in archive order
   */
  async #plan(key) {
    const records = [...this.survey.records.values()].sort((one, other) => one.index - other.index);
    for (const [index, outcome] of this.survey.ended) this.outcomes.set(index, outcome);
    /** @type {Record<number, import('./messages.js').Edits>} */
    const edits = {};
    for (const record of records) {
      const own = this.way.editsOf(record);
      if (Object.keys(own).length) edits[record.index] = own;
    }
    const typed = Boolean(this.protocol.edits) || Object.keys(edits).length > 0;
    const groups = namesakes(records);
    const digests = await this.#digests(await this.#candidates(groups));
    const replies = await Promise.all(
      folderChunks(records, groups, typed).map((folders) =>
        askAgain(this.pool, 'plan', { folders, digests: digestsOf(folders, digests), protocol: this.protocol, key, edits })),
    );
    /** @type {Entry[]} */
    const entries = [];
    for (const { result } of replies) {
      for (const { index, code } of result.skipped) {
        this.outcomes.set(index, { index, status: 'skipped', code, warnings: this.#record(index).warnings });
      }
      for (const [index, codes] of Object.entries(result.warnings)) this.#warnings.set(Number(index), codes);
      for (const entry of result.entries) entries.push(entry);
    }
    // Names are ASCII and numbered with leading zeros, so that their order is that of the archive.
    entries.sort((one, other) => (one.name < other.name ? -1 : 1));
    return entries.map(({ index, name, edits: settled }) => {
      const { size, patient_key: patientKey } = this.#record(index);
      this.#names.set(index, name);
      return { index, size, bytes: bytesHeld(this.#input(index), false), patientKey, name, edits: settled };
    });
  }

  /**
   * @param {SurveyRecord[][]} groups
   * @returns {Promise<number[]>} inputs that may be copies of one another
   */
  async #candidates(groups) {
    const replies = await Promise.all(
      inChunks(groups).map((records) =>
        askAgain(this.pool, 'candidates', {
          instances: records.map(({ index, sop_instance_uid: uid, size }) => [index, uid, null, size]),
        })),
    );
    return replies.flatMap(({ result }) => result.groups.flat());
  }

  /**
   * @param {number[]} indices
   * @returns {Promise<Map<number, string>>}
   */
  async #digests(indices) {
    /** @type {Map<number, string>} */
    const digests = new Map();
    const files = indices.map((index) => ({ index, bytes: bytesHeld(this.#input(index), true) }));
    await Promise.all(
      cut(files, FILES_PER_DIGEST).map(async (batch) => {
        // A file that can't be read now gets no digest, is planned, and is refused when its turn comes.
        const { replies } = await ask(this.pool, 'digest', batch, (some) => ({
          files: some.map(({ index }) => ({ index, source: this.#input(index).source })),
        }));
        for (const { result } of replies) {
          for (const [index, digest] of Object.entries(result.digests)) digests.set(Number(index), String(digest));
        }
      }),
    );
    return digests;
  }

  /** @param {number} index */
  #record(index) {
    return /** @type {SurveyRecord} */ (this.survey.records.get(index));
  }

  /** @param {number} index */
  #input(index) {
    return /** @type {Input} */ (this.survey.inputs[index]);
  }

  /**
   * Write the archive; begin again in Blobs when the disk refuses, and once when its worker was lost.
   * @param {Planned[]} entries
   * @param {string} key
   */
  async #archiveAll(entries, key) {
    const before = new Map(this.outcomes);
    // Each of these failures is borne once.
    const left = new Set(['sink-failed', 'archive-failed']);
    for (;;) {
      try {
        return await this.#attempt(entries, key, left.has('sink-failed'));
      } catch (error) {
        if (!(error instanceof RequestError) || !left.delete(error.code)) throw error;
        if (error.code === 'sink-failed') this.#notices.push('disk-refused');
      }
      this.outcomes = new Map(before);
      this.#endedBytes = 0;
    }
  }

  /**
   * @param {Planned[]} entries
   * @param {string} key
   * @param {boolean} disk
   */
  async #attempt(entries, key, disk) {
    await this.gate.pass();
    this.#totalBytes = entries.reduce((sum, entry) => sum + entry.size, 0);
    const archive = await this.archive.open(this.#totalBytes, disk);
    /** @type {Promise<ArchiveEntry[]>[]} */
    const ahead = [];
    let kept = 0;
    const drain = async () => {
      const ready = await /** @type {Promise<ArchiveEntry[]>} */ (ahead.shift());
      const unreadable = new Set(ready.length ? await archive.append(ready) : []);
      for (const index of unreadable) this.#end(inputOutcome(index, 'unreadable'));
      kept += ready.length - unreadable.size;
    };
    const batches = cut(entries);
    this.pool.expect(batches.length);
    this.stage = 'deidentify';
    try {
      for (const batch of batches) {
        await this.gate.pass();
        // No further ahead than the archive consumes: memory holds these batches, no more.
        if (ahead.length >= this.pool.size * BATCHES_AHEAD) await drain();
        const coming = this.#deidentify(batch, key);
        coming.catch(() => {});
        ahead.push(coming);
      }
      while (ahead.length) await drain();
    } catch (error) {
      // What is still under way tells of this attempt, and is heard before another one begins.
      await Promise.allSettled(ahead);
      throw error;
    }
    await this.gate.pass();
    this.stage = 'archive';
    const now = performance.now();
    this.#timings.deidentify = now - this.started;
    const zip = await archive.finish();
    this.#timings.archive = performance.now() - now;
    return kept ? zip : null;
  }

  /** @param {Outcome} outcome */
  #end(outcome) {
    const { index, status, code, where = '', profile = '' } = outcome;
    const warnings = [...outcome.warnings, ...(this.#warnings.get(index) ?? [])];
    this.outcomes.set(index, { index, status, code, where, warnings, profile });
    if (outcome.status !== 'de-identified') this.#endedBytes += this.survey.records.get(outcome.index)?.size ?? 0;
  }

  /**
   * @param {Planned[]} batch
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
        const body = result.bodies?.[index] ?? null;
        const source = body ? null : (result.inflated?.[index] ?? this.#input(index).source?.file ?? null);
        results.set(index, { index, parts, header, body, source });
      }
    }
    for (const { index, code } of lost) this.#end(inputOutcome(index, code));
    return batch.flatMap(({ index, name }) => {
      const result = results.get(index);
      if (!result && !this.outcomes.has(index)) this.#end(inputOutcome(index, 'internal-error'));
      return result ? [{ ...result, name }] : [];
    });
  }

  /** The engine composes the report from counts; one row for each input is added here. */
  async #report() {
    const outcomes = [...this.outcomes.values()].sort((one, other) => one.index - other.index);
    /** @type {Map<string, {status: string, code: string, profile: string, count: number}>} */
    const tally = new Map();
    for (const { status, code, profile = '' } of outcomes) {
      const alike = `${status} ${code} ${profile}`;
      const found = tally.get(alike);
      if (found) found.count += 1;
      else tally.set(alike, { status, code, profile, count: 1 });
    }
    const { result } = await askAgain(this.pool, 'report', {
      protocol: this.protocol,
      profiles: this.#profiles,
      tally: [...tally.values()],
    });
    const files = outcomes.map(({ index, status, code, where = '', warnings, profile = '' }) => ({
      input: index + 1,
      entry: status === 'de-identified' ? this.#names.get(index) ?? '' : '',
      status,
      code,
      where,
      warnings,
      profile,
    }));
    return { ...result.report, files };
  }
}
