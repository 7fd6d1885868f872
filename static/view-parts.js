/**
 * Parts that the survey and the result share: the sum that adds up, and the files that are not
 * de-identified with their reasons in words.
 *
 * @typedef {import('./messages.js').Outcome} Outcome
 * @typedef {import('./survey.js').Survey} Survey
 */

import { h, longList } from './dom.js';
import { number, t } from './i18n.js';

/**
 * All inputs = the parts, as an arithmetic line.
 * @param {number} total
 * @param {{count: number, label: string, kind: 'good' | 'bad' | 'plain'}[]} parts
 * @param {string} [label] of the total
 */
export function equation(total, parts, label = t('sum.in', { count: total })) {
  /** @param {number} count @param {string} label @param {string} kind */
  const term = (count, label, kind) =>
    h('span', { class: `term ${kind}` }, h('span', { class: 'big-number' }, number(count)), ' ', h('span', { class: 'term-label' }, label));
  return h(
    'p',
    { class: 'equation' },
    term(total, label, 'total'),
    ...parts.flatMap(({ count, label, kind }, at) => [
      ' ',
      h('span', { class: 'summand' }, h('span', { class: 'operator' }, at === 0 ? '=' : '+'), ' ', term(count, label, count ? kind : 'none')),
    ]),
  );
}

/**
 * What is to be known of a surveyed file when these options are chosen.
 * @param {import('./messages.js').SurveyRecord} record
 * @param {string[]} options
 */
const heldBy = ({ warnings, spared }, options) =>
  spared.length ? warnings.filter((code) => !spared.some(([option, other]) => other === code && options.includes(option))) : warnings;

/**
 * How many surveyed files have each warning, as far as what is chosen leaves it true.
 * @param {import('./messages.js').SurveyRecord[]} records
 * @param {string[]} options
 */
export const warningsAhead = (records, options) => warningCounts(records.map((record) => ({ warnings: heldBy(record, options) })));

/**
 * Each warning with what it means, as a list.
 * @param {{code: string, count: number}[]} warnings
 */
export const warningList = (warnings) =>
  h('ul', {}, ...warnings.map(({ code, count }) => h('li', {}, h('strong', {}, t(`warning.${code}`)), ` ${t('warning.files', { count })} `, h('span', {}, t(`warning.${code}.meaning`)))));

/**
 * How many of these have each warning, most frequent first.
 * @param {Iterable<{warnings: string[]}>} things
 */
export function warningCounts(things) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { warnings } of things) {
    for (const code of new Set(warnings)) counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return [...counts].map(([code, count]) => ({ code, count })).sort((one, other) => other.count - one.count);
}

/**
 * The inputs that were, or will be, refused or skipped, by reason.
 * @param {Map<number, Outcome>} outcomes
 * @param {Survey} survey
 */
export function endedList(outcomes, survey) {
  /** @type {Map<string, Outcome[]>} */
  const reasons = new Map();
  for (const outcome of outcomes.values()) {
    if (outcome.status === 'de-identified') continue;
    const key = `${outcome.status} ${outcome.code}`;
    const members = reasons.get(key);
    if (members) members.push(outcome);
    else reasons.set(key, [outcome]);
  }
  if (!reasons.size) return null;
  const groups = [...reasons.values()].sort(
    ([one], [other]) => String(one?.status).localeCompare(String(other?.status)),
  );
  return h(
    'div',
    { class: 'ended' },
    h('h3', {}, t('ended.title')),
    ...groups.map((members) => {
      const { status = 'refused', code = '' } = members[0] ?? {};
      const rows = members.sort((one, other) => one.index - other.index);
      return h(
        'details',
        { class: `reason ${status}` },
        h('summary', {}, h('span', { class: 'what' }, h('span', { class: 'status' }, t(`status.${status}`)), ' ', t(`code.${code}`)), h('span', { class: 'amount' }, t('sum.files', { count: members.length }))),
        longList({
          rows,
          render: ({ index }) => h('li', {}, h('span', { class: 'input-number' }, number(index + 1)), ' ', h('bdi', {}, survey.inputs[index]?.path ?? '')),
          more: (count) => t('more', { count }),
          className: 'paths',
          label: t(`code.${code}`),
        }),
      );
    }),
  );
}
