"""Writes docs/what-it-does.md from the tables that the program itself runs on.

What belongs here: asking the policy, the tables and the locale, and laying their answers out as
Markdown. The sentences between stand in ``tools/what-it-does.md``; what is said of a single
attribute stands in the tables.

Run: ``python -m tools.generate_docs``; with ``--check`` nothing is written and a difference is an
error. A contract test makes the same comparison.
"""

from __future__ import annotations

import argparse
import json
import string
import struct
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from anami import errors, markers, model, policy, standard
from anami.concerns import dummies
from anami.concerns.codes import LOCAL_SCHEME, scheme_is_registered
from anami.concerns.context import Context
from anami.identity import Key, Patient
from anami.model import Action, Dataset, Element, Encoding, Part, Reason
from anami.protocol import Protocol
from anami.standard import (
    allowed,
    attribute_types,
    codes,
    confidentiality,
    corrections,
    dictionary,
    uids,
)
from anami.standard._data import load

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

ROOT: Final = Path(__file__).resolve().parent.parent
TARGET: Final = ROOT / "docs" / "what-it-does.md"
TEMPLATE: Final = ROOT / "tools" / "what-it-does.md"
WORDS: Final = ROOT / "static" / "locales" / "en.json"

DONE: Final = {
    Action.REMOVE: "removed",
    Action.EMPTY: "zero length",
    Action.DUMMY: "dummy",
    Action.UID: "UIDs replaced",
    Action.KEEP: "kept",
}
TYPES: Final = ("1", "1C", "2", "2C", "3")
NUMBERS: Final = {"FL": "<f", "UL": "<I", "US": "<H"}
CT_IMAGE: Final = "1.2.840.10008.5.1.4.1.1.2"
UNKNOWN_CLASS: Final = "1.2.840.10008.5.1.4.1.1.999"
"""A SOP Class of no edition: its IOD is unknown."""
NOWHERE: Final = (0x00081140, 0x00081140)
"""A place that no IOD has, so that an attribute has no Type there."""
PATTERNS: Final = {
    "(0020,31xx)": 0x00203100,
    "(0028,04xx)": 0x00280410,
    "(0028,08xx)": 0x00280810,
    "(1000,xxxx)": 0x10000010,
    "(1010,xxxx)": 0x10100010,
    "(7Fxx,xxxx) but group 7FE0": 0x7F000010,
}
"""Repeating groups and ranges that are judged as a whole, and a tag of each."""


class Place(NamedTuple):
    """An attribute of Table E.1-1 somewhere in an IOD, and what the policy does to it there."""

    tag: int
    type: str
    action: Action
    reason: Reason


def document() -> str:
    """Return the whole page."""
    words = json.loads(WORDS.read_text(encoding="utf-8"))
    places = list(_places())
    filled = string.Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        edition=standard.EDITION,
        rows=len(confidentiality.ROWS),
        digest=standard.table_digest(),
        compound_codes=_compound_codes(places),
        dummies_by_vr=_dummies_by_vr(),
        special_dummies=_special_dummies(),
        table=_table(places),
        corrections=_corrections(),
        kept_by_vr=_counted(_outside(Reason.SAFE_VR)),
        safe_text=_by_reason(allowed.SAFE_TEXT),
        local_scheme=LOCAL_SCHEME,
        schemes=", ".join(sorted(filter(_is_kept, codes.CODING_SCHEMES))),
        structural_uids=_structural_uids(),
        keyed_names=_each(allowed.KEYED_CS),
        refused_by_vr=_counted(
            tag for tag in _outside(Reason.NOT_LISTED) if tag not in allowed.REFUSED_TEXT
        ),
        refused_text=_by_reason(allowed.REFUSED_TEXT),
        unsafe=_by_reason(allowed.UNSAFE) + "\n" + _patterns(),
        condition_gone=_each(allowed.CONDITION_GONE),
        top_level_only=_bullets(_named(tag) for tag in sorted(allowed.TOP_LEVEL_ONLY)),
        markers=_markers(),
        skipped=_codes(words, errors.SkippedError),
        refused=_codes(words, errors.RefusedError),
        settings=_codes(words, errors.ProtocolError),
        warnings=_warnings(words),
        reasons=_grid(
            ("code", "meaning"),
            ((f"`{one}`", words[f"reason.{one}"]) for one in sorted(Reason)),
        ),
    )
    return filled.rstrip() + "\n"


# What the policy says of Table E.1-1 at the places of each IOD.


def _places() -> Iterator[Place]:
    """Ask the policy at every reachable path of every known IOD where the Type decides."""
    by_type = {row.tag for row in confidentiality.ROWS if "/" in row.basic}
    asked = {int(tag, 16) for tag in by_type} | {row.tag for row in corrections.CORRECTIONS}
    iod_of = load("attribute_types")["sop_classes"]
    roots = attribute_types.module_roots()
    seen: set[str] = set()
    for uid in sorted(attribute_types.known_sop_classes()):
        iod = iod_of.get(uid, "")
        if iod in seen:
            continue
        seen.add(iod)
        rules = policy.Policy(uid)
        for path in _reachable(roots.get(iod, ()), ()):
            found = attribute_types.attribute_type(uid, path) if path[-1] in asked else None
            if found:
                rule = rules.rule(path)
                yield Place(path[-1], found, rule.action, rule.reason)


def _reachable(nodes: Iterable[int], around: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Yield every path of an IOD whose enclosing sequences are kept."""
    merged: defaultdict[int, set[int]] = defaultdict(set)
    for node in nodes:
        for tag, (_, below) in attribute_types.children(node).items():
            merged[tag] |= {below} - {-1, node}
    for tag, children in merged.items():
        yield (*around, tag)
        row = confidentiality.row_for(tag)
        if children and (row is None or "U" in row.basic):
            yield from _reachable(sorted(children), (*around, tag))


def _compound_codes(places: Iterable[Place]) -> str:
    counts = Counter(row.basic for row in confidentiality.ROWS if "/" in row.basic)
    by_type: defaultdict[tuple[str, str], set[Action]] = defaultdict(set)
    unknown: dict[str, Action] = {}
    for place in places:
        row = confidentiality.row_for(place.tag)
        if row is None or row.basic not in counts:
            continue
        if place.reason is not Reason.CONFORMANCE:
            by_type[row.basic, place.type].add(place.action)
        unknown[row.basic] = policy.Policy(UNKNOWN_CLASS).rule((place.tag,)).action
    return _grid(
        ("code", "rows", *(f"Type {one}" for one in TYPES), "IOD unknown"),
        (
            (
                code,
                str(counts[code]),
                *(_or(by_type[code, one]) or "never" for one in TYPES),
                DONE[unknown[code]],
            )
            for code in sorted(counts)
        ),
    )


def _or(actions: set[Action]) -> str:
    return " or ".join(DONE[action] for action in sorted(actions))


def _table(places: Iterable[Place]) -> str:
    by_tag: defaultdict[int, set[tuple[str, Action]]] = defaultdict(set)
    for place in places:
        by_tag[place.tag].add((place.type, place.action))
    corrected = {row.tag for row in corrections.CORRECTIONS}
    lines = []
    for row in sorted(confidentiality.ROWS, key=lambda row: row.tag):
        written, tag = _tag_of(row.tag)
        code = f"{row.basic} +" if tag in corrected else row.basic
        lines.append((written, row.name, " or ".join(row.vr), code, _done(tag, by_tag[tag])))
    return _grid(("tag", "attribute", "VR", "code", "done"), lines)


def _tag_of(pattern: str) -> tuple[str, int]:
    """Return a row's tag as it is printed, and a tag that the row governs."""
    if pattern == confidentiality.PRIVATE_PATTERN:
        return "odd groups", 0x00091001
    return f"({pattern[:4]},{pattern[4:]})", int(pattern.replace("x", "0"), 16)


def _done(tag: int, found: set[tuple[str, Action]]) -> str:
    base = policy.Policy(CT_IMAGE).rule((*NOWHERE, tag)).action
    others: defaultdict[Action, list[str]] = defaultdict(list)
    for one, action in sorted(found):
        if action is not base:
            others[action].append(one)
    text = _words_of(tag, base)
    for action, types in sorted(others.items()):
        text += f"; Type {', '.join(types)}: {_words_of(tag, action)}"
    return text


def _words_of(tag: int, action: Action) -> str:
    return DONE[Action.DUMMY if action is Action.EMPTY and _dummy_for_z(tag) else action]


def _corrections() -> str:
    return _grid(
        ("attribute and place", "Type", "table", "done", "where", "why"),
        (
            (
                f"{model.tag_text(row.tag)} {row.path.replace('/', ' / ')}",
                row.attribute_type,
                row.literal,
                row.action,
                row.iods,
                row.reason,
            )
            for row in corrections.CORRECTIONS
        ),
    )


# Dummy values, shown by making them.


def _dummies_by_vr() -> str:
    rows = [
        ("LO, SH, UC", "a label of 10 letters and digits"),
        ("UI", "a UID under 2.25, made from the value or, without one, from the instance"),
        *((vr, f"`{value.decode().strip()}`") for vr, value in dummies.CONSTANTS.items()),
        ("numbers and bytes", "zeros"),
    ]
    return _grid(("VR", "dummy"), rows)


def _special_dummies() -> str:
    return _grid(
        ("attribute", "example", "also for Z"),
        (
            (_named(tag), _example(tag), "yes" if _dummy_for_z(tag) else "")
            for tag in sorted(dummies.SPECIAL)
        ),
    )


def _context() -> Context:
    pdf = Element(0x00420012, "LO", b"application/pdf ")
    return Context(
        key=Key.from_bytes(bytes(32)),
        patient=Patient("id\0123\0"),
        patient_id="123",
        encoding=Encoding(implicit=False),
        load=_load,
        item=Dataset((pdf,)),
        character_sets=(),
        own_uid=lambda _tag: "2.25.1",
        finds=lambda _value, _tag, _vr: False,
    )


def _load(part: Part) -> bytes:
    return part if isinstance(part, bytes) else b""


def _original(tag: int) -> Element:
    vr = (dictionary.vr_of(tag) or "UN").split(" or ", maxsplit=1)[0]
    return Element(tag, vr, b"123 ", items=() if vr == "SQ" else None)


def _dummy_for_z(tag: int) -> bool:
    """Tell whether code Z leaves a dummy in an attribute, not zero length."""
    made = dummies.empty(_original(tag), dictionary.vr_of(tag) or "", _context())
    return bool(made.items or made.value)


def _example(tag: int) -> str:
    return _shown(dummies.dummy(_original(tag), dictionary.vr_of(tag) or "", _context()))


def _shown(element: Element) -> str:
    """Return an element's content in words; items in brackets."""
    if element.items is not None:
        return "[" + "; ".join(map(_shown_item, element.items)) + "]"
    value = _load(element.value)
    if element.vr in NUMBERS:
        return ", ".join(f"{one:g}" for (one,) in struct.iter_unpack(NUMBERS[element.vr], value))
    if element.vr == "OB":
        return f"{len(value)} bytes"
    return f"`{value.decode().strip()}`" if value else "empty"


def _shown_item(item: Dataset) -> str:
    return ", ".join(f"{dictionary.name_of(one.tag)} {_shown(one)}" for one in item.elements)


def _markers() -> str:
    added = markers.markers((), Protocol.preset("basic"))
    return _bullets(f"{_named(element.tag)}: {_shown(element)}" for element in added)


# What Table E.1-1 does not list.


def _outside(reason: Reason) -> Iterator[int]:
    """Yield the attributes of PS3.6 outside the table that get a rule for this reason."""
    rules = policy.Policy(UNKNOWN_CLASS)
    for tag in sorted(dictionary.tags()):
        if confidentiality.row_for(tag) is None and rules.rule((tag,)).reason is reason:
            yield tag


def _counted(tags: Iterable[int]) -> str:
    counts = Counter(dictionary.vr_of(tag) or "" for tag in tags)
    return ", ".join(f"{vr} {count}" for vr, count in sorted(counts.items()))


def _structural_uids() -> str:
    rules = policy.Policy(UNKNOWN_CLASS)
    kept = [tag for tag in uids.STRUCTURAL if rules.rule((tag,)).action is Action.KEEP]
    return _each({tag: uids.STRUCTURAL[tag] for tag in kept})


def _is_kept(scheme: str) -> bool:
    """Tell whether a code of this scheme is kept."""
    return scheme_is_registered(Dataset((Element(0x00080102, "SH", scheme.encode()),)))


def _patterns() -> str:
    return _bullets(f"**{allowed.UNSAFE[tag]}**: {name}" for name, tag in PATTERNS.items())


def _by_reason(judged: Mapping[int, str]) -> str:
    """List the attributes of a hand-written table under their reasons."""
    by_reason: defaultdict[str, list[int]] = defaultdict(list)
    for tag, reason in judged.items():
        by_reason[reason].append(tag)
    return _bullets(
        f"**{reason}**: {', '.join(map(_named, sorted(tags)))}"
        for reason, tags in by_reason.items()
    )


def _each(judged: Mapping[int, str]) -> str:
    """List a hand-written table of ``Keyword: reason``."""
    return _bullets(
        f"{_named(tag)}: {text.partition(': ')[2]}" for tag, text in sorted(judged.items())
    )


# Codes and their words.


def _codes(words: Mapping[str, str], base: type[errors.AnamiError]) -> str:
    below = sorted(one.code for one in base.__subclasses__())
    return _grid(("code", "meaning"), ((f"`{one}`", words[f"code.{one}"]) for one in below))


def _warnings(words: Mapping[str, str]) -> str:
    return _grid(
        ("code", "meaning"),
        (
            (f"`{one}`", f"{words[f'warning.{one}']}. {words[f'warning.{one}.meaning']}")
            for one in sorted(model.Caution)
        ),
    )


# Markdown.


def _grid(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, ("---",) * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in lines)


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _named(tag: int) -> str:
    return f"{dictionary.name_of(tag)} {model.tag_text(tag)}"


def main(arguments: list[str] | None = None) -> int:
    """Write the page, or with ``--check`` compare; 1 when it differs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args(arguments)
    made = document()
    if TARGET.exists() and TARGET.read_text(encoding="utf-8") == made:
        return 0
    if options.check:
        print(f"differs: {TARGET.name}; run python -m tools.generate_docs", file=sys.stderr)
        return 1
    TARGET.write_text(made, encoding="utf-8")
    print(f"written: {TARGET.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
