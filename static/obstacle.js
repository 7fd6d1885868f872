/** What keeps the work from starting: a value that can't be taken, or half of what belongs together. */

import { byId } from './dom.js';

/** @param {string} id of a field, which may be folded away */
function goTo(id) {
  const field = byId(id);
  field.closest('details')?.setAttribute('open', '');
  field.focus();
}

/**
 * The field of the first thing that the site wants and that isn't there; '' if all is.
 * @param {import('./settings.js').Settings} settings
 * @param {Iterable<import('./messages.js').SurveyRecord>} records what is to be de-identified
 */
function missing(settings, records) {
  const { required, project, codes, document } = settings;
  const all = [...records];
  for (const what of required) {
    if (what === 'project') {
      if (!project.name) return 'project-name';
      if (!project.passphrase) return 'project-passphrase';
    } else if (what === 'code_list') {
      if (!codes) return 'code-list';
    } else if (!document.edits?.[what] && !(all.length && all.every((record) => settings.editsOf(record)[what]))) {
      return `edit-all-${what.replace('_', '-')}`;
    }
  }
  return '';
}

/**
 * The first obstacle as a code, '' if there is none; the field at fault gets the focus.
 * @param {import('./settings.js').Settings} settings
 * @param {Iterable<import('./messages.js').SurveyRecord>} records what is to be de-identified
 */
export function obstacle(settings, records) {
  const { wrong, project, crosswalk } = settings;
  const [field] = wrong.values();
  if (field) {
    field();
    return 'wrong-field';
  }
  const wanted = missing(settings, records);
  if (wanted) {
    goTo(wanted);
    return 'site-requires';
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
