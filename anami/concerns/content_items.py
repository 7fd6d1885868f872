"""Content items: the rules of the Clean Structured Content Option (PS3.15 2026d E.3.4).

A content item says by its concept name and its Value Type what it holds. Table E.3.4-1 has a rule
for 214 such pairs; `MORE_CONCEPTS` adds those that repeat an attribute of Table E.1-1 and that the
table leaves out; for all others the Value Type decides. Nothing here traverses or writes: see
`anami.concerns.content_trees`.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from anami.model import Action
from anami.standard.retired_codes import current_code

if TYPE_CHECKING:
    from anami.model import Dataset, Element
    from anami.standard.structured_content import ContentRow

__all__ = [
    "CONTENT_SEQUENCES",
    "MORE_CONCEPTS",
    "VALUE_TYPES_OF_STRINGS",
    "VALUE_VRS",
    "Concept",
    "ContentDecision",
    "concept_of",
    "content_rule",
    "text_of",
    "value_tag",
    "value_type",
]

CONTENT_SEQUENCE: Final = 0x0040A730
WAVEFORM_ANNOTATION_SEQUENCE: Final = 0x0040B020
CONTENT_SEQUENCES: Final[dict[int, str]] = {
    0x00400440: "Protocol Context Sequence: content items that no rule would clean otherwise",
    0x00400441: "Content Item Modifier Sequence: content items that modify another",
    0x00400555: "Acquisition Context Sequence: C in Table E.1-1",
    0x00400612: "Specimen Preparation Step Content Item Sequence: what (0040,0610), C, consists of",
    0x00400620: "Specimen Localization Content Item Sequence: names where a specimen comes from",
    CONTENT_SEQUENCE: "Content Sequence: C in Table E.1-1",
    WAVEFORM_ANNOTATION_SEQUENCE: "Waveform Annotation Sequence: C in Table E.1-1",
}
"""Sequences whose items are content items (PS3.3 2026d §10.2, §C.10.10, §C.17.3), and why they are
here. (0040,0610) itself holds no values, only (0040,0612): it is entered as any sequence."""

VALUE_TYPE: Final = 0x0040A040
CONCEPT_NAME: Final = 0x0040A043
CODE_VALUE: Final = 0x00080100
SCHEME: Final = 0x00080102
LONG_CODE_VALUE: Final = 0x00080119
URN_CODE_VALUE: Final = 0x00080120
REFERENCED_SOP: Final = 0x00081199
UNFORMATTED_TEXT: Final = 0x00700006
REFERENCED_DATE_TIME: Final = 0x0040A13A

VALUE_VRS: Final = {
    0x00700006: "ST",
    0x0040A120: "DT",
    0x0040A121: "DA",
    0x0040A122: "TM",
    0x0040A123: "PN",
    0x0040A124: "UI",
    0x0040A160: "UT",
}
"""Attributes that hold the value of a content item as one string, and their VRs."""
_VALUE_TAGS: Final = {
    "DATE": (0x0040A121,),
    "DATETIME": (0x0040A120,),
    "PNAME": (0x0040A123,),
    "TEXT": (0x0040A160, UNFORMATTED_TEXT),
    "TIME": (0x0040A122,),
    "UIDREF": (0x0040A124,),
}
_TELLING_TAGS: Final = (
    *((tag, kind) for kind, tags in _VALUE_TAGS.items() for tag in tags),
    (0x0040A30A, "NUM"),
    (0x0040A300, "NUM"),
    (0x0040A168, "CODE"),
    (REFERENCED_SOP, "COMPOSITE"),
)
"""Which attribute tells the Value Type where none is stated: annotations, old acquisition context.
Strings come first: the rules for them are the strictest."""

VALUE_TYPES_OF_STRINGS: Final = frozenset(_VALUE_TAGS)
"""Value Types of which nothing is left without their string."""
_MOMENTS: Final = frozenset(("DATE", "TIME", "DATETIME"))
_KEPT: Final = frozenset(
    (
        *("CODE", "NUM", "CONTAINER", "SCOORD", "SCOORD3D", "TCOORD"),
        *("IMAGE", "COMPOSITE", "WAVEFORM"),
    )
)
"""Value Types that hold nothing but codes, numbers, coordinates and references."""

SR_CLASSES: Final = "1.2.840.10008.5.1.4.1.1.88."
"""Root of the SR Storage SOP Classes, whose content follows templates (PS3.16 Annex A)."""

Concept = tuple[str, str]
"""Code value and Coding Scheme Designator, as they are used today."""


MORE_CONCEPTS: Final[dict[Concept, str]] = {
    ("30525-0", "LN"): "Age",
    ("21612-7", "LN"): "Age - Reported",
    ("397669002", "SCT"): "Age",
    ("424144002", "SCT"): "Current chronological age",
    ("8302-2", "LN"): "Body height",
    ("3137-7", "LN"): "Body height Measured",
    ("50373000", "SCT"): "Body height",
    ("29463-7", "LN"): "Body weight",
    ("3141-9", "LN"): "Body weight Measured",
    ("27113001", "SCT"): "Body weight",
    ("39156-5", "LN"): "Body mass index",
    ("60621009", "SCT"): "Body mass index",
    ("46098-0", "LN"): "Sex",
    ("263495000", "SCT"): "Gender",
    ("364699009", "SCT"): "Ethnic group",
    ("32624-9", "LN"): "Race",
    ("82810-3", "LN"): "Pregnancy status",
    ("72166-2", "LN"): "Tobacco smoking status",
    ("21112-8", "LN"): "Birth date",
    ("184099003", "SCT"): "Date of birth",
}
"""Concepts beside Table E.3.4-1 that say, with any Value Type, what Table E.1-1 has removed: E.3.4
asks for any information that corresponds to an attribute. Retain Patient Characteristics keeps
them (Patient's Age, Size, Weight, Body Mass Index, Sex, Ethnic Group, Pregnancy and Smoking Status)
but for those of `BIRTH_DATES`, which no option retains."""
BIRTH_DATES: Final = frozenset((("21112-8", "LN"), ("184099003", "SCT")))


@dataclass(frozen=True, slots=True)
class ContentDecision:
    """What is done to a content item.

    Attributes:
        action: X, D, K, C or U. K and D of an item that refers to instances leave the references to
            the rules for attributes; X takes all that the item contains.
        fallback: X or D, for a value of which nothing may be kept.
        labelled: a dummy must tell one original from another: it stands for an identifier.

    """

    action: Action
    fallback: Action = Action.REMOVE
    labelled: bool = False


def text_of(element: Element | None) -> str:
    """Return a short ASCII value, "" if it is none."""
    if element is None or not isinstance(element.value, bytes):
        return ""
    return element.value.decode("latin-1").strip(" \0")


def value_type(item: Dataset) -> str:
    """Return the Value Type of a content item; where none is stated, by the value that is there."""
    stated = text_of(item.get(VALUE_TYPE))
    if stated:
        return stated
    return next((kind for tag, kind in _TELLING_TAGS if item.get(tag) is not None), "")


def value_tag(item: Dataset) -> int | None:
    """Return the tag of the string that is the value of a content item, None if it is no string."""
    tags = _VALUE_TAGS.get(value_type(item), ())
    return next((tag for tag in tags if item.get(tag) is not None), None)


def concept_of(item: Dataset) -> Concept | None:
    """Return the concept name of a content item with retired codes brought up to date."""
    name = item.get(CONCEPT_NAME)
    if name is None or not name.items:
        return None
    entry = name.items[0]
    found = (text_of(entry.get(tag)) for tag in (CODE_VALUE, LONG_CODE_VALUE, URN_CODE_VALUE))
    code = next(filter(None, found), "")
    return current_code(code, text_of(entry.get(SCHEME))) if code else None


@functools.cache
def _rules() -> dict[Concept, dict[str, ContentRow]]:
    """Return concept → Value Type → row; "" stands for any Value Type."""
    from anami.standard import structured_content  # noqa: PLC0415 - only this option needs the table

    rules: dict[Concept, dict[str, ContentRow]] = {}
    for row in structured_content.ROWS:
        concept = current_code(row.code_value, row.coding_scheme)
        rules.setdefault(concept, {})[row.value_type] = row
    for concept, meaning in MORE_CONCEPTS.items():
        retained = "" if concept in BIRTH_DATES else "K"
        blank = structured_content.ContentRow(meaning, *concept, *[""] * 11)
        rules[concept] = {"": blank._replace(basic_prof="X", rtn_pat_chars=retained)}
    return rules


_OPTIONS: Final = (
    *("rtn_uids", "rtn_dev_id", "rtn_inst_id", "rtn_pat_chars"),
    *("rtn_long_full_dates", "rtn_long_modif_dates", "clean_desc"),
)
"""Columns of Table E.3.4-1."""


def _never_retained(row: ContentRow) -> bool:
    return not any(getattr(row, option) for option in _OPTIONS)


def content_rule(item: Dataset, options: frozenset[str], sop_class: str) -> ContentDecision:
    """Return what is done to a content item, all codes resolved (PS3.15 2026d Table E.3.4-1).

    A concept that no option retains (an identifier, a name) goes with whatever Value Type it comes.
    Of two options for one row, C goes before K, as it does for attributes (`anami.options`).

    Args:
        item: the content item.
        options: names of the options that are carried out.
        sop_class: of the instance; decides what the template makes mandatory.

    """
    kind = value_type(item)
    concept = concept_of(item)
    rows = _rules().get(concept, {}) if concept is not None else {}
    row = rows.get(kind) or rows.get("")
    if row is not None:
        return _by_row(row, options, sop_class)
    if rows and all(map(_never_retained, rows.values())):
        return ContentDecision(Action.REMOVE)
    return _by_value_type(item, kind, options)


def _by_row(row: ContentRow, options: frozenset[str], sop_class: str) -> ContentDecision:
    basic = Action.DUMMY if row.basic_prof == "D" else Action.REMOVE
    if row.basic_prof == "X/D" and sop_class.startswith(SR_CLASSES):
        # D where the template wants the item. Which row of which template an item stands for is not
        # told by the item, so the choice is the one that satisfies every template.
        basic = Action.DUMMY
    chosen = {getattr(row, option) for option in _OPTIONS if option in options} - {""}
    action = Action.CLEAN if "C" in chosen else Action.KEEP if "K" in chosen else basic
    return ContentDecision(action, basic, labelled=not row.clean_desc)


def _by_value_type(item: Dataset, kind: str, options: frozenset[str]) -> ContentDecision:
    """Decide for a concept that no rule names."""
    if kind == "PNAME":
        return ContentDecision(Action.DUMMY, Action.DUMMY)
    if kind == "TEXT":
        return ContentDecision(Action.CLEAN if "clean_desc" in options else Action.REMOVE)
    if kind in _MOMENTS:
        return ContentDecision(_moment(options))
    if kind == "UIDREF":
        return ContentDecision(Action.KEEP if "rtn_uids" in options else Action.UID, Action.DUMMY)
    if kind == "TCOORD" and item.get(REFERENCED_DATE_TIME) is not None:
        # Its place in time is a date, so it stays or goes with dates.
        action = _moment(options)
        return ContentDecision(Action.KEEP if action is Action.CLEAN else action)
    return ContentDecision(Action.KEEP if kind in _KEPT else Action.REMOVE)


def _moment(options: frozenset[str]) -> Action:
    if "rtn_long_full_dates" in options:
        return Action.KEEP
    return Action.CLEAN if "rtn_long_modif_dates" in options else Action.REMOVE
