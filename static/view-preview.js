/**
 * What the chosen way would do: in words, and tried at once on some of the surveyed files, against
 * the Basic Profile alone. Values of files are shown here, on the person's own screen only.
 *
 * @typedef {import('./messages.js').Preview} Preview
 * @typedef {import('./messages.js').PreviewRow} PreviewRow
 * @typedef {{requests: object[], series: number, of: number}} Samples
 */

import { h, longList } from './dom.js';
import { arrow, t } from './i18n.js';
import { saidList } from './view-documents.js';

/** Changes come in bursts; the trial waits for the end of one, in milliseconds. */
const PAUSE = 250;

/** What an action code means to people: kept, changed or gone. @param {string} action */
const kindOf = (action) => ({ K: 'kept', C: 'changed', D: 'changed', U: 'changed', A: 'changed' })[action] ?? 'gone';

/** What is done to a value, in words. @param {PreviewRow} row */
const becomes = ({ now, reasons }) => t(now === 'C' && reasons.includes('retain-modified-dates') ? 'action.shifted' : `action.${now}`);

/** One preview of several. @param {Preview[]} parts @returns {Preview} */
function together(parts) {
  /** @type {Map<string, PreviewRow>} */
  const rows = new Map();
  for (const row of parts.flatMap((part) => part.rows)) {
    const key = `${row.path} ${row.now}`;
    const known = rows.get(key);
    if (!known) rows.set(key, row);
    else {
      const [example, rest] = known.original ? [known, row] : [row, known];
      rows.set(key, {
        ...example,
        count: known.count + row.count,
        before: [...new Set([...known.before, ...rest.before, ...example.before])].sort(),
        reasons: [...new Set([...known.reasons, ...row.reasons])].sort(),
      });
    }
  }
  return {
    rows: [...rows.values()].sort((one, other) => (one.path < other.path ? -1 : 1)),
    names: Object.assign({}, ...parts.map((part) => part.names)),
    ended: Object.assign({}, ...parts.map((part) => part.ended)),
  };
}

/**
 * @param {import('./view-choose.js').Tools & {samples: () => Promise<Samples | null>, onNames: (names: Record<number, any>) => void}} tools
 */
export function previewView({ settings, ask, samples, onNames }) {
  const said = h('div', { 'data-testid': 'said' });
  const tried = h('div', { class: 'tried', 'data-testid': 'preview', 'aria-busy': 'false' });
  const element = h(
    'section',
    { class: 'part', 'aria-labelledby': 'preview-title' },
    h('h3', { id: 'preview-title' }, t('preview.title')),
    said,
    h('h4', {}, t('preview.files')),
    tried,
  );
  let turn = 0;
  let timer = 0;
  /** @type {Set<string>} */
  let shown = new Set();

  /** @param {PreviewRow} row @param {boolean} first */
  function rowOf(row, first) {
    const key = `${row.path} ${row.now}`;
    return h(
      'li',
      { class: `change ${kindOf(row.now)}${first || shown.has(key) ? '' : ' new'}` },
      h('span', { class: 'what' }, h('span', { lang: 'en' }, row.name || t('preview.private')), ' ', h('span', { class: 'quiet', dir: 'ltr' }, row.path)),
      h('span', { class: 'turn' }, row.before.map((action) => t(`action.${action}`)).join(' / '), ` ${arrow()} `, h('strong', {}, becomes(row))),
      h('span', { class: 'amount' }, t('preview.instances', { count: row.count })),
      row.original && h('span', { class: 'example' }, h('bdi', { class: 'old' }, row.original), ` ${arrow()} `, row.result ? h('bdi', { class: 'new-value' }, row.result) : h('span', { class: 'quiet' }, t('preview.empty'))),
    );
  }

  /** @param {Preview} preview @param {Samples} sampled */
  function show({ rows, ended }, { series, of }) {
    const first = !shown.size;
    const refused = Object.values(ended);
    tried.replaceChildren(
      h('p', { class: 'quiet' }, t(series < of ? 'preview.some' : 'preview.each', { count: series, of })),
      rows.length
        ? longList({ rows, className: 'changes', step: 12, label: t('preview.files'), more: (count) => t('more', { count }), render: (row) => rowOf(row, first) })
        : h('p', {}, t('preview.same')),
      ...(refused.length ? [h('p', { class: 'notice caution' }, t('preview.refused', { count: refused.length }), ' ', [...new Set(refused)].map((code) => t(`code.${code}`)).join('; '))] : []),
    );
    shown = new Set(rows.map((row) => `${row.path} ${row.now}`));
  }

  async function look() {
    const mine = ++turn;
    try {
      const described = await ask('describe_protocol', { protocol: settings.document });
      if (mine !== turn) return;
      said.replaceChildren(saidList(described.said));
      const sampled = await samples();
      if (mine !== turn) return;
      if (!sampled) {
        tried.replaceChildren(h('p', { class: 'quiet' }, t('preview.none')));
        return;
      }
      tried.setAttribute('aria-busy', 'true');
      /** @type {Preview[]} */
      const parts = [];
      for (const fields of sampled.requests) {
        parts.push(await ask('preview', fields));
        if (mine !== turn) return;
      }
      const whole = together(parts);
      show(whole, sampled);
      onNames(whole.names);
    } catch {
      // Cancelled, or the engine is gone: then the page says so elsewhere.
    } finally {
      if (mine === turn) tried.setAttribute('aria-busy', 'false');
    }
  }

  const stop = () => {
    clearTimeout(timer);
    turn += 1;
    tried.setAttribute('aria-busy', 'false');
  };
  const refresh = () => {
    stop();
    timer = setTimeout(look, PAUSE);
  };
  return { element, update: refresh, refresh, stop };
}
