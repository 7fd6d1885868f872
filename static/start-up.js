/**
 * Starts what the page works with: the words, the engine workers and the archive worker.
 *
 * @typedef {Awaited<ReturnType<typeof startUp>>} Started
 */

import { ArchiveClient } from './archive.js';
import { loadAssets, loadManifest } from './assets.js';
import { loadLocales } from './i18n.js';
import { plugIn } from './looks.js';
import { Pool } from './pool.js';
import { Reader } from './reader.js';
import { offerLanguages } from './screen.js';
import { TICK } from './silence.js';
import { loadSite, termsOf } from './site.js';

/**
 * @param {object} page
 * @param {import('./offline.js').Keeper} page.keeper
 * @param {() => void} page.write writes the page in the chosen language
 * @param {(site: import('./site.js').Site) => void} page.onSite before the page is written for the first time
 * @param {() => void} page.onNewer the host has another build
 */
export async function startUp({ keeper, write, onSite, onNewer }) {
  const manifest = loadManifest(keeper.collect);
  const setting = loadSite(manifest, keeper.collect);
  setting.then(onSite, () => {});
  const words = loadLocales(manifest, setting, write).then(offerLanguages);
  const [assets, site] = await Promise.all([loadAssets(manifest, keeper.collect), setting]);
  // Not waited for: what is not there when the engine is, waits for another visit.
  keeper.prepare(assets.manifest, onNewer).catch(() => {});
  const archive = new ArchiveClient(assets);
  const reader = new Reader(assets.readerUrl, () => pool.replaceAll());
  const pool = new Pool(assets, undefined, termsOf(site), () => reader.connect());
  setInterval(() => {
    pool.tick();
    archive.tick();
  }, TICK);
  const forgetLooks = plugIn(pool, assets);
  const [engine] = await Promise.all([pool.start(), archive.start(), words]);
  return { site, manifest: assets.manifest, archive, pool, engine, forgetLooks };
}
