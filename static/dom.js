/** The one way in which this page makes elements: text stays text, whatever a file's name holds. */

/**
 * @param {string} tag
 * @param {Record<string, any>} [attributes] `on…` are listeners, `data` becomes data-*; false, null and
 *   undefined are left out
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElement}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'data') Object.assign(element.dataset, value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
  return element;
}

/**
 * The element with `id`, which index.html has.
 * @param {string} id
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`index.html has no #${id}`);
  return element;
}

/**
 * A list that shows its first rows and adds more when asked: ten thousand rows at once would stop
 * the page.
 * @template T
 * @param {object} options
 * @param {T[]} options.rows
 * @param {(row: T) => HTMLElement} options.render
 * @param {(left: number) => string} options.more words of the button
 * @param {string} options.className
 * @param {string} [options.label]
 * @param {number} [options.step]
 */
export function longList({ rows, render, more, className, label, step = 100 }) {
  const list = h('ul', { class: className, role: 'list', 'aria-label': label });
  const button = h('button', { type: 'button', class: 'button quiet' });
  let shown = 0;
  const add = () => {
    const next = rows.slice(shown, shown + step);
    const elements = next.map(render);
    list.append(...elements);
    const focusable = shown ? elements[0] : null;
    shown += next.length;
    button.hidden = shown >= rows.length;
    button.textContent = more(rows.length - shown);
    if (focusable) {
      focusable.tabIndex = -1;
      focusable.focus();
    }
  };
  button.addEventListener('click', add);
  add();
  return h('div', {}, list, button);
}
