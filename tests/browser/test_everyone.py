"""For everyone: keyboard alone, screen readers, languages, directions, themes, small screens."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any, Final, Literal

import pydicom
import pytest
from playwright.sync_api import expect

from tests import builders, places
from tests.browser import steps

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

AXE = places.ROOT / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (320, 360, 768, 1280, 3840)
SCHEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")
FOCUSED = """() => {
  const at = document.activeElement;
  return (at?.matches('summary') ? at.parentElement : at)?.dataset?.testid ?? '';
}"""
# Rules of WCAG 2.2 A and AA, and axe's own good practice.
RUN_AXE = """async () => {
  const options = { preload: false, resultTypes: ['violations'] };
  const { violations } = await axe.run(document, options);
  return violations.map(({ id, nodes }) => ({ id, nodes: nodes.map((node) => node.html) }));
}"""


def _words(language: str) -> dict[str, Any]:
    path = places.ROOT / "static" / "locales" / f"{language}.json"
    words: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return words


def _violations(page: Page) -> list[tuple[str, dict[str, Any]]]:
    """Let axe look at the page as it stands, in both themes."""
    found: list[tuple[str, dict[str, Any]]] = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        violations: list[dict[str, Any]] = page.evaluate(RUN_AXE)
        found.extend((scheme, violation) for violation in violations)
    return found


def _mixed(folder: Path, count: int) -> None:
    steps.write_series(folder, count)
    (folder / "picture.dcm").write_bytes(b"\xff\xd8\xff\xe0" * 99)
    (folder / "cut.dcm").write_bytes((folder / "IM00001.dcm").read_bytes()[:-9])


def _open_with_axe(page: Page, site: str, language: str) -> None:
    """Open the page so that axe can look at each state, work among them, which waits."""
    page.add_init_script(path=AXE)
    steps.hold_the_work(page)
    steps.open_page(page, site, f"?lang={language}")


# Both directions of writing; that other languages fit is for the widths below.
@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_in_any_state(
    page: Page, site: str, tmp_path: Path, language: str
) -> None:
    _mixed(tmp_path / "scan", 100)
    _open_with_axe(page, site, language)
    assert _violations(page) == []
    steps.give_folder(page, tmp_path / "scan")
    steps.wait_for_preview(page)
    assert _violations(page) == []
    _open_everything(page)
    assert _violations(page) == []
    _forced_colours(page)
    page.get_by_test_id("crosswalk").uncheck()
    page.get_by_test_id("edit-patient-id").fill("HEART-7")
    page.get_by_test_id("deidentify").click()
    expect(page.get_by_test_id("progress")).to_be_visible()
    assert _violations(page) == []
    expect(page.locator("html")).to_have_attribute("data-state", "working")
    steps.release_the_work(page)
    steps.wait_for_result(page)
    steps.open_all_reasons(page)
    assert _violations(page) == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_where_work_waits_or_nothing_comes_of_it(
    page: Page, site: str, tmp_path: Path, language: str
) -> None:
    _mixed(tmp_path / "scan", 100)
    (tmp_path / "nothing").mkdir()
    (tmp_path / "scan" / "cut.dcm").rename(tmp_path / "nothing" / "cut.dcm")
    empty = tmp_path / "empty.zip"
    zipfile.ZipFile(empty, "w").close()
    _open_with_axe(page, site, language)
    steps.give_files(page, empty)
    assert _violations(page) == []
    steps.give_folder(page, tmp_path / "nothing")
    assert _violations(page) == []
    page.get_by_test_id("deidentify").click()
    assert steps.wait_for_result(page) == steps.Counts(deidentified=0, refused=1, skipped=1)
    steps.open_all_reasons(page)
    assert _violations(page) == []
    steps.give_folder(page, tmp_path / "scan")
    page.get_by_test_id("deidentify").click()
    page.get_by_test_id("pause").click()
    expect(page.get_by_test_id("pause")).to_have_attribute("aria-pressed", "true")
    # Dropped while work is under way, it is declined in words.
    steps.drop(page, empty)
    expect(page.locator("#problem")).to_be_visible()
    assert _violations(page) == []
    page.get_by_test_id("cancel").click()
    expect(page.get_by_test_id("survey")).to_be_visible()
    assert _violations(page) == []


def _forced_colours(page: Page) -> None:
    """See that switches tell on from off where backgrounds are the person's own."""
    page.emulate_media(forced_colors="active")
    looks = page.evaluate(
        """() => [...document.querySelectorAll('[role=switch]:enabled')].map((one) =>
          [one.checked, getComputedStyle(one).backgroundColor,
           getComputedStyle(one, '::after').backgroundColor])"""
    )
    assert {ground == knob for _, ground, knob in looks} == {False}
    assert {on for on, *_ in looks} == {False, True}
    assert len({(on, ground) for on, ground, _ in looks}) == len({ground for _, ground, _ in looks})
    page.emulate_media(forced_colors="none")


def _open_everything(page: Page) -> None:
    """Show all that is folded away, an advice, a wrong value and a list of completions."""
    page.get_by_test_id("audience-clinician").check()
    page.get_by_test_id("edit-patient-id").fill("wrong\\value")
    expect(page.locator("[aria-invalid]")).to_have_count(1)
    page.locator(".hashes > summary").click()
    page.locator(".series .naming button").first.click()
    for part in ("project", "documents", "rules"):
        page.get_by_test_id(part).locator("summary").click()
    page.get_by_test_id("crosswalk").check()
    steps.wait_for_preview(page)
    page.get_by_test_id("rule-attribute").press_sequentially("patient")
    expect(page.get_by_role("listbox").get_by_role("option")).to_have_count(8)
    page.get_by_test_id("rule-attribute").press("ArrowDown")


def _open_with_files_at_hand(page: Page, site: str, folder: Path) -> list[Path]:
    """Open the page; two files are chosen in whichever file dialog opens.

    They are returned in a list; what it holds when a dialog opens is what is chosen there.
    """
    files = steps.write_series(folder, 2)
    # From the beginning: told with the key press, the browser may open its own dialog first.
    page.on("filechooser", lambda chooser: chooser.set_files(files))
    steps.open_page(page, site)
    return files


def _choose_files(page: Page, key: str = "Tab") -> None:
    """Open the file dialog by keyboard and wait for the survey."""
    _tab_to(page, "files", key)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("survey")).to_be_visible(timeout=steps.WORK_MILLISECONDS)


def test_the_whole_job_is_done_with_the_keyboard_alone(
    page: Page, site: str, tmp_path: Path
) -> None:
    _open_with_files_at_hand(page, site, tmp_path)
    _choose_files(page)
    _tab_to(page, "deidentify")
    page.keyboard.press("Enter")
    assert steps.wait_for_result(page).deidentified == 2
    _tab_to(page, "download")
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    assert waiting.value.suggested_filename == "anami-deidentified.zip"


def test_edits_options_rules_and_a_project_are_given_with_the_keyboard_alone(
    page: Page, site: str, tmp_path: Path
) -> None:
    files = _open_with_files_at_hand(page, site, tmp_path)
    _tab_to(page, "audience-patient")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_test_id("audience-researcher")).to_be_checked()
    _choose_files(page, "Shift+Tab")
    expect(page.get_by_test_id("preset-research")).to_be_checked()
    _tab_to(page, "edit-patient-id")
    page.keyboard.type("HEART-{code}")
    _tab_to(page, "preset-research")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_test_id("preset-teaching")).to_be_checked()
    _tab_to(page, "option-rtn_inst_id")
    page.keyboard.press("Space")
    _tab_to(page, "rules")
    page.keyboard.press("Enter")
    _tab_to(page, "rule-attribute")
    page.keyboard.type("StationName")
    _tab_to(page, "rule-action")
    page.keyboard.type("replace by a v")
    _tab_to(page, "rule-value")
    page.keyboard.type("Room")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("rules").get_by_role("listitem")).to_contain_text("Room")
    _tab_to(page, "project")
    page.keyboard.press("Enter")
    _tab_to(page, "project-name")
    page.keyboard.type("Heart study")
    _tab_to(page, "project-passphrase")
    page.keyboard.type("a long passphrase")
    _tab_to(page, "deidentify")
    page.keyboard.press("Enter")
    assert steps.wait_for_result(page).deidentified == 2
    dataset = pydicom.dcmread(io.BytesIO(next(iter(steps.save_zip(page).values()))))
    assert dataset.PatientID.startswith("HEART-")
    assert dataset.StationName == "Room"
    assert dataset.InstitutionName == pydicom.dcmread(files[0]).InstitutionName


def test_a_code_list_a_protocol_and_a_script_are_given_with_the_keyboard_alone(
    page: Page, site: str, tmp_path: Path
) -> None:
    codes, protocol, recipe = (tmp_path / name for name in ("codes.csv", "p.json", "recipe"))
    codes.write_text(f"patient_id,code\n{builders.PERSONA.patient_id},HEART-01\n", "utf-8")
    chosen = {"schema": "anami-protocol/1", "profile": "basic", "options": ["rtn_inst_id"]}
    protocol.write_text(json.dumps(chosen), "utf-8")
    recipe.write_text("FORMAT dicom\n%header\nREPLACE StationName Room\n", "utf-8")
    at_hand = _open_with_files_at_hand(page, site, tmp_path / "scan")
    original = pydicom.dcmread(at_hand[0])
    _choose_files(page)
    _tab_to(page, "project")
    page.keyboard.press("Enter")
    at_hand[:] = [codes]
    _tab_to(page, "code-list")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("project")).to_contain_text("1 person")
    # The files are looked through again; whoever came by keyboard has not lost the place.
    expect(page.get_by_test_id("code-list")).to_be_focused(timeout=steps.WORK_MILLISECONDS)
    _tab_to(page, "documents")
    page.keyboard.press("Enter")
    at_hand[:] = [protocol]
    _tab_to(page, "protocol-load")
    page.keyboard.press("Enter")
    _accept_the_proposal(page)
    expect(page.get_by_test_id("option-rtn_inst_id")).to_be_checked()
    _tab_to(page, "import-tool")
    page.keyboard.press("End")
    expect(page.get_by_test_id("import-tool")).to_have_value("deid")
    at_hand[:] = [recipe]
    _tab_to(page, "import-script")
    page.keyboard.press("Enter")
    _accept_the_proposal(page)
    _tab_to(page, "deidentify")
    page.keyboard.press("Enter")
    assert steps.wait_for_result(page).deidentified == 2
    dataset = pydicom.dcmread(io.BytesIO(next(iter(steps.save_zip(page).values()))))
    assert (dataset.PatientID, dataset.StationName) == ("HEART-01", "Room")
    assert dataset.StationName != original.StationName


def _accept_the_proposal(page: Page) -> None:
    """Take over what a document would do, which has the focus when it is read."""
    expect(page.get_by_test_id("proposal")).to_be_focused()
    _tab_to(page, "proposal-accept")
    page.keyboard.press("Enter")


def _tab_to(page: Page, test_id: str, key: str = "Tab") -> None:
    """Press Tab until an element has the focus; what is folded away has it at its summary."""
    for _ in range(60):
        page.keyboard.press(key)
        if page.evaluate(FOCUSED) == test_id:
            return
    pytest.fail(f"{test_id} is not reached by Tab")


def test_the_focus_shows_on_every_stop(page: Page, site: str, tmp_path: Path) -> None:
    files = steps.write_series(tmp_path, 1)
    steps.open_page(page, site)
    steps.give_files(page, *files)
    seen = set()
    for _ in range(25):
        page.keyboard.press("Tab")
        stop, outline = page.evaluate(
            """() => {
              const at = document.activeElement;
              const shown = at.matches('.hidden-input') ? at.nextElementSibling : at;
              return [at.id || at.tagName, getComputedStyle(shown).outlineStyle];
            }"""
        )
        if stop == "BODY":
            break
        seen.add(stop)
        assert outline != "none", stop
    assert {"files", "folder", "language"} <= seen


def test_a_screen_reader_hears_each_step(page: Page, site: str, tmp_path: Path) -> None:
    files = steps.write_series(tmp_path, 2)
    steps.open_page(page, site)
    status = page.get_by_role("status")
    steps.give_files(page, *files)
    expect(status).to_have_text("2 files looked at. You can de-identify now.")
    steps.deidentify(page)
    # The result's heading takes the focus, so that it is read.
    assert page.evaluate("() => document.activeElement.textContent") == "2 files are de-identified"


def test_the_language_can_be_switched_at_any_time(page: Page, site: str, tmp_path: Path) -> None:
    bengali = _words("bn")
    files = steps.write_series(tmp_path, 2)
    steps.open_page(page, site)
    steps.give_files(page, *files)
    page.get_by_test_id("language").select_option("bn")
    expect(page.locator("html")).to_have_attribute("lang", "bn")
    expect(page.locator("h1")).to_have_text(bengali["title"])
    expect(page.get_by_test_id("survey")).to_contain_text("২")
    assert page.url.endswith("?lang=bn")
    expect(page.get_by_test_id("requests")).to_have_attribute("data-count", "0")
    assert steps.deidentify(page).deidentified == 2
    expect(page.get_by_test_id("result")).to_contain_text("২টি ফাইলের পরিচয় মোছা হয়েছে")
    page.get_by_test_id("language").select_option("en")
    expect(page.get_by_test_id("result")).to_contain_text("2 files are de-identified")
    assert len(steps.save_zip(page)) == 2
    expect(page.get_by_test_id("requests")).to_have_attribute("data-count", "0")


def test_whoever_reads_the_fingerprints_goes_on_reading(page: Page, site: str) -> None:
    steps.open_page(page, site)
    page.locator(".hashes > summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".hashes dl")).to_be_visible()
    # The panel is drawn anew.
    page.get_by_test_id("language").evaluate(
        "(select) => { select.value = 'bn'; select.dispatchEvent(new Event('change')); }"
    )
    expect(page.locator(".hashes > summary")).to_have_text(_words("bn")["trust.hashes.show"])
    expect(page.locator(".hashes dl")).to_be_visible()
    expect(page.locator(".hashes > summary")).to_be_focused()


def test_the_address_names_the_language(page: Page, site: str) -> None:
    page.goto(f"{site}?lang=bn")
    expect(page.locator("html")).to_have_attribute("lang", "bn")


def test_the_language_is_guessed_from_what_the_browser_asks_for(
    browser: Browser, site: str
) -> None:
    for asked, found in (("fr-CA", "fr"), ("zh-Hans-CN", "zh"), ("xx", "en")):
        context = browser.new_context(locale=asked)
        page = context.new_page()
        page.goto(site)
        expect(page.locator("html")).to_have_attribute("lang", found)
        expect(page.locator("h1")).to_have_text(_words(found)["title"])
        context.close()


def test_arabic_runs_from_right_to_left(page: Page, site: str, tmp_path: Path) -> None:
    files = steps.write_series(tmp_path, 2)
    steps.open_page(page, site, "?lang=ar")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("h1")).to_have_text(_words("ar")["title"])
    # The steps begin at the right, and what is the standard's own stays from left to right.
    boxes = [page.locator("#steps button").nth(at).bounding_box() for at in (0, 1)]
    assert boxes[0]
    assert boxes[1]
    assert boxes[0]["x"] > boxes[1]["x"]
    steps.give_files(page, *files)
    expect(page.locator(".term[dir=ltr]").first).to_be_visible()
    assert steps.deidentify(page).deidentified == 2
    page.get_by_test_id("language").select_option("en")
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    assert len(steps.save_zip(page)) == 2


def test_each_language_is_offered_by_its_own_name(page: Page, site: str) -> None:
    steps.open_page(page, site)
    found = page.evaluate(
        "() => [...document.querySelectorAll('#language option')].map((o) => [o.value, o.text])"
    )
    files = (places.ROOT / "static" / "locales").glob("*.json")
    assert dict(found) == {path.stem: _words(path.stem)["language.name"] for path in files}


def test_a_language_is_added_with_one_file(page: Page, site: str, dist: Path) -> None:
    words = _words("en") | {"language.name": "Kiswahili", "title": "Ondoa majina"}
    manifest = json.loads((dist / "manifest.json").read_text("utf-8"))
    manifest["files"]["static/locales/sw.json"] = {"sha256": "", "bytes": 0}
    page.route("**/manifest.json", lambda route: route.fulfill(json=manifest))
    page.route("**/locales/sw.json", lambda route: route.fulfill(json=words))
    page.goto(f"{site}?lang=sw")
    expect(page.locator("h1")).to_have_text("Ondoa majina")
    expect(page.locator("html")).to_have_attribute("lang", "sw")
    expect(page.locator("#language option:checked")).to_have_text("Kiswahili")


# The longest words, and the other direction.
@pytest.mark.parametrize("language", ["de", "ar"])
def test_nothing_sticks_out_at_any_width(
    page: Page, site: str, tmp_path: Path, language: str
) -> None:
    _mixed(tmp_path / "scan", 3)
    long_name = tmp_path / "scan" / ("x" * 120 + ".txt")
    long_name.write_bytes(b"words")
    steps.open_page(page, site, f"?lang={language}")
    for act in (
        lambda: None,
        lambda: steps.give_folder(page, tmp_path / "scan"),
        lambda: steps.deidentify(page),
        lambda: steps.open_all_reasons(page),
    ):
        act()
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            overflow = page.evaluate(
                "() => document.documentElement.scrollWidth - innerWidth",
            )
            assert overflow <= 0, width


def test_the_limits_of_the_tool_are_said_before_and_after(
    page: Page, site: str, tmp_path: Path
) -> None:
    files = steps.write_series(tmp_path, 1)
    steps.open_page(page, site)
    expect(page.get_by_text("keep the originals")).to_be_visible()
    expect(page.get_by_text("is not the same as de-identifying the image")).to_be_visible()
    steps.give_files(page, *files)
    steps.deidentify(page)
    result = page.get_by_test_id("result")
    expect(result.get_by_text("is not the same as de-identifying the image")).to_be_visible()
