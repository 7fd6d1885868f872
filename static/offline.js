/**
 * Keeps the program on this device, so that the page opens without a network, and notices on a
 * visit that the host has a new build. Only the program's own files are kept, each as the manifest
 * says; nothing of a person's files comes here. sw.js hands them out. See docs/decisions/0022.
 *
 * A build is a cache of its own, named after its manifest's SHA-256; the manifest is put last, so a
 * cache that has it is whole. Everything is asked for before the page is ready; what is not there
 * by then waits for another visit.
 *
 * @typedef {{files: Record<string, {sha256: string, bytes: number}>}} Manifest
 * @typedef {{response: Response, bytes: ArrayBuffer}} Fetched
 */

import { AssetError, programPaths, sha256, textOf } from './assets.js';
import { SERVICE_WORKER, scriptUrl } from './trusted.js';

const MANIFEST = 'manifest.json';
/** What the document and its modules ask for; the rest of a build is assets.js's. */
const SHELL = /^(index\.html|manifest\.webmanifest|site\.json|(static|vendor)\/.+)$/;

/** Other sites of the same origin have caches of their own. */
const PREFIX = `anami ${new URL('.', document.baseURI).pathname} `;

/** Plain http, and some private windows, offer nothing to keep a program with. */
const canKeep = () => Boolean(navigator.serviceWorker && globalThis.caches && globalThis.crypto?.subtle);

/** @param {string} name */
const isWhole = async (name) =>
  (await caches.has(name)) && Boolean(await (await caches.open(name)).match(MANIFEST));

/** Remove the builds that are kept. @param {string} [but] the name of one that stays */
async function forgetBuilds(but) {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== but);
  await Promise.all(names.map((name) => caches.delete(name)));
}

/** @param {string} name @param {Map<string, Fetched>} files the manifest last */
async function put(name, files) {
  const cache = await caches.open(name);
  for (const [path, { response, bytes }] of files) {
    await cache.put(path, new Response(bytes, response));
  }
}

/**
 * @param {string} path
 * @param {Manifest} manifest
 * @param {string} query '' or one that has sw.js leave the answer to the host
 * @param {RequestInit} options
 * @returns {Promise<Fetched>}
 */
async function fetched(path, manifest, query, options) {
  const response = await fetch((path === 'index.html' ? './' : path) + query, options);
  if (!response.ok) throw new AssetError('asset-missing');
  const bytes = await response.arrayBuffer();
  if ((await sha256(bytes)) !== manifest.files[path]?.sha256) throw new AssetError('asset-altered');
  return { response, bytes };
}

export class Keeper {
  /** What assets.js has fetched and compared. @type {Map<string, Fetched>} */
  #program = new Map();
  /** Ends all that is still asked for when the page gets ready. */
  #starting = new AbortController();
  /** The cache of the build that runs, once all of it is at hand. */
  #name = '';
  #whole = false;
  /** The host's manifest, if it is another. @type {Fetched | null} */
  #newer = null;

  /** Called with each file that the start has compared. @param {string} path @param {Response} response @param {ArrayBuffer} bytes */
  collect = (path, response, bytes) => {
    if (canKeep()) this.#program.set(path, { response, bytes });
  };

  /**
   * While the engine starts: see whether this build is kept. If so, ask whether there is another;
   * if not, gather the document and its modules, which the browser's own cache has.
   * @param {Manifest} manifest
   * @param {() => void} onNewer the host has another build
   */
  async prepare(manifest, onNewer) {
    const own = this.#program.get(MANIFEST);
    if (!own) return;
    const { signal } = this.#starting;
    const name = PREFIX + (await sha256(own.bytes));
    // Kept for good only by a worker that hands it out: where there is none, nothing is stored.
    const registration = await navigator.serviceWorker.register(scriptUrl(SERVICE_WORKER), { updateViaCache: 'all' });
    this.#whole = await isWhole(name);
    signal.throwIfAborted();
    if (this.#whole) {
      this.#program.clear();
      this.#name = name;
      // The browser looks at sw.js again by itself, some time after a visit begins. Asked now, it
      // finds the answer in its cache then.
      registration.update().catch(() => {});
      await this.#look(name, signal);
      if (this.#newer) onNewer();
      return;
    }
    const paths = Object.keys(manifest.files).filter((path) => SHELL.test(path) && !this.#program.has(path));
    const found = await Promise.all(
      paths.map(async (path) => /** @type {const} */ ([path, await fetched(path, manifest, '', { cache: 'force-cache', signal })])),
    );
    for (const [path, file] of found) this.#program.set(path, file);
    this.#program.delete(MANIFEST);
    this.#program.set(MANIFEST, own);
    this.#name = name;
  }

  /** @param {string} name of the build that runs @param {AbortSignal} signal */
  async #look(name, signal) {
    const response = await fetch(`${MANIFEST}?now`, { cache: 'no-cache', signal });
    if (!response.ok) return;
    const bytes = await response.arrayBuffer();
    const other = PREFIX + (await sha256(bytes));
    if (other !== name && JSON.parse(textOf(bytes)).files) this.#newer = { response, bytes };
  }

  /**
   * The page is ready: ask for nothing more, and put away what was gathered.
   * @returns {Promise<boolean>} whether the program is kept
   */
  async store() {
    this.#starting.abort();
    const files = this.#program;
    this.#program = new Map();
    if (!this.#name) return false;
    try {
      if (!this.#whole) await put(this.#name, files);
      await forgetBuilds(this.#name);
      return true;
    } catch {
      // No room, or not allowed: the page works as it does without.
      await caches.delete(this.#name).catch(() => {});
      return false;
    }
  }

  /**
   * Fetch the other build, because the person asked for it, and keep it beside this one: the next
   * visit opens it. What both have is not fetched again. Raises AssetError or what `fetch` raises;
   * then the kept build stays the one it was.
   */
  async adopt() {
    const newer = this.#newer;
    if (!newer) return;
    /** @type {Manifest} */
    const manifest = JSON.parse(textOf(newer.bytes));
    const old = await caches.open(this.#name);
    /** @param {string} path @returns {Promise<Fetched>} */
    const take = async (path) => {
      const response = await old.match(path, { ignoreVary: true });
      const bytes = await response?.arrayBuffer();
      if (response && bytes && (await sha256(bytes)) === manifest.files[path]?.sha256) return { response, bytes };
      return fetched(path, manifest, '?now', { cache: 'no-cache' });
    };
    const lock = await take('packages.json');
    const paths = new Set([...Object.keys(manifest.files).filter((path) => SHELL.test(path)), ...programPaths(JSON.parse(textOf(lock.bytes)))]);
    const files = await Promise.all([...paths].map(async (path) => /** @type {const} */ ([path, await take(path)])));
    const name = PREFIX + (await sha256(newer.bytes));
    try {
      await put(name, new Map([...files, ['packages.json', lock], [MANIFEST, newer]]));
    } catch (error) {
      await caches.delete(name);
      throw error;
    }
  }

  /** A file was missing or not what it should be: if it came from here, the next visit asks the host. */
  async forget() {
    if (canKeep() && navigator.serviceWorker.controller) await forgetBuilds();
  }
}
