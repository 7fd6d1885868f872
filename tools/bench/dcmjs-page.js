/** Hands the chosen files to the worker, and keeps what it answers for the bench to read. */

const worker = new Worker('dcmjs-worker.js', { type: 'module' });
const place = document.getElementById('answer');

/** @param {{outputs: number, milliseconds: number, error: string}} answer */
function show(answer) {
  globalThis.answer = answer;
  place.dataset.done = 'true';
  place.replaceChildren(document.createElement('span'));
}

worker.onmessage = ({ data }) => show(data);
worker.onerror = () => show({ outputs: 0, milliseconds: 0, error: 'worker-lost' });
document.getElementById('files').addEventListener('change', ({ target }) => worker.postMessage([...target.files]));
