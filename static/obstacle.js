/** What keeps the work from starting: a value that can't be taken, or half of what belongs together. */

import { byId } from './dom.js';

/** @param {string} id of a field, which may be folded away */
function goTo(id) {
  const field = byId(id);
  field.closest('details')?.setAttribute('open', '');
  field.focus();
}

/**
 * The first obstacle as a code, '' if there is none; the field at fault gets the focus.
 * @param {import('./settings.js').Settings} settings
 */
export function obstacle({ wrong, project, crosswalk }) {
  const [field] = wrong.values();
  if (field) {
    field();
    return 'wrong-field';
  }
  if (Boolean(project.name) !== Boolean(project.passphrase)) {
    goTo(project.name ? 'project-passphrase' : 'project-name');
    return 'half-project';
  }
  if (crosswalk.wanted && crosswalk.sealed && !crosswalk.passphrase) {
    goTo('crosswalk-passphrase');
    return 'no-passphrase';
  }
  return '';
}
