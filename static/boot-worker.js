/**
 * Starts Python in an engine worker from bytes that the page hands over; nothing is fetched.
 *
 * The fast way is an archive that holds byte code of the standard library, pydicom and anami; the
 * plain way, for a site with further wheels, is Pyodide's own library and micropip. Both end at the
 * same door. See docs/decisions/0018.
 *
 * @typedef {import('./messages.js').EngineAssets} EngineAssets
 * @typedef {(text: string, blobs: Blob[], heads: Uint8Array[]) => [string, Uint8Array]} Knock
 */

/**
 * Answer Pyodide's two requests from memory. Nothing else may be asked for, now or later.
 * @param {EngineAssets} assets
 */
function answerFetches({ stdlib, module }) {
  globalThis.fetch = async (request) => {
    const url = String(request instanceof Request ? request.url : request);
    if (url.endsWith('/pyodide.asm.wasm')) return new Response(new Uint8Array(0));
    if (url.endsWith('/python_stdlib.zip')) return new Response(stdlib);
    throw new TypeError('a worker fetches nothing');
  };
  WebAssembly.instantiateStreaming = async (_response, imports) => ({
    module,
    instance: await WebAssembly.instantiate(module, imports),
  });
}

/**
 * Pyodide asks what kind of worker this is by loading an empty script, which a module worker refuses.
 * Firefox compares with Trusted Types first and tells the console of a violation; without the function
 * Pyodide comes to the same answer.
 */
function hideImportScripts() {
  Object.defineProperty(globalThis, 'importScripts', { value: undefined });
}

/**
 * The plain way: unpack micropip, let it install the other wheels, put app.py beside them.
 * @param {any} py
 * @param {NonNullable<EngineAssets['plain']>} plain
 */
async function install(py, { wheels, app }) {
  py.FS.mkdirTree('/wheels');
  const installable = [];
  for (const { name, bytes } of wheels) {
    if (name.startsWith('micropip-')) {
      py.unpackArchive(bytes, 'wheel');
    } else {
      py.FS.writeFile(`/wheels/${name}`, bytes, { canOwn: true });
      installable.push(`emfs:/wheels/${name}`);
    }
  }
  await py.runPythonAsync(`
import micropip
await micropip.install(${JSON.stringify(installable)}, deps=False)
`);
  py.FS.writeFile('/home/pyodide/app.py', app);
}

/**
 * @param {EngineAssets} assets
 * @returns {Promise<{versions: Record<string, string>, knock: Knock}>} what runs, and where messages go
 */
export async function boot(assets) {
  hideImportScripts();
  const [{ loadPyodide, version }, { default: createPyodideModule }] = await Promise.all([
    import(assets.pyodideUrl),
    import(assets.asmUrl),
  ]);
  answerFetches(assets);
  // What Python prints could hold a value of a file: it goes nowhere.
  const nowhere = () => {};
  const py = await loadPyodide({
    indexURL: assets.indexUrl,
    packageBaseUrl: assets.indexUrl,
    lockFileContents: assets.lock,
    createPyodideModule,
    stdout: nowhere,
    stderr: nowhere,
  });
  if (assets.plain) await install(py, assets.plain);
  const app = py.pyimport('app');
  const browser = py.pyimport('anami.runtime.browser');
  try {
    return { versions: { ...assets.versions, pyodide: version }, knock: browser.door(app.answer) };
  } finally {
    browser.destroy();
    app.destroy();
  }
}
