/**
 * The page: which region shows in which state, and what each action of the person starts.
 *
 * States, in the order of the job: arrive → surveying → review → working → result. The words are in
 * locales/, the regions' contents in view-*.js, the work in survey.js and run.js.
 *
 * @typedef {'arrive' | 'surveying' | 'review' | 'working' | 'result'} State
 * @typedef {import('./inputs.js').Found} Found
 */

import { ArchiveClient } from './archive.js';
import { loadAssets } from './assets.js';
import { byId, h } from './dom.js';
import { LANGUAGES, currentLanguage, loadLocales, preferredLanguage, setLanguage, t, translate } from './i18n.js';
import { fromDrop, fromPicker } from './inputs.js';
import { Pool, RequestError } from './pool.js';
import { ProgressView } from './progress.js';
import { Run } from './run.js';
import { Survey } from './survey.js';
import { resultView } from './view-result.js';
import { surveyView } from './view-survey.js';

/** @type {State} */
let state = 'arrive';
/** @type {Pool | null} */
let pool = null;
/** @type {ArchiveClient | null} */
let archive = null;
/** @type {import('./messages.js').BootResult & {presets: Record<string, object>} | null} */
let engine = null;
/** @type {Survey | null} */
let survey = null;
/** The survey that the screen's result came from. @type {Survey | null} */
let finished = null;
/** @type {import('./run.js').RunResult | null} */
let result = null;
/** @type {string[]} */
let urls = [];
/** Grows with each cancel and new start: what an older one still says is not heard. */
let round = 0;
/** Additions wait for one another. @type {Promise<void>} */
let adding = Promise.resolve();
let additions = 0;

const anami = { version: '', timings: { boot: 0, survey: 0, deidentify: 0, archive: 0 } };
Object.assign(globalThis, { anami });

/** Resolves when the engine is there; the person may choose files before. @type {(value: Pool) => void} */
let enginePresent;
/** @type {(error: unknown) => void} */
let engineAbsent;
/** @type {Promise<Pool>} */
const engineReady = new Promise((resolve, reject) => {
  enginePresent = resolve;
  engineAbsent = reject;
});
engineReady.catch(() => {});

const progress = new ProgressView();

/** Tell people who listen instead of looking. @param {string} text */
function announce(text) {
  byId('announcer').textContent = text;
}

/** @param {string} code '' takes the problem away */
function showProblem(code) {
  const problem = byId('problem');
  problem.hidden = !code;
  problem.textContent = code ? t(`problem.${code}`) : '';
  problem.dataset['code'] = code;
}

/** @param {unknown} error */
const codeOf = (error) => {
  const code = /** @type {any} */ (error)?.code;
  return typeof code === 'string' && code ? code : 'unexpected';
};

/** @param {State} next */
function enter(next) {
  state = next;
  document.documentElement.dataset['state'] = next;
  const steps = { arrive: 0, surveying: 1, review: 1, working: 2, result: 3 };
  for (const [at, step] of [...byId('steps').children].entries()) {
    step.classList.toggle('past', at < steps[next]);
    if (at === steps[next]) step.setAttribute('aria-current', 'step');
    else step.removeAttribute('aria-current');
  }
  const busy = next === 'surveying' || next === 'working';
  byId('work').hidden = !busy;
  byId('drop-zone').classList.toggle('compact', next !== 'arrive');
  byId('drop-zone').hidden = next === 'working';
  if (busy) progress.start(next);
  else progress.stop();
}

function render() {
  const place = byId('survey-place');
  const showing = state === 'review' && survey;
  place.replaceChildren(...(showing ? [surveyView(showing, { onStart: deidentify, onClear: clear })] : []));
  byId('result-place').replaceChildren(
    ...(result && finished ? [resultView(result, finished, { urls, onAgain: clear })] : []),
  );
}

/** Write the whole page in the chosen language. */
function write() {
  document.title = t('page.title');
  translate(document);
  /** @type {HTMLSelectElement} */ (byId('language')).value = currentLanguage();
  const problem = byId('problem').dataset['code'];
  if (problem) showProblem(problem);
  byId('engine').textContent = engine ? t('engine.ready') : t('engine.booting');
  byId('versions').textContent = engine
    ? t('versions', { anami: engine.versions['anami'] ?? '', pydicom: engine.versions['pydicom'] ?? '', edition: engine.edition })
    : '';
  progress.draw();
  render();
}

/** Forget the result and the file behind it. */
function dropResult() {
  for (const url of urls) URL.revokeObjectURL(url);
  urls = [];
  if (result) archive?.remove().catch(() => {});
  result = null;
  finished = null;
}

/** Back to the beginning: nothing of the set is kept. */
function clear() {
  round += 1;
  additions = 0;
  adding = Promise.resolve();
  dropResult();
  survey = null;
  showProblem('');
  enter('arrive');
  render();
  byId('main').focus();
}

/** @param {AsyncIterable<Found>} found */
function add(found) {
  if (state === 'working') {
    announce(t('busy'));
    showProblem('busy');
    return;
  }
  showProblem('');
  const mine = round;
  if (state === 'result') survey = null;
  additions += 1;
  if (state !== 'surveying') {
    anami.timings.survey = 0;
    enter('surveying');
    render();
    announce(t('survey.started'));
  }
  adding = adding.then(() => (mine === round ? look(found, mine) : undefined)).catch(() => {});
}

/**
 * @param {AsyncIterable<Found>} found
 * @param {number} mine
 */
async function look(found, mine) {
  try {
    const started = await engineReady;
    if (mine !== round) return;
    const current = (survey ??= new Survey(started));
    progress.watch(() => ({ done: current.done, total: current.inputs.length, share: null, bytes: null }));
    const begun = performance.now();
    const before = current.inputs.length;
    await current.add(found);
    if (mine !== round) return;
    anami.timings.survey += performance.now() - begun;
    if (current.inputs.length === before) showProblem('nothing-found');
  } catch (error) {
    if (mine !== round) return;
    if (codeOf(error) !== 'cancelled') showProblem(codeOf(error));
    survey = null;
  } finally {
    if (mine === round) {
      additions -= 1;
      if (!additions) looked();
    }
  }
}

function looked() {
  if (!survey?.inputs.length) {
    survey = null;
    enter(result ? 'result' : 'arrive');
  } else {
    enter('review');
    announce(t('survey.finished', { count: survey.inputs.length }));
  }
  render();
}

async function deidentify() {
  if (state !== 'review' || !survey || !pool || !archive || !engine) return;
  const mine = round;
  const current = survey;
  dropResult();
  showProblem('');
  enter('working');
  render();
  byId('cancel').focus();
  announce(t('working.started'));
  const run = new Run(current, engine.presets['basic'] ?? {}, pool, archive);
  progress.watch(() => {
    const { files, bytes, share } = run.progress();
    return { done: files, total: current.inputs.length, share, bytes };
  });
  try {
    const outcome = await run.carryOut();
    if (mine !== round) return;
    Object.assign(anami.timings, outcome.timings);
    result = outcome;
    finished = current;
    survey = null;
    enter('result');
    render();
    byId('result-title').focus();
  } catch (error) {
    if (mine !== round) return;
    showProblem(codeOf(error));
    if (error instanceof RequestError && error.code === 'engine-failed') pool.cancel();
    enter('review');
    render();
  }
}

/** End all work at once and start clean workers. What was looked through stays. */
async function cancel() {
  if (state !== 'surveying' && state !== 'working') return;
  const back = state === 'working' ? 'review' : 'arrive';
  round += 1;
  additions = 0;
  adding = Promise.resolve();
  if (back === 'arrive') survey = null;
  pool?.cancel();
  const cleaned = archive?.cancel();
  enter(back);
  render();
  announce(t('cancelled'));
  byId('main').focus();
  await cleaned?.catch(() => {});
}

function listen() {
  for (const id of ['files', 'folder']) {
    const input = /** @type {HTMLInputElement} */ (byId(id));
    input.addEventListener('change', () => {
      add(fromPicker([...(input.files ?? [])]));
      // The same choice can be made again.
      input.value = '';
    });
  }
  byId('cancel').addEventListener('click', cancel);
  const zone = byId('drop-zone');
  document.addEventListener('dragover', (event) => {
    event.preventDefault();
    zone.classList.add('over');
  });
  document.addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) zone.classList.remove('over');
  });
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    zone.classList.remove('over');
    if (event.dataTransfer) add(fromDrop(event.dataTransfer));
  });
  const language = /** @type {HTMLSelectElement} */ (byId('language'));
  language.append(...Object.entries(LANGUAGES).map(([tag, name]) => h('option', { value: tag, lang: tag }, name)));
  language.addEventListener('change', () => {
    setLanguage(language.value);
    const address = new URL(location.href);
    address.searchParams.set('lang', language.value);
    history.replaceState(null, '', address);
    write();
  });
  globalThis.addEventListener('beforeunload', (event) => {
    if (state === 'working') event.preventDefault();
  });
  globalThis.addEventListener('pagehide', (event) => {
    if (!event.persisted) archive?.remove().catch(() => {});
  });
}

async function boot() {
  listen();
  setLanguage(preferredLanguage());
  enter('arrive');
  const words = loadLocales().then(write);
  const assets = await loadAssets();
  archive = new ArchiveClient(assets);
  const started = new Pool(assets);
  const [booted] = await Promise.all([started.start(), archive.start(), words]);
  pool = started;
  engine = /** @type {any} */ (booted);
  anami.version = booted.versions['anami'] ?? '';
  anami.timings.boot = performance.now();
  write();
  enginePresent(started);
  document.documentElement.dataset['ready'] = 'true';
}

boot().catch((error) => {
  engineAbsent(error instanceof RequestError ? error : new RequestError(codeOf(error)));
  byId('engine').textContent = '';
  showProblem(codeOf(error) === 'unexpected' ? 'engine-failed' : codeOf(error));
});
