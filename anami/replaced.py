"""Records of originals and of their results → rows of a crosswalk.

As the results say, not as the key would have it: rules and options may have kept something. Holds
originals, so whoever calls this was asked for a crosswalk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from anami.crosswalk import Kind, Row
from anami.identity import Key, Patient, day_offset
from anami.rules import RuleAction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from anami.codelist import CodeList
    from anami.outcome import SurveyRecord
    from anami.protocol import Protocol

__all__ = ["crosswalk_rows"]


def crosswalk_rows(
    pairs: Iterable[tuple[SurveyRecord, SurveyRecord]],
    protocol: Protocol,
    key: Key,
    subjects: CodeList | None = None,
) -> Iterator[Row]:
    """Yield what replaced what.

    Args:
        pairs: the survey record of each original that was de-identified, and that of its result.
        protocol: what was done.
        key: from which replacements followed.
        subjects: the subject code list, if there was one.

    """
    shifts = "rtn_long_modif_dates" in protocol.options or any(
        rule.action is RuleAction.SHIFT for rule in protocol.rules
    )
    for original, result in pairs:
        rows = [
            Row(Kind.PATIENT_ID, original.patient_id, result.patient_id),
            Row(Kind.PATIENT_NAME, original.patient_name, result.patient_name),
            Row(Kind.STUDY, original.study_key, result.study_key),
            Row(Kind.SERIES, original.series_key, result.series_key),
            Row(Kind.INSTANCE, original.sop_instance_uid, result.sop_instance_uid),
        ]
        if shifts:
            # Who has no ID is known by name, else by the study.
            known_by = original.patient_id or original.patient_name or original.study_key
            days = _days(original, protocol, key, subjects)
            rows.append(Row(Kind.DAY_OFFSET, known_by, str(days)))
        yield from (row for row in rows if row.original)


def _days(original: SurveyRecord, protocol: Protocol, key: Key, subjects: CodeList | None) -> int:
    listed = subjects.subject(original.patient_id) if subjects else None
    if listed is not None and listed.day_offset is not None:
        return listed.day_offset
    weeks = protocol.replacement.whole_weeks
    return day_offset(key, Patient(original.patient_key), whole_weeks=weeks)
