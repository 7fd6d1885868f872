/** The page's workers: how each is started, and how each is ended. */

import { scriptUrl } from './trusted.js';

/**
 * @param {string} url blob: URL of the program, a module
 * @param {string} name
 * @param {(data: any) => void} onMessage
 * @param {() => void} onLost it failed, or a message from it could not be read
 */
export function startWorker(url, name, onMessage, onLost) {
  const worker = new Worker(scriptUrl(url), { type: 'module', name });
  worker.onmessage = ({ data }) => onMessage(data);
  worker.onerror = (event) => {
    event.preventDefault();
    onLost();
  };
  worker.onmessageerror = onLost;
  return worker;
}

/**
 * End a worker at once. What it still says, or is still said of it, is not taken for the next one's.
 * @param {Worker} worker
 */
export function endWorker(worker) {
  worker.onmessage = null;
  worker.onerror = null;
  worker.onmessageerror = null;
  worker.terminate();
}
