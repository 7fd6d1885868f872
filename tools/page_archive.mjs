/**
 * Starts Pyodide under Node for tools/page_archive.py and lets page_archive_inside.py make the archive.
 * Arguments: Pyodide's folder, page_archive_inside.py, the file to write, app.py, the wheels.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, inside, target, app, ...wheels] = process.argv.slice(2);
const bytes = (path) => new Uint8Array(readFileSync(path));
// Only workers of browsers have it; the program asks for it by name when it is imported.
globalThis.FileReaderSync = class {};
const { loadPyodide } = await import(pathToFileURL(join(folder, 'pyodide.mjs')).href);
// The order of sets enters byte code: it must not be left to chance.
const py = await loadPyodide({ env: { PYTHONHASHSEED: '0', PYTHONNODEBUGRANGES: '1' } });
py.FS.mkdirTree('/wheels');
for (const wheel of wheels) py.FS.writeFile(`/wheels/${basename(wheel)}`, bytes(wheel));
py.FS.mkdirTree('/page');
py.FS.writeFile('/page/app.py', bytes(app));
try {
  py.runPython(new TextDecoder().decode(bytes(inside)));
} catch (error) {
  // The message is Python's traceback; Node would print all of Pyodide's source before it.
  console.error(error.message);
  process.exit(1);
}
writeFileSync(target, py.FS.readFile('/archive'));
