"""Choices → a DICOM file with something wrong in it, that names the fictitious person throughout.

Changes are made to elements before they are encoded: VR, length, nesting, order, duplicates,
values, encoding; then, in some files, to bytes. So the result is wrong in one or few places and
plausible in all others, which is what gets deep into a program.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from tests import builders as b
from tests.strategies import ALL_VRS, CODECS, KNOWN, MANGLERS, identity

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.fuzz.choices import Choices

__all__ = ["PHRASES", "Seed", "instance", "own_seeds"]

P: Final = b.PERSONA
PRIVATE: Final = (0x00090010, 0x00091001, 0x00290010, 0x00291010, 0x00431001, 0x7FE10010)
STRANGE: Final = (
    *(0x00000000, 0x00020010, 0x00041220, 0x00041430, 0x00080005, 0x00080016, 0x00080018),
    *(0x00081140, 0x00082112, 0x00089215, 0x00101234, 0x0020000D, 0x00281201, 0x00324000),
    *(0x00400275, 0x0040A730, 0x00420011, 0x00700001, 0x00880200, 0x04000500, 0x04000561),
    *(0x50000010, 0x50003000, 0x54000100, 0x60000010, 0x60000102, 0x60003000, 0x60001500),
    *(0x66660010, 0x7FE00001, 0x7FE00008, 0x7FE00009, 0x7FE00010, 0xFFFAFFFA, 0xFFFCFFFC),
    *(0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD, 0xFFFFFFFF),
)
"""Tags that mean something to the encoding, to other elements, or to nobody."""
LENGTHS: Final = (
    *(0, 1, 2, 3, 7, 8, 9, 12, 64, 255, 0x4000, 0x4001, 0xFFFE, 0xFFFF, 0x10000),
    *(0x7FFFFFFF, 0x80000000, 0xFFFFFFF0, 0xFFFFFFFE, b.UNDEFINED),
)
PHRASES: Final = (
    *(P.name, P.family, P.family.upper(), P.family.lower(), f"scan of {P.given} {P.family}"),
    *(f"x\\{P.family}\\y", f"id={P.patient_id};", P.patient_id, f"born {P.birth_date}"),
    *(f"\0{P.family}", f"   {P.given}", f"{P.family}\0\0", f"{P.institution} {P.address}"),
    *(P.uid(1, 2), f"{P.uid(1)}\\{P.uid(1, 1)}", f"\x1b$B{P.family}\x1b(B", f"{P.family}=x=y"),
    *(f"=\x1b$)C{P.family}", f"{P.name}\r\n\f\t{P.physician}", f"mailto:{P.family}@x.example"),
    *(f"<script>{P.family}</script>", f"{P.family * 9}", f"\u0130{P.family}\u00df", P.birth_date),
)
NOTHINGS: Final = (
    *("", " ", "\\", "\\\\\\", "0", "-0", "1e400", "NaN", "+-1", "999999999999999", "2.5\\\\2.5"),
    *(
        "20190822",
        "99999999",
        "20190230",
        "000Y",
        "1.2.3",
        "1..2",
        "0" * 64,
        "9" * 65,
        "\x1b",
        "^^^^",
    ),
    *("YES", "NO", "ISO 2022 IR 87", "\\ISO 2022 IR 149", "GB18030", "ISO_IR 999", "^=\\^"),
)
MOST_KNOWN: Final = 20_000
_KNOWN: Final[dict[tuple[int, str, str], tuple[b.Element, bytes]]] = {}
"""Identity of an element, form and codec → the element, which keeps it, and its bytes."""


@dataclass(frozen=True, slots=True)
class Seed:
    """A sound file to start from."""

    name: str
    elements: tuple[b.Element, ...]
    form: b.Form = b.EXPLICIT


def own_seeds() -> tuple[Seed, ...]:
    """Give the files that our own builders make; the first is the shortest."""
    made = [Seed(t.name, t.elements) for t in b.templates()]
    return (Seed("small", tuple(b.ordered([*identity(), *_short()]))), *made)


def _short() -> list[b.Element]:
    return [
        b.el("SpecificCharacterSet", "ISO_IR 100"),
        b.el("StudyDate", P.study_date),
        b.el("InstitutionName", P.institution),
        b.el("StudyDescription", f"Study of {P.family}"),
        b.seq("ReferencedImageSequence", b.referenced(b.CT, P.uid(1, 1))),
        b.seq("RequestAttributesSequence", [b.el("RequestedProcedureID", P.accession)]),
        b.Element(0x00090010, "LO", "ACME 1.1"),
        b.Element(0x00091001, "LO", P.family),
    ]


def instance(choices: Choices, seeds: Sequence[Seed]) -> bytes:
    """Make one file."""
    if choices.often(5):
        return _raw(choices)
    seed = seeds[0] if choices.often(60) else choices.pick(seeds)
    form = choices.pick(b.FORMS) if choices.often(60) else seed.form
    elements = list(seed.elements)
    if form.encapsulated:
        elements = [e for e in elements if e.tag != 0x7FE00010]
        elements.append(_stream(choices, form))
    charset = choices.pick(tuple(CODECS)) if choices.often(20) else "ISO_IR 100"
    if charset != "ISO_IR 100":
        elements = b.put(elements, b.el("SpecificCharacterSet", charset))
    for _ in range(choices.below(5)):
        elements = _changed(elements, choices, form)
    data = _composed(elements, form, CODECS[charset], choices)
    if choices.often(20):
        for _ in range(1 + choices.below(2)):
            change, value = choices.pick(MANGLERS), choices.below(0x10000)
            data = change(data, choices.below(0x10000) / 0x10000, value) or data
    return data


def _raw(choices: Choices) -> bytes:
    """Make a data set of the choices themselves, for a fuzzer that learns what bytes do."""
    form = choices.pick(b.FORMS)
    meta = b.file_meta(identity(), form)
    body = choices.rest(200)
    return b.part10((), form, meta=meta, trailing=b.deflate(body) if form.deflated else body)


def _composed(elements: Sequence[b.Element], form: b.Form, codec: str, choices: Choices) -> bytes:
    """Encode a file, in some cases with a header that is wrong."""
    body = _encoded(elements, form, codec)
    if not choices.often(15):
        tail = b.deflate(body) if form.deflated else body
        return b.part10((), form, meta=_fit(b.file_meta(elements, form)), trailing=tail)
    kind = choices.below(8)
    meta = b.file_meta(elements, choices.pick(b.FORMS) if kind == 1 else form)
    if kind == 2:
        meta = b.ordered([*meta, *(_planted(choices, root=False) for _ in range(2))])
    elif kind == 3:
        meta = [e for e in meta if e.tag != 0x00020010]
    elif kind == 4:
        return body
    elif kind == 5:
        at = choices.below(len(body) + 1)
        tail = b.deflate(body[:at])[: choices.below(65536)]
        return b.part10((), form, meta=_fit(meta), trailing=tail)
    if kind == 6:
        meta = [replace(e, length=choices.pick(LENGTHS)) if choices.often(20) else e for e in meta]
    tail = b.deflate(body) if form.deflated else body
    return b.part10(
        (),
        form,
        meta=_fit(meta),
        preamble=None if kind == 7 else P.family.encode().ljust(128, b"\0"),
        group_length=choices.often(50),
        trailing=tail + P.name.encode() * choices.below(4),
    )


def _fit(meta: Sequence[b.Element]) -> list[b.Element]:
    """Leave out what can't stand in File Meta Information, which has no other character set."""
    return [e for e in meta if _piece(e, b.EXPLICIT, "latin-1")]


def _encoded(elements: Sequence[b.Element], form: b.Form, codec: str) -> bytes:
    """Encode a data set; what is still as in a sound file isn't encoded anew each time."""
    pieces = []
    for element in elements:
        place = (id(element), form.name, codec)
        known = _KNOWN.get(place)
        if known is None or known[0] is not element:
            known = _KNOWN[place] = (element, _piece(element, form, codec))
            if len(_KNOWN) > MOST_KNOWN:
                _KNOWN.clear()
        pieces.append(known[1])
    return b"".join(pieces)


def _piece(element: b.Element, form: b.Form, codec: str) -> bytes:
    """Encode an element; nothing if it can't be with the VR that it now claims."""
    try:
        return b.encode_element(element, form, codec)
    except (struct.error, KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return b""


def _stream(choices: Choices, form: b.Form) -> b.Element:
    """Make encapsulated pixels, with text between or within fragments in some."""
    start = {"jpeg": b"\xff\xd8", "j2k": b"\xff\x4f", "rle": b"\1\0\0\0"}[form.name]
    comment = b"\xff\xfe\0\x10" + P.family.encode() if choices.often(20) else b""
    fragments = [
        start + comment + bytes(range(40)) + b"\xff\xd9" for _ in range(1 + choices.below(3))
    ]
    if choices.often(10):
        fragments = [choices.rest(24) for _ in fragments]
    offsets = choices.rest(8) if choices.often(20) else b""
    return b.encapsulated(*fragments, offsets=offsets, form=form, end=not choices.often(5))


# ---------------------------------------------------------------------------- single changes


def _changed(elements: Sequence[b.Element], choices: Choices, form: b.Form) -> list[b.Element]:
    """Change one thing at this level, or within the items of one sequence of it."""
    made = list(elements)
    nested = [i for i, e in enumerate(made) if _items(e)]
    if nested and choices.often(40):
        at = choices.pick(nested)
        items = list(_items(made[at]))
        which = choices.below(len(items))
        if choices.often(25):
            items = _changed_items(items, which, choices)
        else:
            inner = tuple(_changed(items[which].elements, choices, form))
            items[which] = replace(items[which], elements=inner)
        made[at] = replace(made[at], value=tuple(items))
        return made
    at = choices.below(len(made)) if made else 0
    return choices.pick(CHANGES)(made, at, choices)


def _items(element: b.Element) -> tuple[b.Item, ...]:
    if not isinstance(element.value, tuple):
        return ()
    return tuple(i for i in element.value if isinstance(i, b.Item))


def _changed_items(items: list[b.Item], which: int, choices: Choices) -> list[b.Item]:
    kind = choices.below(6)
    if kind == 0:
        items[which] = replace(items[which], undefined=True)
    elif kind == 1:
        items[which] = replace(items[which], length=choices.pick(LENGTHS))
    elif kind == 2:
        items.insert(which, items[which])
    elif kind == 3:
        items.extend([b.Item()] * choices.pick((1, 3, 200)))
    elif kind == 4:
        codec = choices.pick(tuple(CODECS))
        own = b.el("SpecificCharacterSet", codec)
        items[which] = replace(
            items[which], codec=CODECS[codec], elements=(own, *items[which].elements)
        )
    else:
        del items[which]
    return items


def _value(choices: Choices) -> str:
    return choices.pick(PHRASES) if choices.often(70) else choices.pick(NOTHINGS)


def _planted(choices: Choices, *, root: bool = True) -> b.Element:
    """Make an element that names the person."""
    kind = choices.below(8)
    tag, vr = choices.pick(KNOWN)
    if kind == 6:
        tag, vr = choices.pick(PRIVATE), "LO"
    elif kind == 7:
        tag, vr = choices.pick(STRANGE), choices.pick(ALL_VRS)
    if kind == 5:
        vr = choices.pick(ALL_VRS)
    if vr == "SQ":
        inner = (b.el("PatientName", P.name), b.el("ReferencedSOPInstanceUID", P.uid(3)))
        return b.Element(tag, "SQ", (b.Item(inner, undefined=choices.often(30)),))
    if vr in b.PACK and root and choices.often(50):
        return b.Element(tag, vr, choices.below(65536) if vr != "SS" else 1)
    if vr in b.LONG_VRS - {"UC", "UR", "UT"} or vr in b.PACK or vr == "AT":
        return b.Element(
            tag, vr, choices.pick((P.family.encode() + b" ", P.name.encode("utf-16-le")))
        )
    return b.Element(tag, vr, _value(choices))


def _new(made: list[b.Element], _at: int, choices: Choices) -> list[b.Element]:
    return b.ordered([*made, *(_planted(choices) for _ in range(1 + choices.below(3)))])


def _revalued(made: list[b.Element], at: int, choices: Choices) -> list[b.Element]:
    if made and not isinstance(made[at].value, tuple):
        made[at] = replace(made[at], value=_value(choices))
    return made


def _retagged(made: list[b.Element], at: int, choices: Choices) -> list[b.Element]:
    if made:
        tag = choices.pick(STRANGE) if choices.often(40) else choices.pick(KNOWN)[0]
        made[at] = replace(made[at], tag=tag)
    return b.ordered(made) if choices.often(70) else made


def _other_vr(made: list[b.Element], at: int, choices: Choices) -> list[b.Element]:
    if made:
        vr = (
            choices.pick(ALL_VRS) if choices.often(90) else choices.pick(("ZZ", "??", "  ", "\0\0"))
        )
        made[at] = replace(made[at], vr=vr)
    return made


def _lying(made: list[b.Element], at: int, choices: Choices) -> list[b.Element]:
    if made:
        made[at] = replace(made[at], length=choices.pick(LENGTHS))
    return made


def _undefined(made: list[b.Element], at: int, choices: Choices) -> list[b.Element]:
    if made:
        vr = "UN" if choices.often(30) else made[at].vr
        made[at] = replace(made[at], vr=vr, undefined=True)
    return made


def _twice(made: list[b.Element], at: int, choices: Choices) -> list[b.Element]:
    if made:
        other = made[at]
        if not isinstance(other.value, tuple) and choices.often(60):
            other = replace(other, value=_value(choices))
        made.insert(choices.below(len(made) + 1) if choices.often(40) else at, other)
    return made


def _moved(made: list[b.Element], at: int, choices: Choices) -> list[b.Element]:
    if made:
        made.insert(choices.below(len(made)), made.pop(at))
    return made


def _removed(made: list[b.Element], at: int, _choices: Choices) -> list[b.Element]:
    return made[:at] + made[at + 1 :]


def _wrapped(made: list[b.Element], at: int, choices: Choices) -> list[b.Element]:
    """Put an element into sequences within sequences."""
    if not made:
        return made
    tags = (0x00081140, 0x00400275, 0x0040A730, 0x00082112, 0x00091010)
    inner = made[at]
    undefined = choices.often(50)
    depth = choices.pick((1, 2, 3, 8, 63, 64, 65, 90)) if choices.often(30) else 1
    for _ in range(depth):
        vr = "UN" if choices.often(10) else "SQ"
        item = b.Item((inner,), undefined=undefined)
        inner = b.Element(
            choices.pick(tags) if depth < 9 else tags[2], vr, (item,), undefined=undefined
        )
    return b.ordered([*made[:at], *made[at + 1 :], inner])


def _long(made: list[b.Element], at: int, choices: Choices) -> list[b.Element]:
    """Make a value long: beyond 16-bit lengths, beyond what is read at once."""
    if made and not isinstance(made[at].value, tuple):
        size = choices.pick((200, 1024, 1025, 0x4000, 0x4002, 0x10000, 70_000))
        text = (P.name + " ") * (size // len(P.name))
        made[at] = replace(
            made[at], vr=choices.pick(("UT", "OB", "UN", made[at].vr)), value=text.encode()
        )
    return made


def _numbers(made: list[b.Element], _at: int, choices: Choices) -> list[b.Element]:
    """Lie about the image: its size, frames, bits."""
    names = ("Rows", "Columns", "BitsAllocated", "BitsStored", "SamplesPerPixel", "HighBit")
    changed = b.el(choices.pick(names), choices.pick((65_535, 0, 1, 8, 16, 32, 64, 3)))
    frames = b.el("NumberOfFrames", choices.pick(("2147483647", "-1", "0", "1", "3", "x")))
    return b.put(made, changed, *([frames] if choices.often(40) else []))


CHANGES: Final[tuple[Callable[[list[b.Element], int, Choices], list[b.Element]], ...]] = (
    *(_new, _revalued, _retagged, _other_vr, _lying, _undefined, _twice, _moved, _removed),
    *(_wrapped, _long, _numbers),
)
