/**
 * A project: passphrase and name, code list, prefix, crosswalk. All of it is kept in memory only
 * and forgotten with the page.
 */

import { h } from './dom.js';
import { number, t } from './i18n.js';
import { canSeal } from './seal.js';
import { lockedMark, neededMark, setMark } from './view-site.js';

/** A file's bytes as text of one character a byte, which is how they travel. @param {File} file */
async function bytesOf(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (let start = 0; start < bytes.length; start += 8192) text += String.fromCharCode(...bytes.subarray(start, start + 8192));
  return text;
}

/**
 * A labelled text field. A secret one is hidden as passwords are, but is no password field: browsers
 * offer to store what is typed into those.
 * @param {{id: string, label: string, secret?: boolean, hint?: string, value?: string, fixed?: boolean, onchange: (value: string) => void}} options
 */
export function field({ id, label, secret = false, hint, value = '', fixed = false, onchange }) {
  const input = /** @type {HTMLInputElement} */ (
    h('input', { id, type: 'text', class: secret ? 'secret' : null, value, dir: 'auto', autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', 'data-testid': id, disabled: fixed, 'aria-describedby': hint ? `${id}-hint` : null, onchange: () => onchange(input.value) })
  );
  return h('div', { class: 'field' }, h('label', { for: id }, label), input, hint && h('p', { class: 'quiet', id: `${id}-hint` }, hint));
}

/** @param {import('./view-choose.js').Tools & {onCodes?: () => void}} tools */
export function projectView({ settings, ask, announce, onCodes = () => {} }) {
  const { project, crosswalk } = settings;
  const listed = h('p', { class: 'status-line' });
  const problem = h('p', { class: 'field-problem', role: 'alert' });
  const prefixProblem = h('p', { class: 'field-problem', role: 'alert' });
  const forget = h('button', { type: 'button', class: 'button small quiet', onclick: () => takeList(null) }, t('codes.forget'));
  const given = h('span', { class: 'count' });

  /** @param {{content: string, prefix: string} | null} codes @param {number} persons */
  function takeList(codes, persons = 0) {
    settings.declined = '';
    problem.textContent = '';
    settings.wrong.delete('code-list');
    settings.codes = codes;
    settings.persons = persons;
    settings.changed();
    onCodes();
  }

  /** @param {File | undefined} file */
  async function read(file) {
    if (!file) return;
    problem.textContent = '';
    await understand(await bytesOf(file));
  }

  /** Take a list with the prefix that stands now: codes that it leaves open begin with that. @param {string} content */
  async function understand(content) {
    const codes = { content, prefix: settings.document.replacement?.patient_id_prefix ?? '' };
    const { persons, code, where } = await ask('read_codes', { codes });
    if (code) {
      // Without the list that was given, people would get other codes: the work waits.
      settings.declined = content;
      settings.wrong.set('code-list', () => unfold(picker));
      update();
      problem.textContent = `${t(`problem.${code}`)} ${where.replace(/^line (\d+)$/, (/** @type {string} */ _, /** @type {string} */ line) => t('codes.line', { line: Number(line) }))}`;
      return;
    }
    takeList(codes, persons);
    announce(t('codes.read', { count: persons }));
  }

  const picker = /** @type {HTMLInputElement} */ (
    h('input', { type: 'file', id: 'code-list', class: 'hidden-input', accept: '.csv,text/csv', 'data-testid': 'code-list', onchange: () => settings.wait(read(picker.files?.[0]).finally(() => (picker.value = ''))) })
  );

  // What stood in a field that is drawn anew holds nothing up.
  settings.wrong.delete('id-prefix');
  /** @param {HTMLElement | null} input shown and given the keyboard, though its part may be folded */
  const unfold = (input) => {
    element.open = true;
    input?.focus();
  };

  let turn = 0;
  /** @param {string} value */
  async function setPrefix(value) {
    const mine = ++turn;
    const { code } = await ask('describe_protocol', { protocol: { ...settings.document, replacement: { ...settings.document.replacement, ...(value && { patient_id_prefix: value }) } } });
    if (mine !== turn) return;
    prefixProblem.textContent = code ? t('prefix.wrong') : '';
    if (code) settings.wrong.set('id-prefix', () => unfold(document.getElementById('id-prefix')));
    else settings.wrong.delete('id-prefix');
    if (code) return;
    settings.setReplacement('patient_id_prefix', value);
    const content = settings.declined || settings.codes?.content;
    if (content && (settings.declined || settings.codes?.prefix !== value)) await understand(content);
  }

  const wanted = /** @type {HTMLInputElement} */ (
    h('input', { type: 'checkbox', role: 'switch', id: 'crosswalk', 'data-testid': 'crosswalk', checked: crosswalk.wanted, onchange: () => { crosswalk.wanted = wanted.checked; settings.changed(); } })
  );
  const sealed = /** @type {HTMLInputElement} */ (
    h('input', { type: 'checkbox', role: 'switch', id: 'crosswalk-sealed', 'data-testid': 'crosswalk-sealed', checked: crosswalk.sealed && canSeal(), disabled: !canSeal(), onchange: () => { crosswalk.sealed = sealed.checked; settings.changed(); } })
  );
  crosswalk.sealed &&= canSeal();
  const sealPassphrase = field({ id: 'crosswalk-passphrase', secret: true, label: t('crosswalk.passphrase'), value: crosswalk.passphrase, onchange: (value) => { crosswalk.passphrase = value; settings.changed(); } });
  const sealing = h('div', { class: 'inner' }, h('p', { class: 'notice caution' }, t('crosswalk.warning')), h('div', { class: 'option' }, sealed, h('div', {}, h('label', { for: 'crosswalk-sealed' }, t('crosswalk.sealed')), h('p', { class: 'risk' }, t(canSeal() ? 'crosswalk.sealed.meaning' : 'crosswalk.sealed.absent')))), sealPassphrase);
  const half = h('p', { class: 'field-problem' });

  const element = /** @type {HTMLDetailsElement} */ (h(
    'details',
    { class: 'part fold', 'data-testid': 'project' },
    h('summary', {}, h('span', { class: 'what' }, t('project.title')), given),
    h('p', { class: 'quiet' }, t('project.hint')),
    neededMark(settings, 'project'),
    h(
      'div',
      { class: 'fields' },
      field({ id: 'project-name', label: t('project.name'), value: project.name, fixed: settings.projectIsSet, onchange: (value) => { project.name = value.trim(); settings.changed(); } }),
      field({ id: 'project-passphrase', secret: true, label: t('project.passphrase'), hint: t('project.passphrase.hint'), value: project.passphrase, onchange: (value) => { project.passphrase = value; settings.changed(); } }),
    ),
    half,
    settings.projectIsSet && setMark(settings, 'project-name-set'),
    h('div', { class: 'fields' }, field({ id: 'id-prefix', label: t('prefix.label'), hint: t('prefix.hint'), value: settings.document.replacement?.patient_id_prefix ?? '', fixed: settings.isLocked('patient_id_prefix'), onchange: (value) => settings.wait(setPrefix(value.trim())) })),
    prefixProblem,
    lockedMark(settings, 'patient_id_prefix'),
    h('h4', {}, t('codes.title')),
    neededMark(settings, 'code_list'),
    h('p', { class: 'quiet' }, t('codes.hint')),
    h('div', { class: 'pickers' }, picker, h('label', { class: 'button small', for: 'code-list' }, t('codes.choose')), forget),
    listed,
    problem,
    h('h4', {}, t('crosswalk.title')),
    h('div', { class: 'option' }, wanted, h('div', {}, h('label', { for: 'crosswalk' }, t('crosswalk.wanted')), h('p', { class: 'risk' }, t('crosswalk.meaning')))),
    sealing,
  ));

  function update() {
    listed.textContent = settings.codes ? t('codes.read', { count: settings.persons }) : '';
    forget.hidden = !settings.codes && !settings.wrong.has('code-list');
    sealing.hidden = !crosswalk.wanted;
    sealPassphrase.hidden = !crosswalk.sealed;
    half.textContent = Boolean(project.name) === Boolean(project.passphrase) ? '' : t('project.half');
    const parts = [project.name && project.passphrase, settings.codes, crosswalk.wanted].filter(Boolean).length;
    given.textContent = parts ? number(parts) : '';
  }
  update();
  // Told anew, in the language that is chosen now.
  if (settings.declined) settings.wait(understand(settings.declined));
  return { element, update };
}
