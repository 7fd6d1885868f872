"""Instance → what the first pass tells: identity, place in the tree, risks, known values.

Reads values for people to see and for the leak check to look for; decides nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from anami.concerns import private, private_rules, texts
from anami.concerns.uids import replacement
from anami.errors import NotOnListError
from anami.identity import Key, Patient
from anami.kinds import KNOWN_KINDS, kind_of
from anami.memo import Glance, Tables
from anami.model import Caution, Dataset, Element, KnownValue
from anami.outcome import SurveyRecord
from anami.policy import Policy
from anami.standard import dictionary, uids

if TYPE_CHECKING:
    from collections.abc import Iterator

    from anami.codelist import CodeList
    from anami.reader import Instance

__all__ = [
    "PATIENT_ID",
    "forget",
    "identifiers",
    "known_values",
    "patient_of",
    "patient_texts",
    "record_of",
    "retained_and_secret",
    "risks",
    "sop_instance",
    "text_of",
    "whole_text_of",
]

SPECIFIC_CHARACTER_SET: Final = 0x00080005
IMAGE_TYPE: Final = 0x00080008
SOP_CLASS_UID: Final = 0x00080016
SOP_INSTANCE_UID: Final = 0x00080018
STUDY_DATE: Final = 0x00080020
MODALITY: Final = 0x00080060
STUDY_DESCRIPTION: Final = 0x00081030
SERIES_DESCRIPTION: Final = 0x0008103E
PATIENT_NAME: Final = 0x00100010
PATIENT_ID: Final = 0x00100020
BIRTH_DATE: Final = 0x00100030
IDENTITY_REMOVED: Final = 0x00120062
BODY_PART: Final = 0x00180015
STUDY_UID: Final = 0x0020000D
SERIES_UID: Final = 0x0020000E
SERIES_NUMBER: Final = 0x00200011
INSTANCE_NUMBER: Final = 0x00200013
FRAMES: Final = 0x00280008
BURNED_IN: Final = 0x00280301
CONTENT: Final = 0x0040A730
OVERLAY_DATA: Final = 0x3000
OVERLAY_BIT: Final = 0x0102
DOCUMENT: Final = 0x00420011
ANNOTATIONS: Final = 0x00700001

INTEGER: Final = re.compile(r"[+-]?[0-9]{1,11}")
OWN_KINDS: Final = frozenset(("name", "identifier", "birth-date"))
_SHOWN: Final = 200
"""Characters of a value that are shown; more helps nobody recognise a study."""
_TEXT_LIKELY: Final = (
    "1.2.840.10008.5.1.4.1.1.3",  # ultrasound multi-frame
    "1.2.840.10008.5.1.4.1.1.6",  # ultrasound
    "1.2.840.10008.5.1.4.1.1.7",  # secondary capture, all kinds
    "1.2.840.10008.5.1.4.1.1.12.",  # X-ray angiography and fluoroscopy
    "1.2.840.10008.5.1.4.1.1.77.1",  # visible light: photographs and endoscopy
    "1.2.840.10008.5.1.4.1.1.1",  # computed radiography and digital X-ray
)
SPARING: Final = {
    Caution.STRUCTURED_CONTENT: "clean_struct_cont",
    Caution.GRAPHICS_REMOVED: "clean_graph",
}
"""What an option of PS3.15 E.3 keeps that is lost without it."""
_HEAD_WORDS: Final = ("HEAD", "BRAIN", "SKULL", "FACE", "HEADNECK", "NECK")
_VOLUMES: Final = frozenset(("CT", "MR", "PT"))
_TAG: Final = attrgetter("tag")


def text_of(dataset: Dataset, tag: int) -> str:
    """Return an attribute's text for people to see, "" if absent or unreadable."""
    return whole_text_of(dataset, tag)[:_SHOWN]


def whole_text_of(dataset: Dataset, tag: int) -> str:
    """Return an attribute's text, however long, "" if absent or unreadable."""
    element = dataset.get(tag)
    if element is None or not isinstance(element.value, bytes) or element.items is not None:
        return ""
    terms = texts.character_sets(dataset.get(SPECIFIC_CHARACTER_SET), ())
    readings = texts.readings(element.value, terms, dictionary.vr_of(tag) or element.vr)
    return readings[-1].strip(" \0") if readings else ""


COMMON: Final = (
    PATIENT_NAME,
    PATIENT_ID,
    BIRTH_DATE,
    STUDY_UID,
    STUDY_DATE,
    STUDY_DESCRIPTION,
    SERIES_UID,
    SERIES_NUMBER,
    SERIES_DESCRIPTION,
    MODALITY,
)
"""Attributes that the instances of a series have in common."""
_TEXTS: Final[Glance[dict[int, str]]] = Glance()


def _common_texts(dataset: Dataset) -> dict[int, str]:
    return {tag: whole_text_of(dataset, tag) for tag in COMMON}


def patient_of(instance: Instance, subjects: CodeList | None = None) -> Patient:
    """Return who the instance is of, by the subject code list if there is one.

    Raises:
        NotOnListError: there is a list, and the Patient ID isn't on it.

    """
    told = _TEXTS.ask(_common_texts, instance.dataset)
    if subjects is not None:
        subject = subjects.subject(told[PATIENT_ID])
        if subject is None:
            raise NotOnListError
        return Patient(f"id\0{subject.canonical_id}", subject.code, subject.day_offset)
    return Patient.of(
        told[PATIENT_ID],
        told[PATIENT_NAME],
        told[BIRTH_DATE],
        told[STUDY_UID] or instance.sop_instance,
    )


def sop_instance(instance: Instance, key: Key, *, retained: bool) -> str:
    """Return the SOP Instance UID to write: replaced unless retained."""
    return instance.sop_instance if retained else replacement(key, instance.sop_instance)


def patient_texts(dataset: Dataset) -> dict[int, str]:
    """Return the texts of Patient's Name and Patient ID."""
    told = _TEXTS.ask(_common_texts, dataset)
    return {tag: told[tag] for tag in (PATIENT_NAME, PATIENT_ID)}


def identifiers(instance: Instance, key: Key, *, retained: bool) -> tuple[Element, ...]:
    """Return SOP Class UID and the SOP Instance UID to write, as elements."""
    uid = sop_instance(instance, key, retained=retained)
    return (
        Element(SOP_CLASS_UID, "UI", texts.encode(instance.sop_class, "UI")),
        Element(SOP_INSTANCE_UID, "UI", texts.encode(uid, "UI")),
    )


def record_of(instance: Instance, size: int, subjects: CodeList | None = None) -> SurveyRecord:
    """Return the survey record of an instance that can be de-identified."""
    dataset, sop_class = instance.dataset, instance.sop_class
    patient = patient_of(instance, subjects)
    told = {tag: text[:_SHOWN] for tag, text in _TEXTS.ask(_common_texts, dataset).items()}
    warnings = tuple(sorted({*instance.warnings, *risks(instance, _policy(sop_class))}))
    return SurveyRecord(
        status="readable",
        size=size,
        patient_key=patient.key,
        patient_code=patient.code,
        patient_name=told[PATIENT_NAME],
        patient_id=told[PATIENT_ID],
        study_key=told[STUDY_UID],
        study_date=told[STUDY_DATE],
        study_description=told[STUDY_DESCRIPTION],
        series_key=told[SERIES_UID],
        series_number=told[SERIES_NUMBER],
        series_description=told[SERIES_DESCRIPTION],
        modality=told[MODALITY],
        sop_instance_uid=instance.sop_instance,
        sop_class_uid=sop_class,
        sop_class_name=uids.name_of(sop_class),
        transfer_syntax_uid=instance.transfer_syntax,
        instance_number=_number(text_of(dataset, INSTANCE_NUMBER)),
        frames=_number(text_of(dataset, FRAMES)) or 1,
        warnings=warnings,
        spared=_spared(instance, warnings),
        known=tuple(
            sorted(set(known_values(dataset)), key=lambda known: (known.kind, known.value))
        ),
    )


@lru_cache
def _policy(sop_class: str, option: str = "") -> Policy:
    """Return what is done with one option, or with none, which is when most is lost."""
    return Policy(sop_class, options=frozenset((option,)) if option else frozenset())


def _spared(instance: Instance, warnings: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return which option spares the file which of its warnings."""
    return tuple(
        (option, str(code))
        for code, option in SPARING.items()
        if code in warnings and code not in risks(instance, _policy(instance.sop_class, option))
    )


def _number(text: str) -> int | None:
    text = text.split("\\", maxsplit=1)[0]
    return int(text) if INTEGER.fullmatch(text) else None


_CAUTIONS: Final[Glance[tuple[Caution, ...]]] = Glance()


def risks(instance: Instance, policy: Policy) -> Iterator[Caution]:
    """Yield what a person should know before sharing the result."""
    dataset = instance.dataset
    if not policy.known_iod:
        yield Caution.UNKNOWN_IOD
    kept = policy.options.intersection(SPARING.values())
    yield from _CAUTIONS.ask(_cautions, dataset, instance.sop_class, kept)
    # Overlays and curves go, whatever is chosen.
    if _has_group(dataset, 0x50) or _has_group(dataset, 0x60):
        yield Caution.GRAPHICS_REMOVED
        if any(_has_embedded_overlay(dataset, group << 16) for group in range(0x6000, 0x6020, 2)):
            yield Caution.PADDING_BITS


def _cautions(dataset: Dataset, sop_class: str, kept: frozenset[str]) -> tuple[Caution, ...]:
    """Return what single attributes and the SOP Class give reason to say, with these options."""
    body_part = text_of(dataset, BODY_PART).upper()
    volume = text_of(dataset, MODALITY) in _VOLUMES
    said = {
        Caution.ALREADY_DEIDENTIFIED: text_of(dataset, IDENTITY_REMOVED) == "YES",
        Caution.BURNED_IN_LIKELY: _burned_in_likely(dataset, sop_class),
        Caution.HEAD_VOLUME: volume and any(word in body_part for word in _HEAD_WORDS),
        Caution.STRUCTURED_CONTENT: dataset.get(CONTENT) is not None,
        Caution.DOCUMENT_REPLACED: dataset.get(DOCUMENT) is not None,
        Caution.GRAPHICS_REMOVED: dataset.get(ANNOTATIONS) is not None,
    }
    return tuple(
        caution for caution, holds in said.items() if holds and SPARING.get(caution) not in kept
    )


def _has_group(dataset: Dataset, upper: int) -> bool:
    """Tell whether there is an element of which the upper half of the group number is `upper`."""
    at = bisect_left(dataset.elements, upper << 24, key=_TAG)
    return at < len(dataset.elements) and dataset.elements[at].tag >> 24 == upper


def _has_embedded_overlay(dataset: Dataset, group: int) -> bool:
    """Tell whether an overlay is in unused bits of the pixels (PS3.5-2004 §8.1.2, retired)."""
    bit = dataset.get(group | OVERLAY_BIT)
    if bit is None or not isinstance(bit.value, bytes):
        return False
    return any(bit.value) or dataset.get(group | OVERLAY_DATA) is None


def _burned_in_likely(dataset: Dataset, sop_class: str) -> bool:
    """Tell whether the pixels may show text; Burned In Annotation NO proves nothing (BP-10)."""
    if text_of(dataset, BURNED_IN) == "YES" or sop_class.startswith(_TEXT_LIKELY[3]):
        return True
    if "SCREEN" in text_of(dataset, IMAGE_TYPE) or "LOCALIZER" in text_of(dataset, IMAGE_TYPE):
        return True
    families = _TEXT_LIKELY[:3] + _TEXT_LIKELY[4:]
    return any(sop_class == uid or sop_class.startswith(f"{uid}.") for uid in families)


def retained_and_secret(dataset: Dataset, policy: Policy) -> tuple[frozenset[str], frozenset[str]]:
    """Return the values, case-folded, that an option or own rule retains, and those of others.

    The private creators that rules name are among the first: a rule writes their names where it
    keeps an element, though another sequence that holds them may be removed.

    Of the others only names, identifiers and birth dates.
    """
    if not policy.retains:
        return frozenset(), frozenset()
    retained, others = _split(dataset, policy)
    named = (creator.casefold() for creator in policy.own_rules.creators)
    return frozenset((*retained, *named)), frozenset(others)


def _split(
    dataset: Dataset,
    policy: Policy,
    around: tuple[int, ...] = (),
    inherited: tuple[str, ...] = (),
) -> tuple[list[str], list[str]]:
    retained: list[str] = []
    others: list[str] = []
    terms = texts.character_sets(dataset.get(SPECIFIC_CHARACTER_SET), inherited)
    creators = private.creators_of(dataset) if policy.own_rules.creators else {}
    for element in dataset.elements:
        creator = creators.get(private.block_of(element.tag), "")
        found = _sorted_values(element, policy, around, terms, creator)
        retained += found[0]
        others += found[1]
    return retained, others


def _sorted_values(
    element: Element, policy: Policy, around: tuple[int, ...], terms: tuple[str, ...], creator: str
) -> tuple[list[str], list[str]]:
    """Return the values of one element that are retained, and the secret ones that aren't."""
    retained: list[str] = []
    others: list[str] = []
    path = (*around, element.tag)
    for entry in element.items or ():
        inside = _split(entry, policy, path, terms)
        retained += inside[0]
        others += inside[1]
    if element.items is not None or not isinstance(element.value, bytes):
        return retained, others
    vr = dictionary.vr_of(element.tag) or private_rules.known_vr(element, creator)
    own = policy.own_rules.find(path, creator) if creator else None
    is_retained = policy.rule(path).check == "retained" or (
        own is not None and private_rules.keeps_as_it_is(own, vr, policy.options)
    )
    if not is_retained and kind_of(element.tag, vr) not in OWN_KINDS:
        return retained, others
    found = retained if is_retained else others
    for reading in texts.readings(element.value, terms, vr):
        found.extend(value.casefold() for value in texts.values(reading, vr) if value)
    return retained, others


REMEMBERED: Final = 16 * 1024 * 1024
"""Bytes of elements of which is remembered what is known by them; then all is forgotten."""
_KNOWN: Final[Tables[tuple[Element, tuple[KnownValue, ...]]]] = Tables(REMEMBERED)
"""Character sets → identity of an element that comes again → it, kept, and what is known by it."""
_SILENT: Final[Tables[Element]] = Tables(REMEMBERED)
"""Character sets → identity of an element that comes again and tells nothing → it, kept."""


def forget() -> None:
    """Forget what was read in earlier instances."""
    for memory in (_KNOWN, _SILENT, _TEXTS, _CAUTIONS):
        memory.clear()


def known_values(dataset: Dataset, inherited: tuple[str, ...] = ()) -> list[KnownValue]:
    """Return the identifying values of a data set and all its items."""
    terms = texts.character_sets(dataset.get(SPECIFIC_CHARACTER_SET), inherited)
    remembered, silent = _KNOWN.table(terms), _SILENT.table(terms)
    values: list[KnownValue] = []
    every = dataset.elements + dataset.superseded
    for element in [one for one in every if id(one) not in silent]:
        found = remembered.get(id(element))
        if found is None:
            found = (element, tuple(_known_values(element, terms)))
            if element.shared and found[1]:
                _KNOWN.put(remembered, id(element), found, element.weight)
            elif element.shared:
                _SILENT.put(silent, id(element), element, element.weight)
        values += found[1]
    return values


def _known_values(element: Element, terms: tuple[str, ...]) -> Iterator[KnownValue]:
    if element.items is not None:
        for entry in element.items:
            yield from known_values(entry, terms)
        return
    vr = dictionary.vr_of(element.tag) or element.vr
    kind = kind_of(element.tag, vr)
    if kind not in KNOWN_KINDS or not isinstance(element.value, bytes) or element.encapsulated:
        return
    for reading in texts.readings(element.value, terms, vr):
        yield from (KnownValue(kind, value) for value in texts.values(reading, vr) if value)
