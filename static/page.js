/**
 * The page: which region shows in which state, and what each action of the person starts.
 *
 * States, in the order of the job: arrive → surveying → review → working → result. The words are in
 * locales/, the regions' contents in view-*.js, what was chosen in settings.js, the work in
 * survey.js and run.js.
 *
 * @typedef {import('./screen.js').State} State
 * @typedef {import('./inputs.js').Found} Found
 */

import { listenForAttention, notify, offerNotification, showDone } from './attention.js';
import { byId } from './dom.js';
import { listenForFiles } from './drop.js';
import { exampleFiles } from './example.js';
import { t, translate } from './i18n.js';
import { fromPicker } from './inputs.js';
import { askAgain } from './batches.js';
import { Keys } from './key.js';
import { obstacle } from './obstacle.js';
import { Keeper } from './offline.js';
import { RequestError } from './pool.js';
import { ProgressView } from './progress.js';
import { Reports } from './reports.js';
import { Run } from './run.js';
import { samplesOf } from './samples.js';
import { announce, listenForLanguage, numberSteps, offerLanguages, rewriteProblem, showProblem, showReachable, showState, UpdateOffer } from './screen.js';
import { Settings } from './settings.js';
import { startUp } from './start-up.js';
import { Survey } from './survey.js';
import { TrustPanel } from './trust.js';
import { audienceView, chooseView } from './view-choose.js';
import { countsOf, resultView } from './view-result.js';
import { siteView } from './view-site.js';
import { surveyView } from './view-survey.js';

/** @type {State} */
let state = 'arrive';
/** @type {import('./pool.js').Pool | null} */
let pool = null;
/** @type {import('./archive.js').ArchiveClient | null} */
let archive = null;
/** @type {import('./messages.js').BootResult | null} */
let engine = null;
/** @type {import('./site.js').Site | null} */
let setUp = null;
/** Looked through to its end: additions go to another one that continues it. @type {Survey | null} */
let survey = null;
/** What was there when files began to be looked through, and whether they are another set. @type {{state: State, survey: Survey | null, fresh: boolean}} */
let before = { state: 'arrive', survey: null, fresh: false };
/** What the last run gave, with the survey that it came from. @type {{result: import('./run.js').RunResult, survey: Survey, reports: Reports, zipUrl: string, crosswalk: Settings['crosswalk'], saved: boolean} | null} */
let finished = null;
/** Only a page that may send to an archive has it. @type {import('./view-send.js').Sending | null} */
let sending = null;
/** Closed, the work waits. @type {import('./gate.js').Gate | null} */
let gate = null;
/** Grows with each cancel and new start: what an older one still says is not heard. */
let round = 0;
/** Additions wait for one another. @type {Promise<void>} */
let adding = Promise.resolve();
let additions = 0;
/** @type {ReturnType<typeof chooseView> | null} */
let choose = null;
/** @type {ReturnType<typeof audienceView> | null} */
let audience = null;
/** @type {ReturnType<typeof surveyView> | null} */
let review = null;

const anami = { version: '', timings: { boot: 0, survey: 0, deidentify: 0, archive: 0 } };
Object.assign(globalThis, { anami });

const settings = new Settings();
const keys = new Keys();
const progress = new ProgressView();
const trust = new TrustPanel();
const keeper = new Keeper();
const offer = new UpdateOffer(() => keeper.adopt());

/** @type {(pool: import('./pool.js').Pool) => void} */
let engineCame = () => {};
/** @type {(error: RequestError) => void} */
let engineFailed = () => {};
/** Resolves when the engine is there; the person may choose files before. @type {Promise<import('./pool.js').Pool>} */
const engineReady = new Promise((resolve, reject) => {
  engineCame = resolve;
  engineFailed = reject;
});
engineReady.catch(() => {});

/** @param {unknown} error */
const codeOf = (error) => {
  const code = /** @type {any} */ (error)?.code;
  return typeof code === 'string' && code ? code : 'unexpected';
};

/** Ask an engine worker. @param {string} type @param {object} fields */
const ask = async (type, fields) => (await askAgain(await engineReady, type, fields)).result;

/**
 * Ask for what goes on when other work is cancelled: sending, and reports of a result.
 * @param {string} type
 * @param {object} fields
 */
async function askSteadily(type, fields) {
  for (;;) {
    try {
      return await ask(type, fields);
    } catch (error) {
      if (codeOf(error) !== 'cancelled') throw error;
    }
  }
}

const NO_CODES = Object.freeze({});
/** The code list for what is done now. */
const currentCodes = () => settings.codes ?? NO_CODES;

/** Whether another code list than the chosen one says who is who. */
const isStale = () => survey !== null && survey.codes !== currentCodes();

/** The key for what is done now. */
const currentKey = () => keys.current(settings.project);

/** @param {State} next */
function enter(next) {
  state = next;
  showState(next);
  showReachable({ arrive: next !== 'working', review: next !== 'working' && Boolean(survey || finished), choose: next !== 'working' && Boolean(survey || finished), result: next !== 'working' && Boolean(finished) });
  if (next === 'surveying' || next === 'working') {
    progress.start(next);
    offerNotification();
    showPause();
  } else {
    progress.stop();
    gate = null;
  }
}

/** Put the regions of this state on the page. */
function render() {
  const reviewing = state === 'review' && survey;
  if (!reviewing) review = null;
  const showing = state === 'result' && finished;
  byId('survey-place').replaceChildren();
  byId('choose-place').hidden = !reviewing;
  byId('guide').hidden = state === 'working';
  if (reviewing) {
    settings.forgetFields('edit-');
    review = surveyView({ survey: reviewing, settings, key: currentKey, ask, onClear: clear });
    byId('survey-place').append(review.element);
    const count = reviewing.records.size;
    const label = () => { byId('start-label').textContent = count ? sending?.startLabel(count) || t('deidentify', { count }) : t('deidentify.none'); };
    byId('send-then-place').replaceChildren(...(sending && count ? [sending.thenView(label)] : []));
    label();
    choose?.refresh();
  }
  const home = state === 'arrive' || !choose ? byId('audience-place') : choose.element.querySelector('#audience-in-choose');
  if (audience) home?.replaceChildren(audience.element);
  byId('audience-place').hidden = state !== 'arrive';
  byId('result-place').replaceChildren(
    ...(showing
      ? [resultView(showing.result, showing.survey, { ...showing, send: sending?.view() ?? null, onSaved: () => { showing.saved = true; }, onGone: () => { showing.saved = false; showProblem('result-gone'); }, onProblem: (error) => showProblem(codeOf(error)), onBack: () => goTo('choose'), onAgain: clear })]
      : []),
  );
}

/** Write the whole page in the chosen language. */
function write() {
  document.title = t('page.title');
  translate(document);
  offerLanguages();
  numberSteps();
  rewriteProblem();
  offer.write();
  byId('engine').textContent = engine ? t('engine.ready') : t('engine.booting');
  byId('versions').textContent = engine
    ? t('versions', { anami: engine.versions['anami'] ?? '', pydicom: engine.versions['pydicom'] ?? '', edition: engine.edition })
    : '';
  byId('site-place').replaceChildren(siteView(setUp) ?? '');
  audience = audienceView({ settings, announce });
  if (engine) {
    choose = chooseView({ engine, settings, ask, announce, samples, onCodes: lookAgain, onNames: (names) => review?.learn(names) });
    byId('choose-place').replaceChildren(choose.element);
  }
  trust.draw();
  progress.draw();
  if (gate) showPause();
  render();
}

/** Forgets what was drawn. */
let forgetLooks = () => {};

/** Whether a part of the work takes unusually long. */
const isSlow = () => Boolean(pool?.slow || archive?.slow);

/** What a preview tries. */
async function samples() {
  return survey && state === 'review' ? samplesOf(survey, settings, await currentKey(), ask) : null;
}

/** Forget the result and the file behind it. */
function dropResult() {
  if (!finished) return;
  finished.reports.forget();
  sending?.forget();
  if (finished.zipUrl) URL.revokeObjectURL(finished.zipUrl);
  archive?.remove().catch(() => {});
  finished = null;
}

/** Add the example study, as if its files had been chosen. */
async function example() {
  try {
    add(fromPicker(await exampleFiles(await engineReady)));
  } catch (error) {
    showProblem(codeOf(error));
  }
}

/** Whether files are on their way to an archive: whoever would end that is told, and decides. */
function isSending() {
  if (!sending?.busy) return false;
  announce(t('problem.sending'));
  showProblem('sending');
  return true;
}

/** What belongs to one set of files goes with it. */
function forgetSet() {
  keys.forget();
  settings.forgetFiles();
  pool?.forget();
  forgetLooks();
}

/** Back to the beginning: nothing of the set is kept, but the way it was to be done is. */
function clear() {
  if (isSending()) return;
  round += 1;
  additions = 0;
  adding = Promise.resolve();
  dropResult();
  survey = null;
  forgetSet();
  showProblem('');
  enter('arrive');
  render();
  byId('main').focus();
}

/** @param {AsyncIterable<Found> | Iterable<Found> | null} found null to look again at what there is */
function add(found) {
  if (state === 'working') {
    announce(t('busy'));
    showProblem('busy');
    return;
  }
  showProblem('');
  const mine = round;
  additions += 1;
  if (state !== 'surveying') {
    // The set of the result is done: what is given now is another one.
    before = { state, survey, fresh: state === 'result' && survey === finished?.survey };
    if (before.fresh) survey = null;
    anami.timings.survey = 0;
    enter('surveying');
    render();
    // What was found comes beneath.
    if (found) byId('drop-zone').scrollIntoView({ block: 'nearest' });
    announce(t('survey.started'));
  }
  adding = adding.then(() => (mine === round ? look(found, mine) : undefined)).catch(() => {});
}

/** The code list changed, and with it who is who: look at the same files again. */
function lookAgain() {
  if (!survey || (state !== 'surveying' && !(state === 'review' && isStale()))) return;
  const at = /** @type {HTMLElement | null} */ (document.activeElement);
  add(null);
  // Who was there with the keyboard is there again.
  adding.then(() => {
    if (document.activeElement === document.body) at?.focus({ preventScroll: true });
  });
}

/**
 * @param {AsyncIterable<Found> | Iterable<Found> | null} found
 * @param {number} mine
 */
async function look(found, mine) {
  try {
    const started = await engineReady;
    if (mine !== round) return;
    const codes = currentCodes();
    const current = found && survey?.codes === codes ? survey.continued() : new Survey(started, codes);
    if (gate?.closed) current.gate.close();
    gate = current.gate;
    showPause();
    progress.watch(() => ({ done: current.done, total: current.inputs.length, share: null, bytes: null, stage: started.slow ? 'slow' : 'survey', paused: current.gate.closed }));
    const begun = performance.now();
    // With another code list all are looked at again.
    if (survey && !current.inputs.length) await current.add(survey.inputs);
    const count = current.inputs.length;
    if (found) await current.add(found);
    if (mine !== round) return;
    anami.timings.survey += performance.now() - begun;
    if (found && current.inputs.length === count) showProblem('nothing-found');
    if (current.inputs.length) survey = current;
  } catch (error) {
    if (mine !== round) return;
    if (codeOf(error) !== 'cancelled') showProblem(codeOf(error));
  } finally {
    if (mine === round) {
      additions -= 1;
      if (!additions) looked();
    }
  }
}

function looked() {
  if (survey) {
    if (before.fresh) forgetSet();
    enter('review');
    announce(t('survey.finished', { count: survey.inputs.length }));
  } else {
    survey = before.survey;
    enter(before.state);
  }
  render();
}

async function deidentify() {
  if (state !== 'review' || !survey || !pool || !archive || !engine) return;
  const mine = round;
  // Values typed last are still being read; the work begins with all of them.
  await settings.settled();
  const current = survey;
  if (mine !== round || state !== 'review' || !current) return;
  const inTheWay = obstacle(settings, current.records.values());
  showProblem(inTheWay);
  if (inTheWay || isSending()) return;
  if (isStale()) {
    lookAgain();
    return;
  }
  dropResult();
  choose?.stop();
  enter('working');
  render();
  byId('cancel').focus();
  announce(t('working.started'));
  try {
    const way = { protocol: structuredClone(settings.document), key: await currentKey(), codes: current.codes, editsOf: settings.snapshot() };
    if (mine !== round) return;
    const run = new Run(current, way, pool, archive);
    gate = run.gate;
    progress.watch(() => {
      const { files, bytes, share } = run.progress();
      return { done: files, total: current.inputs.length, share, bytes, stage: isSlow() ? 'slow' : run.stage, paused: run.gate.closed };
    });
    const result = await run.carryOut();
    if (mine !== round) return;
    // What was declined meanwhile can be added now.
    showProblem('');
    Object.assign(anami.timings, result.timings);
    finished = { result, survey: current, reports: new Reports(result, current, askSteadily), zipUrl: result.zip ? URL.createObjectURL(result.zip) : '', crosswalk: { ...settings.crosswalk }, saved: false };
    sending?.begin(result.zip, countsOf(result)['de-identified']);
    enter('result');
    render();
    showDone();
    notify(t('result.title', { count: countsOf(result)['de-identified'] }));
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
  const working = state === 'working';
  round += 1;
  additions = 0;
  adding = Promise.resolve();
  gate?.end();
  pool?.cancel();
  // An archive that is finished stays.
  const cleaned = working ? archive?.cancel() : null;
  if (!working) survey = before.survey;
  enter(working ? 'review' : before.state);
  render();
  announce(t('cancelled'));
  byId('main').focus();
  await cleaned?.catch(() => {});
}

function showPause() {
  byId('pause').textContent = t(gate?.closed ? 'resume' : 'pause');
  byId('pause').setAttribute('aria-pressed', String(gate?.closed ?? false));
}

function pause() {
  if (!gate) return;
  if (gate.closed) gate.open();
  else gate.close();
  announce(t(gate.closed ? 'paused' : 'resumed'));
  showPause();
  progress.draw();
}

/** Go to a step that was reached before. @param {string} step */
function goTo(step) {
  if ((step === 'review' || step === 'choose') && state === 'result' && finished) {
    survey ??= finished.survey;
    enter('review');
    render();
    if (isStale()) {
      lookAgain();
      return;
    }
  }
  if (step === 'result' && state === 'review' && finished) {
    enter('result');
    render();
  }
  const place = byId(/** @type {Record<string, string>} */ ({ arrive: 'drop-zone', review: 'survey', choose: 'choose', result: 'result-title' })[step] ?? 'main');
  place.scrollIntoView({ block: 'start' });
  place.focus({ preventScroll: true });
}

function listen() {
  listenForFiles(add);
  byId('cancel').addEventListener('click', cancel);
  byId('pause').addEventListener('click', pause);
  byId('deidentify').addEventListener('click', deidentify);
  byId('steps').addEventListener('click', (event) => {
    const { step } = /** @type {HTMLElement} */ (event.target).dataset;
    if (step) goTo(step);
  });
  byId('example').addEventListener('click', example);
  listenForLanguage(write);
  settings.addEventListener('change', () => {
    audience?.update();
    choose?.update();
    review?.update();
    showProblem('');
  });
  globalThis.addEventListener('beforeunload', (event) => {
    const typed = state === 'review' && settings.touched;
    if (state === 'working' || sending?.busy || typed || (finished?.zipUrl && !finished.saved)) event.preventDefault();
  });
  globalThis.addEventListener('pagehide', (event) => {
    if (!event.persisted) archive?.remove().catch(() => {});
  });
}

/** @param {readonly import('./site.js').Destination[]} destinations */
async function loadSending(destinations) {
  const { sendingTo } = await import('./view-send.js');
  return sendingTo({ destinations, ask: askSteadily, announce, onSent: () => { if (finished) finished.saved = true; } });
}

async function boot() {
  listen();
  listenForAttention();
  enter('arrive');
  const started = await startUp({ keeper, write, onSite: (site) => { setUp = site; }, onNewer: () => offer.show() });
  // Before the page is ready: nothing is fetched after.
  if (started.site.destinations.length) sending = await loadSending(started.site.destinations);
  ({ archive, pool, engine, forgetLooks } = started);
  anami.version = engine.versions['anami'] ?? '';
  anami.timings.boot = performance.now();
  settings.offer(engine, started.site);
  trust.ready(engine, started.manifest, started.site);
  write();
  engineCame(pool);
  document.documentElement.dataset['ready'] = 'true';
  if (await keeper.store()) trust.kept();
}

boot().catch(async (error) => {
  // Forgotten before the person is asked to reload: then reloading helps.
  if (codeOf(error) === 'asset-altered' || codeOf(error) === 'asset-missing') await keeper.forget().catch(() => {});
  engineFailed(error instanceof RequestError ? error : new RequestError(codeOf(error)));
  byId('engine').textContent = '';
  showProblem(codeOf(error) === 'unexpected' ? 'engine-failed' : codeOf(error));
});
