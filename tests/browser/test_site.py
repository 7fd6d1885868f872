"""What a site sets for its page: whom it may speak to, what is fixed, what is needed."""

from __future__ import annotations

import io
import json
import re
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pydicom
import pytest
from playwright.sync_api import expect

from anami.protocol import OPTIONS, PRESETS, Protocol
from tests import places
from tests.browser import steps
from tools import server, site_config, static_site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

ARCHIVE = "Trial archive"
RUN_AXE = """async () => {
  const { violations } = await axe.run(document, { preload: false, resultTypes: ['violations'] });
  return violations.map(({ id, nodes }) => ({ id, nodes: nodes.map((node) => node.html) }));
}"""
AXE = places.ROOT / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of another origin, which answers."""
    with server.running(server.make_server(tmp_path_factory.mktemp("archive"))) as address:
        yield f"{address}dicom-web"


@pytest.fixture(scope="module")
def configured(
    dist: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., str]]:
    """Give the address of the site with some settings."""
    hosts = []

    def serve(**settings: Any) -> str:  # noqa: ANN401 - whatever JSON can say
        folder = tmp_path_factory.mktemp("configured") / "site"
        shutil.copytree(dist, folder)
        given = site_config.checked({"schema": site_config.SCHEMA, **settings})
        static_site.configure(folder, given)
        hosts.append(server.running(server.make_server(folder)))
        return hosts[-1].__enter__()

    yield serve
    for host in hosts:
        host.__exit__(None, None, None)


@pytest.fixture(scope="module")
def sending(configured: Callable[..., str], archive: str) -> str:
    """Address of a site that may send to the archive."""
    return configured(destinations=[{"name": ARCHIVE, "url": archive}])


def _speak(page: Page, address: str) -> bool:
    """Say whether the page may speak to an address."""
    ask = "(at) => fetch(at, {mode: 'no-cors'}).then(() => true, () => false)"
    return bool(page.evaluate(ask, address))


def test_a_page_with_a_destination_names_it_and_can_speak_to_it_alone(
    browser: Browser, sending: str, archive: str, site: str
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        steps.open_page(page, sending)
        panel = page.get_by_test_id("trust")
        expect(panel.get_by_text(f"Sends to {ARCHIVE} only")).to_be_visible()
        expect(page.get_by_test_id("destinations")).to_contain_text(archive.rpartition("/")[0])
        expect(page.locator(".lead")).to_contain_text("before you press Send")
        page.get_by_test_id("language").select_option("de")
        expect(page.locator(".lead")).to_contain_text("bevor Sie auf Senden drücken")
        assert _speak(page, f"{archive}/studies")
        assert not _speak(page, site)
        expect(page.get_by_test_id("requests")).to_have_attribute("data-count", "0")


def test_a_page_with_a_destination_opens_without_a_network(browser: Browser, sending: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        steps.open_page(page, sending)
        expect(page.get_by_test_id("kept")).to_have_attribute("data-kept", "true")
        context.set_offline(offline=True)
        steps.open_page(page, sending)
        expect(page.get_by_test_id("destinations")).to_contain_text(ARCHIVE)


def test_a_page_without_a_destination_names_none_and_can_speak_to_nobody(
    browser: Browser, site: str, archive: str
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        asked: list[str] = []
        context.on("request", lambda request: asked.append(request.url))
        steps.open_page(page, site)
        expect(page.get_by_test_id("destinations")).to_have_count(0)
        expect(page.locator(".lead")).to_contain_text("no file leaves it")
        assert not [url for url in asked if "site.json" in url or "/send" in url]
        assert not _speak(page, f"{archive}/studies")


NAME = "HEART-2 trial centre"


@pytest.fixture(scope="module")
def fixing(configured: Callable[..., str]) -> str:
    """Address of a site that fixes all but one option and the typed values."""
    return configured(
        name=NAME,
        contact={"en": "Trial office, room 7", "de": "Studienbüro, Zimmer 7"},
        languages=["de", "en"],
        language="de",
        preset="research",
        options={"rtn_dev_id": False},
        locked=["all"],
        changeable=["rtn_pat_chars", "edits"],
        project={"name": "HEART-2"},
        required=["patient_id"],
    )


def _is_on(page: Page, option: str) -> bool:
    return page.get_by_test_id(f"option-{option}").is_checked()


def test_what_a_site_fixed_is_marked_and_no_mouse_key_or_document_changes_it(
    browser: Browser, fixing: str, tmp_path: Path
) -> None:
    with browser.new_context(locale="en-GB") as context:
        page = context.new_page()
        steps.open_page(page, fixing)
        panel = page.get_by_test_id("site")
        expect(panel).to_contain_text(NAME)
        expect(page.get_by_test_id("site-contact")).to_have_text("Trial office, room 7")
        page.get_by_test_id("audience-patient").check()
        steps.give_files(page, *steps.write_series(tmp_path, 1))
        research = PRESETS["research"]
        wanted = {name: name in research and name != "rtn_dev_id" for name in OPTIONS}

        def unchanged() -> bool:
            return {name: _is_on(page, name) for name in OPTIONS} == wanted

        assert unchanged()
        option = page.get_by_test_id("option-clean_desc")
        expect(option).to_be_disabled()
        expect(page.locator("li.option", has=option)).to_contain_text(f"Set by {NAME}")
        option.click(force=True)
        page.locator("label[for=option-clean_desc]").click(force=True)
        page.locator("label[for=preset-basic]").click(force=True)
        for _ in range(80):
            page.keyboard.press("Tab")
            focused = page.evaluate("() => document.activeElement?.id ?? ''")
            assert not re.match("preset-(?!research)|whole-weeks|rule-", focused)
            if focused.startswith("option-"):
                assert focused == "option-rtn_pat_chars"
        assert unchanged()
        page.get_by_test_id("option-rtn_pat_chars").uncheck()
        page.get_by_test_id("option-rtn_pat_chars").check()
        page.get_by_test_id("documents").locator("summary").click()
        for document, taken in (
            (Protocol.preset("basic"), False),
            (Protocol(options=frozenset(n for n in OPTIONS if wanted[n])), False),
            (replace(Protocol.preset("research"), options=_on(wanted) - {"rtn_pat_chars"}), True),
        ):
            _load(page, document)
            if taken:
                page.get_by_test_id("proposal-accept").click()
                wanted["rtn_pat_chars"] = False
            else:
                documents = page.get_by_test_id("documents")
                expect(documents).to_contain_text("differ from what this site has fixed")
                expect(page.get_by_test_id("proposal-accept")).to_have_count(0)
            assert unchanged()


def _on(wanted: dict[str, bool]) -> frozenset[str]:
    return frozenset(name for name, on in wanted.items() if on)


def _load(page: Page, document: Protocol) -> None:
    file = {
        "name": "protocol.json",
        "mimeType": "application/json",
        "buffer": json.dumps(document.as_dict()).encode(),
    }
    page.get_by_test_id("protocol-load").set_input_files(file)  # type: ignore[arg-type] # a dict is a payload


def test_what_a_site_needs_is_asked_for_before_anything_is_produced(
    browser: Browser, fixing: str, tmp_path: Path
) -> None:
    with browser.new_context(locale="ja-JP", accept_downloads=True) as context:
        page = context.new_page()
        page.add_init_script(path=AXE)
        steps.open_page(page, fixing)
        languages = page.get_by_test_id("language")
        assert languages.locator("option").evaluate_all("all => all.map((one) => one.value)") == [
            "de",
            "en",
        ]
        expect(languages).to_have_value("de")
        expect(page.get_by_test_id("site-contact")).to_have_text("Studienbüro, Zimmer 7")
        steps.give_files(page, *steps.write_series(tmp_path, 1))
        expect(page.get_by_test_id("project-name")).to_have_value("HEART-2")
        expect(page.get_by_test_id("project-name")).to_be_disabled()
        for part in ("rules", "project", "documents"):
            page.get_by_test_id(part).locator(":scope > summary").click()
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert page.evaluate(RUN_AXE) == []
        for missing, value in (
            ("project-passphrase", "a long passphrase"),
            ("edit-patient-id", "H-{code}"),
        ):
            page.get_by_test_id("deidentify").click()
            expect(page.locator("#problem")).to_have_attribute("data-code", "site-requires")
            expect(page.get_by_test_id(missing)).to_be_focused()
            page.get_by_test_id(missing).fill(value)
            page.get_by_test_id(missing).blur()
        assert steps.deidentify(page).deidentified == 1
        (result,) = steps.save_zip(page).values()
        made = pydicom.dcmread(io.BytesIO(result))
        assert made.PatientID.startswith("H-")
        assert "DeviceSerialNumber" not in made
        report, _ = steps.save_report(page)
        assert report["protocol"]["options"] == sorted(PRESETS["research"])
