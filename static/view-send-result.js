/**
 * What became of what was sent, in numbers and words: the sum, the archive's own word for it, where
 * to look at it, and every file that isn't there with its reason.
 *
 * @typedef {import('./messages.js').Comparison} Comparison
 * @typedef {import('./send.js').Sender} Sender
 */

import { h, longList } from './dom.js';
import { t } from './i18n.js';
import { icon } from './icons.js';
import { equation } from './view-parts.js';

/** All that was to be sent = sent + failed + not sent. @param {number} count @param {number} sent @param {number} failed @param {number} left */
export function sentEquation(count, sent, failed, left) {
  return equation(
    count,
    [
      { count: sent, label: t('send.sum.sent', { count: sent }), kind: 'good' },
      { count: failed, label: t('send.sum.failed', { count: failed }), kind: 'bad' },
      { count: left, label: t('send.sum.left', { count: left }), kind: 'plain' },
    ],
    t('send.sum.total', { count }),
  );
}

/** What the archive says that it has. @param {number} sent @param {Comparison | null} comparison */
export function checkedView(sent, comparison) {
  if (!sent || !comparison) return null;
  const { present, missing, others, readable } = comparison;
  if (!readable) return h('p', { class: 'notice caution', 'data-testid': 'send-check', 'data-present': '' }, t('send.check.unknown'));
  const more = others > 0 && h('span', {}, ' ', t('send.check.others', { count: others }));
  const marks = { 'data-testid': 'send-check', 'data-present': present, 'data-missing': missing.length, 'data-others': others };
  if (missing.length) return h('p', { class: 'notice problem', ...marks }, t('send.check.missing', { count: missing.length }), more);
  return h('p', { class: 'passed', ...marks }, icon('check'), h('span', {}, h('strong', {}, t('send.check.ok', { count: present })), more));
}

/**
 * Links to the studies in the viewer that the site names. They leave this page and tell the viewer
 * nothing but a replacement UID.
 * @param {[study: string, folder: string][]} studies
 * @param {string} pattern
 */
export function linksView(studies, pattern) {
  return h(
    'div',
    { 'data-testid': 'send-links' },
    h('h4', {}, t('send.view')),
    longList({
      rows: studies,
      render: ([study, folder]) =>
        h('li', {}, h('a', { href: pattern.replaceAll('{StudyInstanceUID}', encodeURIComponent(study)), target: '_blank', rel: 'noopener noreferrer' }, h('bdi', {}, folder))),
      more: (count) => t('more', { count }),
      className: 'links',
      label: t('send.view'),
      step: 20,
    }),
  );
}

/**
 * Files that failed or of which the archive had something to say, by reason.
 * @param {Sender} sender
 * @param {string[]} missing SOP Instance UIDs of those that the archive doesn't have after all
 */
export function fatesView(sender, missing) {
  /** @type {Map<string, {state: string, code: string, reason: string, places: number[]}>} */
  const groups = new Map();
  for (const [place, fate] of sender.fatesBut(missing)) {
    const [state, code, reason] = fate;
    if (state === 'stored') continue;
    const key = fate.join(' ');
    const group = groups.get(key) ?? { state, code, reason, places: [] };
    group.places.push(place);
    groups.set(key, group);
  }
  if (!groups.size) return null;
  const sorted = [...groups.values()].sort((one, other) => one.state.localeCompare(other.state));
  return h(
    'div',
    { class: 'ended', 'data-testid': 'send-fates' },
    h('h4', {}, t('send.fates')),
    ...sorted.map(({ state, code, reason, places }) =>
      h(
        'details',
        { class: `reason ${state === 'failed' ? 'refused' : ''}`, 'data-code': code },
        h(
          'summary',
          {},
          h('span', { class: 'what' }, h('span', { class: 'status' }, t(`send.state.${state}`)), ' ', t(`send.code.${code}`), reason && ` (${reason})`),
          h('span', { class: 'amount' }, t('sum.files', { count: places.length })),
        ),
        longList({
          rows: places.sort((one, other) => one - other),
          render: (place) => h('li', {}, h('bdi', {}, sender.nameOf(place))),
          more: (count) => t('more', { count }),
          className: 'paths',
          label: t(`send.code.${code}`),
        }),
      ),
    ),
  );
}
