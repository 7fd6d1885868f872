"""Script and markup in every place that a stranger can write to: nothing runs, nothing is asked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from playwright.sync_api import expect

from tests import builders as b
from tests.browser import steps

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.conftest import Watch

AWAY: Final = "//evil.example/x"
MARKUP: Final = f'"><img src={AWAY} onerror=owned=1><script>owned=1</script>'
SHORT: Final = "<svg onload=owned=1>"
NAME: Final = "<img src=x onerror=owned=1>"
"""In a name of a file, which can't hold a slash."""
ADDRESS: Final = "javascript:owned=1"
TYPED: Final = "<u onfocus=alert(8)>"
"""A replacement may share no word with an original, or the leak check withholds the file."""

# Whatever came of the text: a script that ran, an element that it became, an address that runs.
FOUND: Final = r"""() => {
  const count = (elements) => document.querySelectorAll(elements).length;
  const addresses = [...document.querySelectorAll('[href], [src], [action]')].flatMap((element) =>
    ['href', 'src', 'action'].map((name) => element.getAttribute(name) ?? ''));
  return {
    owned: String(globalThis.owned),
    elements: count('img[src*="evil"], img[onerror], svg[onload], script:not([src])')
      + count('iframe, object, embed, base'),
    addresses: addresses.filter((address) => /^\s*javascript:/i.test(address)).length,
  };
}"""
# What no code of the page does: makes text into markup, into a script, or into a way around.
TRIES: Final = """() => {
  const tries = {
    markup: () => { document.body.innerHTML = '<p>'; },
    document: () => { document.write('<p>'); },
    worker: () => new Worker('static/worker.js'),
    script: () => { document.createElement('script').src = 'static/page.js'; },
    policy: () => trustedTypes.createPolicy('another', {}),
    text: () => setTimeout('owned = 1'),
  };
  return Object.entries(tries).filter(([, attempt]) => {
    try { attempt(); return false; } catch (error) { return error instanceof TypeError; }
  }).map(([name]) => name);
}"""
NOTHING: Final = {"owned": "undefined", "elements": 0, "addresses": 0}


def hostile_file() -> bytes:
    """Write an instance whose texts are all markup, also in private and nested attributes."""
    block = b.seq(
        "RequestAttributesSequence",
        [
            b.el("RequestedProcedureDescription", MARKUP),
            b.el("ScheduledProcedureStepDescription", ADDRESS),
        ],
    )
    elements = b.put(
        b.ct(),
        b.el("PatientName", f"{NAME}^{SHORT}"),
        b.el("PatientID", MARKUP[:64]),
        b.el("StudyDescription", MARKUP[:64]),
        b.el("SeriesDescription", ADDRESS),
        b.el("InstitutionName", SHORT),
        b.el("ProtocolName", NAME),
        b.el("ImageComments", MARKUP * 3),
        b.el("PatientComments", f'<a href="{ADDRESS}">{SHORT}</a>'),
        b.el("ReferringPhysicianName", f"{SHORT}^{SHORT}"),
        block,
        b.Element(0x00290010, "LO", NAME),
        b.Element(0x00291001, "LT", MARKUP),
    )
    return b.part10(b.ordered(elements))


def expect_nothing(page: Page) -> None:
    assert page.evaluate(FOUND) == NOTHING


def load_hostile_documents(page: Page, folder: Path) -> None:
    """Load a code list, a protocol and a script of another tool, each full of markup."""
    identifier = MARKUP[:64].replace('"', '""')
    refused, codes = folder / f"{NAME}.csv", folder / f"{SHORT}.csv"
    refused.write_text(f'patient_id,code\n"{identifier}",{TYPED}\n')
    codes.write_text(f'patient_id,code\n"{identifier}",HEART-01\n')
    protocol = folder / f"{NAME}.json"
    protocol.write_text(
        json.dumps({"schema": "anami-protocol/1", "profile": "basic", "options": [MARKUP]})
    )
    recipe = folder / f"{NAME}.txt"
    recipe.write_text(f"FORMAT dicom\n%header\nREPLACE PatientID {MARKUP}\nADD {NAME} {SHORT}\n")
    project = page.get_by_test_id("project")
    project.locator("summary").click()
    page.get_by_test_id("code-list").set_input_files(refused)
    expect(project.get_by_role("alert").filter(has_text="line 2")).to_be_visible()
    expect_nothing(page)
    page.get_by_test_id("code-list").set_input_files(codes)
    expect(project.get_by_role("alert").filter(has_text="line 2")).to_have_count(0)
    expect(page.locator("html")).to_have_attribute("data-state", "review")
    expect_nothing(page)
    documents = page.get_by_test_id("documents")
    documents.locator("summary").click()
    page.get_by_test_id("protocol-load").set_input_files(protocol)
    expect(documents.get_by_role("alert")).to_be_visible()
    expect_nothing(page)
    page.get_by_test_id("import-tool").select_option("deid")
    page.get_by_test_id("import-script").set_input_files(recipe)
    expect(page.get_by_test_id("proposal")).to_be_visible()
    expect_nothing(page)
    page.get_by_test_id("proposal-decline").click()


def test_script_in_names_values_and_documents_is_text_and_nothing_else(
    page: Page, browser: Browser, site: str, watch: Watch, tmp_path: Path
) -> None:
    """The `page` fixture fails on any word in the console, any exception and any far request."""
    folder = tmp_path / NAME
    folder.mkdir()
    (folder / f"{NAME}.dcm").write_bytes(hostile_file())
    (folder / f"{SHORT}.dcm").write_bytes(b.part10(b.ct(number=2))[:-64])
    (folder / "more.txt").write_text(MARKUP, encoding="utf-8")
    steps.open_page(page, site)
    asked = len(watch.requests)
    steps.give_folder(page, folder)
    expect_nothing(page)
    expect(page.get_by_test_id("survey")).to_contain_text(NAME)
    page.get_by_test_id("inspect").first.click()
    expect(page.locator(".node").first).to_be_visible(timeout=steps.WORK_MILLISECONDS)
    expect(page.get_by_test_id("inspect-place")).to_contain_text(NAME)
    expect_nothing(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    load_hostile_documents(page, tmp_path)
    page.get_by_test_id("edit-series-description").first.fill(TYPED)
    steps.wait_for_preview(page)
    expect_nothing(page)
    assert steps.deidentify(page) == steps.Counts(deidentified=1, refused=1, skipped=1)
    assert [name.partition("/")[0] for name in steps.save_zip(page)] == ["SUBJECT-HEART-01"]
    steps.open_all_reasons(page)
    expect(page.get_by_test_id("result")).to_contain_text(f"{SHORT}.dcm")
    expect_nothing(page)
    _, report = steps.save_by(page, "report-html")
    assert watch.requests[asked:] == []
    assert page.evaluate("() => location.href + document.title").count("<") == 0
    open_the_report(browser, report, tmp_path)


def open_the_report(browser: Browser, report: bytes, folder: Path) -> None:
    """Open the printable report by itself, from a disk: it shows text and asks for nothing."""
    path = folder / "report.html"
    path.write_bytes(report)
    with browser.new_context() as context:
        opened = context.new_page()
        heard: list[str] = []
        opened.on("request", lambda request: heard.append(request.url))
        opened.on("console", lambda message: heard.append(message.text))
        opened.on("dialog", lambda dialog: heard.append(dialog.type))
        opened.goto(path.as_uri())
        expect(opened.locator("h1")).to_be_visible()
        expect_nothing(opened)
        assert heard == [path.as_uri()]
        assert opened.locator("script").count() == 0


def test_where_trusted_types_are_text_cannot_become_markup_or_a_script(
    browser: Browser, site: str
) -> None:
    """What no code of the page does, none that came in by a mistake could do."""
    # Each refusal is told in the console, so the page is not the one that must be silent.
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(site)
        refused = page.evaluate(TRIES)
    assert refused == ["markup", "document", "worker", "script", "policy", "text"]
