"""How long the page takes until it is ready, and how much it fetches for that.

    .venv/bin/python -m tools.measure_start [--repeats 5] [--without-plain] [--json FILE]
        [--also before=FOLDER]

Beside the site, in the same headless Chromium and turn by turn: Pyodide's own bare start (a page
whose worker calls loadPyodide and nothing else) and the site in the plain way, wheels and micropip
instead of the archive. Cold is a fresh profile; warm is the same profile in a new browser, so that
only what the browser keeps on disk helps. Times are milliseconds from the beginning of navigation.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import json
import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from playwright.sync_api import sync_playwright

from tools import server, static_site
from tools.environment import NODE_MODULES, ensure_browser, run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import BrowserType, Page

SITE: Final = "anami"
BARE: Final = "bare Pyodide"
PLAIN: Final = "plain way"
BOOT_SECONDS: Final = 180
# Time that the browser gets to put compiled code aside after the first visit.
SETTLING_MILLISECONDS: Final = 3000
BARE_PAGE: Final = """<!doctype html><title>bare</title><p>bare</p><script type="module">
const worker = new Worker('worker.js', { type: 'module' });
worker.onmessage = () => {
  window.anami = { timings: { boot: performance.now() } };
  document.documentElement.dataset.ready = 'true';
};
</script>"""
BARE_WORKER: Final = """const { loadPyodide } = await import('./pyodide/pyodide.mjs');
await loadPyodide();
postMessage('ready');
"""
TIMES: Final = """() => ({
  ready: window.anami.timings.boot,
  paint: performance.getEntriesByName('first-contentful-paint')[0].startTime,
})"""
# What a later worker costs: everything is there, one more is started.
FURTHER_WORKER: Final = """async () => {
  const at = (name) => new URL(`static/${name}.js`, document.baseURI).href;
  const { loadAssets, loadManifest } = await import(at('assets'));
  const { scriptUrl } = await import(at('trusted'));
  const { workerUrl, engine } = await loadAssets(loadManifest(), () => {});
  const worker = new Worker(scriptUrl(workerUrl), { type: 'module' });
  const begun = performance.now();
  const booted = new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => (data.ok ? resolve() : reject(new Error(data.error.code)));
  });
  worker.postMessage({ id: 0, type: 'boot', assets: engine, terms: {} });
  await booted;
  const taken = performance.now() - begun;
  worker.terminate();
  return taken;
}"""
BROTLI: Final = """const { brotliCompressSync } = require('node:zlib');
const size = (path) => brotliCompressSync(require('node:fs').readFileSync(path)).length;
console.log(JSON.stringify(process.argv.slice(1).map(size)));"""


def write_bare_page(folder: Path) -> Path:
    """Make a site that starts Pyodide as its authors do, and nothing else."""
    pyodide = folder / "pyodide"
    pyodide.mkdir(parents=True)
    for name in (*static_site.PYODIDE_FILES, "pyodide-lock.json"):
        shutil.copyfile(NODE_MODULES / "pyodide" / name, pyodide / name)
    (folder / "index.html").write_text(BARE_PAGE, encoding="utf-8")
    (folder / "worker.js").write_text(BARE_WORKER, encoding="utf-8")
    return folder


def write_plain_site(dist: Path, folder: Path) -> Path:
    """Copy a site and take the archive's entry away, so that it starts in the plain way."""
    shutil.copytree(dist, folder)
    lock = json.loads((folder / "packages.json").read_text("utf-8"))
    lock.pop("archive", None)
    static_site.rewrite(folder, "packages.json", json.dumps(lock).encode())
    return folder


def open_page(page: Page, address: str) -> dict[str, float]:
    """Open a site, wait until it is ready and return its times."""
    page.goto(address)
    ready = page.locator("html[data-ready=true]")
    ready.wait_for(state="attached", timeout=BOOT_SECONDS * 1000)
    times: dict[str, float] = page.evaluate(TIMES)
    return times


def visit_twice(
    chromium: BrowserType, executable: str, profile: Path, address: str, *, is_bare: bool
) -> tuple[dict[str, float], list[str]]:
    """Return one sample of each time, and the paths that the first visit fetched."""
    found: dict[str, float] = {}
    asked: list[str] = []
    first = 0
    for visit in ("cold", "warm"):
        context = chromium.launch_persistent_context(
            profile, executable_path=executable, args=["--no-sandbox", "--disable-gpu"]
        )
        page = context.pages[0]
        context.on("request", lambda request: asked.append(request.url))
        times = open_page(page, address)
        found |= {f"{visit} {name}": time for name, time in times.items()}
        first = first or len(asked)
        if visit == "cold":
            page.wait_for_timeout(SETTLING_MILLISECONDS)
        elif not is_bare:
            found["further worker"] = page.evaluate(FURTHER_WORKER)
        context.close()
    paths = {unquote(url.removeprefix(address)) for url in asked[:first] if url.startswith(address)}
    return found, sorted(path or "index.html" for path in paths)


def download(site: Path, paths: list[str]) -> dict[str, int]:
    """Return the sizes in bytes of what was fetched: raw, and compressed file by file."""
    files = [site / path for path in paths]
    brotli = json.loads(run(["node", "-e", BROTLI, *files], doing="compressing with Brotli"))
    return {
        "raw": sum(file.stat().st_size for file in files),
        "gzip": sum(len(gzip.compress(file.read_bytes(), 9)) for file in files),
        "brotli": sum(brotli),
        "files": len(files),
    }


def measure(
    dist: Path, repeats: int = 5, others: Mapping[str, Path] | None = None, *, plain: bool = True
) -> dict[str, Any]:
    """Measure the start of a built site.

    Args:
        dist: the site.
        repeats: samples of each time; medians are given.
        others: further sites to measure in the same turns, by their names.
        plain: whether the site in the plain way is measured, which takes most of the time.

    Returns:
        ``repeats``, ``samples`` and ``times`` (name of a site → name of a time → milliseconds;
        the times are ``cold ready``, ``cold paint``, ``warm ready``, ``warm paint`` and, but for
        the bare page, ``further worker``), ``downloads`` (name of a site → ``raw``, ``gzip``,
        ``brotli`` in bytes, ``files``) and ``warm ratio``: the site's warm start to the bare one's.

    Raises SetUpError when there is no browser.

    """
    executable = ensure_browser()
    samples: dict[str, dict[str, list[float]]] = {}
    fetched: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory() as place, contextlib.ExitStack() as stack:
        folder = Path(place)
        sites = {
            BARE: write_bare_page(folder / "bare"),
            SITE: shutil.copytree(dist, folder / "site"),
        }
        if plain:
            sites[PLAIN] = write_plain_site(dist, folder / "plain")
        for name, other in (others or {}).items():
            sites[name] = shutil.copytree(other, folder / f"other {len(sites)}")
        playwright = stack.enter_context(sync_playwright())
        for turn in range(repeats):
            for name, site in sites.items():
                # A port of its own: nothing that the browser keeps for one site serves another.
                with server.running(server.make_server(site)) as address:
                    times, fetched[name] = visit_twice(
                        playwright.chromium,
                        executable,
                        folder / f"profile {turn} {name}",
                        address,
                        is_bare=name == BARE,
                    )
                for time, value in times.items():
                    samples.setdefault(name, {}).setdefault(time, []).append(value)
        downloads = {name: download(sites[name], paths) for name, paths in fetched.items()}
    medians = {
        name: {time: median(values) for time, values in of_site.items()}
        for name, of_site in samples.items()
    }
    return {
        "repeats": repeats,
        "samples": samples,
        "times": medians,
        "downloads": downloads,
        "warm ratio": medians[SITE]["warm ready"] / medians[BARE]["warm ready"],
    }


def table(result: dict[str, Any]) -> str:
    """Return what was measured as a table in Markdown."""
    columns = ("cold paint", "cold ready", "warm paint", "warm ready", "further worker")
    lines = [
        f"| site | {' | '.join(f'{column}, ms' for column in columns)} | raw, MB | gzip | Brotli |",
        "|---|" + "--:|" * (len(columns) + 3),
    ]
    for name, times in result["times"].items():
        cells = [f"{times[column]:.0f}" if column in times else "" for column in columns]
        sizes = result["downloads"][name]
        cells += [f"{sizes[kind] / 1e6:.2f}" for kind in ("raw", "gzip", "brotli")]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    lines.append(f"\nwarm start: {result['warm ratio']:.2f} of the bare start")
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="measure_start", description=__doc__)
    parser.add_argument("--repeats", type=int, default=5, help="samples of each time")
    parser.add_argument("--also", action="append", default=[], help="NAME=FOLDER of another site")
    parser.add_argument("--without-plain", action="store_true", help="leave the plain way out")
    parser.add_argument("--json", type=Path, help="file for the samples as well")
    chosen = parser.parse_args(arguments)
    others = {
        name: Path(folder) for name, _, folder in (word.partition("=") for word in chosen.also)
    }
    result = measure(static_site.build(), chosen.repeats, others, plain=not chosen.without_plain)
    print(table(result))
    if chosen.json:
        chosen.json.write_text(json.dumps(result, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
