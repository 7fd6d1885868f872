/**
 * A dialog over the page: native, modal, with a heading and one way out. What had the focus before
 * gets it back (the browser's own doing), and nothing of the dialog stays in the page.
 */

import { h } from './dom.js';
import { t } from './i18n.js';

let count = 0;

/**
 * @param {object} options
 * @param {string} options.className
 * @param {string} options.testId
 * @param {string} options.title may hold a value of a file
 * @param {(Node | null | false)[]} options.inside
 */
export function dialog({ className, testId, title, inside }) {
  count += 1;
  const id = `dialog-title-${count}`;
  const element = /** @type {HTMLDialogElement} */ (
    h(
      'dialog',
      { class: `over ${className}`, 'data-testid': testId, 'aria-labelledby': id },
      h(
        'div',
        { class: 'over-heading' },
        h('h2', { id }, h('bdi', {}, title)),
        h('button', { type: 'button', class: 'button', 'data-testid': `${testId}-close`, onclick: () => element.close() }, t('close')),
      ),
      ...inside,
    )
  );
  return {
    element,
    /**
     * Show it, and resolve when it is closed.
     * @param {HTMLElement} [focus] what gets the focus
     * @returns {Promise<void>}
     */
    open(focus) {
      document.body.append(element);
      document.documentElement.classList.add('has-dialog');
      element.showModal();
      focus?.focus();
      return new Promise((resolve) => {
        element.addEventListener('close', () => {
          document.documentElement.classList.remove('has-dialog');
          element.remove();
          resolve();
        });
      });
    },
  };
}
