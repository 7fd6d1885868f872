"""Draws frames in a browser with the page's own image worker, under the page's own policy.

The engine isn't booted: how the pixels are to be read is asked of the same Python here, so that a
test takes no longer than the drawing.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from anami.imageinfo import describe

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

_PROGRAM: Final = re.compile(r'<script type="module" src="[^>]*></script>')
_OPEN: Final = """async () => {
  const { loadImageAssets } = await import(new URL('static/assets.js', document.baseURI));
  const { Images, Stack } = await import(new URL('static/viewer-images.js', document.baseURI));
  const images = await loadImageAssets();
  const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const textOf = (bytes) => {
    let text = '';
    for (let at = 0; at < bytes.length; at += 8192) {
      text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    }
    return btoa(text);
  };
  globalThis.draw = async ({ file, image, header, number, wish }) => {
    const request = async () => ({
      result: { images: [{ index: 0, base: 0, ...image }], inflated: {} },
      header: bytesOf(header).buffer,
    });
    const source = () => ({ kind: 'file', file: new Blob([bytesOf(file)]) });
    const drawing = new Images({ request }, { images }, source);
    try {
      const frame = { record: { index: 0 }, number };
      const { bitmap, window, range } = await drawing.draw(frame, wish);
      const { width, height } = bitmap;
      const context = new OffscreenCanvas(width, height).getContext('2d');
      context.drawImage(bitmap, 0, 0);
      const { data } = context.getImageData(0, 0, width, height);
      return { width, height, window, range, data: textOf(data) };
    } catch (error) {
      return { code: error.code ?? String(error) };
    } finally {
      drawing.close();
    }
  };
}"""


@dataclass(frozen=True)
class Drawn:
    """What a person would see of a frame, or why nothing."""

    code: str = ""
    width: int = 0
    height: int = 0
    window: dict[str, Any] | None = None
    pixels: bytes = b""

    def at(self, row: int, column: int) -> tuple[int, int, int]:
        """Return red, green and blue of a pixel."""
        start = 4 * (row * self.width + column)
        red, green, blue, opaque = self.pixels[start : start + 4]
        assert opaque == 255
        return red, green, blue

    def greys(self) -> list[int]:
        """Return the pixels of an image without colour, row by row."""
        assert self.pixels[0::4] == self.pixels[1::4] == self.pixels[2::4]
        return list(self.pixels[0::4])

    def colours(self) -> list[tuple[int, int, int]]:
        """Return the pixels of an image, row by row."""
        return [self.at(at // self.width, at % self.width) for at in range(len(self.pixels) // 4)]


def open_drawing_board(page: Page, site: str) -> None:
    """Open the page without its program, and get its image worker ready."""
    page.route(site, _without_program)
    page.goto(site)
    page.evaluate(_OPEN)


def _without_program(route: Route) -> None:
    """Answer with the document without its script; its hash would allow no other one."""
    text = _PROGRAM.sub("", route.fetch().text())
    route.fulfill(content_type="text/html; charset=utf-8", body=text)


def draw(page: Page, file: bytes, *, number: int = 0, **wish: Any) -> Drawn:  # noqa: ANN401 - a wish is plain data
    """Draw one frame of a file as the viewer would; further words are how it is wished for."""
    image, header = describe(file)
    if image["code"]:
        return Drawn(code=image["code"])
    found = page.evaluate(
        "(order) => draw(order)",
        {
            "file": base64.b64encode(file).decode(),
            "image": image,
            "header": base64.b64encode(header).decode(),
            "number": number,
            "wish": {"preset": "default", "invert": False, **wish},
        },
    )
    if found.get("code"):
        return Drawn(code=found["code"])
    pixels = base64.b64decode(found["data"])
    return Drawn("", found["width"], found["height"], found["window"], pixels)
