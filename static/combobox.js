/**
 * A text field that offers completions from a long list, by the ARIA combobox pattern: arrows move,
 * Enter takes, Escape closes. What it offers is the caller's; what may be typed is not limited.
 *
 * @template T
 * @typedef {object} Completion
 * @property {string} value what is written into the field
 * @property {T} item
 * @property {(Node | string)[]} shown
 */

import { h } from './dom.js';

/**
 * @template T
 * @param {object} options
 * @param {string} options.id
 * @param {string} options.label
 * @param {string} options.testId
 * @param {(text: string) => Completion<T>[]} options.offer best first, a handful
 * @param {(item: T | null) => void} options.onPick null when what stands there is none of them
 */
export function combobox({ id, label, testId, offer, onPick }) {
  /** @type {Completion<T>[]} */
  let offered = [];
  let active = -1;
  const input = /** @type {HTMLInputElement} */ (
    h('input', {
      id,
      type: 'text',
      role: 'combobox',
      autocomplete: 'off',
      autocapitalize: 'off',
      spellcheck: 'false',
      dir: 'ltr',
      'aria-autocomplete': 'list',
      'aria-expanded': 'false',
      'aria-controls': `${id}-list`,
      'data-testid': testId,
    })
  );
  const list = h('ul', { id: `${id}-list`, role: 'listbox', class: 'completions', 'aria-label': label, hidden: true });

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  };
  /** @param {number} at */
  const take = (at) => {
    const completion = offered[at];
    if (!completion) return;
    input.value = completion.value;
    close();
    onPick(completion.item);
  };
  /** @param {number} at */
  const move = (at) => {
    active = offered.length ? (at + offered.length) % offered.length : -1;
    for (const [index, row] of [...list.children].entries()) row.setAttribute('aria-selected', String(index === active));
    if (active < 0) return;
    input.setAttribute('aria-activedescendant', `${id}-${active}`);
    list.children[active]?.scrollIntoView({ block: 'nearest' });
  };
  const open = () => {
    offered = offer(input.value.trim());
    list.replaceChildren(
      ...offered.map(({ shown }, at) =>
        h('li', { id: `${id}-${at}`, role: 'option', 'aria-selected': 'false', onmousedown: (/** @type {Event} */ event) => event.preventDefault(), onclick: () => take(at) }, ...shown),
      ),
    );
    active = -1;
    input.removeAttribute('aria-activedescendant');
    list.hidden = !offered.length;
    input.setAttribute('aria-expanded', String(!list.hidden));
  };
  const look = () => {
    const exact = offer(input.value.trim()).find(({ value }) => value === input.value.trim());
    onPick(exact ? exact.item : null);
    open();
  };
  /** There is more to offer than when the person began to type. */
  const refresh = () => {
    if (document.activeElement === input && input.value) look();
  };
  input.addEventListener('input', look);
  input.addEventListener('blur', close);
  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (list.hidden) open();
      move(event.key === 'ArrowDown' ? active + 1 : active < 0 ? -1 : active - 1);
    } else if (event.key === 'Enter' && !list.hidden && active >= 0) {
      event.preventDefault();
      take(active);
    } else if (event.key === 'Escape' && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  return { input, refresh, element: h('div', { class: 'field combobox' }, h('label', { for: id }, label), input, list) };
}
