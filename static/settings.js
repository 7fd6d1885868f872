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

/**
 * What must be there before anything is produced; a project that the site names is one to join.
 * @param {import('./site.js').Site} site
 * @returns {readonly import('./site.js').Required[]}
 */
export const requiredOf = ({ project, required = [] }) => (project ? [...new Set(/** @type {const} */ (['project', ...required]))] : required);

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
  /** The last list that was given and could not be taken: another prefix may make it right. */ declined = '';
  crosswalk = { wanted: false, sealed: true, passphrase: '' };
  /** Values for one patient, study or series. @type {Map<string, Edits>} */ single = new Map();
  /** Fields that hold what can't be taken: the work waits for them. @type {Map<string, () => void>} */ wrong = new Map();

  /** What the site fixes: where people start, and the parts that they can't change. */
  terms = { start: plain(), locked: /** @type {Set<string>} */ (new Set()), presets: /** @type {string[]} */ ([]) };
  /** Who fixed it; '' if nobody sets anything. */
  setBy = '';
  /** Whether the site says where people start. */
  started = false;
  /** Whether the project's name is the site's. */
  projectIsSet = false;
  /** What the site wants before anything is produced. @type {readonly import('./site.js').Required[]} */
  required = [];

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

  /**
   * Take what Python offers, and start where the site says, else with the preset of who was chosen
   * before.
   * @param {import('./messages.js').BootResult} booted
   * @param {import('./site.js').Site} site
   */
  offer({ presets, terms }, site) {
    const { name = '', project, preset, protocol, options, locked } = site;
    this.presets = presets;
    this.terms = { ...terms, locked: new Set(terms.locked) };
    this.setBy = name;
    this.started = Boolean(preset || protocol || options || locked);
    this.required = requiredOf(site);
    this.projectIsSet = Boolean(project);
    if (project) this.project.name = project.name;
    if (this.started) {
      this.#last = preset ?? 'basic';
      this.load(structuredClone(terms.start));
    } else {
      this.usePreset(this.audience ? AUDIENCES[this.audience] : 'basic');
    }
    this.touched = Boolean(this.audience);
  }

  /** Whether the site has fixed a part of the protocol. @param {string} part */
  isLocked(part) {
    return this.terms.locked.has(part);
  }

  /** Whether the protocol is the one that the site starts people with. */
  get isStart() {
    return this.started && manner(this.document) === manner(this.terms.start);
  }

  /** Take the preset that suits somebody, unless the site says where people start. @param {Audience} audience */
  useAudience(audience) {
    this.audience = audience;
    if (this.started) this.changed();
    else this.usePreset(AUDIENCES[audience]);
  }

  /** @param {string} name */
  usePreset(name) {
    this.changed();
    const preset = this.presets[name];
    if (!preset || !this.terms.presets.includes(name)) return;
    this.#last = name;
    const { edits, replacement: { patient_id_prefix: prefix = '' } = {} } = this.document;
    // Names typed and the prefix say who, not how: they outlive a change of the way.
    this.document = { ...structuredClone(preset), ...(edits && { edits }) };
    this.setReplacement('patient_id_prefix', prefix);
  }

  /** @param {string} name @param {boolean} on @param {string[]} excludes */
  setOption(name, on, excludes = []) {
    if (this.isLocked(name)) return;
    const kept = this.document.options.filter((other) => other !== name && !(on && excludes.includes(other)));
    this.document.options = on ? [...kept, name].sort() : kept;
    this.changed();
  }

  /**
   * @param {'patient_id_prefix' | 'whole_weeks'} name
   * @param {string | boolean} value
   */
  setReplacement(name, value) {
    if (this.isLocked(name)) return;
    const { [name]: _, ...rest } = this.document.replacement ?? {};
    const replacement = value ? { ...rest, [name]: value } : rest;
    if (Object.keys(replacement).length) this.document.replacement = replacement;
    else delete this.document.replacement;
    this.changed();
  }

  /** @param {OwnRule[]} rules */
  setRules(rules) {
    if (this.isLocked('rules')) return;
    if (rules.length) this.document.rules = rules;
    else delete this.document.rules;
    this.changed();
  }

  /** @param {EditName} name @param {string} value for every instance; '' for none */
  setEdit(name, value) {
    if (this.isLocked('edits')) return;
    const { [name]: _, ...rest } = this.document.edits ?? {};
    const edits = value ? { ...rest, [name]: value } : rest;
    if (Object.keys(edits).length) this.document.edits = edits;
    else delete this.document.edits;
    this.changed();
  }

  /** @param {string} place @param {EditName} name @param {string} value for one place; '' for none */
  setSingle(place, name, value) {
    if (this.isLocked('edits')) return;
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
    this.forgetFields('edit-');
  }
}
