"""Looking before sharing: thumbnails, the viewer, and before → after, on the built page."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any, Final

import pydicom
import pytest
from playwright.sync_api import expect

from tests import builders
from tests.browser import steps
from tests.browser.test_everyone import AXE, WIDTHS, _violations
from tests.builders import el, encapsulated, part10, put

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator, Page

    from tests.conftest import Watch

KEY_BYTE: Final = 7


def _open_example(page: Page, site: str, query: str = "") -> None:
    steps.open_page(page, site, query)
    page.get_by_test_id("example").click()
    expect(page.get_by_test_id("survey")).to_be_visible(timeout=steps.WORK_MILLISECONDS)


def _look(page: Page, series: int) -> Locator:
    page.get_by_test_id("look").nth(series).click()
    viewer = page.get_by_test_id("viewer")
    expect(viewer).to_be_visible()
    return viewer


def _drawn(page: Page) -> None:
    expect(page.get_by_test_id("viewer-center")).not_to_have_value(
        "", timeout=steps.WORK_MILLISECONDS
    )


def _colours(page: Page) -> int:
    """Count the different greys on the canvas: more than one once something is drawn."""
    count: int = page.get_by_test_id("viewer-canvas").evaluate(
        """(canvas) => {
          const { width, height } = canvas;
          const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
          return new Set(data.filter((_, at) => at % 4 === 0)).size;
        }"""
    )
    return count


def _inspect(page: Page, series: int) -> Locator:
    page.get_by_test_id("inspect").nth(series).click()
    inspector = page.get_by_test_id("inspector")
    expect(inspector.locator(".node").first).to_be_visible(timeout=steps.WORK_MILLISECONDS)
    return inspector


def _row(inspector: Locator, tag: str) -> Locator:
    return inspector.locator(f'.node[data-tag="{tag}"]').first


def test_the_example_needs_no_request_and_is_de_identified(
    page: Page, site: str, watch: Watch
) -> None:
    steps.open_page(page, site)
    before = len(watch.requests)
    page.get_by_test_id("example").click()
    expect(page.get_by_test_id("survey")).to_be_visible(timeout=steps.WORK_MILLISECONDS)
    page.locator(".series").last.scroll_into_view_if_needed()
    states = page.locator(".thumbnail[data-state]")
    expect(states).to_have_count(3, timeout=steps.WORK_MILLISECONDS)
    kinds = [state.get_attribute("data-state") for state in states.all()]
    assert kinds == ["drawn", "drawn", "sign"]
    _look(page, 0)
    _drawn(page)
    page.keyboard.press("Escape")
    _inspect(page, 0)
    page.keyboard.press("Escape")
    assert steps.deidentify(page).deidentified == 18
    assert watch.requests[before:] == []


def test_the_viewer_is_used_with_the_keyboard_alone(page: Page, site: str) -> None:
    _open_example(page, site)
    page.get_by_test_id("look").first.focus()
    page.keyboard.press("Enter")
    _drawn(page)
    position = page.get_by_test_id("viewer-position")
    expect(position).to_have_text("9 of 16")
    assert page.evaluate("() => document.activeElement.dataset.testid") == "viewer-canvas"
    for key, text in {
        "ArrowDown": "10 of 16",
        "ArrowUp": "9 of 16",
        "PageDown": "16 of 16",
        "Home": "1 of 16",
        "End": "16 of 16",
    }.items():
        page.keyboard.press(key)
        expect(position).to_have_text(text)
    center, width = page.get_by_test_id("viewer-center"), page.get_by_test_id("viewer-width")
    expect(center).to_have_value("40")
    expect(width).to_have_value("120")
    page.keyboard.press("]")
    expect(width).not_to_have_value("120")
    expect(page.get_by_test_id("viewer-preset")).to_have_value("own")
    page.keyboard.press(",")
    expect(center).not_to_have_value("40")
    page.keyboard.press("i")
    expect(page.get_by_test_id("viewer-invert")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("r")
    expect(page.get_by_test_id("viewer-invert")).to_have_attribute("aria-pressed", "false")
    expect(center).to_have_value("40")
    for key in ("+", "+", "-", "Shift+ArrowLeft", "0"):
        page.keyboard.press(key)
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("viewer")).to_have_count(0)
    assert page.evaluate("() => document.activeElement.dataset.testid") == "look"


def test_the_viewer_is_used_with_a_mouse(page: Page, site: str) -> None:
    _open_example(page, site)
    _look(page, 0)
    _drawn(page)
    assert _colours(page) > 5
    position = page.get_by_test_id("viewer-position")
    canvas = page.get_by_test_id("viewer-canvas")
    canvas.hover()
    page.mouse.wheel(0, 50)
    expect(position).to_have_text("11 of 16")
    box = canvas.bounding_box()
    assert box
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 60, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    expect(page.get_by_test_id("viewer-width")).not_to_have_value("120")
    page.get_by_test_id("viewer-preset").select_option("bone")
    expect(page.get_by_test_id("viewer-center")).to_have_value("400")
    page.get_by_test_id("viewer-preset").select_option("1")
    expect(page.get_by_test_id("viewer-width")).to_have_value("2000")
    page.get_by_test_id("viewer-width").fill("300")
    page.get_by_test_id("viewer-width").press("Enter")
    expect(page.get_by_test_id("viewer-preset")).to_have_value("own")
    page.get_by_test_id("viewer-slider").fill("3")
    expect(position).to_have_text("3 of 16")
    page.get_by_test_id("viewer-next").click()
    expect(position).to_have_text("4 of 16")


def test_the_viewer_says_that_it_shows_originals_and_what_to_look_out_for(
    page: Page, site: str
) -> None:
    _open_example(page, site)
    viewer = _look(page, 0)
    expect(viewer).to_contain_text("Original images")
    expect(viewer).to_contain_text("A head is shown")
    page.get_by_test_id("viewer-close").click()
    expect(_look(page, 1)).to_contain_text("Text in the picture is likely")
    page.get_by_test_id("viewer-close").click()
    expect(_look(page, 2)).to_contain_text("holds no image")


def test_pixels_that_are_not_square_are_shown_as_they_are(
    page: Page, site: str, tmp_path: Path
) -> None:
    elements = put(builders.ct(), *builders.pixels(rows=10, columns=10))
    value = bytes((0xFF, 0x0F)) * 100
    flat = put(elements, el("PixelData", value, "OW"), el("PixelSpacing", "3\\1"))
    (tmp_path / "a.dcm").write_bytes(part10(flat))
    steps.open_page(page, site)
    steps.give_files(page, tmp_path / "a.dcm")
    _look(page, 0)
    _drawn(page)
    page.get_by_test_id("viewer-preset").select_option("brain")
    size: list[int] = page.get_by_test_id("viewer-canvas").evaluate(
        """(canvas) => {
          const { width, height } = canvas;
          const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
          const bright = [];
          for (let at = 0; at < width * height; at += 1) if (data[4 * at] > 200) bright.push(at);
          const columns = bright.map((at) => at % width);
          const rows = bright.map((at) => Math.floor(at / width));
          const span = (all) => all.reduce((most, one) => Math.max(most, one), 0)
            - all.reduce((least, one) => Math.min(least, one), Infinity);
          return [span(columns), span(rows)];
        }"""
    )
    assert size[1] / size[0] == pytest.approx(3, rel=0.05)


def test_frames_of_all_instances_are_one_stack(page: Page, site: str, tmp_path: Path) -> None:
    for number, frames in ((1, 3), (2, 2)):
        elements = put(
            builders.ct(number=number),
            *builders.pixels(frames=frames),
            el("NumberOfFrames", str(frames)),
        )
        (tmp_path / f"{number}.dcm").write_bytes(part10(elements))
    steps.open_page(page, site)
    steps.give_files(page, tmp_path / "1.dcm", tmp_path / "2.dcm")
    _look(page, 0)
    _drawn(page)
    position = page.get_by_test_id("viewer-position")
    expect(position).to_have_text("3 of 5 · frame 3 of 3")
    page.keyboard.press("ArrowDown")
    expect(position).to_have_text("4 of 5 · frame 1 of 2")


def test_a_damaged_image_has_a_sign_and_words_and_the_next_one_is_shown(
    page: Page, site: str, tmp_path: Path
) -> None:
    whole = part10(put(builders.ct(number=1), *builders.pixels()))
    stream = encapsulated(b"\xff\x4f\xff\x51" + bytes(200), form=builders.J2K)
    broken = part10(put(builders.drop(builders.ct(number=2), "PixelData"), stream), builders.J2K)
    short = put(builders.ct(number=3), el("Rows", 4000))
    for name, data in (("1", whole), ("2", broken), ("3", part10(short))):
        (tmp_path / f"{name}.dcm").write_bytes(data)
    steps.open_page(page, site)
    steps.give_files(page, *(tmp_path / f"{name}.dcm" for name in "123"))
    expect(page.locator(".thumbnail")).to_have_attribute("data-state", "sign")
    _look(page, 0)
    absent = page.get_by_test_id("viewer-absent")
    expect(absent).to_contain_text("damaged")
    page.keyboard.press("ArrowDown")
    expect(absent).to_contain_text("damaged")
    page.keyboard.press("Home")
    expect(absent).to_have_text("")
    _drawn(page)


def test_images_in_deflated_zip_entries_are_shown(page: Page, site: str, tmp_path: Path) -> None:
    import zipfile  # noqa: PLC0415 - this test alone

    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.dcm", part10(put(builders.ct(), *builders.pixels(rows=64, columns=64))))
    steps.open_page(page, site)
    steps.give_files(page, tmp_path / "a.zip")
    expect(page.locator(".thumbnail")).to_have_attribute("data-state", "drawn")


def test_what_is_inspected_is_what_the_zip_holds(page: Page, site: str) -> None:
    steps.fix_the_key(page, KEY_BYTE)
    _open_example(page, site)
    inspector = _inspect(page, 0)
    name = _row(inspector, "(0010,0010)").locator("dd").nth(1).text_content()
    uid = _row(inspector, "(0020,000D)").locator("dd").nth(1).text_content()
    page.keyboard.press("Escape")
    steps.deidentify(page)
    first = next(iter(steps.save_zip(page).values()))
    dataset = pydicom.dcmread(io.BytesIO(first))
    assert (str(dataset.PatientName), str(dataset.StudyInstanceUID)) == (name, uid)


def test_nested_and_private_attributes_are_found(page: Page, site: str) -> None:
    _open_example(page, site)
    inspector = _inspect(page, 0)
    page.locator("label[for=inspect-filter-private]").click()
    rows = inspector.locator(".node")
    expect(_row(inspector, "(0029,1001)")).to_contain_text("PHANTOM WORKS 01")
    expect(_row(inspector, "(0029,1001)")).to_contain_text("Operator: Olga Invented")
    nested = _row(inspector, "(0029,1010)").locator(".node")
    # A filter opens what it finds something in.
    expect(nested.first).to_be_visible()
    expect(rows.first).to_contain_text("PS3.15")
    page.locator("label[for=inspect-filter-all]").click()
    page.get_by_test_id("inspect-search").fill("OLD-98765")
    expect(page.get_by_test_id("inspect-state")).to_have_text("1 attribute.")
    hit = _row(inspector, "(0010,1002)").locator('.node[data-tag="(0010,0020)"]')
    expect(hit).to_contain_text("OLD-98765")
    page.get_by_test_id("inspect-search").fill("no such thing")
    expect(page.get_by_test_id("inspect-place")).to_contain_text("No attribute is like that")


def test_filters_show_what_they_count(page: Page, site: str) -> None:
    _open_example(page, site)
    inspector = _inspect(page, 0)
    for name in ("changed", "removed", "kept", "added"):
        label = page.locator(f"label[for=inspect-filter-{name}]")
        label.click()
        count = int(re.findall(r"\d+", label.inner_text())[0])
        expect(page.get_by_test_id("inspect-state")).to_have_text(f"{count} attributes.")
        assert inspector.locator(f'.node[data-change="{name}"]').count() == count


def test_the_inspector_is_used_with_the_keyboard_alone(page: Page, site: str) -> None:
    _open_example(page, site)
    page.get_by_test_id("inspect").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".node").first).to_be_visible(timeout=steps.WORK_MILLISECONDS)
    assert page.evaluate("() => document.activeElement.id") == "inspect-search"
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_test_id("inspect-filter-changed")).to_be_checked()
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.dataset.testid") == "inspect-place"
    page.keyboard.press("Escape")
    assert page.evaluate("() => document.activeElement.dataset.testid") == "inspect"


def test_thousands_of_attributes_are_shown_in_parts(page: Page, site: str, tmp_path: Path) -> None:
    many = [
        [el("ReferencedSOPClassUID", "1.2.3"), el("ReferencedSOPInstanceUID", f"1.2.{number}")]
        for number in range(3000)
    ]
    elements = put(builders.ct(), builders.seq("ReferencedStudySequence", *many))
    (tmp_path / "a.dcm").write_bytes(part10(elements))
    steps.open_page(page, site)
    steps.give_files(page, tmp_path / "a.dcm")
    inspector = _inspect(page, 0)
    assert inspector.locator(".node").count() < 300
    page.get_by_test_id("inspect-search").fill("1.2.2999")
    expect(page.get_by_test_id("inspect-state")).to_have_text("1 attribute.")


def test_a_file_that_will_be_refused_says_why(page: Page, site: str, tmp_path: Path) -> None:
    leaky = put(builders.ct(), el("ConvolutionKernel", builders.PERSONA.patient_id))
    (tmp_path / "a.dcm").write_bytes(part10(leaky))
    steps.open_page(page, site)
    steps.give_files(page, tmp_path / "a.dcm")
    page.get_by_test_id("inspect").click()
    found = page.get_by_test_id("inspect-place")
    expect(found).not_to_be_empty(timeout=steps.WORK_MILLISECONDS)
    expect(page.locator(".node, [data-testid=inspect-refused]").first).to_be_visible()


@pytest.mark.parametrize("language", ["en", "bn"])
def test_axe_finds_nothing_in_what_opens_over_the_page(
    page: Page, site: str, language: str
) -> None:
    page.add_init_script(path=AXE)
    _open_example(page, site, f"?lang={language}")
    found: list[tuple[str, dict[str, Any]]] = []
    _look(page, 0)
    _drawn(page)
    page.locator(".viewer-keys summary").click()
    found += _violations(page)
    page.keyboard.press("Escape")
    _look(page, 2)
    expect(page.get_by_test_id("viewer-absent").locator("p")).to_be_visible()
    found += _violations(page)
    page.keyboard.press("Escape")
    _inspect(page, 0)
    page.get_by_test_id("inspect-search").fill("EX-")
    expect(page.locator(".node-items[open]").first).to_be_visible()
    found += _violations(page)
    assert found == []


def test_what_opens_over_the_page_fits_every_width(page: Page, site: str) -> None:
    _open_example(page, site)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for opening in (_look, _inspect):
            opening(page, 0)
            wide: list[int] = page.locator("dialog").evaluate(
                "(dialog) => [dialog.scrollWidth, dialog.clientWidth]"
            )
            assert wide[0] <= wide[1], width
            page.keyboard.press("Escape")
