/**
 * Rules of one's own, one attribute each. The attributes, the actions and what suits which come
 * from Python; a rule is added only once Python has read the document that would hold it.
 *
 * @typedef {import('./messages.js').AttributeRow} AttributeRow
 * @typedef {import('./messages.js').OwnRule} OwnRule
 */

import { combobox } from './combobox.js';
import { h } from './dom.js';
import { number, t } from './i18n.js';
import { icon } from './icons.js';
import { lockedMark } from './view-site.js';

const SHOWN = 8;
const PRIVATE = /^\(([0-9A-Fa-f]{3}[13579BDFbdf]),(.{1,64}),([0-9A-Fa-f]{2})\)$/;

/**
 * The attributes that a text may mean: tag, start of keyword or name, a word inside, in this order.
 * @param {AttributeRow[]} attributes
 * @param {string} text
 */
export function matching(attributes, text) {
  const wanted = text.toLowerCase();
  if (!wanted) return [];
  const digits = wanted.replace(/[^0-9a-f]/g, '');
  const byTag = /^[(0-9a-f,) ]+$/.test(wanted) && digits.length >= 4;
  /** @type {AttributeRow[][]} */
  const ranks = [[], [], [], []];
  for (const row of attributes) {
    const [tag, keyword, name] = row;
    const lower = keyword.toLowerCase();
    if (lower === wanted) ranks[0]?.push(row);
    else if (byTag && tag.replace(/[^0-9A-F]/g, '').toLowerCase().startsWith(digits)) ranks[1]?.push(row);
    else if (lower.startsWith(wanted) || name.toLowerCase().startsWith(wanted)) ranks[2]?.push(row);
    else if (lower.includes(wanted) || name.toLowerCase().includes(wanted)) ranks[3]?.push(row);
  }
  return ranks.flat().slice(0, SHOWN);
}

/** What a rule's attribute is called in words. @param {OwnRule['attribute']} attribute */
const called = (attribute) =>
  typeof attribute === 'string' ? attribute : `(${attribute.group},${attribute.creator},${attribute.element})`;

/** @param {string} text @returns {OwnRule['attribute']} */
function attributeOf(text) {
  const [, group, creator, element] = PRIVATE.exec(text) ?? [];
  return group && creator && element ? { group, creator: creator.trim(), element } : text;
}

/** @param {import('./view-choose.js').Tools} tools */
export function rulesView({ engine, settings, ask, announce }) {
  /** @type {AttributeRow[]} */
  let attributes = [];
  /** @type {AttributeRow | null} */
  let picked = null;
  const action = /** @type {HTMLSelectElement} */ (h('select', { id: 'rule-action', 'data-testid': 'rule-action', onchange: showValue }));
  const value = /** @type {HTMLInputElement} */ (h('input', { id: 'rule-value', type: 'text', dir: 'auto', maxlength: 1024, 'data-testid': 'rule-value' }));
  const reason = /** @type {HTMLInputElement} */ (h('input', { id: 'rule-reason', type: 'text', dir: 'auto', maxlength: 400, 'data-testid': 'rule-reason' }));
  const valueField = h('div', { class: 'field' }, h('label', { for: 'rule-value' }, t('rule.value')), value);
  const problem = h('p', { class: 'field-problem', role: 'alert' });
  const list = h('ul', { class: 'rules', role: 'list' });
  const count = h('span', { class: 'count' });

  const attribute = combobox({
    id: 'rule-attribute',
    label: t('rule.attribute'),
    testId: 'rule-attribute',
    offer: (text) =>
      matching(attributes, text).map((row) => {
        const [tag, keyword, name, vr] = row;
        return { value: keyword, item: row, shown: [h('span', {}, name), ' ', h('span', { class: 'quiet' }, `${tag} ${keyword} · ${vr}`)] };
      }),
    onPick: (row) => {
      picked = row;
      showActions();
    },
  });

  function showActions() {
    const vrs = picked?.[3].split(' or ') ?? [];
    const before = action.value;
    const fitting = engine.actions.filter((one) => !vrs.length || !one.vrs.length || vrs.some((vr) => one.vrs.includes(vr)));
    action.replaceChildren(...fitting.map(({ name }) => h('option', { value: name }, t(`rule.action.${name}`))));
    if (fitting.some(({ name }) => name === before)) action.value = before;
    showValue();
  }

  function showValue() {
    valueField.hidden = !engine.actions.find(({ name }) => name === action.value)?.value;
  }

  /** @param {Event} event */
  async function add(event) {
    event.preventDefault();
    /** @type {OwnRule} */
    const rule = { attribute: attributeOf(attribute.input.value.trim()), action: action.value };
    if (!valueField.hidden && value.value) rule.value = value.value;
    if (reason.value.trim()) rule.reason = reason.value.trim();
    const rules = [...(settings.document.rules ?? []), rule];
    const { code } = await ask('describe_protocol', { protocol: { ...settings.document, rules } });
    problem.textContent = code ? t(`problem.${code === 'malformed-protocol' ? 'unknown-keyword' : code}`) : '';
    if (code) {
      attribute.input.focus();
      return;
    }
    settings.setRules(rules);
    announce(t('rule.added', { attribute: called(rule.attribute) }));
    for (const input of [attribute.input, value, reason]) input.value = '';
    picked = null;
    showActions();
    attribute.input.focus();
  }

  const form = h(
    'form',
    { class: 'rule-form', onsubmit: add, 'aria-label': t('rule.new') },
    attribute.element,
    h('div', { class: 'field' }, h('label', { for: 'rule-action' }, t('rule.action')), action),
    valueField,
    h('div', { class: 'field' }, h('label', { for: 'rule-reason' }, t('rule.reason')), reason),
    h('button', { type: 'submit', class: 'button', 'data-testid': 'rule-add' }, icon('plus'), t('rule.add')),
    problem,
  );
  const element = h(
    'details',
    {
      class: 'part fold',
      'data-testid': 'rules',
      ontoggle: async () => {
        if (attributes.length) return;
        attributes = (await ask('attributes', {})).attributes;
        attribute.refresh();
      },
    },
    h('summary', {}, h('span', { class: 'what' }, t('rule.title')), count),
    h('p', { class: 'quiet' }, t('rule.hint')),
    lockedMark(settings, 'rules'),
    list,
    !settings.isLocked('rules') && form,
  );

  function update() {
    const rules = settings.document.rules ?? [];
    count.textContent = rules.length ? number(rules.length) : '';
    list.replaceChildren(
      ...rules.map((rule, at) => {
        const words = `protocol.says.rule.${rule.action}${rule.action === 'round_age' && rule.value ? '-grouped' : ''}`;
        const place = [...(rule.path ?? []), called(rule.attribute)].join(' › ');
        return h(
          'li',
          {},
          h('span', { class: 'what' }, h('bdi', {}, t(words, { attribute: place, value: rule.value ?? '' })), rule.reason && h('span', { class: 'quiet' }, ' ', h('bdi', {}, rule.reason))),
          !settings.isLocked('rules') && h('button', { type: 'button', class: 'button small quiet', 'aria-label': t('rule.remove', { attribute: place }), onclick: () => settings.setRules(rules.filter((_, index) => index !== at)) }, icon('cross')),
        );
      }),
    );
  }
  showActions();
  update();
  return { element, update };
}
