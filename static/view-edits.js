/**
 * Fields for the values that a person may type: for every instance, or for one patient, study or
 * series. Each value is read by Python before it counts; what can't be taken holds up the work.
 *
 * @typedef {import('./messages.js').EditName} EditName
 * @typedef {import('./messages.js').Edits} Edits
 * @typedef {import('./settings.js').Settings} Settings
 */

import { h } from './dom.js';
import { t } from './i18n.js';
import { lockedMark, neededMark } from './view-site.js';

/** Typing comes in bursts; a value is read at the end of one, in milliseconds. */
const PAUSE = 300;

/** What can be typed, with the name that the standard has for it. */
export const EDITS = Object.freeze({
  patient_name: "Patient's Name (0010,0010)",
  patient_id: 'Patient ID (0010,0020)',
  study_description: 'Study Description (0008,1030)',
  series_description: 'Series Description (0008,103E)',
});

/** The texts have it in braces, as people type it. */
const CODE = Object.freeze({ code: '{code}' });

/**
 * @param {object} options
 * @param {readonly EditName[]} options.names
 * @param {string} options.id begins the fields' ids
 * @param {Edits} options.values
 * @param {(name: EditName, value: string) => void} options.set
 * @param {Settings} options.settings
 * @param {(type: string, fields: object) => Promise<any>} options.ask
 * @param {() => void} [options.show] called when a field holds what can't be taken: it may be folded away
 * @param {boolean} [options.shared] for every instance: these fields have the ids of the contract
 */
export function editFields({ names, id, values, set, settings, ask, show = () => {}, shared = false }) {
  return h(
    'div',
    { class: names.length > 1 ? 'fields pairs' : 'fields' },
    ...names.map((name) => {
      const dashed = name.replace('_', '-');
      const fieldId = `${id}-${dashed}`;
      const problem = h('p', { class: 'field-problem', role: 'alert', id: `${fieldId}-problem` });
      const input = /** @type {HTMLInputElement} */ (
        h('input', {
          id: fieldId,
          type: 'text',
          dir: 'auto',
          autocomplete: 'off',
          spellcheck: 'false',
          value: values[name] ?? '',
          placeholder: t('edit.untouched'),
          disabled: settings.isLocked('edits'),
          'data-testid': shared ? `edit-${dashed}` : null,
          'aria-describedby': `${fieldId}-term ${fieldId}-problem`,
        })
      );
      let turn = 0;
      let timer = 0;
      const take = async () => {
        const mine = ++turn;
        const value = input.value.trim();
        const { code } = value
          ? await ask('describe_protocol', { protocol: { ...settings.document, edits: { [name]: value } } })
          : { code: '' };
        if (mine !== turn) return;
        problem.textContent = code ? t(`edit.wrong.${name === 'patient_name' ? 'name' : 'text'}`, CODE) : '';
        input.toggleAttribute('aria-invalid', Boolean(code));
        if (code) {
          // What is no longer on the page holds nothing up.
          if (!input.isConnected) return;
          settings.wrong.set(fieldId, () => input.focus());
          show();
          return;
        }
        settings.wrong.delete(fieldId);
        set(name, value);
      };
      input.addEventListener('input', () => {
        clearTimeout(timer);
        timer = setTimeout(() => settings.wait(take()), PAUSE);
      });
      input.addEventListener('change', () => {
        clearTimeout(timer);
        settings.wait(take());
      });
      return h('div', { class: 'field' }, h('label', { for: fieldId }, t(`edit.${name}`)), h('p', { class: 'term', id: `${fieldId}-term`, lang: 'en', dir: 'ltr' }, EDITS[name]), input, shared && neededMark(settings, name), problem);
    }),
  );
}

/**
 * The fields for all instances.
 * @param {Settings} settings
 * @param {(type: string, fields: object) => Promise<any>} ask
 */
export function sharedEdits(settings, ask) {
  return h(
    'section',
    { class: 'part', 'aria-labelledby': 'edits-title' },
    h('h3', { id: 'edits-title' }, t('edit.title')),
    h('p', { class: 'quiet' }, t('edit.hint', CODE)),
    lockedMark(settings, 'edits'),
    editFields({
      names: /** @type {EditName[]} */ (Object.keys(EDITS)),
      id: 'edit-all',
      values: settings.document.edits ?? {},
      set: (name, value) => settings.setEdit(name, value),
      settings,
      ask,
      shared: true,
    }),
  );
}
