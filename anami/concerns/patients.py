"""Patient, study and clinical-trial identifiers: dummies that hold a subject together.

PS3.15 2026d E.1.1 note: a dummy for Patient ID should be consistent for a patient, one for Study ID
for a study.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from anami.concerns.builders import text_element
from anami.concerns.texts import readings
from anami.identity import label, patient_code

if TYPE_CHECKING:
    from collections.abc import Callable

    from anami.concerns.context import Context
    from anami.model import Element

__all__ = ["ID_PREFIX", "NAME_PREFIX", "REPLACEMENTS", "patient_id", "patient_name"]

NAME_PREFIX: Final = "Anonymous"
ID_PREFIX: Final = "ANON-"

PATIENT_NAME: Final = 0x00100010
PATIENT_ID: Final = 0x00100020
STUDY_ID: Final = 0x00200010
TRIAL_SUBJECT_ID: Final = 0x00120040


def patient_id(element: Element, context: Context) -> Element:
    """Return the patient's code as Patient ID; an ID of another patient gets a code of its own."""
    original = _text(element, context)
    if original in ("", context.patient_id):
        code = patient_code(context.key, context.patient)
    else:
        code = label(context.key, "other-patient", original)
    prefix = "" if code == context.patient.code else context.id_prefix or ID_PREFIX
    return text_element(element.tag, "LO", prefix + code)


def patient_name(element: Element, context: Context) -> Element:
    """Return a name that is none: a constant family name and the patient's code."""
    code = patient_code(context.key, context.patient)
    return text_element(element.tag, "PN", f"{NAME_PREFIX}^{code}")


def study_id(element: Element, context: Context) -> Element:
    """Return a keyed label for Study ID (SH, 16 characters), or nothing for nothing."""
    original = _text(element, context)
    text = label(context.key, "study-id", f"{context.patient.key}\0{original}") if original else ""
    return text_element(element.tag, "SH", text)


def _text(element: Element, context: Context) -> str:
    """Return the original as the survey reads it, so that equal IDs stay equal."""
    found = readings(context.load(element.value), context.character_sets, "LO")
    return found[-1].strip(" \0") if found else ""


REPLACEMENTS: Final[dict[int, Callable[[Element, Context], Element]]] = {
    PATIENT_NAME: patient_name,
    PATIENT_ID: patient_id,
    TRIAL_SUBJECT_ID: patient_id,
    STUDY_ID: study_id,
}
