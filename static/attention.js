/**
 * For somebody who has gone to another tab: the tab's title tells how far the work is, and a
 * notification that it is done, if they asked for one. Neither holds a name of anything.
 */

import { byId } from './dom.js';
import { number, t } from './i18n.js';

/** How far, 0 to 1; null when nothing is under way. @param {number | null} share @param {boolean} [paused] */
export function showInTitle(share, paused = false) {
  const name = t('page.title');
  if (share === null) document.title = name;
  else document.title = t(paused ? 'title.paused' : 'title.working', { percent: number(share, { style: 'percent' }), name });
}

/** Say in the title that the work is done, until the person looks. */
export function showDone() {
  document.title = document.hidden ? t('title.done', { name: t('page.title') }) : t('page.title');
}

/** Offer a notification, where the browser has them and hasn't been told no. */
export function offerNotification() {
  const button = byId('notify');
  const can = 'Notification' in globalThis && globalThis.isSecureContext && Notification.permission === 'default';
  button.hidden = !can;
}

export function listenForAttention() {
  byId('notify').addEventListener('click', async () => {
    await Notification.requestPermission();
    offerNotification();
  });
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && document.documentElement.dataset['state'] === 'result') document.title = t('page.title');
  });
}

/** @param {string} body */
export function notify(body) {
  if (!document.hidden || !('Notification' in globalThis) || Notification.permission !== 'granted') return;
  // The tab's own icon, which is there: a file would be asked for.
  const icon = /** @type {HTMLLinkElement} */ (document.querySelector('link[rel="icon"]')).href;
  try {
    new Notification(t('title.done', { name: 'Anami' }), { body, icon });
  } catch {
    // Some browsers only let service workers notify; the title tells as well.
  }
}
