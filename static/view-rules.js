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

/** Where a rule may hold. */
const WHERE = Object.freeze({ anywhere: 'rule.where.anywhere', top: 'rule.where.top', inside: 'rule.where.inside' });
/** Between the sequences of a path, as it is typed. */
const INTO = / *[>›] */;

/**
 * Where a rule holds: undefined wherever the attribute stands, [] outside every sequence.
 * @param {string} where
 * @param {string} text sequences, outermost first
 */
const pathOf = (where, text) => ({ top: [], inside: text.split(INTO).filter(Boolean) })[where];

/** @param {string[] | undefined} path */
const whereOf = (path) => (!path ? 'anywhere' : path.length ? 'inside' : 'top');

/** @param {import('./view-choose.js').Tools} tools */
export function rulesView({ engine, settings, ask, announce }) {
  /** @type {AttributeRow[]} */
  let attributes = [];
  /** @type {AttributeRow | null} */
  let picked = null;
  const action = /** @type {HTMLSelectElement} */ (h('select', { id: 'rule-action', 'data-testid': 'rule-action', onchange: showValue }));
  const value = /** @type {HTMLInputElement} */ (h('input', { id: 'rule-value', type: 'text', dir: 'auto', maxlength: 1024, 'data-testid': 'rule-value' }));
  const reason = /** @type {HTMLInputElement} */ (h('input', { id: 'rule-reason', type: 'text', dir: 'auto', maxlength: 400, 'data-testid': 'rule-reason' }));
  const where = /** @type {HTMLSelectElement} */ (
    h('select', { id: 'rule-where', 'data-testid': 'rule-where', onchange: showPath }, ...Object.entries(WHERE).map(([name, words]) => h('option', { value: name }, t(words))))
  );
  /** The rule that is being changed. @type {OwnRule | null} */
  let changing = null;
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
        return { value: keyword, item: row, shown: [h('span', {}, name), ' ', h('span', { class: 'quiet', dir: 'ltr' }, `${tag} ${keyword} · ${vr}`)] };
      }),
    onPick: (row) => {
      picked = row;
      showActions();
    },
  });

  const path = combobox({
    id: 'rule-path',
    label: t('rule.path'),
    testId: 'rule-path',
    offer: (text) => {
      const outer = text.split(INTO);
      const last = outer.pop() ?? '';
      return matching(attributes.filter(([, , , vr]) => vr === 'SQ'), last).map((row) => {
        const [tag, keyword, name] = row;
        return { value: [...outer, keyword].join(' > '), item: row, shown: [h('span', {}, name), ' ', h('span', { class: 'quiet', dir: 'ltr' }, `${tag} ${keyword}`)] };
      });
    },
    onPick: () => {},
  });
  path.input.setAttribute('aria-describedby', 'rule-path-hint');
  path.element.append(h('p', { class: 'quiet hint', id: 'rule-path-hint' }, t('rule.path.hint')));

  function showPath() {
    path.element.hidden = where.value !== 'inside';
  }

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
    const around = pathOf(where.value, path.input.value.trim());
    if (where.value === 'inside' && !around?.length) {
      problem.textContent = t('rule.path.none');
      path.input.focus();
      return;
    }
    if (around) rule.path = around;
    if (!valueField.hidden && value.value) rule.value = value.value;
    if (reason.value.trim()) rule.reason = reason.value.trim();
    const rules = [...(settings.document.rules ?? [])];
    const at = changing ? rules.indexOf(changing) : -1;
    if (at < 0) rules.push(rule);
    else rules[at] = rule;
    const { code } = await ask('describe_protocol', { protocol: { ...settings.document, rules } });
    problem.textContent = code ? t(`problem.${code === 'malformed-protocol' ? 'unknown-keyword' : code}`) : '';
    if (code) {
      attribute.input.focus();
      return;
    }
    announce(t(at < 0 ? 'rule.added' : 'rule.changed', { attribute: called(rule.attribute) }));
    clear();
    settings.setRules(rules);
    attribute.input.focus();
  }

  /** Ready for a new rule. */
  function clear() {
    for (const input of [attribute.input, path.input, value, reason]) input.value = '';
    where.value = 'anywhere';
    changing = null;
    picked = null;
    problem.textContent = '';
    showForm();
  }

  /** Take a rule into the form. @param {OwnRule} rule */
  function change(rule) {
    changing = rule;
    attribute.input.value = called(rule.attribute);
    picked = attributes.find(([, keyword]) => keyword === rule.attribute) ?? null;
    where.value = whereOf(rule.path);
    path.input.value = (rule.path ?? []).join(' > ');
    value.value = rule.value ?? '';
    reason.value = rule.reason ?? '';
    problem.textContent = '';
    showForm();
    action.value = rule.action;
    showValue();
    attribute.input.focus();
  }

  function showForm() {
    showActions();
    showPath();
    addLabel.textContent = t(changing ? 'rule.change' : 'rule.add');
    leave.hidden = !changing;
    form.setAttribute('aria-label', t(changing ? 'rule.change' : 'rule.new'));
  }

  const addLabel = h('span', {}, t('rule.add'));
  const leave = h('button', { type: 'button', class: 'button quiet', hidden: true, onclick: () => { clear(); attribute.input.focus(); } }, t('document.decline'));

  const form = h(
    'form',
    { class: 'rule-form', onsubmit: (/** @type {Event} */ event) => settings.wait(add(event)), 'aria-label': t('rule.new') },
    attribute.element,
    h('div', { class: 'field' }, h('label', { for: 'rule-action' }, t('rule.action')), action),
    h('div', { class: 'field' }, h('label', { for: 'rule-where' }, t('rule.where')), where),
    path.element,
    valueField,
    h('div', { class: 'field' }, h('label', { for: 'rule-reason' }, t('rule.reason')), reason),
    h('div', { class: 'pickers' }, h('button', { type: 'submit', class: 'button', 'data-testid': 'rule-add' }, icon('plus'), addLabel), leave),
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
    const locked = settings.isLocked('rules');
    count.textContent = rules.length ? number(rules.length) : '';
    list.replaceChildren(
      ...rules.map((rule, at) => {
        const words = `protocol.says.rule.${rule.action}${rule.action === 'round_age' && rule.value ? '-grouped' : ''}`;
        const place = [...(rule.path ?? []), called(rule.attribute)].join(' › ');
        return h(
          'li',
          {},
          h('span', { class: 'what' }, h('bdi', {}, t(words, { attribute: place, value: rule.value ?? '' })), rule.path?.length === 0 && h('span', { class: 'quiet' }, ` (${t('rule.where.top')})`), rule.reason && h('span', { class: 'quiet' }, ' ', h('bdi', {}, rule.reason))),
          !locked && h('button', { type: 'button', class: 'button small quiet', 'aria-label': t('rule.edit', { attribute: place }), onclick: () => change(rule) }, icon('pencil')),
          !locked && h('button', { type: 'button', class: 'button small quiet', 'aria-label': t('rule.remove', { attribute: place }), onclick: () => { clear(); settings.setRules(rules.filter((_, index) => index !== at)); } }, icon('cross')),
        );
      }),
    );
  }
  showForm();
  update();
  return { element, update };
}
