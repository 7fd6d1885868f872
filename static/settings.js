/**
 * What the person has chosen so far, and who wants to hear of a change. Kept in memory only: a
 * reload forgets it, and passphrases and code lists are never part of the protocol document.
 *
 * @typedef {import('./messages.js').ProtocolDocument} ProtocolDocument
 * @typedef {import('./messages.js').EditName} EditName
 * @typedef {import('./messages.js').Edits} Edits
 * @typedef {import('./messages.js').OwnRule} OwnRule
 * @typedef {'patient' | 'study' | 'series'} Level
 * @typedef {import('./messages.js').SurveyRecord} SurveyRecord
 */

export const AUDIENCES = Object.freeze({
  patient: 'second-opinion',
  researcher: 'research',
  educator: 'teaching',
  manager: 'tcia-like',
  clinician: 'second-opinion',
});
/** @typedef {keyof typeof AUDIENCES} Audience */

/** @param {SurveyRecord} record @param {Level} level */
export const placeOf = (record, level) => {
  const { patient_key: patient, study_key: study, series_key: series } = record;
  return `${level}\n${{ patient: [patient], study: [patient, study], series: [patient, study, series] }[level].join('\n')}`;
};

/** A document that says nothing beyond the profile. @returns {ProtocolDocument} */
const plain = () => ({ schema: 'anami-protocol/1', profile: 'basic', options: [] });

/** What makes two protocols the same way of working, whatever was typed. @param {ProtocolDocument} document */
const manner = ({ options, rules = [], replacement = {} }) =>
  JSON.stringify([[...options].sort(), rules, replacement.whole_weeks ?? false]);

export class Settings extends EventTarget {
  document = plain();
  /** @type {Audience | ''} */ audience = '';
  /** @type {Record<string, ProtocolDocument>} */ presets = {};
  project = { passphrase: '', name: '' };
  /** @type {{content: string, prefix: string} | null} */ codes = null;
  /** Persons on the code list. */ persons = 0;
  crosswalk = { wanted: false, sealed: true, passphrase: '' };
  /** Values for one patient, study or series. @type {Map<string, Edits>} */ single = new Map();
  /** Fields that hold what can't be taken: the work waits for them. @type {Map<string, () => void>} */ wrong = new Map();

  /** Whether something was typed or chosen that a reload would lose. */ touched = false;

  /** Tell everyone. */
  changed() {
    this.touched = true;
    this.dispatchEvent(new Event('change'));
  }

  /** The preset that the protocol is, or '' if it was changed. */
  get preset() {
    const mine = manner(this.document);
    const names = Object.keys(this.presets).filter((name) => manner(/** @type {ProtocolDocument} */ (this.presets[name])) === mine);
    return names.includes(this.#last) ? this.#last : (names[0] ?? '');
  }

  #last = 'basic';

  /** Take what Python offers, and the preset of who was chosen before. @param {Record<string, ProtocolDocument>} presets */
  offer(presets) {
    this.presets = presets;
    this.usePreset(this.audience ? AUDIENCES[this.audience] : 'basic');
    this.touched = Boolean(this.audience);
  }

  /** @param {string} name */
  usePreset(name) {
    this.changed();
    const preset = this.presets[name];
    if (!preset) return;
    this.#last = name;
    const { edits, replacement: { patient_id_prefix: prefix = '' } = {} } = this.document;
    // Names typed and the prefix say who, not how: they outlive a change of the way.
    this.document = { ...structuredClone(preset), ...(edits && { edits }) };
    this.setReplacement('patient_id_prefix', prefix);
  }

  /** @param {string} name @param {boolean} on @param {string[]} excludes */
  setOption(name, on, excludes = []) {
    const kept = this.document.options.filter((other) => other !== name && !(on && excludes.includes(other)));
    this.document.options = on ? [...kept, name].sort() : kept;
    this.changed();
  }

  /**
   * @param {'patient_id_prefix' | 'whole_weeks'} name
   * @param {string | boolean} value
   */
  setReplacement(name, value) {
    const { [name]: _, ...rest } = this.document.replacement ?? {};
    const replacement = value ? { ...rest, [name]: value } : rest;
    if (Object.keys(replacement).length) this.document.replacement = replacement;
    else delete this.document.replacement;
    this.changed();
  }

  /** @param {OwnRule[]} rules */
  setRules(rules) {
    if (rules.length) this.document.rules = rules;
    else delete this.document.rules;
    this.changed();
  }

  /** @param {EditName} name @param {string} value for every instance; '' for none */
  setEdit(name, value) {
    const { [name]: _, ...rest } = this.document.edits ?? {};
    const edits = value ? { ...rest, [name]: value } : rest;
    if (Object.keys(edits).length) this.document.edits = edits;
    else delete this.document.edits;
    this.changed();
  }

  /** @param {string} place @param {EditName} name @param {string} value for one place; '' for none */
  setSingle(place, name, value) {
    const { [name]: _, ...rest } = this.single.get(place) ?? {};
    const edits = value ? { ...rest, [name]: value } : rest;
    if (Object.keys(edits).length) this.single.set(place, edits);
    else this.single.delete(place);
    this.changed();
  }

  /** @type {Set<Promise<void>>} */ #reading = new Set();

  /** A value is being read; the work waits for that. @param {Promise<void>} reading */
  wait(reading) {
    const ended = reading.catch(() => {}).finally(() => this.#reading.delete(ended));
    this.#reading.add(ended);
  }

  /** Resolves when every value typed so far is read. */
  async settled() {
    while (this.#reading.size) await Promise.all(this.#reading);
  }

  /** Fields that are no longer on the page hold nothing up. @param {string} start of their ids */
  forgetFields(start) {
    for (const id of this.wrong.keys()) if (id.startsWith(start)) this.wrong.delete(id);
  }

  /** What was typed for one instance alone. @param {SurveyRecord} record @returns {Edits} */
  editsOf(record) {
    if (!this.single.size) return {};
    return Object.assign({}, ...(/** @type {Level[]} */ (['patient', 'study', 'series'])).map((level) => this.single.get(placeOf(record, level))));
  }

  /** What was typed for single instances, as it stands now: a run is not changed by later typing. */
  snapshot() {
    const then = Object.assign(new Settings(), { single: structuredClone(this.single) });
    return (/** @type {SurveyRecord} */ record) => then.editsOf(record);
  }

  /** @param {ProtocolDocument} document one that Python has read and given back */
  load(document) {
    this.document = { ...document, options: document.options ?? [] };
    this.changed();
  }

  /** The set of files is gone, and with it what was typed for its parts. */
  forgetFiles() {
    this.single.clear();
    this.wrong.clear();
  }
}
