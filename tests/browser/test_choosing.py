"""Choosing how: presets, options, rules, documents, scripts; each is found in what comes out."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pydicom
from playwright.sync_api import expect

from anami.protocol import PRESETS, Protocol
from tests import builders
from tests.browser import steps

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page


INTO = "\u203a"
"""Stands between a sequence and what is in it."""


def _chosen(page: Page) -> set[str]:
    """Names of the options that are switched on."""
    return {
        str(switch.get_attribute("data-testid")).removeprefix("option-")
        for switch in page.locator("[data-testid^=option-]:checked").all()
    }


def _first(page: Page) -> pydicom.Dataset:
    (first, *_) = steps.save_zip(page).values()
    return pydicom.dcmread(io.BytesIO(first))


def test_presets_options_and_audience_agree_and_are_carried_out(
    page: Page, site: str, tmp_path: Path
) -> None:
    files = steps.write_series(tmp_path, 2)
    steps.open_page(page, site)
    page.get_by_test_id("audience-clinician").check()
    expect(page.get_by_role("group").get_by_text("Not for ongoing care")).to_be_visible()
    steps.give_files(page, *files)
    expect(page.get_by_test_id("preset-second-opinion")).to_be_checked()
    for name, options in PRESETS.items():
        page.get_by_test_id(f"preset-{name}").check()
        assert _chosen(page) == set(options)
    for name in ("clean_pixel", "clean_faces"):
        expect(page.get_by_test_id(f"option-{name}")).to_be_disabled()
    page.get_by_test_id("preset-basic").check()
    page.get_by_test_id("option-rtn_long_modif_dates").check()
    page.get_by_test_id("option-rtn_long_full_dates").check()
    expect(page.locator("#choose").get_by_text("either shifted or kept whole")).to_be_visible()
    page.get_by_test_id("option-rtn_pat_chars").check()
    assert _chosen(page) == {"rtn_long_full_dates", "rtn_pat_chars"}
    expect(page.get_by_text("no preset")).to_be_visible()
    steps.wait_for_preview(page)
    expect(page.get_by_test_id("preview")).to_contain_text("Patient's Sex")
    steps.deidentify(page)
    dataset = _first(page)
    assert dataset.StudyDate == pydicom.dcmread(files[0]).StudyDate
    assert dataset.PatientSex
    report, _ = steps.save_report(page)
    assert report["protocol"]["options"] == ["rtn_long_full_dates", "rtn_pat_chars"]


def test_a_rule_is_written_with_the_keyboard_saved_loaded_and_carried_out(
    page: Page, site: str, tmp_path: Path
) -> None:
    files = steps.write_series(tmp_path / "scan", 1)
    steps.open_page(page, site)
    steps.give_files(page, *files)
    page.get_by_test_id("rules").locator("summary").click()
    attribute = page.get_by_test_id("rule-attribute")
    for typed in ("(0008,0080)", "institution na", "InstitutionNam"):
        attribute.fill("")
        attribute.press_sequentially(typed)
        # The list is asked for when the part is opened, behind what else is asked.
        expect(page.get_by_role("listbox").get_by_role("option").first).to_contain_text(
            "InstitutionName", timeout=steps.WORK_MILLISECONDS
        )
    attribute.press("ArrowDown")
    attribute.press("Enter")
    expect(attribute).to_have_value("InstitutionName")
    page.get_by_test_id("rule-action").select_option("replace")
    page.get_by_test_id("rule-value").fill("Site A")
    page.get_by_test_id("rule-value").press("Enter")
    expect(page.get_by_test_id("rules")).to_contain_text("Replaces InstitutionName by “Site A”.")
    attribute.fill("NoSuchThing")
    page.get_by_test_id("rule-add").click()
    expect(page.get_by_test_id("rules").get_by_role("alert")).not_to_be_empty()

    page.get_by_test_id("documents").locator("summary").click()
    saved = tmp_path / "protocol.json"
    saved.write_bytes(steps.save_by(page, "protocol-save")[1])
    (rule,) = Protocol.load(saved).rules
    assert (rule.attribute, rule.value) == ("InstitutionName", "Site A")

    page.get_by_role("button", name="Remove the rule for InstitutionName").click()
    page.get_by_test_id("preset-teaching").check()
    page.get_by_test_id("protocol-load").set_input_files(saved)
    # Nothing is taken before the person has read what it would do.
    expect(page.get_by_test_id("proposal")).to_contain_text("Replaces InstitutionName")
    expect(page.get_by_test_id("rules").get_by_role("listitem")).to_have_count(0)
    page.get_by_test_id("proposal-accept").click()
    expect(page.get_by_test_id("rules")).to_contain_text("Site A")
    # The preset chosen meanwhile has made way for what the document says.
    assert _chosen(page) == set()
    steps.deidentify(page)
    assert _first(page).InstitutionName == "Site A"


def test_a_rule_for_one_sequence_is_written_changed_and_carried_out_there_alone(
    page: Page, site: str, tmp_path: Path
) -> None:
    """By keyboard: an attribute that stands in two sequences is kept in one of them."""
    code = (
        builders.el("CodeValue", "LOCAL-1"),
        builders.el("CodingSchemeDesignator", "99SITE"),
        builders.el("CodeMeaning", "Made up here"),
    )
    (tmp_path / "a.dcm").write_bytes(
        builders.part10(
            builders.put(
                builders.ct(),
                builders.seq("ProcedureCodeSequence", code),
                builders.seq("AnatomicRegionSequence", code),
            )
        )
    )
    steps.open_page(page, site)
    steps.give_files(page, tmp_path / "a.dcm")
    page.get_by_test_id("rules").locator("summary").press("Enter")
    attribute, around = page.get_by_test_id("rule-attribute"), page.get_by_test_id("rule-path")
    attribute.press_sequentially("codemeaning")
    completions = page.get_by_role("listbox").get_by_role("option")
    expect(completions.first).to_contain_text("CodeMeaning", timeout=steps.WORK_MILLISECONDS)
    attribute.press("ArrowDown")
    attribute.press("Enter")
    expect(around).to_be_hidden()
    page.get_by_test_id("rule-where").select_option("inside")
    page.get_by_test_id("rule-add").press("Enter")
    problem = page.get_by_test_id("rules").get_by_role("alert")
    expect(problem).to_have_text("Name the sequence that the rule is for.")
    around.press_sequentially("anatomic region seq")
    expect(completions.first).to_contain_text("AnatomicRegionSequence")
    around.press("ArrowDown")
    around.press("Enter")
    expect(around).to_have_value("AnatomicRegionSequence")
    page.get_by_test_id("rule-action").select_option("remove")
    page.get_by_test_id("rule-add").press("Enter")
    rule = page.get_by_test_id("rules").get_by_role("listitem")
    expect(rule).to_contain_text(f"Removes AnatomicRegionSequence {INTO} CodeMeaning.")
    page.get_by_role("button", name="Change the rule for AnatomicRegionSequence").press("Enter")
    expect(around).to_have_value("AnatomicRegionSequence")
    page.get_by_test_id("rule-action").select_option("replace")
    page.get_by_test_id("rule-value").fill("Head")
    page.get_by_test_id("rule-value").press("Enter")
    expect(rule).to_have_count(1)
    expect(rule).to_contain_text(f"Replaces AnatomicRegionSequence {INTO} CodeMeaning by “Head”.")
    steps.deidentify(page)
    dataset = _first(page)
    assert dataset.AnatomicRegionSequence[0].CodeMeaning == "Head"
    assert all(
        entry.get("CodeMeaning") != "Head" for entry in dataset.get("ProcedureCodeSequence", ())
    )
    report, _ = steps.save_report(page)
    assert report["protocol"]["rules"][0]["path"] == ["AnatomicRegionSequence"]


def test_what_is_worth_a_look_depends_on_what_is_chosen(
    page: Page, site: str, tmp_path: Path
) -> None:
    """Reports and annotations that an option keeps are not said to be lost."""
    for template in builders.templates():
        if template.name in ("sr", "pr"):
            (tmp_path / f"{template.name}.dcm").write_bytes(template.file())
    steps.open_page(page, site)
    steps.give_folder(page, tmp_path)
    look_out = page.get_by_test_id("look-out")
    expect(look_out).to_contain_text("Report content replaced")
    expect(look_out).to_contain_text("Graphics removed")
    expect(page.locator(".chip").filter(has_text="Report content replaced")).to_have_count(1)
    page.get_by_test_id("option-clean_struct_cont").check()
    expect(look_out).not_to_contain_text("Report content replaced")
    expect(look_out).to_contain_text("Graphics removed")
    page.get_by_test_id("preset-research").check()
    page.get_by_test_id("option-clean_graph").check()
    page.get_by_test_id("option-clean_struct_cont").check()
    expect(look_out).to_be_hidden()
    expect(page.locator(".chip")).to_have_count(0)
    steps.deidentify(page)
    # The result says the same as the review did.
    expect(page.get_by_test_id("result")).not_to_contain_text("Report content replaced")
    expect(page.get_by_test_id("result")).not_to_contain_text("Graphics removed")


def test_a_script_of_another_tool_is_taken_over_with_what_is_lost(
    page: Page, site: str, tmp_path: Path
) -> None:
    files = steps.write_series(tmp_path / "scan", 1)
    recipe = tmp_path / "recipe"
    recipe.write_text(
        "FORMAT dicom\n%header\nKEEP StudyDescription\nREPLACE PatientID func:made_up\n", "utf-8"
    )
    broken = tmp_path / "broken.json"
    broken.write_text('{"schema": "anami-protocol/1", "profile": "basic", "options": ["x"]}')
    steps.open_page(page, site)
    steps.give_files(page, *files)
    documents = page.get_by_test_id("documents")
    documents.locator("summary").click()
    page.get_by_test_id("protocol-load").set_input_files(broken)
    expect(documents.get_by_role("alert")).to_contain_text("does not have")
    page.get_by_test_id("import-tool").select_option("deid")
    page.get_by_test_id("import-script").set_input_files(recipe)
    proposal = page.get_by_test_id("proposal")
    expect(proposal).to_contain_text("Keeps StudyDescription.")
    expect(proposal).to_contain_text("Line 4: PatientID")
    page.get_by_test_id("proposal-decline").click()
    expect(page.get_by_test_id("rules").get_by_role("listitem")).to_have_count(0)
    page.get_by_test_id("import-script").set_input_files(recipe)
    page.get_by_test_id("proposal-accept").click()
    # The rule keeps more than the profile allows, so the result may not claim the profile.
    steps.deidentify(page)
    report, _ = steps.save_report(page)
    assert report["conformance"]["departures"] == ["StudyDescription"]
    assert json.dumps(report["protocol"]["rules"]).count("StudyDescription") == 1


def test_what_was_found_is_in_view_wherever_the_files_were_dropped(
    page: Page, site: str, tmp_path: Path
) -> None:
    files = steps.write_series(tmp_path, 2)
    page.set_viewport_size({"width": 390, "height": 844})
    steps.open_page(page, site)
    page.locator("footer").scroll_into_view_if_needed()
    expect(page.locator("#drop-zone")).not_to_be_in_viewport()
    steps.drop(page, *files)
    expect(page.get_by_test_id("survey")).to_be_visible(timeout=steps.WORK_MILLISECONDS)
    expect(page.locator("#survey-title")).to_be_in_viewport()
