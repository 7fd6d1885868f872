/** The ways in which files come to the page: chosen, or dropped anywhere on it. */

import { byId } from './dom.js';
import { fromDrop, fromPicker } from './inputs.js';

/** @param {(found: ReturnType<typeof fromDrop> | ReturnType<typeof fromPicker>) => void} add */
export function listenForFiles(add) {
  for (const id of ['files', 'folder']) {
    const input = /** @type {HTMLInputElement} */ (byId(id));
    input.addEventListener('change', () => {
      add(fromPicker([...(input.files ?? [])]));
      // The same choice can be made again.
      input.value = '';
    });
  }
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
}
