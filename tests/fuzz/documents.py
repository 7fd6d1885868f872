"""Choices → a protocol, code list or script with something wrong in it, and what becomes of it.

They come from strangers as files do. What can't be read must end in an error with a code that
repeats nothing of the input; what is read must be a protocol that can be written, read again and
carried out, and prints as a page in which nothing of it is markup.
"""

from __future__ import annotations

import json
import re
import time
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, Final

from anami import Protocol, deidentify, report, report_pages
from anami.codelist import CodeList
from anami.errors import AnamiError
from anami.importing import IMPORTERS
from anami.model import Status
from tests import builders as b
from tests.fuzz.oracle import CODES, SECONDS, Verdict, leaking, told
from tests.runs import KEY

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fuzz.choices import Choices

__all__ = ["document", "judge"]

P: Final = b.PERSONA
PROTOCOL: Final = json.dumps(
    {
        "schema": "anami-protocol/1",
        "profile": "basic",
        "options": ["clean_desc", "rtn_long_modif_dates"],
        "rules": [
            {"attribute": "StudyDescription", "action": "replace", "value": "X"},
            {"attribute": "ImageComments", "action": "keep"},
            {"attribute": "00091001", "creator": "ACME", "action": "remove"},
        ],
        "replacement": {"patient_id_prefix": "S-", "whole_weeks": True},
        "edits": {"patient_name": "{code}"},
    }
)
CODE_LIST: Final = (
    f"patient_id,code,day_offset,same_as\n{P.patient_id},S-01,-30,\nB2,S-02,,\nC3,,,B2\n"
)
CTP: Final = """<script>
 <p t="SITENAME">Site</p>
 <e en="T" t="00081030" n="StudyDescription">@if(this,contains,"x"){@keep()}{@remove()}</e>
 <e en="T" t="00080020" n="StudyDate">@incrementdate(this,-10)</e>
 <e en="T" t="00100010" n="PatientName">@param(@SITENAME)</e>
 <k en="T" t="0018">Keep group 0018</k>
 <r en="T" t="overlays">Remove overlays</r>
</script>
"""
DEID: Final = """FORMAT dicom
%fields some
FIELD startswith:Operator
%header
REMOVE fields:some
REPLACE StudyDescription X
JITTER StudyDate 31
KEEP ImageComments
ADD PatientID var:entity_id
"""
KITWARE: Final = """{"(0x0010, 0x0020)": "keep",
 "(0x0008, 0x1030)": {"action": "replace_with_value", "value": "x"},
 "(0x0008, 0x0020)": {"action": "regexp", "find": "0$", "replace": ""}}
"""
SEEDS: Final = {
    "protocol": PROTOCOL,
    "codes": CODE_LIST,
    "ctp": CTP,
    "deid": DEID,
    "kitware": KITWARE,
}
SCRIPT: Final = f"<script>alert('{P.family}')</script>"
PIECES: Final = (
    *(P.family, P.patient_id, SCRIPT, '"><img src=x onerror=alert(1)>', "{{7*7}}", "${code}"),
    *("=cmd|' /C calc'!A0", "@SUM(1)", "\0", "\ufeff", "\ud800", "\u202e", "\r", "\n", "\t", "\\"),
    *"\"',;(){}[]<>&",
    *("&lol;", "<!DOCTYPE x [", "]]>", "keep", "remove", "replace", "PatientName", "PixelData"),
    *("(0010,0010)", "7FE00010", "00020010"),
    *("1e999", "-1", "99999999999999999999", "null", "true", "NaN", "[[[[[[[[", "((((((((" * 40),
    *("@keep()", "@if(this,isblank){@keep()}{@keep()}", "KEEP ALL", "func:x", "contains:.*"),
    *("[" * 3000, "a" * 5000, "(a+)+$", "<e>" * 300),
)
_TOKEN: Final = re.compile(r"\w+|\s+|.", re.DOTALL)
_LINE: Final = re.compile(r"(line |rules\[|edits|replacement|options)?[\w\[\]. -]*")


def document(choices: Choices) -> bytes:
    """Make one document; its first line says what it is."""
    kind = choices.pick(tuple(SEEDS))
    tokens = _TOKEN.findall(SEEDS[kind])
    for _ in range(1 + choices.below(4)):
        at = choices.below(len(tokens))
        change = choices.below(6)
        piece = choices.pick(PIECES)
        if change == 0:
            tokens[at] = piece
        elif change == 1:
            tokens.insert(at, piece)
        elif change == 2:
            del tokens[at : at + 1 + choices.below(4)]
        elif change == 3:
            other = choices.below(len(tokens))
            tokens[at], tokens[other] = tokens[other], tokens[at]
        elif change == 4:
            tokens[at:at] = tokens[at : at + choices.below(40)] * (1 + choices.below(3))
        else:
            tokens = tokens[:at]
        tokens = tokens or [piece]
    text = "".join(tokens).encode("utf-8", "surrogatepass")
    if choices.often(10):
        at = choices.below(len(text) + 1)
        text = text[:at] + choices.rest(4) + text[at:]
    return kind.encode() + b"\n" + text


def judge(data: bytes) -> Verdict:
    """Read a document as what its first line says, and carry out what it is."""
    kind, _, content = data.partition(b"\n")
    name = kind.decode()
    started = time.process_time()
    try:
        fault = READERS[name](content)
    except AnamiError as error:
        said = f"{error.code} {error.where}"
        if error.code not in CODES or leaking(said.encode()) or not _LINE.fullmatch(error.where):
            return Verdict(f"{name}: {error.code}", "the error says too much", said)
        fault = ""
        name = f"{name}: {error.code}"
    except Exception as error:  # noqa: BLE001 - whatever comes out is the finding
        return Verdict(f"{name}: exception", *told(f"{name} exception", error))
    else:
        name = f"{name}: read"
    if time.process_time() - started > SECONDS:
        fault = "slow"
    return Verdict(name, fault)


def _as_protocol(content: bytes) -> str:
    text = content.decode("utf-8", "replace")
    try:
        parsed = json.loads(text)
    except (ValueError, RecursionError):
        # Files are read by Protocol.load itself; here only what a page would hand over counts.
        return ""
    return _carried_out(Protocol.parse(parsed)) if isinstance(parsed, dict) else ""


def _as_codes(content: bytes) -> str:
    subjects = CodeList.read(content, "X")
    codes = {(one.code, one.canonical_id) for one in subjects.subjects.values()}
    if len({code for code, _ in codes}) != len({person for _, person in codes}):
        return "two subjects have one code"
    return ""


def _as_script(name: str) -> Callable[[bytes], str]:
    def read(content: bytes) -> str:
        imported = IMPORTERS[name](content.decode("utf-8", "replace"))
        if any(line.number < 1 for line in imported.lines):
            return "a line has no number"
        return _carried_out(imported.protocol)

    return read


def _carried_out(protocol: Protocol) -> str:
    """Write a protocol, read it again, carry it out and print its report."""
    again = Protocol.parse(json.loads(json.dumps(protocol.as_dict())))
    if again != protocol:
        return "a protocol that is read again differs"
    loaded = Protocol.load(protocol.as_dict())
    outcome = deidentify(FILE, loaded, KEY)
    if outcome.status is not Status.DEIDENTIFIED and outcome.code != "leak-found":
        return f"a file is not taken with it: {outcome.code}"
    profile, rows = report.told(outcome.decisions)
    files = [report.file_row(0, "A/B/C/000001.dcm", outcome, profile)]
    built = report.build_report(loaded, files, {profile: rows})
    page = report_pages.as_html(built, WORDS, "en", "ltr")
    return _inert(page)


class _Tags(HTMLParser):
    """Collects what a browser would take for elements."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.loads = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.found.add(tag)
        names = {name for name, _ in attrs}
        self.loads |= bool(names & {"src", "href"}) or any(n.startswith("on") for n in names)


def _inert(page: str) -> str:
    tags = _Tags()
    tags.feed(page)
    if tags.loads or tags.found & {"script", "img", "iframe", "object", "a", "form", "link"}:
        return "markup in the report"
    return ""


class _AnyWord(dict[str, Any]):
    """Words for every key, as hostile as a locale can't be."""

    def __missing__(self, key: str) -> str:
        return f"<b>{key}</b>"


WORDS: Final = _AnyWord()
FILE: Final = b.part10(b.ct())
READERS: Final[dict[str, Callable[[bytes], str]]] = {
    "protocol": _as_protocol,
    "codes": _as_codes,
    **{name: _as_script(name) for name in IMPORTERS},
}
