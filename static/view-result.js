/**
 * What was done: the sum, the ZIP, the report, and every file that is not in the ZIP with its
 * reason. All numbers are counted from the outcomes.
 *
 * @typedef {import('./run.js').RunResult} RunResult
 * @typedef {import('./survey.js').Survey} Survey
 */

import { h } from './dom.js';
import { size, t } from './i18n.js';
import { endedList, equation, warningCounts } from './view-parts.js';

/** Names of what is saved: the same for everybody. */
const ZIP_NAME = 'anami-deidentified.zip';
const REPORT_NAME = 'anami-report.json';

/**
 * @param {RunResult} result
 * @param {Survey} survey
 * @param {{urls: string[], onAgain: () => void}} page `urls` are made once and revoked by the page
 */
export function resultView(result, survey, { urls, onAgain }) {
  const { outcomes, zip, report, notices } = result;
  if (!urls.length) {
    urls.push(URL.createObjectURL(new Blob([JSON.stringify(report, null, 2)], { type: 'application/json' })));
    if (zip) urls.push(URL.createObjectURL(zip));
  }
  const [reportUrl, zipUrl] = urls;
  const counts = { 'de-identified': 0, refused: 0, skipped: 0 };
  for (const { status } of outcomes.values()) counts[status] += 1;
  const done = counts['de-identified'];
  const kept = [...outcomes.values()].filter(({ status }) => status === 'de-identified');
  const warnings = warningCounts(kept);
  return h(
    'section',
    {
      class: 'card result',
      'data-testid': 'result',
      'data-deidentified': done,
      'data-refused': counts.refused,
      'data-skipped': counts.skipped,
      'aria-labelledby': 'result-title',
    },
    h('h2', { id: 'result-title', tabindex: -1 }, done ? t('result.title', { count: done }) : t('result.none')),
    equation(survey.inputs.length, [
      { count: done, label: t('sum.deidentified', { count: done }), kind: 'good' },
      { count: counts.refused, label: t('sum.refused', { count: counts.refused }), kind: 'bad' },
      { count: counts.skipped, label: t('sum.skipped', { count: counts.skipped }), kind: 'plain' },
    ]),
    h(
      'div',
      { class: 'actions' },
      zip && h('a', { class: 'button primary big', href: zipUrl, download: ZIP_NAME, 'data-testid': 'download' }, t('result.download', { size: size(zip.size) })),
      h('a', { class: 'button', href: reportUrl, download: REPORT_NAME, 'data-testid': 'report-download' }, t('result.report')),
      h('button', { type: 'button', class: 'button quiet', onclick: onAgain }, t('result.again')),
    ),
    done > 0 && h('ul', { class: 'facts' }, h('li', {}, t('result.leak-check', { count: done })), h('li', {}, t('result.originals'))),
    ...notices.map((code) => h('p', { class: 'notice' }, t(`notice.${code}`))),
    h('p', { class: 'notice caution' }, t('notes.scope')),
    warnings.length > 0 &&
      h(
        'div',
        { class: 'ended' },
        h('h3', {}, t('result.warnings')),
        h('ul', {}, ...warnings.map(({ code, count }) => h('li', {}, h('strong', {}, t(`warning.${code}`)), ` ${t('warning.files', { count })} `, h('span', {}, t(`warning.${code}.meaning`))))),
      ),
    endedList(outcomes, survey),
  );
}
