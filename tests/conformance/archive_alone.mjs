/**
 * Runs every_request.py in Pyodide under Node, with the page's archive and nothing else.
 * Arguments: the site, every_request.py, the folder of files, the protocols as JSON.
 */
import { readFileSync, writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';

const [site, program, folder, protocols] = process.argv.slice(2);
const scratch = mkdtempSync(join(tmpdir(), 'archive-alone-'));
try {
  const library = join(scratch, 'library.zip');
  writeFileSync(library, gunzipSync(readFileSync(join(site, 'python.pack'))));
  const { loadPyodide } = await import(pathToFileURL(join(site, 'pyodide', 'pyodide.mjs')).href);
  const { default: createPyodideModule } = await import(
    pathToFileURL(join(site, 'pyodide', 'pyodide.asm.mjs')).href
  );
  const py = await loadPyodide({
    indexURL: join(site, 'pyodide'),
    createPyodideModule,
    lockFileContents: JSON.stringify({ info: JSON.parse(readFileSync(join(site, 'packages.json'))).info, packages: {} }),
    packageBaseUrl: './',
    stdLibURL: library,
  });
  py.FS.mkdirTree('/files');
  py.mountNodeFS('/files', folder);
  py.FS.writeFile('/home/pyodide/every_request.py', readFileSync(program, 'utf8'));
  const asked = py.pyimport('every_request');
  console.log(asked.main('/files', protocols));
} finally {
  rmSync(scratch, { recursive: true });
}
