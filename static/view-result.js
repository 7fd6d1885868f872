/**
 * What was done: the sum, the ZIP, the report, and every file that is not in the ZIP with its
 * reason. All numbers are counted from the outcomes.
 *
 * @typedef {import('./run.js').RunResult} RunResult
 * @typedef {import('./survey.js').Survey} Survey
 */

import { h } from './dom.js';
import { size, t } from './i18n.js';
import { icon } from './icons.js';
import { endedList, equation, warningCounts, warningList } from './view-parts.js';

/** The name of what is saved: the same for everybody. */
const ZIP_NAME = 'anami-deidentified.zip';
/** After so many milliseconds people want to know how long it still takes, and again. */
const WONDER = 2000;

/** @param {RunResult} result */
export function countsOf({ outcomes }) {
  const counts = { 'de-identified': 0, refused: 0, skipped: 0 };
  for (const { status } of outcomes.values()) counts[status] += 1;
  return counts;
}

/**
 * A button whose work takes a moment: it says so, and can't be pressed twice.
 * @param {string} testId
 * @param {string} className
 * @param {(Node | string)[]} words
 * @param {() => Promise<void>} act
 * @param {(error: unknown) => void} onProblem nothing came of it
 */
function busyButton(testId, className, words, act, onProblem) {
  const button = /** @type {HTMLButtonElement} */ (
    h('button', { type: 'button', class: className, 'data-testid': testId, onclick: async () => {
      if (button.getAttribute('aria-busy') === 'true') return;
      button.setAttribute('aria-busy', 'true');
      try {
        await act();
      } catch (error) {
        onProblem(error);
      } finally {
        button.setAttribute('aria-busy', 'false');
      }
    } }, ...words)
  );
  return button;
}

/**
 * How far the ZIP is read for a report, once that takes so long that people wonder.
 * @param {import('./reports.js').Reports} reports
 */
function readingLine(reports) {
  const line = h('p', { class: 'quiet', role: 'status', 'data-testid': 'report-reading' });
  let told = 0;
  reports.onShare = (share) => {
    const now = performance.now();
    told ||= now;
    if (share < 1 && now - told < WONDER) return;
    told = now;
    line.textContent = share < 1 ? t('progress.announce', { percent: Math.floor(share * 100) }) : '';
  };
  return line;
}

/**
 * @param {RunResult} result
 * @param {Survey} survey
 * @param {object} page
 * @param {string} page.zipUrl '' if there is no ZIP
 * @param {import('./reports.js').Reports} page.reports
 * @param {{wanted: boolean, sealed: boolean, passphrase: string}} page.crosswalk
 * @param {HTMLElement | null} page.send where the result can be sent, null where it can't
 * @param {() => void} page.onSaved
 * @param {() => void} page.onGone the browser has lost the ZIP
 * @param {(error: unknown) => void} page.onProblem something asked for could not be made
 * @param {() => void} page.onBack to the settings, with the same files
 * @param {() => void} page.onAgain
 */
export function resultView(result, survey, { zipUrl, reports, crosswalk, send, onSaved, onGone, onProblem, onBack, onAgain }) {
  const { outcomes, zip, notices } = result;
  const counts = countsOf(result);
  const done = counts['de-identified'];
  const kept = [...outcomes.values()].filter(({ status }) => status === 'de-identified');
  const warnings = warningCounts(kept);
  const hint = h('p', { class: 'quiet', role: 'status', 'data-testid': 'saved-hint' });
  // Whether a file came of it the browser tells nobody; whether the ZIP can still be read, it does.
  const save = async () => {
    onSaved();
    try {
      await zip?.slice(-1).arrayBuffer();
      hint.textContent = t('result.saved-hint');
    } catch {
      onGone();
    }
  };
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
    done > 0 &&
      h(
        'p',
        { class: 'passed' },
        icon('shield'),
        h('span', {}, h('strong', {}, t('result.leak-check.title')), ' ', t('result.leak-check', { count: done }), ' ', t('result.originals')),
      ),
    h(
      'div',
      { class: 'actions' },
      zip && h('a', { class: 'button primary big', href: zipUrl, download: ZIP_NAME, 'data-testid': 'download', onclick: save }, icon('download'), t('result.download', { size: size(zip.size) })),
      h('button', { type: 'button', class: 'button quiet', 'data-testid': 'back', onclick: onBack }, t('result.back')),
      h('button', { type: 'button', class: 'button quiet', onclick: onAgain }, t('result.again')),
    ),
    zip && hint,
    ...notices.map((code) => h('p', { class: 'notice' }, t(`notice.${code}`))),
    h('p', { class: 'notice caution' }, t('notes.scope')),
    send,
    h(
      'section',
      { class: 'part', 'aria-labelledby': 'report-title' },
      h('h3', { id: 'report-title' }, t('result.report.title')),
      h('p', { class: 'quiet' }, t('result.report.meaning')),
      h(
        'div',
        { class: 'pickers' },
        busyButton('report-html', 'button', [icon('file'), t('result.report.html')], () => reports.savePage('html'), onProblem),
        busyButton('report-download', 'button small', [t('result.report.json')], () => reports.saveJson(), onProblem),
        busyButton('report-csv', 'button small', [t('result.report.csv')], () => reports.savePage('attributes.csv'), onProblem),
        busyButton('report-files', 'button small', [t('result.report.files')], () => reports.savePage('files.csv'), onProblem),
      ),
      readingLine(reports),
    ),
    crosswalk.wanted &&
      zip &&
      h(
        'section',
        { class: 'part', 'aria-labelledby': 'crosswalk-title' },
        h('h3', { id: 'crosswalk-title' }, t('crosswalk.title')),
        h('p', { class: 'notice caution' }, t('crosswalk.warning')),
        h('div', { class: 'pickers' }, busyButton('crosswalk-download', 'button', [icon('key'), t(crosswalk.sealed ? 'crosswalk.save-sealed' : 'crosswalk.save')], () => reports.saveCrosswalk(crosswalk), onProblem)),
      ),
    warnings.length > 0 &&
      h(
        'div',
        { class: 'ended' },
        h('h3', {}, t('result.warnings')),
        warningList(warnings),
      ),
    endedList(outcomes, survey),
  );
}
