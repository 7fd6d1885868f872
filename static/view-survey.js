/**
 * What was found, before anything is done: patient → study → series, with what each is called now
 * and in the result, and what can't be used. Values of the files are shown here, on the person's
 * own screen, and go no further.
 *
 * @typedef {import('./messages.js').SurveyRecord} SurveyRecord
 * @typedef {import('./messages.js').EditName} EditName
 * @typedef {import('./messages.js').Edits} Edits
 * @typedef {import('./settings.js').Level} Level
 * @typedef {import('./survey.js').Survey} Survey
 * @typedef {{key: string, records: SurveyRecord[]}} Group
 * @typedef {object} Context
 * @property {Survey} survey
 * @property {import('./settings.js').Settings} settings
 * @property {() => Promise<string>} key in force now
 * @property {(type: string, fields: object) => Promise<any>} ask
 * @property {() => void} onClear
 */

import { h, longList } from './dom.js';
import { date, size, t } from './i18n.js';
import { icon } from './icons.js';
import { looking } from './looking.js';
import { placeOf } from './settings.js';
import { editFields, sharedEdits } from './view-edits.js';
import { endedList, equation, warningList, warningsAhead } from './view-parts.js';

/** What is edited at each level of the tree. @type {Record<Level, EditName[]>} */
const EDITED = { patient: ['patient_name', 'patient_id'], study: ['study_description'], series: ['series_description'] };

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

/** The review of one survey. */
class Review {
  /** What stands in the results, by place, as far as it was tried. @type {Map<string, Edits>} */ #names = new Map();
  /** Where it is shown, for what is open. @type {Map<string, () => void>} */ #shown = new Map();
  /** Warnings that stand on the page, written anew when another way is chosen. @type {(() => void)[]} */ #warned = [];
  /** The options that they were written for. */ #options = '';

  /** @param {Context} context */
  constructor(context) {
    this.context = context;
  }

  /**
   * Learn what stands in the results.
   * @param {Record<number, Edits>} names by input
   */
  learn(names) {
    for (const [index, edits] of Object.entries(names)) {
      const record = this.context.survey.records.get(Number(index));
      if (!record) continue;
      for (const level of /** @type {Level[]} */ (['patient', 'study', 'series'])) this.#names.set(placeOf(record, level), edits);
    }
    for (const show of this.#shown.values()) show();
  }

  /** Another way may be chosen: tell of what is lost by that one. */
  update() {
    const options = this.context.settings.document.options.join();
    if (options === this.#options) return;
    this.#options = options;
    for (const warn of this.#warned) warn();
  }

  /**
   * A place for warnings, now and whenever the way changes.
   * @param {HTMLElement} place
   * @param {SurveyRecord[]} records
   * @param {(warnings: {code: string, count: number}[]) => Node[]} shown
   */
  #warn(place, records, shown) {
    const warn = () => {
      const warnings = warningsAhead(records, this.context.settings.document.options);
      place.hidden = !warnings.length;
      place.replaceChildren(...shown(warnings));
    };
    this.#warned.push(warn);
    warn();
    return place;
  }

  /**
   * What a part of the tree will be called, and the fields to call it something else.
   * @param {SurveyRecord} record
   * @param {Level} level
   */
  #naming(record, level) {
    const { settings, ask } = this.context;
    const place = placeOf(record, level);
    const becomes = h('span', { class: 'becomes' });
    const fields = h('div', { class: 'inline-edit', hidden: true });
    const fold = (/** @type {boolean} */ hidden) => {
      fields.hidden = hidden;
      button.setAttribute('aria-expanded', String(!hidden));
    };
    const button = h(
      'button',
      {
        type: 'button',
        class: 'button small quiet',
        'aria-expanded': 'false',
        onclick: () => {
          fold(!fields.hidden);
          const id = `edit-${level}-${record.index}`;
          settings.forgetFields(id);
          if (fields.hidden) return;
          fields.replaceChildren(editFields({ names: EDITED[level], id, values: settings.single.get(place) ?? {}, set: (name, value) => settings.setSingle(place, name, value), settings, ask, show: () => fold(false) }));
          fields.querySelector('input')?.focus();
        },
      },
      icon('pencil'),
      h('span', { class: 'visually-hidden' }, t(`edit.${level}`)),
    );
    const show = () => {
      const names = this.#names.get(place);
      if (!names) return;
      const values = EDITED[level].map((name) => (name === 'patient_name' ? personName(names[name] ?? '') : names[name])).filter(Boolean);
      becomes.replaceChildren(
        ...(values.length ? [h('span', { class: 'quiet' }, t('edit.becomes')), ' ', h('bdi', {}, values.join(' · '))] : [h('span', { class: 'quiet' }, t('edit.nothing'))]),
      );
    };
    this.#shown.set(place, show);
    show();
    return { naming: h('div', { class: 'naming' }, becomes, !settings.isLocked('edits') && button), fields };
  }

  /** @param {Group} series */
  #series({ records }) {
    const { context } = this;
    const first = /** @type {SurveyRecord} */ (records[0]);
    const frames = records.reduce((sum, record) => sum + Math.max(1, record.frames), 0);
    const numbered = firstOf(records, (record) => (record.series_number === null ? '' : String(record.series_number)));
    const title = firstOf(records, (record) => record.series_description) || firstOf(records, (record) => record.sop_class_name);
    const warnings = this.#warn(h('ul', { class: 'warnings', role: 'list' }), records, (found) => found.map(({ code, count }) => h('li', { class: 'chip' }, t(`warning.${code}`), ' ', h('span', { class: 'count' }, t('warning.count', { count })))));
    const modality = firstOf(records, (record) => record.modality) || t('survey.no-modality');
    const slot = h('div', { class: 'thumbnail' }, h('span', { class: 'modality' }, modality));
    const place = { records, survey: context.survey, settings: context.settings, key: context.key, ask: context.ask };
    looking.thumbnail?.(slot, place);
    const { images, compare } = looking;
    const { naming, fields } = this.#naming(first, 'series');
    return h(
      'li',
      { class: 'series' },
      slot,
      h(
        'div',
        { class: 'series-text' },
        h('p', { class: 'series-title' }, h('bdi', {}, title || t('survey.no-description')), numbered && h('span', { class: 'quiet' }, ' ', t('survey.series-number', { number: numbered }))),
        h('p', { class: 'amount' }, t('survey.instances', { count: records.length }), frames > records.length && ` · ${t('survey.frames', { count: frames })}`, ` · ${size(bytesOf(records))}`),
        warnings,
        (images || compare) &&
          h(
            'div',
            { class: 'series-actions' },
            images && h('button', { type: 'button', class: 'button small', 'data-testid': 'look', onclick: () => images(place) }, icon('image'), t('series.images')),
            compare && h('button', { type: 'button', class: 'button small', 'data-testid': 'inspect', onclick: () => compare(place) }, icon('compare'), t('series.compare')),
          ),
      ),
      naming,
      fields,
    );
  }

  /** @param {Group} study */
  #study({ records }) {
    const series = group(records, 'series_key').sort((one, other) => orderOf(one) - orderOf(other));
    const when = date(firstOf(records, (record) => record.study_date));
    const title = firstOf(records, (record) => record.study_description);
    const summary = [
      h('span', { class: 'what' }, h('bdi', {}, title || t('survey.study')), when && h('span', { class: 'quiet' }, ` ${when}`)),
      h('span', { class: 'amount' }, t('survey.series', { count: series.length }), ` · ${size(bytesOf(records))}`),
    ];
    return branch('study', summary, true, () =>
      h(
        'div',
        {},
        ...Object.values(this.#naming(/** @type {SurveyRecord} */ (records[0]), 'study')),
        longList({ rows: series, render: (one) => this.#series(one), more: (count) => t('more', { count }), className: 'series-list', step: 50 }),
      ),
    );
  }

  /**
   * @param {Group} patient
   * @param {boolean} open
   */
  #patient({ records }, open) {
    const studies = group(records, 'study_key');
    const name = personName(firstOf(records, (record) => record.patient_name));
    const id = firstOf(records, (record) => record.patient_id);
    const summary = [
      h('span', { class: 'what' }, h('bdi', { class: 'patient-name' }, name || t('survey.no-name')), id && h('span', { class: 'quiet' }, ' ', h('bdi', {}, id))),
      h('span', { class: 'amount' }, t('survey.studies', { count: studies.length }), ` · ${t('survey.instances', { count: records.length })} · ${size(bytesOf(records))}`),
    ];
    return branch('patient', summary, open, () =>
      h(
        'div',
        {},
        ...Object.values(this.#naming(/** @type {SurveyRecord} */ (records[0]), 'patient')),
        longList({
          rows: studies,
          render: (study) => h('li', {}, this.#study(study)),
          more: (count) => t('more', { count }),
          className: 'study-list',
          step: 50,
        }),
      ),
    );
  }

  element() {
    const { survey, settings, ask, onClear } = this.context;
    const records = [...survey.records.values()].sort((one, other) => one.index - other.index);
    const patients = group(records, 'patient_key');
    const refused = [...survey.ended.values()].filter(({ status }) => status === 'refused').length;
    const skipped = survey.ended.size - refused;
    const warnings = this.#warn(h('div', { class: 'notice caution', 'data-testid': 'look-out' }), records, (found) => [h('h3', {}, t('survey.look-out')), warningList(found)]);
    this.#options = settings.document.options.join();
    return h(
      'section',
      { class: 'card survey', id: 'survey', tabindex: -1, 'data-testid': 'survey', 'aria-labelledby': 'survey-title' },
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
      endedList(survey.ended, survey),
      warnings,
      patients.length > 0 &&
        longList({
          rows: patients,
          render: (patient) => h('li', {}, this.#patient(patient, patients.length <= OPEN_PATIENTS)),
          more: (count) => t('more', { count }),
          className: 'patient-list',
          label: t('survey.patients'),
          step: SHOWN_PATIENTS,
        }),
      records.length > 0 && sharedEdits(settings, ask),
    );
  }
}

/**
 * @param {Context} context
 * @returns {{element: HTMLElement, learn: (names: Record<number, Edits>) => void, update: () => void}}
 */
export function surveyView(context) {
  const review = new Review(context);
  return { element: review.element(), learn: (names) => review.learn(names), update: () => review.update() };
}
