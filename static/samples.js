/**
 * Which instances a preview tries: one for each series, the first series of every patient before
 * the second of any, and few enough to answer at once.
 *
 * @typedef {import('./messages.js').SurveyRecord} SurveyRecord
 */

import { cut } from './batches.js';
import { folderChunks } from './plan.js';

const MOST = 16;
/** Few to a request, so that a press of the button needn't wait for the end of a preview. */
const PER_REQUEST = 4;

/**
 * @param {import('./survey.js').Survey} survey
 * @returns {{record: SurveyRecord, weight: number}[]}
 */
function oneOfEachSeries(survey) {
  /** @type {Map<string, Map<string, {record: SurveyRecord, weight: number}>>} */
  const patients = new Map();
  for (const record of survey.records.values()) {
    const key = `${record.study_key}\n${record.series_key}`;
    const series = patients.get(record.patient_key) ?? new Map();
    patients.set(record.patient_key, series);
    const known = series.get(key);
    if (known) known.weight += 1;
    else series.set(key, { record, weight: 1 });
  }
  const queues = [...patients.values()].map((series) => [...series.values()]);
  const found = [];
  for (let round = 0; queues.some((queue) => queue.length > round); round += 1) {
    for (const queue of queues) if (queue[round]) found.push(queue[round]);
  }
  return /** @type {{record: SurveyRecord, weight: number}[]} */ (found);
}

/**
 * The fields of the requests of a preview.
 * @param {import('./survey.js').Survey} survey
 * @param {import('./settings.js').Settings} settings
 * @param {string} key
 * @param {(type: string, fields: object) => Promise<any>} ask
 */
export async function samplesOf(survey, settings, key, ask) {
  const all = oneOfEachSeries(survey);
  if (!all.length) return null;
  const some = all.slice(0, MOST);
  const { document: protocol } = settings;
  const edits = await settled(all.map(({ record }) => record), settings, key, ask);
  const files = some.map(({ record, weight }) => ({
    index: record.index,
    bytes: record.size,
    patient_key: record.patient_key,
    weight,
    source: survey.inputs[record.index]?.source,
    edits: edits.get(record.index) ?? {},
  }));
  return {
    series: some.length,
    of: all.length,
    requests: cut(files, PER_REQUEST).map((batch) => ({
      files: batch.map(({ bytes: _, ...file }) => file),
      known: survey.knownOf(batch.map(({ patient_key: patient }) => patient)),
      protocol,
      key,
      codes: settings.codes ?? {},
    })),
  };
}

/**
 * Typed values by input, as a run would write them: one ID for several patients is numbered.
 * @param {SurveyRecord[]} records
 * @param {import('./settings.js').Settings} settings
 * @param {string} key
 * @param {(type: string, fields: object) => Promise<any>} ask
 */
export async function settled(records, settings, key, ask) {
  const { document: protocol, single } = settings;
  if (!single.size && !protocol.edits) return new Map();
  const typed = Object.fromEntries(records.map((record) => [record.index, settings.editsOf(record)]));
  const [folders] = folderChunks(records, [], true);
  const { entries } = await ask('plan', { folders, digests: {}, protocol, key, edits: typed });
  return new Map(entries.map((/** @type {import('./messages.js').Entry} */ { index, edits }) => [index, edits]));
}
