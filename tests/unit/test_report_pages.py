"""The report to print: complete, inert, and in the words that it is given."""

from __future__ import annotations

import csv
import io
from html.parser import HTMLParser
from typing import Any

from anami import Protocol, report, report_pages

ROWS = [
    {
        "path": "(0010,0010)",
        "name": "Patient's Name",
        "vr": "PN",
        "action": "D",
        "reason": "table",
        "count": 1,
    }
]
FILES = [
    {
        "input": 1,
        "entry": "ANON-A/STUDY-B/SERIES-C/000001.dcm",
        "status": "de-identified",
        "code": "",
        "where": "",
        "warnings": ["head-volume"],
        "profile": "p",
        "sha256": "ab" * 32,
    },
    {
        "input": 2,
        "entry": "",
        "status": "skipped",
        "code": "not-dicom",
        "where": "",
        "warnings": [],
        "profile": "",
    },
]


def _report() -> dict[str, Any]:
    return report.build_report(Protocol.preset("research"), FILES, {"p": ROWS})


class _Page(HTMLParser):
    """Collects what a browser would load, and the text."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.text = ""
        self.opened: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.opened.append(tag)
        self.loads += [f"{tag} {name}" for name, _ in attrs if name in {"src", "href", "style"}]

    def handle_data(self, data: str) -> None:
        self.text += data


def _parsed(page: str) -> _Page:
    parsed = _Page()
    parsed.feed(page)
    return parsed


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    page = report_pages.as_html(_report(), {}, "en", "ltr")
    parsed = _parsed(page)
    assert parsed.loads == []
    assert "script" not in parsed.opened
    assert "default-src 'none'" in page
    assert "url(" not in page


def test_the_page_tells_the_sum_the_statement_the_attributes_and_the_digests() -> None:
    words = {"report.title": "Bericht", "code.not-dicom": "kein DICOM", "action.D": "ersetzt"}
    words["report.edition"] = "Ausgabe {edition}"
    parsed = _parsed(report_pages.as_html(_report(), words, "de", "ltr"))
    for expected in (
        *("Bericht", "kein DICOM", "ersetzt", "(0010,0010)", "Patient's Name", "ab" * 32),
        *("Clean Descriptors Option (DCM 113105, PS3.15 E.3.5)", "Ausgabe 2026d"),
        *("ANON-A/STUDY-B/SERIES-C/000001.dcm", "Basic Application Level Confidentiality Profile"),
    ):
        assert expected in parsed.text


def test_words_and_typed_values_cannot_become_markup() -> None:
    document = {
        "schema": "anami-protocol/1",
        "profile": "basic",
        "edits": {"patient_name": "<img src=x>"},
    }
    made = report.build_report(Protocol.load(document), FILES, {"p": ROWS})
    words = {
        "report.title": "<script>alert(1)</script>",
        "protocol.says.edit.patient_name": "Writes {value}.",
    }
    parsed = _parsed(report_pages.as_html(made, words, 'en"><b>', "rtl"))
    assert {"script", "img"}.isdisjoint(parsed.opened)
    assert "Writes \u2068<img src=x>\u2069." in parsed.text


def test_tables_for_spreadsheets_hold_every_row_and_no_formula() -> None:
    made = _report()
    made["files"][0]["entry"] = "=1+1"
    rows = list(csv.DictReader(io.StringIO(report_pages.as_csv(made, "files"))))
    assert [row["status"] for row in rows] == ["de-identified", "skipped"]
    assert rows[0]["entry"] == "'=1+1"
    assert rows[0]["sha256"] == "ab" * 32
    (attribute,) = csv.DictReader(io.StringIO(report_pages.as_csv(made, "attributes")))
    assert attribute["tag"] == "(0010,0010)"
    assert attribute["count"] == "1"
