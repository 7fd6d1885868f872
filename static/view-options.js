/**
 * The options of PS3.15 as switches: what each does in plain words, what the standard calls it, and
 * what it risks. Which options exist, and which exclude one another, comes from Python.
 *
 * @typedef {import('./messages.js').Offer} Offer
 * @typedef {import('./settings.js').Settings} Settings
 */

import { h } from './dom.js';
import { t } from './i18n.js';
import { lockedMark } from './view-site.js';

/** How people look for them; an option that is in no group comes last. */
const GROUPS = Object.freeze({
  meaning: ['clean_desc', 'clean_graph', 'clean_struct_cont', 'rtn_safe_priv'],
  time: ['rtn_long_modif_dates', 'rtn_long_full_dates'],
  person: ['rtn_pat_chars'],
  place: ['rtn_dev_id', 'rtn_inst_id', 'rtn_uids'],
  pixels: ['clean_pixel', 'clean_faces'],
});

/**
 * @param {{options: Offer[]}} engine
 * @param {Settings} settings
 * @param {(text: string) => void} announce
 * @returns {{element: HTMLElement, update: () => void}}
 */
export function optionsView({ options }, settings, announce) {
  /** @type {Map<string, HTMLInputElement>} */
  const switches = new Map();
  const note = h('p', { class: 'notice', hidden: true });

  /** @param {Offer} option */
  function row(option) {
    const { name, offered, excludes } = option;
    const input = /** @type {HTMLInputElement} */ (
      h('input', {
        type: 'checkbox',
        role: 'switch',
        id: `option-${name}`,
        'data-testid': `option-${name}`,
        'aria-describedby': `option-${name}-risk${settings.isLocked(name) ? ` option-${name}-set` : ''}`,
        disabled: !offered || settings.isLocked(name),
        onchange: () => {
          const given = excludes.filter((other) => input.checked && settings.document.options.includes(other));
          note.hidden = !given.length;
          if (given.length) {
            note.textContent = t('option.contradiction');
            announce(t('option.contradiction'));
          }
          settings.setOption(name, input.checked, excludes);
        },
      })
    );
    switches.set(name, input);
    return h(
      'li',
      { class: `option${offered ? '' : ' absent'}` },
      input,
      h(
        'div',
        {},
        h('label', { for: input.id }, t(`option.${name}`)),
        h('p', { class: 'term', lang: 'en', dir: 'ltr' }, `${option.title} · ${option.section} · ${option.code}`),
        h('p', { class: 'risk', id: `option-${name}-risk` }, offered ? t(`option.${name}.risk`) : t(`option.${name}.absent`)),
        offered && lockedMark(settings, name, `option-${name}-set`),
      ),
    );
  }

  const byName = new Map(options.map((option) => [option.name, option]));
  const grouped = new Set(Object.values(GROUPS).flat());
  const groups = Object.entries(GROUPS).map(([group, names]) => {
    const members = names.flatMap((name) => byName.get(name) ?? []);
    if (group === 'place') members.push(...options.filter(({ name }) => !grouped.has(name)));
    return h(
      'section',
      { class: 'option-group', 'aria-labelledby': `options-${group}` },
      h('h4', { id: `options-${group}` }, t(`options.${group}`)),
      h('ul', { role: 'list' }, ...members.map(row)),
      group === 'time' && weeks(),
    );
  });

  function weeks() {
    const input = /** @type {HTMLInputElement} */ (
      h('input', {
        type: 'checkbox',
        role: 'switch',
        id: 'whole-weeks',
        'data-testid': 'whole-weeks',
        onchange: () => settings.setReplacement('whole_weeks', input.checked),
      })
    );
    switches.set('whole_weeks', input);
    return h('div', { class: 'option inner' }, input, h('div', {}, h('label', { for: input.id }, t('option.whole_weeks')), h('p', { class: 'risk' }, t('option.whole_weeks.meaning')), lockedMark(settings, 'whole_weeks')));
  }

  const element = h(
    'section',
    { class: 'part', 'aria-labelledby': 'options-title' },
    h('h3', { id: 'options-title' }, t('options.title')),
    h('p', { class: 'quiet' }, t('options.hint')),
    note,
    h('div', { class: 'option-groups' }, ...groups),
  );

  function update() {
    const { options: chosen, replacement } = settings.document;
    for (const [name, input] of switches) {
      input.checked = name === 'whole_weeks' ? Boolean(replacement?.whole_weeks) : chosen.includes(name);
    }
    const shifting = chosen.includes('rtn_long_modif_dates') || (settings.document.rules ?? []).some(({ action }) => action === 'shift');
    const whole = switches.get('whole_weeks');
    if (whole) whole.disabled = !shifting || settings.isLocked('whole_weeks');
  }
  update();
  return { element, update };
}
