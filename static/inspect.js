/**
 * Before → after: every attribute of an instance with what is done to it, why, its old value and
 * its new one. What is shown is read back from what the engine composed (`anami/inspection.py`).
 *
 * `openInspector({ records, title, inspect })` opens a dialog over the page and resolves when it is
 * closed. Values are on the person's own screen; they may be copied, and nothing is stored.
 *
 * @typedef {import('./messages.js').SurveyRecord} SurveyRecord
 * @typedef {import('./messages.js').Inspection} Inspection
 * @typedef {import('./messages.js').InspectedNode} InspectedNode
 * @typedef {import('./messages.js').ShownValue} ShownValue
 * @typedef {(record: SurveyRecord) => Promise<Inspection | null>} Inspect what becomes of an instance
 *
 * @typedef {'all' | 'changed' | 'removed' | 'kept' | 'added' | 'private'} Filter
 */

import { dialog } from './dialog.js';
import { h, longList } from './dom.js';
import { number, size, t } from './i18n.js';
import { inOrder } from './viewer-images.js';

/** @type {readonly Filter[]} */
const FILTERS = Object.freeze(['all', 'changed', 'removed', 'kept', 'added', 'private']);
/** Rows that are written at first, at each level; more on request. */
const ROWS = 200;
/** Milliseconds after the last letter until a search begins. */
const PAUSE = 150;

/**
 * @param {object} options
 * @param {SurveyRecord[]} options.records to choose from
 * @param {string} options.title
 * @param {Inspect} options.inspect
 */
export async function openInspector({ records, title, inspect }) {
  const inspector = new Inspector(inOrder(records), title, inspect);
  await inspector.open();
}

class Inspector {
  #at = 0;
  /** Grows with each instance chosen: what an older one still says is not shown. */
  #round = 0;
  /** @type {Inspection | null} */ #found = null;
  /** @type {Filter} */ #filter = 'all';
  #timer = 0;

  /**
   * @param {SurveyRecord[]} records
   * @param {string} title
   * @param {Inspect} inspect
   */
  constructor(records, title, inspect) {
    this.records = records;
    this.inspect = inspect;
    this.place = h('div', { class: 'inspect-place', 'data-testid': 'inspect-place', role: 'region', tabindex: 0, 'aria-label': t('inspect.title') });
    this.state = h('p', { class: 'inspect-state', role: 'status', 'data-testid': 'inspect-state' });
    this.position = h('output', { class: 'viewer-position', for: 'inspect-search' });
    this.search = /** @type {HTMLInputElement} */ (
      h('input', { type: 'search', id: 'inspect-search', 'data-testid': 'inspect-search', autocomplete: 'off', spellcheck: 'false', oninput: () => this.#later() })
    );
    this.filters = h('fieldset', { class: 'inspect-filters' });
    this.dialog = dialog({
      className: 'inspector',
      testId: 'inspector',
      title: title ? `${t('inspect.title')}: ${title}` : t('inspect.title'),
      inside: [
        h(
          'div',
          { class: 'inspect-controls' },
          records.length > 1 &&
            h('div', { class: 'viewer-group' }, this.#step('viewer.previous', -1), this.position, this.#step('viewer.next', 1)),
          h('div', { class: 'viewer-group inspect-find' }, h('label', { for: 'inspect-search' }, t('inspect.search')), this.search),
          this.filters,
        ),
        this.state,
        this.place,
      ],
    });
  }

  async open() {
    const closed = this.dialog.open(this.search);
    this.#load();
    await closed;
    clearTimeout(this.#timer);
    this.#round += 1;
    this.#found = null;
  }

  /** @param {string} key @param {number} step */
  #step(key, step) {
    const go = () => {
      const at = Math.min(this.records.length - 1, Math.max(0, this.#at + step));
      if (at === this.#at) return;
      this.#at = at;
      this.#load();
    };
    return h('button', { type: 'button', class: 'button', onclick: go }, t(key));
  }

  async #load() {
    const round = (this.#round += 1);
    const record = /** @type {SurveyRecord} */ (this.records[this.#at]);
    this.position.textContent = t('viewer.position', { at: this.#at + 1, count: this.records.length });
    this.state.textContent = t('inspect.loading');
    this.place.setAttribute('aria-busy', 'true');
    /** @type {Inspection | null} */
    let found = null;
    try {
      found = await this.inspect(record);
    } catch {
      // Told below: the engine was lost, or everything was cancelled.
    }
    if (round !== this.#round) return;
    this.place.removeAttribute('aria-busy');
    this.#found = found;
    this.#write();
  }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = globalThis.setTimeout(() => this.#writeTree(), PAUSE);
  }

  #write() {
    const found = this.#found;
    const counts = countsOf(found?.nodes ?? []);
    this.filters.replaceChildren(
      h('legend', { class: 'visually-hidden' }, t('inspect.filter')),
      ...FILTERS.flatMap((filter) => [
        h('input', {
          type: 'radio',
          name: 'inspect-filter',
          class: 'visually-hidden',
          id: `inspect-filter-${filter}`,
          'data-testid': `inspect-filter-${filter}`,
          value: filter,
          checked: filter === this.#filter,
          onchange: () => {
            this.#filter = filter;
            this.#writeTree();
          },
        }),
        h('label', { for: `inspect-filter-${filter}` }, t(`inspect.filter.${filter}`), ' ', h('span', { class: 'count' }, number(counts[filter]))),
      ]),
    );
    this.#writeTree();
  }

  #writeTree() {
    const found = this.#found;
    if (!found || found.status !== 'de-identified') {
      this.state.textContent = '';
      this.place.replaceChildren(refusal(found));
      return;
    }
    const query = fold(this.search.value.trim());
    const all = this.#filter === 'all' && !query;
    const wanted = all ? null : matching(found.nodes, this.#filter, query);
    const hits = wanted ? [...wanted.values()].filter(Boolean).length : countsOf(found.nodes).all;
    this.state.textContent = `${t('inspect.count', { count: hits })}${found.cut ? ` ${t('inspect.cut')}` : ''}`;
    const words = { clauses: found.clauses, wanted };
    this.place.replaceChildren(
      hits ? level(found.nodes, words, t('inspect.title')) : h('p', { class: 'quiet' }, t('inspect.nothing')),
    );
    this.place.scrollTop = 0;
  }
}

/** Why there is nothing to compare. @param {Inspection | null} found */
function refusal(found) {
  const status = found?.status === 'skipped' ? 'skipped' : 'refused';
  return h(
    'p',
    { class: 'notice problem', 'data-testid': 'inspect-refused' },
    t(`status.${status}`),
    ' ',
    t(`code.${found?.code || 'internal-error'}`),
    found?.where && h('span', {}, ' ', h('code', {}, found.where)),
  );
}

/** @param {InspectedNode[]} nodes */
function countsOf(nodes) {
  const counts = { all: 0, changed: 0, removed: 0, kept: 0, added: 0, private: 0 };
  const count = (/** @type {InspectedNode[]} */ some) => {
    for (const node of some) {
      counts.all += 1;
      counts[node.change] += 1;
      if (isPrivate(node)) counts.private += 1;
      for (const item of node.items) count(item);
    }
  };
  count(nodes);
  return counts;
}

/** Odd groups are private (PS3.5 7.8). @param {InspectedNode} node */
const isPrivate = ({ tag }) => (Number.parseInt(tag.slice(1, 5), 16) & 1) === 1;

/** @param {string} text */
const fold = (text) => text.toLocaleLowerCase();

/**
 * The nodes to show: those that match, and those around them (false).
 * @param {InspectedNode[]} nodes
 * @param {Filter} filter
 * @param {string} query
 */
function matching(nodes, filter, query) {
  /** @type {Map<InspectedNode, boolean>} */
  const wanted = new Map();
  /** @type {(some: InspectedNode[]) => boolean} */
  const look = (some) => {
    let any = false;
    for (const node of some) {
      let inside = false;
      for (const item of node.items) inside = look(item) || inside;
      const hit = passes(node, filter) && (!query || fold(textOf(node)).includes(query));
      if (hit || inside) wanted.set(node, hit);
      any ||= hit || inside;
    }
    return any;
  };
  look(nodes);
  return wanted;
}

/** @param {InspectedNode} node @param {Filter} filter */
const passes = (node, filter) =>
  filter === 'all' || (filter === 'private' ? isPrivate(node) : node.change === filter);

/** What a search looks through. @param {InspectedNode} node */
const textOf = ({ tag, name, keyword, creator, vr, reason, before, after }) =>
  [tag, tag.replace(/[(),]/g, ''), name, keyword, creator, vr, t(`reason.${reason}`), before?.text, after?.text].join('\n');

/**
 * @typedef {{clauses: Record<string, string>, wanted: Map<InspectedNode, boolean> | null}} Words
 *
 * One level of the tree.
 * @param {InspectedNode[]} nodes
 * @param {Words} words
 * @param {string} label
 */
function level(nodes, words, label) {
  const rows = words.wanted ? nodes.filter((node) => words.wanted?.has(node)) : nodes;
  return longList({
    rows,
    render: (node) => row(node, words),
    more: (count) => t('more', { count }),
    className: 'nodes',
    label,
    step: ROWS,
  });
}

/** @param {InspectedNode} node @param {Words} words */
function row(node, words) {
  const { tag, name, keyword, creator, vr, action, reason, change } = node;
  const clause = words.clauses[reason] ?? '';
  const codes = node.row && clause.includes('E.1-1') ? `: ${node.row}` : '';
  const title = name || (isPrivate(node) ? t('inspect.private') : t('inspect.unknown'));
  return h(
    'li',
    { class: `node ${change}`, data: { tag, change } },
    h(
      'div',
      { class: 'node-row' },
      h(
        'div',
        { class: 'node-name' },
        h('strong', {}, title),
        creator && h('bdi', { class: 'node-creator' }, creator),
        h('span', { class: 'node-tag', dir: 'ltr' }, `${tag} ${vr}`, keyword && ` ${keyword}`),
      ),
      h(
        'div',
        { class: 'node-why' },
        h('span', { class: `chip ${change}` }, t(`inspect.action.${action}`)),
        h('span', { class: 'quiet' }, t(`reason.${reason}`), clause && h('bdi', { class: 'clause' }, ` ${clause}${codes}`)),
      ),
      h(
        'dl',
        { class: 'node-values' },
        h('div', {}, h('dt', {}, t('inspect.before')), h('dd', {}, ...value(node.before, 'before'))),
        h('div', {}, h('dt', {}, t('inspect.after')), h('dd', {}, ...value(node.after, 'after'))),
      ),
    ),
    node.items.length > 0 && items(node, words),
  );
}

/**
 * The items of a sequence; written when they are opened.
 * @param {InspectedNode} node
 * @param {Words} words
 */
function items(node, words) {
  const wanted = words.wanted;
  const kept = node.items
    .map((nodes, at) => ({ nodes, label: t('inspect.item', { number: at + 1 }) }))
    .filter(({ nodes }) => !wanted || nodes.some((one) => wanted.has(one)));
  if (!kept.length) return null;
  const details = /** @type {HTMLDetailsElement} */ (
    h('details', { class: 'node-items', open: wanted !== null }, h('summary', {}, t('inspect.items', { count: kept.length })))
  );
  const fill = () => {
    if (!details.open || details.childElementCount > 1) return;
    details.append(
      longList({
        rows: kept,
        render: ({ nodes, label }) => h('li', {}, h('span', { class: 'item-label' }, label), level(nodes, words, label)),
        more: (count) => t('more', { count }),
        className: 'node-item-list',
        step: ROWS,
      }),
    );
  };
  details.addEventListener('toggle', fill);
  fill();
  return details;
}

/**
 * @param {ShownValue | null} shown
 * @param {'before' | 'after'} side
 * @returns {(Node | string)[]}
 */
function value(shown, side) {
  if (!shown) return [h('span', { class: 'quiet' }, t(side === 'before' ? 'inspect.absent' : 'inspect.gone'))];
  if (shown.kind === 'empty') return [h('span', { class: 'quiet' }, t('inspect.empty'))];
  if (shown.kind === 'items') return [h('span', { class: 'quiet' }, t('inspect.items', { count: shown.size ?? 0 }))];
  if (shown.kind === 'bytes') return [h('span', { class: 'quiet' }, t('inspect.bytes', { size: size(shown.size ?? 0) }))];
  const text = h('bdi', { class: 'value' }, shown.text ?? '');
  return shown.cut ? [text, h('span', { class: 'quiet' }, ` … ${t('inspect.long', { size: size(shown.cut) })}`)] : [text];
}
