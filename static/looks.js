/**
 * Plugs the parts that show images and compare before and after into the review (`looking.js`):
 * which sources, settings and key they get. Knows nothing of how they look.
 *
 * @typedef {import('./looking.js').SeriesPlace} SeriesPlace
 */

import { openInspector } from './inspect.js';
import { looking } from './looking.js';
import { settled } from './samples.js';
import { mountThumbnail } from './thumbnails.js';
import { openViewer } from './viewer.js';
import { Images } from './viewer-images.js';

/** What names a series to people. @param {SeriesPlace} place */
const titleOf = ({ records }) =>
  records.map((record) => record.series_description || record.sop_class_name).find(Boolean) ?? '';

/**
 * @param {import('./pool.js').Pool} pool
 * @param {import('./assets.js').Assets} assets
 * @returns {() => void} forgets what was drawn, when the files are cleared away
 */
export function plugIn(pool, assets) {
  /** @type {import('./survey.js').Survey | null} */
  let survey = null;
  const images = new Images(pool, assets, (index) => survey?.inputs[index]?.source ?? null);
  /** Numbers of inputs are those of one set of files. @param {SeriesPlace} place */
  const drawn = (place) => {
    if (survey !== place.survey) images.close();
    survey = place.survey;
    return images;
  };
  looking.thumbnail = (slot, place) => mountThumbnail(slot, place.records, drawn(place));
  looking.images = (place) => {
    openViewer({ records: place.records, title: titleOf(place), images: drawn(place) });
  };
  looking.compare = (place) => {
    openInspector({ records: place.records, title: titleOf(place), inspect: (record) => inspected(place, record) });
  };
  return () => {
    survey = null;
    images.close();
  };
}

/**
 * What becomes of one instance, with the settings and the key in force, as a run would do it.
 * @param {SeriesPlace} place
 * @param {import('./messages.js').SurveyRecord} record
 * @returns {Promise<import('./messages.js').Inspection | null>}
 */
async function inspected({ survey, settings, key: currentKey, ask }, record) {
  const key = await currentKey();
  const { index, patient_key } = record;
  const edits = await settled([...survey.records.values()], settings, key, ask);
  const file = { index, patient_key, source: survey.inputs[index]?.source, edits: edits.get(index) ?? {} };
  const { inspections } = await ask('inspect', {
    files: [file],
    known: survey.knownOf([patient_key]),
    protocol: settings.document,
    key,
    codes: settings.codes ?? {},
  });
  return inspections[0] ?? null;
}
