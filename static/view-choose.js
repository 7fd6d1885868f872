/**
 * How the files are to be de-identified: who asks, a preset, options, own rules, project, and the
 * documents that hold all of it. Each part keeps itself in step with the settings.
 *
 * @typedef {import('./settings.js').Settings} Settings
 * @typedef {import('./settings.js').Audience} Audience
 * @typedef {import('./messages.js').BootResult} BootResult
 * @typedef {(type: string, fields: object) => Promise<any>} Ask
 * @typedef {{element: HTMLElement, update: () => void}} View
 * @typedef {{engine: BootResult, settings: Settings, ask: Ask, announce: (text: string) => void}} Tools
 */

import { h } from './dom.js';
import { t } from './i18n.js';
import { icon } from './icons.js';
import { AUDIENCES } from './settings.js';
import { documentsView } from './view-documents.js';
import { optionsView } from './view-options.js';
import { previewView } from './view-preview.js';
import { projectView } from './view-project.js';
import { rulesView } from './view-rules.js';
import { setMark } from './view-site.js';

/**
 * Who asks, and whether this is the right thing for them.
 * @param {{settings: Settings, announce: (text: string) => void}} tools
 * @returns {View}
 */
export function audienceView({ settings, announce }) {
  const advice = h('div', { class: 'advice' });
  const radios = /** @type {Audience[]} */ (Object.keys(AUDIENCES)).map((audience) => {
    const input = /** @type {HTMLInputElement} */ (
      h('input', {
        type: 'radio',
        name: 'audience',
        id: `audience-${audience}`,
        'data-testid': `audience-${audience}`,
        value: audience,
        onchange: () => {
          settings.useAudience(audience);
          announce(`${t(`audience.${audience}.verdict`)} ${t(`audience.${audience}.advice`)}`);
        },
      })
    );
    return { audience, input, element: h('div', { class: 'person' }, input, h('label', { for: input.id }, icon(audience), h('span', {}, t(`audience.${audience}`)))) };
  });
  const element = h(
    'fieldset',
    { class: 'part audiences' },
    h('legend', {}, t('audience.title')),
    h('div', { class: 'people' }, ...radios.map((radio) => radio.element)),
    advice,
  );
  function update() {
    for (const { audience, input } of radios) input.checked = audience === settings.audience;
    const { audience } = settings;
    const words = audience
      ? [
          h('p', {}, h('strong', {}, t(`audience.${audience}.verdict`))),
          h('p', {}, t(`audience.${audience}.advice`)),
          !settings.started && h('p', { class: 'quiet' }, t('audience.preset', { preset: t(`protocol.preset.${AUDIENCES[audience]}`) })),
        ]
      : [];
    const shown = `${audience} ${settings.started}`;
    if (advice.dataset['for'] === shown) return;
    advice.dataset['for'] = shown;
    advice.className = audience ? `advice notice${audience === 'clinician' ? ' caution' : ''}` : 'advice';
    advice.replaceChildren(...words.filter((one) => one instanceof Node));
  }
  update();
  return { element, update };
}

/** @param {Tools} tools @returns {View} */
function presetsView({ engine, settings }) {
  const { presets: allowed } = settings.terms;
  const cards = Object.keys(engine.presets).map((name) => {
    const input = /** @type {HTMLInputElement} */ (
      h('input', {
        type: 'radio',
        name: 'preset',
        id: `preset-${name}`,
        value: name,
        'data-testid': `preset-${name}`,
        'aria-describedby': `preset-${name}-purpose`,
        disabled: !allowed.includes(name),
        onchange: () => {
          settings.audience = '';
          settings.usePreset(name);
        },
      })
    );
    const element = h(
      'div',
      { class: 'preset' },
      input,
      h('div', {}, h('label', { for: input.id }, t(`protocol.preset.${name}`)), h('p', { class: 'quiet', id: `preset-${name}-purpose` }, t(`protocol.preset.${name}.purpose`))),
    );
    return { name, input, element };
  });
  const changed = h('p', { class: 'quiet' });
  const element = h(
    'fieldset',
    { class: 'part' },
    h('legend', {}, t('preset.title')),
    Object.keys(engine.presets).some((name) => !allowed.includes(name)) && setMark(settings),
    h('div', { class: 'presets' }, ...cards.map((card) => card.element)),
    changed,
  );
  function update() {
    const current = settings.preset;
    for (const { name, input } of cards) input.checked = name === current;
    changed.textContent = current || settings.isStart ? '' : t('preset.changed');
  }
  update();
  return { element, update };
}

/**
 * @param {Tools & {samples: () => Promise<import('./view-preview.js').Samples | null>, onCodes: () => void, onNames: (names: Record<number, any>) => void}} tools
 * @returns {View & {refresh: () => void, stop: () => void}}
 */
export function chooseView(tools) {
  const preview = previewView(tools);
  const views = [
    presetsView(tools),
    optionsView(tools.engine, tools.settings, tools.announce),
    rulesView(tools),
    projectView(tools),
    documentsView(tools),
    preview,
  ];
  const [presets, options, rules, project, documents] = /** @type {View[]} */ (views);
  const element = h(
    'section',
    { class: 'card choose', id: 'choose', tabindex: -1, 'aria-labelledby': 'choose-title' },
    h('h2', { id: 'choose-title' }, t('choose.title')),
    h('div', { id: 'audience-in-choose' }),
    ...[presets, options].map((view) => view?.element),
    h('div', { class: 'more' }, ...[rules, project, documents].map((view) => view?.element)),
    preview.element,
  );
  const update = () => {
    for (const view of views) view.update();
  };
  return { element, update, refresh: preview.refresh, stop: preview.stop };
}
