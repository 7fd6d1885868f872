"""Hypothesis strategies: data sets with a person planted in them, whole and mangled.

One file for all property tests. Every strategy yields builders' elements or bytes; nothing here
knows the engine.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hypothesis import strategies as st
from pydicom._dicom_dict import DicomDictionary

from tests import builders as b

if TYPE_CHECKING:
    from collections.abc import Callable

FAMILY, GIVEN, PATIENT_ID = "Vellqwist", "Orzhanna", "PIDX77301Q"
BIRTH = "19470613"
UID_ROOT = "1.2.276.0.7230010.3.1.4.811753780"
TOKENS = (FAMILY, GIVEN, PATIENT_ID, BIRTH, UID_ROOT)

KNOWN = sorted(
    (tag, entry[0][:2])
    for tag, entry in DicomDictionary.items()
    if entry[0] != "NONE" and 0x0008 <= tag >> 16 <= 0x7FDF and tag not in {0x00080005, 0x00080016}
)
TEXT_VRS = ("AE", "AS", "CS", "LO", "LT", "PN", "SH", "ST", "UC", "UR", "UT", "DS", "IS")
ALL_VRS = (*TEXT_VRS, "DA", "DT", "TM", "UI", "OB", "OW", "UN", "SQ", "AT", "US", "FD", "OF", "UL")
CODECS = {
    "ISO_IR 100": "latin-1",
    "ISO_IR 192": "utf-8",
    "GB18030": "gb18030",
    "ISO_IR 144": "iso8859-5",
    "": "ascii",
}

forms = st.sampled_from(b.NATIVE_FORMS)
charsets = st.sampled_from(sorted(CODECS))


def phrases() -> st.SearchStrategy[str]:
    """Text that names the person, in several shapes."""
    return st.sampled_from(
        [
            f"{FAMILY}^{GIVEN}",
            FAMILY,
            f"scan of {GIVEN} {FAMILY}",
            FAMILY.upper(),
            FAMILY.lower(),
            f"x\\{FAMILY}\\y",
            f"id={PATIENT_ID};",
            f"born {BIRTH}",
            f"   {GIVEN}",
            f"\0{FAMILY}",
        ]
    )


def values(vr: str) -> st.SearchStrategy[b.Value]:
    """Make values of a VR that hold the person, as far as the VR can."""
    if vr in {"DA", "DT"}:
        return st.sampled_from([BIRTH, BIRTH + "", f"{BIRTH}-", "1947.06.13"])
    if vr == "TM":
        return st.sampled_from([BIRTH, "101500"])
    if vr == "UI":
        return st.builds(
            lambda n: "\\".join(f"{UID_ROOT}.{i}" for i in range(n)), st.integers(1, 3)
        )
    if vr in {"US", "UL", "FD", "OF", "OW", "OB", "UN", "AT"}:
        return st.sampled_from([FAMILY.encode() + b"   ", GIVEN.encode()])
    return phrases()


def numbers(vr: str) -> st.SearchStrategy[b.Value]:
    """Make harmless values of a VR."""
    if vr in b.PACK:
        return st.integers(0, 100)
    return {
        "DS": st.sampled_from(["1.5", "-3", "1\\2\\3"]),
        "IS": st.sampled_from(["7", "-3"]),
        "CS": st.sampled_from(["YES", "AXIAL", "A\\B"]),
        "UI": st.sampled_from(["1.2.840.10008.1.2", "1.2.3"]),
        "AT": st.just(0x00280010),
    }.get(vr, st.just("") if vr in TEXT_VRS or vr in {"DA", "DT", "TM"} else st.just(b""))  # type: ignore[return-value]


@st.composite
def planted(
    draw: st.DrawFn, depth: int = 3, *, binary: bool = True, wrong_vr: bool = True
) -> b.Element:
    """Draw an element, known, unknown or private, at the root of what it is put into."""
    kind = draw(st.integers(0, 9))
    if kind <= 6:
        tag, vr = draw(st.sampled_from(KNOWN))
    elif kind == 7:
        tag, vr = draw(st.sampled_from([0x00091001, 0x00290010, 0x60010010, 0x7FDF1010])), "LO"
    else:
        tag, vr = draw(st.sampled_from([0x00101234, 0x66660010, 0x00280999, 0x60000022])), "LO"
    if wrong_vr and kind % 3 == 0:
        vr = draw(st.sampled_from(ALL_VRS))
    if vr not in ALL_VRS or (not binary and vr in {"US", "UL", "FD", "OF", "OW", "AT"}):
        vr = "LO" if wrong_vr else vr
    if vr == "SQ":
        if not depth:
            return b.Element(tag, "SQ", ())
        return draw(sequences(tag, depth, binary=binary, wrong_vr=wrong_vr))
    return b.Element(tag, vr, draw(values(vr)))


@st.composite
def sequences(
    draw: st.DrawFn, tag: int, depth: int, *, binary: bool = True, wrong_vr: bool = True
) -> b.Element:
    """Draw a sequence of items with planted elements."""
    items = draw(
        st.lists(
            st.builds(
                lambda elements, undefined: b.Item(tuple(unique(elements)), undefined=undefined),
                st.lists(planted(depth - 1, binary=binary, wrong_vr=wrong_vr), max_size=3),
                st.booleans(),
            ),
            max_size=2,
        )
    )
    vr = draw(st.sampled_from(["SQ", "SQ", "SQ", "UN"])) if wrong_vr else "SQ"
    return b.Element(tag, vr, tuple(items), undefined=draw(st.booleans()))


def unique(elements: list[b.Element]) -> list[b.Element]:
    """Sort, keeping one element per tag."""
    return b.ordered({e.tag: e for e in elements}.values())


def identity() -> list[b.Element]:
    """Give what makes a data set an instance of the person."""
    return [
        b.el("SOPClassUID", b.CT),
        b.el("SOPInstanceUID", f"{UID_ROOT}.1"),
        b.el("Modality", "CT"),
        b.el("PatientName", f"{FAMILY}^{GIVEN}"),
        b.el("PatientID", PATIENT_ID),
        b.el("PatientBirthDate", BIRTH),
        b.el("StudyInstanceUID", f"{UID_ROOT}.2"),
        b.el("SeriesInstanceUID", f"{UID_ROOT}.3"),
        *b.pixels(4, 4),
    ]


@dataclass(frozen=True, slots=True)
class Case:
    """A file and what it was made of."""

    elements: tuple[b.Element, ...]
    form: b.Form
    codec: str
    data: bytes


@st.composite
def instances(draw: st.DrawFn, *, binary: bool = True, wrong_vr: bool = True) -> Case:
    """Draw a well-formed file with the person planted anywhere."""
    form, charset = draw(forms), draw(charsets)
    new = draw(st.lists(planted(binary=binary, wrong_vr=wrong_vr), min_size=1, max_size=8))
    fixed = [*identity(), b.el("SpecificCharacterSet", charset)]
    tags = {e.tag for e in fixed}
    elements = unique([*fixed, *(fit(e) for e in new if e.tag not in tags)])
    codec = CODECS[charset]
    data = b.part10(elements, form, codec=codec)
    return Case(tuple(elements), form, codec, data)


def fit(element: b.Element) -> b.Element:
    """Leave an element as it is; a hook for VRs that can't hold what was drawn."""
    return element


# ------------------------------------------------------------------------------ mangling


def _truncate(data: bytes, at: float, _: int) -> bytes:
    return data[: int(len(data) * at)]


def _flip(data: bytes, at: float, value: int) -> bytes:
    where = min(int(len(data) * at), len(data) - 1)
    return data[:where] + bytes([value % 256]) + data[where + 1 :]


def _cut(data: bytes, at: float, value: int) -> bytes:
    where = int(len(data) * at)
    return data[:where] + data[where + value % 40 :]


def _insert(data: bytes, at: float, value: int) -> bytes:
    where = int(len(data) * at)
    return data[:where] + (FAMILY.encode() * 3)[: value % 27] + data[where:]


def _append(data: bytes, _: float, value: int) -> bytes:
    return data + (f"{FAMILY}^{GIVEN}".encode() * 4)[: value % 70]


def _wrong_vr(data: bytes, at: float, value: int) -> bytes:
    where = data.find(b"LO", int(len(data) * at))
    vr = ALL_VRS[value % len(ALL_VRS)].encode()
    return data if where < 0 else data[:where] + vr + data[where + 2 :]


def _length(data: bytes, at: float, value: int) -> bytes:
    where = data.find(b"PN", int(len(data) * at))
    if where < 0:
        return data
    return data[: where + 2] + struct.pack("<H", value % 65536) + data[where + 4 :]


def _double(data: bytes, at: float, value: int) -> bytes:
    where = 132 + int((len(data) - 132) * at)
    return data[:where] + data[max(132, where - value % 90) :]


MANGLERS: tuple[Callable[[bytes, float, int], bytes], ...] = (
    _truncate,
    _flip,
    _cut,
    _insert,
    _append,
    _wrong_vr,
    _length,
    _double,
)


@st.composite
def mangled(draw: st.DrawFn) -> bytes:
    """Draw a file that was damaged after it was written, or written wrong."""
    case = draw(instances())
    elements = list(case.elements)
    for _ in range(draw(st.integers(0, 2))):
        index = draw(st.integers(0, len(elements) - 1))
        kind = draw(st.integers(0, 3))
        if kind == 0:
            elements.insert(draw(st.integers(0, len(elements))), elements[index])
        elif kind == 1:
            elements.insert(draw(st.integers(0, len(elements))), elements.pop(index))
        elif kind == 2:
            lie = draw(st.integers(0, 300) | st.just(b.UNDEFINED))
            elements[index] = replace(elements[index], length=lie)
        else:
            elements[index] = replace(elements[index], vr=draw(st.sampled_from(ALL_VRS)))
    data = b.part10([e for e in elements if fits(e, case)], case.form, codec=case.codec)
    for _ in range(draw(st.integers(0, 3))):
        change = draw(st.sampled_from(MANGLERS))
        data = change(data, draw(st.floats(0, 1)), draw(st.integers(0, 1 << 20)))
        if not data:
            break
    return data


def fits(element: b.Element, case: Case) -> bool:
    """Tell whether the element can be encoded with the VR it now claims."""
    try:
        b.encode_element(element, case.form, case.codec)
    except (struct.error, KeyError, TypeError, ValueError, AttributeError):
        return False
    return True
