/**
 * What is saved after a run, besides the ZIP: the report as page, JSON and tables, and the
 * crosswalk if one was asked for. The report waits for the fingerprints of what is in the ZIP.
 *
 * @typedef {import('./run.js').RunResult} RunResult
 * @typedef {import('./survey.js').Survey} Survey
 * @typedef {import('./messages.js').SurveyRecord} SurveyRecord
 * @typedef {(type: string, fields: object) => Promise<any>} Ask
 */

import { entriesOf, fingerprints } from './fingerprints.js';
import { currentDirection, currentLanguage, wordsOf } from './i18n.js';
import { RequestError } from './pool.js';
import { seal } from './seal.js';

const WORDS = ['report.', 'action.', 'reason.', 'code.', 'warning.', 'protocol.says.'];
/** Results that are read again at a time, for a crosswalk. */
const RESULTS_PER_BATCH = 32;

/** @param {BlobPart} content @param {string} type @param {string} name */
export function saveAs(content, type, name) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

export class Reports {
  #gone = false;
  /** @type {Promise<void> | null} */
  #read = null;

  /**
   * @param {RunResult} result
   * @param {Survey} survey
   * @param {Ask} ask
   */
  constructor(result, survey, ask) {
    this.result = result;
    this.survey = survey;
    this.ask = ask;
    /** The share of the ZIP that was read for the report. @type {(share: number) => void} */
    this.onShare = () => {};
  }

  /** The result is gone: stop reading it. */
  forget() {
    this.#gone = true;
  }

  /**
   * Give the report its fingerprints, unless the ZIP is gone. The whole ZIP is read for them, so that
   * they aren't taken before somebody asks for a report: most save the ZIP first, and wait for the disk.
   */
  #complete() {
    return (this.#read ??= this.#addFingerprints());
  }

  async #addFingerprints() {
    const { zip, report } = this.result;
    if (!zip) return;
    let read = 0;
    try {
      const found = await fingerprints(zip, (bytes) => {
        read += bytes;
        this.onShare(read / zip.size);
        return !this.#gone;
      });
      for (const file of report.files) {
        const sha256 = found.get(file.entry);
        if (sha256) file.sha256 = sha256;
      }
    } catch {
      // The browser took the ZIP away: the report says of no file what it can't.
    }
    this.onShare(1);
  }

  async saveJson() {
    await this.#complete();
    saveAs(JSON.stringify(this.result.report, null, 2), 'application/json', 'anami-report.json');
  }

  /** @param {'html' | 'attributes.csv' | 'files.csv'} form */
  async savePage(form) {
    await this.#complete();
    const { text } = await this.ask('report_page', {
      report: this.result.report,
      form,
      words: form === 'html' ? wordsOf(WORDS) : {},
      language: currentLanguage(),
      direction: currentDirection(),
    });
    if (form === 'html') saveAs(text, 'text/html', 'anami-report.html');
    else saveAs(`\uFEFF${text}`, 'text/csv', `anami-report-${form}`);
  }

  /**
   * Originals and what replaced them, as the results say: of all of them, or nothing is saved.
   * Raises RequestError if a result can't be read any more.
   * @param {{sealed: boolean, passphrase: string}} crosswalk
   */
  async saveCrosswalk({ sealed, passphrase }) {
    const { zip, names, way } = this.result;
    if (!zip) return;
    const indexOf = new Map([...names].map(([index, name]) => [name, index]));
    /** @type {SurveyRecord[]} */
    const records = [];
    /** @type {SurveyRecord[]} */
    const results = [];
    /** @type {{index: number, source: {kind: string, file: Blob}}[]} */
    let files = [];
    let count = 0;
    const read = async () => {
      const { records: found } = await this.ask('survey', { files, codes: {} });
      for (const record of found) {
        const original = this.survey.records.get(record.index);
        if (!original || record.status !== 'readable') continue;
        records.push(original);
        results.push(record);
      }
      count += files.length;
      files = [];
    };
    try {
      for await (const { name, blob } of entriesOf(zip)) {
        files.push({ index: indexOf.get(name) ?? -1, source: { kind: 'file', file: blob } });
        if (files.length >= RESULTS_PER_BATCH) await read();
      }
      if (files.length) await read();
    } catch (error) {
      throw error instanceof RequestError ? error : new RequestError('result-gone');
    }
    if (!count || results.length < count) throw new RequestError('result-gone');
    const { csv } = await this.ask('crosswalk', { records, results, protocol: way.protocol, key: way.key, codes: way.codes });
    const plain = new TextEncoder().encode(csv);
    if (sealed) saveAs(await seal(plain, passphrase), 'application/octet-stream', 'anami-crosswalk.sealed');
    else saveAs(plain, 'text/csv', 'anami-crosswalk.csv');
  }
}
