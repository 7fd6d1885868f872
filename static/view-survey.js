/**
 * What was found, before anything is done: patient → study → series, what can't be used, and the
 * one button. Values of the files are shown here, on the person's own screen, and go no further.
 *
 * @typedef {import('./messages.js').SurveyRecord} SurveyRecord
 * @typedef {import('./survey.js').Survey} Survey
 * @typedef {{key: string, records: SurveyRecord[]}} Group
 */

import { h, longList } from './dom.js';
import { date, size, t } from './i18n.js';
import { endedList, equation, warningCounts } from './view-parts.js';

/** Patients that are shown at first; more on request. */
const SHOWN_PATIENTS = 20;
/** Patients that are shown opened from the start, if there are no more than these. */
const OPEN_PATIENTS = 3;

/**
 * @param {SurveyRecord[]} records
 * @param {'patient_key' | 'study_key' | 'series_key'} by
 * @returns {Group[]}
 */
function group(records, by) {
  /** @type {Map<string, SurveyRecord[]>} */
  const groups = new Map();
  for (const record of records) {
    const members = groups.get(record[by]);
    if (members) members.push(record);
    else groups.set(record[by], [record]);
  }
  return [...groups].map(([key, members]) => ({ key, records: members }));
}

/** @param {SurveyRecord[]} records */
const bytesOf = (records) => records.reduce((sum, record) => sum + record.size, 0);

/** A person name (PN) as people write it. @param {string} name */
const personName = (name) => (name.split('=')[0] ?? '').split('^').filter(Boolean).join(' ');

/**
 * @param {SurveyRecord[]} records
 * @param {(record: SurveyRecord) => string} of
 */
const firstOf = (records, of) => records.map(of).find(Boolean) ?? '';

/**
 * A part of the tree; what is inside is made when it is opened.
 * @param {string} className
 * @param {Node[]} summary
 * @param {boolean} open
 * @param {() => Node} inside
 */
function branch(className, summary, open, inside) {
  const details = /** @type {HTMLDetailsElement} */ (h('details', { class: className, open }, h('summary', {}, ...summary)));
  const fill = () => {
    if (details.open && details.childElementCount === 1) details.append(inside());
  };
  details.addEventListener('toggle', fill);
  fill();
  return details;
}

/** Series Number as a number; series without one come last. @param {Group} series */
const orderOf = ({ records: [first] }) => {
  const found = Number.parseInt(String(first?.series_number ?? ''), 10);
  return Number.isNaN(found) ? Number.MAX_SAFE_INTEGER : found;
};

/** @param {Group} series */
function seriesRow({ records }) {
  const frames = records.reduce((sum, record) => sum + Math.max(1, record.frames), 0);
  const numbered = firstOf(records, (record) => (record.series_number === null ? '' : String(record.series_number)));
  const title = firstOf(records, (record) => record.series_description) || firstOf(records, (record) => record.sop_class_name);
  const warnings = warningCounts(records);
  return h(
    'li',
    { class: 'series' },
    h('span', { class: 'modality' }, firstOf(records, (record) => record.modality) || t('survey.no-modality')),
    h('span', { class: 'what' }, h('bdi', {}, title || t('survey.no-description')), numbered && h('span', { class: 'quiet' }, ' ', t('survey.series-number', { number: numbered }))),
    h('span', { class: 'amount' }, t('survey.instances', { count: records.length }), frames > records.length && ` · ${t('survey.frames', { count: frames })}`, ` · ${size(bytesOf(records))}`),
    warnings.length > 0 && h('ul', { class: 'warnings', role: 'list' }, ...warnings.map(({ code, count }) => h('li', { class: 'chip' }, t(`warning.${code}`), ' ', h('span', { class: 'count' }, t('warning.count', { count }))))),
  );
}

/** @param {Group} study */
function studyBranch({ records }) {
  const series = group(records, 'series_key').sort((one, other) => orderOf(one) - orderOf(other));
  const when = date(firstOf(records, (record) => record.study_date));
  const title = firstOf(records, (record) => record.study_description);
  const summary = [
    h('span', { class: 'what' }, h('bdi', {}, title || t('survey.study')), when && h('span', { class: 'quiet' }, ` ${when}`)),
    h('span', { class: 'amount' }, t('survey.series', { count: series.length }), ` · ${size(bytesOf(records))}`),
  ];
  return branch('study', summary, true, () =>
    longList({ rows: series, render: seriesRow, more: (count) => t('more', { count }), className: 'series-list', step: 50 }),
  );
}

/**
 * @param {Group} patient
 * @param {boolean} open
 */
function patientBranch({ records }, open) {
  const studies = group(records, 'study_key');
  const name = personName(firstOf(records, (record) => record.patient_name));
  const id = firstOf(records, (record) => record.patient_id);
  const summary = [
    h('span', { class: 'what' }, h('bdi', { class: 'patient-name' }, name || t('survey.no-name')), id && h('span', { class: 'quiet' }, ' ', h('bdi', {}, id))),
    h('span', { class: 'amount' }, t('survey.studies', { count: studies.length }), ` · ${t('survey.instances', { count: records.length })} · ${size(bytesOf(records))}`),
  ];
  return branch('patient', summary, open, () =>
    longList({
      rows: studies,
      render: (study) => h('li', {}, studyBranch(study)),
      more: (count) => t('more', { count }),
      className: 'study-list',
      step: 50,
    }),
  );
}

/**
 * @param {Survey} survey
 * @param {{onStart: () => void, onClear: () => void}} actions
 */
export function surveyView(survey, { onStart, onClear }) {
  const records = [...survey.records.values()].sort((one, other) => one.index - other.index);
  const patients = group(records, 'patient_key');
  const refused = [...survey.ended.values()].filter(({ status }) => status === 'refused').length;
  const skipped = survey.ended.size - refused;
  const warnings = warningCounts(records);
  return h(
    'section',
    { class: 'card survey', 'data-testid': 'survey', 'aria-labelledby': 'survey-title' },
    h(
      'div',
      { class: 'heading' },
      h('h2', { id: 'survey-title' }, t('survey.title')),
      h('button', { type: 'button', class: 'button quiet', onclick: onClear }, t('clear')),
    ),
    equation(survey.inputs.length, [
      { count: records.length, label: t('sum.readable', { count: records.length }), kind: 'good' },
      { count: refused, label: t('sum.refused', { count: refused }), kind: 'bad' },
      { count: skipped, label: t('sum.skipped', { count: skipped }), kind: 'plain' },
    ]),
    warnings.length > 0 &&
      h(
        'div',
        { class: 'notice caution' },
        h('h3', {}, t('survey.look-out')),
        h('ul', {}, ...warnings.map(({ code, count }) => h('li', {}, h('strong', {}, t(`warning.${code}`)), ` ${t('warning.files', { count })} `, h('span', {}, t(`warning.${code}.meaning`))))),
      ),
    patients.length > 0 &&
      longList({
        rows: patients,
        render: (patient) => h('li', {}, patientBranch(patient, patients.length <= OPEN_PATIENTS)),
        more: (count) => t('more', { count }),
        className: 'patient-list',
        label: t('survey.patients'),
        step: SHOWN_PATIENTS,
      }),
    endedList(survey.ended, survey),
    h(
      'fieldset',
      { class: 'presets' },
      h('legend', {}, t('preset.title')),
      h(
        'div',
        { class: 'preset' },
        h('input', { type: 'radio', name: 'preset', id: 'preset-basic', value: 'basic', checked: true, 'data-testid': 'preset-basic' }),
        h('label', { for: 'preset-basic' }, h('strong', {}, t('preset.basic')), h('span', { class: 'quiet' }, t('preset.basic.meaning'))),
      ),
    ),
    h(
      'div',
      { class: 'actions sticky' },
      h('button', { type: 'button', class: 'button primary big', 'data-testid': 'deidentify', onclick: onStart }, records.length ? t('deidentify', { count: records.length }) : t('deidentify.none')),
    ),
  );
}
