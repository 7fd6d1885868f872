/**
 * Protocol documents: save the present one, load another after being told what it would do, and
 * take over scripts of other tools with the list of what is not carried over.
 *
 * @typedef {import('./messages.js').Described} Described
 * @typedef {import('./messages.js').ImportLine} ImportLine
 * @typedef {import('./messages.js').Said} Said
 */

import { h, longList } from './dom.js';
import { arrow, t } from './i18n.js';
import { partName } from './view-site.js';

const LARGEST = 16 * 1024 ** 2;

/** What a protocol would do, line by line. @param {Said} said */
export const saidList = (said) => h('ul', { class: 'said' }, ...said.map(([key, values]) => h('li', {}, t(key, values))));

/** @param {import('./view-choose.js').Tools} tools */
export function documentsView({ engine, settings, ask, announce }) {
  const place = h('div', { class: 'proposal', tabindex: -1, 'data-testid': 'proposal' });
  const problem = h('p', { class: 'field-problem', role: 'alert' });

  function save() {
    const { edition: _, ...rest } = settings.document;
    const text = JSON.stringify({ ...rest, edition: engine.edition }, null, 1);
    const url = URL.createObjectURL(new Blob([text, '\n'], { type: 'application/json' }));
    h('a', { href: url, download: 'anami-protocol.json' }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }

  /**
   * Show what a document would do, and let the person decide.
   * @param {Described} described
   * @param {ImportLine[]} lines
   */
  function propose({ said, protocol }, lines) {
    if (!protocol) return;
    place.replaceChildren(
      h('h4', {}, t('document.proposal')),
      saidList(said),
      ...(lines.length ? [h('h4', {}, t('import.lost', { count: lines.length })), lostList(lines)] : []),
      h(
        'div',
        { class: 'actions' },
        h('button', { type: 'button', class: 'button primary', 'data-testid': 'proposal-accept', onclick: () => { settings.audience = ''; settings.load(protocol); place.replaceChildren(); announce(t('document.loaded')); } }, t('document.accept')),
        h('button', { type: 'button', class: 'button quiet', 'data-testid': 'proposal-decline', onclick: () => place.replaceChildren() }, t('document.decline')),
      ),
    );
    place.focus();
  }

  /** @param {ImportLine[]} lines */
  const lostList = (lines) =>
    longList({
      rows: lines,
      className: 'lost',
      more: (count) => t('more', { count }),
      render: ({ number: line, code, subject, outcome }) =>
        h('li', {}, h('span', { class: 'quiet' }, t('import.line', { line })), ' ', h('bdi', { class: 'code' }, subject), ' ', t(`protocol.import.${code}`), outcome && h('span', { class: 'quiet' }, ` ${arrow()} ${t(`rule.action.${outcome}`)}`)),
    });

  /** @param {File | undefined} file @param {string} tool '' for a protocol document */
  async function read(file, tool) {
    if (!file) return;
    place.replaceChildren();
    problem.textContent = '';
    try {
      if (file.size > LARGEST) throw Object.assign(new Error(), { code: 'malformed-protocol' });
      const text = (await file.text()).replace(/^\uFEFF/, '');
      /** @type {ImportLine[]} */
      let lines = [];
      let protocol;
      if (tool) ({ protocol, lines } = await ask('import', { tool, text }));
      else protocol = documentOf(text);
      const described = await ask('describe_protocol', { protocol });
      if (described.code) throw Object.assign(new Error(), described);
      propose(described, lines);
    } catch (error) {
      const { code = 'malformed-protocol', where = '' } = /** @type {{code?: string, where?: string}} */ (error);
      const places = code === 'locked-setting' ? where.split(' ').map(partName).join(' · ') : where;
      problem.textContent = `${t(`problem.${code || 'malformed-protocol'}`)} ${places}`;
    }
  }

  /** @param {string} text */
  function documentOf(text) {
    try {
      const parsed = JSON.parse(text);
      if (parsed && typeof parsed === 'object' && !Array.isArray(parsed)) return parsed;
    } catch {
      // Told below, like everything else that is no document.
    }
    throw Object.assign(new Error(), { code: 'malformed-protocol' });
  }

  /** @param {string} id @param {string} accept @param {string} label @param {() => string} tool */
  const picker = (id, accept, label, tool) => {
    const input = /** @type {HTMLInputElement} */ (h('input', { type: 'file', id, accept, class: 'hidden-input', 'data-testid': id, onchange: () => read(input.files?.[0], tool()).finally(() => (input.value = '')) }));
    return [input, h('label', { class: 'button small', for: id }, label)];
  };
  const tool = /** @type {HTMLSelectElement} */ (
    h('select', { id: 'import-tool', 'data-testid': 'import-tool' }, ...engine.importable.map((name) => h('option', { value: name }, t(`import.${name}`))))
  );

  const element = h(
    'details',
    { class: 'part fold', 'data-testid': 'documents' },
    h('summary', {}, h('span', { class: 'what' }, t('document.title'))),
    h('p', { class: 'quiet' }, t('document.hint')),
    h('div', { class: 'pickers' }, h('button', { type: 'button', class: 'button small', 'data-testid': 'protocol-save', onclick: save }, t('document.save')), ...picker('protocol-load', '.json,application/json', t('document.load'), () => '')),
    h('h4', {}, t('import.title')),
    h('p', { class: 'quiet' }, t('import.hint')),
    h('div', { class: 'pickers' }, h('label', { class: 'visually-hidden', for: 'import-tool' }, t('import.tool')), tool, ...picker('import-script', '', t('import.choose'), () => tool.value)),
    problem,
    place,
  );
  return { element, update: () => {} };
}
