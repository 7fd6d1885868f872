/**
 * Records → what is asked of the engine for a plan, in messages of a bounded size. Knows which
 * records belong together because their keys are equal; names and order are the engine's.
 *
 * @typedef {import('./messages.js').SurveyRecord} SurveyRecord
 * @typedef {import('./messages.js').PlanFolder} PlanFolder
 */

/** Instances in one message, about: what must be planned together stays together. */
const INSTANCES = 4000;

/**
 * Groups of records with one SOP Instance UID, from two on.
 * @param {SurveyRecord[]} records
 */
export function namesakes(records) {
  /** @type {Map<string, SurveyRecord | SurveyRecord[]>} */
  const byUid = new Map();
  for (const record of records) {
    const found = byUid.get(record.sop_instance_uid);
    if (found === undefined) byUid.set(record.sop_instance_uid, record);
    else if (Array.isArray(found)) found.push(record);
    else byUid.set(record.sop_instance_uid, [found, record]);
  }
  return [...byUid.values()].filter((found) => Array.isArray(found));
}

/**
 * Put groups together until they have enough members.
 * @template T
 * @param {T[][]} groups
 * @returns {T[][]}
 */
export function inChunks(groups) {
  /** @type {T[][]} */
  const chunks = [];
  let room = 0;
  for (const group of groups) {
    if (room < group.length) {
      chunks.push([]);
      room = INSTANCES;
    }
    for (const member of group) chunks.at(-1)?.push(member);
    room -= group.length;
  }
  return chunks;
}

/** @param {SurveyRecord} record */
const folderOf = ({ patient_key: patient, study_key: study, series_key: series }) => `${patient}\0${study}\0${series}`;

/**
 * Folders, in chunks: whole ones, and all that hold records of one UID in the same chunk.
 * @param {SurveyRecord[]} records in the order of the inputs
 * @param {SurveyRecord[][]} groups of records with one UID
 * @param {boolean} [whole] all in one chunk: what was typed for several patients is settled among all
 * @returns {PlanFolder[][]}
 */
export function folderChunks(records, groups, whole = false) {
  if (whole) return records.length ? [asFolders(records)] : [];
  /** @type {Map<string, SurveyRecord[]>} */
  const folders = new Map();
  for (const record of records) {
    const folder = folderOf(record);
    const members = folders.get(folder);
    if (members) members.push(record);
    else folders.set(folder, [record]);
  }
  const tied = new Set();
  for (const group of groups) {
    const places = new Set(group.map(folderOf));
    if (places.size > 1) for (const place of places) tied.add(place);
  }
  const together = [...tied].flatMap((folder) => folders.get(folder) ?? []);
  const apart = [...folders].filter(([folder]) => !tied.has(folder)).map(([, members]) => members);
  return inChunks([...(together.length ? [together] : []), ...apart]).map(asFolders);
}

/**
 * @param {SurveyRecord[]} records
 * @returns {PlanFolder[]}
 */
function asFolders(records) {
  /** @type {Map<string, PlanFolder>} */
  const folders = new Map();
  for (const record of records) {
    const { index, patient_key, patient_code, study_key, series_key, sop_instance_uid, instance_number, size } = record;
    let folder = folders.get(folderOf(record));
    if (!folder) folders.set(folderOf(record), (folder = { patient_key, patient_code, study_key, series_key, instances: [] }));
    folder.instances.push([index, sop_instance_uid, instance_number, size]);
  }
  return [...folders.values()];
}
