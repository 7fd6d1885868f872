"""``static/social.png`` from ``static/social.svg``: ``.venv/bin/python -m tools.draw_social``.

What networks show beside a link to the page. Most of them take no SVG, so the picture is kept as
drawn by a Chromium; run this when the drawing was changed.
"""

from __future__ import annotations

import sys
from typing import Final

from playwright.sync_api import sync_playwright

from tools.environment import ROOT, ensure_browser

DRAWING: Final = ROOT / "static" / "social.svg"
PICTURE: Final = DRAWING.with_suffix(".png")
SIZE: Final = (1200, 630)


def main() -> int:
    """Draw it."""
    width, height = SIZE
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=ensure_browser(), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": width, "height": height})
        page.set_content(
            f"<style>body {{ margin: 0 }} svg {{ display: block; width: {width}px }}</style>"
            + DRAWING.read_text("utf-8")
        )
        page.screenshot(path=PICTURE)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
