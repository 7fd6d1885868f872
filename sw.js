/**
 * The service worker: hands out the program that the page has kept, so that the page opens without
 * a network. It keeps nothing, fetches nothing of its own accord and sees no file of a person.
 * static/offline.js fills the caches and says how they are named; docs/decisions/0022 has the why.
 *
 * @typedef {{cache: Cache, files: Record<string, {sha256: string, bytes: number}>}} Build
 */

const scope = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (globalThis));

/** Larger files the page compares itself, and the browser compiles them while they come. */
const LARGE = 256 * 1024;

/** The build that the visit under way is served from. @type {Promise<Build | null> | null} */
let current = null;

/** @param {ArrayBuffer} bytes */
async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The newest build that is whole: its manifest is put last, and its hash is in the cache's name. */
async function newest() {
  const prefix = `anami ${new URL(scope.registration.scope).pathname} `;
  const names = (await caches.keys()).filter((name) => name.startsWith(prefix));
  for (const name of names.reverse()) {
    const cache = await caches.open(name);
    const bytes = await (await cache.match('manifest.json'))?.arrayBuffer();
    if (bytes && name === prefix + (await sha256(bytes))) {
      return { cache, files: JSON.parse(new TextDecoder().decode(bytes)).files };
    }
  }
  return null;
}

/**
 * WebAssembly as the browser's own cache has it, if that is the file that is kept: with it lies the
 * machine code that the first visit made. Never asks the host. The page compares it in any case.
 * @param {string} url
 * @param {Response} found what is kept
 */
async function compiled(url, found) {
  const own = await fetch(url, { cache: 'only-if-cached', mode: 'same-origin' }).catch(() => null);
  const marks = ['etag', 'last-modified'].filter((name) => found.headers.has(name));
  const same = marks.length > 0 && marks.every((name) => own?.headers.get(name) === found.headers.get(name));
  return own?.ok && same ? own : found;
}

/**
 * What is kept under a path, if it is as the manifest says. If it is not, the build is given up:
 * this visit and the next ask the host.
 * @param {string} path relative to the scope
 */
async function fromKept(path) {
  const build = await (current ??= newest());
  const found = await build?.cache.match(path, { ignoreVary: true });
  const described = build?.files[path];
  if (!found || !described || described.bytes > LARGE) return found;
  if ((await sha256(await found.clone().arrayBuffer())) === described.sha256) return found;
  await build.cache.delete('manifest.json');
  current = null;
  return undefined;
}

/** @param {Request} request @param {string} path */
async function answer(request, path) {
  const found = await fromKept(path).catch(() => undefined);
  if (!found) return fetch(request);
  return path.endsWith('.wasm') ? compiled(request.url, found) : found;
}

scope.addEventListener('install', () => {
  // Only this script changes hands, never the program: builds are told apart by their caches.
  scope.skipWaiting();
});

scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || !url.href.startsWith(scope.registration.scope)) return;
  const path = url.href.slice(scope.registration.scope.length).replace(/[?#].*/, '') || 'index.html';
  if (request.mode === 'navigate') {
    // The one page of the site; its query holds the language. What else is opened, the host shows.
    if (path !== 'index.html') return;
    current = newest();
  } else if (url.search) {
    // So the page asks the host itscope.
    return;
  }
  event.respondWith(answer(request, path));
});
