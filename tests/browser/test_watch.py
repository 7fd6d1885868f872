"""The observer of the browser tests sees what it is there to see, in pages and in workers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conftest import Watch
from tools import server

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

ELSEWHERE = "http://elsewhere.invalid/"


@pytest.mark.parametrize(
    "script, seen",
    [
        ("console.log('some words')", "console log: some words"),
        ("console.warn('take care')", "console warning: take care"),
        ("setTimeout(() => { throw new Error('broken'); })", "uncaught:"),
        (f"fetch('{ELSEWHERE}').catch(() => 0)", f"request off-origin: {ELSEWHERE}"),
        (f"new Image().src = '{ELSEWHERE}'", f"request off-origin: {ELSEWHERE}"),
        ("new Worker('worker.js')", "console log: from a worker"),
        ("new Worker('worker.js')", f"request off-origin: {ELSEWHERE}"),
        ("fetch('worker.js')", None),
    ],
)
def test_whatever_somebody_else_could_notice_is_noticed(
    browser: Browser, tmp_path: Path, script: str, seen: str | None
) -> None:
    page = '<!doctype html><link rel="icon" href="data:,"><script src="page.js"></script>'
    (tmp_path / "index.html").write_text(page, encoding="utf-8")
    (tmp_path / "page.js").write_text(script, encoding="utf-8")
    (tmp_path / "worker.js").write_text(
        f"console.log('from a worker'); fetch('{ELSEWHERE}').catch(() => 0);", encoding="utf-8"
    )
    running = server.running(server.make_server(tmp_path))
    with running as address, browser.new_context() as context:
        watch = Watch(address.rstrip("/"))
        watch.attach(context)
        opened = context.new_page()
        opened.goto(address)
        opened.wait_for_timeout(500)
    if seen is None:
        assert watch.problems == []
        assert watch.requests[-1].endswith("/worker.js")
    else:
        assert any(problem.startswith(seen) for problem in watch.problems), watch.problems
