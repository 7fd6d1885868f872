"""Outcomes → report: what was done, per attribute and per file, without any value of an original.

Files are named by their number in the input and by their entry in the archive; the name of an
input file is often the name of the patient, so it never comes here.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from anami._version import __version__
from anami.model import Decision, Status, tag_text
from anami.protocol import departures
from anami.rules import RuleAction
from anami.rulings import Decisions, Ruled, ruled
from anami.standard import EDITION, dictionary, table_digest
from anami.standard.codes import CID_7050

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from anami.outcome import Outcome
    from anami.protocol import Protocol
    from anami.rulings import Entries
    from anami.standard.codes import Code

__all__ = ["build_report", "decision_rows", "file_row", "profile_id", "summary", "told"]

SCHEMA: Final = "anami-report/1"
MANNER: Final = {
    "clean_desc": "Descriptors: only words of an imaging vocabulary, codes and plausible numbers "
    "stay; words known of the patient go even if they are in it.",
    "clean_graph": "Graphics: texts of annotations are cleaned as descriptors; overlays and curves "
    "are removed.",
    "clean_struct_cont": "Structured content: each content item by its concept and value type, "
    "Table E.3.4-1; texts as descriptors.",
    "rtn_dev_id": "Device: AE titles are replaced by keyed labels; with shifted dates, those of "
    "calibration, installation and manufacture are shifted too.",
    "rtn_long_modif_dates": "Dates: one offset of whole days per patient, never zero, by the key; "
    "times of day stay, so intervals are exact.",
    "rtn_pat_chars": "Patient characteristics: ages above 89 years become 90; texts are cleaned as "
    "descriptors.",
    "rtn_safe_priv": "Private attributes: those of Table E.3.10-1 and those that the instance "
    "declares safe, by creator and element, cleaned by their VR.",
}
"""Option → how it cleans, which PS3.15 E.3.5, E.3.6, E.3.7 and E.3.10 want stated."""
SCOPE: Final = (
    "All instances processed with one key: equal originals have equal replacements in all of them, "
    "and in no others."
)


Told = tuple[str, list[dict[str, Any]]]

_TOLD: Final[dict[tuple[int, ...], tuple[tuple[Entries, ...], Told]]] = {}
"""Identities of what was decided → it, kept, and how it is told; instances of a series share it."""
REMEMBERED: Final = 256
MOST: Final = 2048
"""Decisions on an instance that are remembered; a single one may have a million."""


def told(decisions: Sequence[Decision]) -> Told:
    """Return the id and the rows of an instance's decisions: see `profile_id`, `decision_rows`."""
    if not isinstance(decisions, Decisions):
        rows = decision_rows(decisions)
        return profile_id(rows), rows
    asked = tuple(map(id, decisions.groups))
    remembered = _TOLD.get(asked)
    if remembered is None:
        rows = decision_rows(decisions)
        answer = profile_id(rows), rows
        if sum(row["count"] for row in rows) > MOST:
            return answer
        if len(_TOLD) >= REMEMBERED:
            _TOLD.clear()
        remembered = _TOLD[asked] = (decisions.groups, answer)
    return remembered[1]


def decision_rows(decisions: Iterable[Decision]) -> list[dict[str, Any]]:
    """Return decisions as plain rows, one for each place in the IOD (item numbers left out)."""
    counted: Counter[Ruled] = Counter()
    if isinstance(decisions, Decisions):
        counted.update(ruled(decisions))
    else:
        counted.update((one.path.tags, one.vr, one.action, one.reason) for one in decisions)
    rows = (
        ("/".join(map(tag_text, tags)), vr, action.value, reason.value, count)
        for (tags, vr, action, reason), count in counted.items()
    )
    return [
        {
            "path": place,
            "name": _name(place),
            "vr": vr,
            "action": action,
            "reason": reason,
            "count": count,
        }
        for place, vr, action, reason, count in sorted(rows)
    ]


def _name(place: str) -> str:
    tag = int(place[-11:].strip("()").replace(",", ""), 16)
    if tag >> 16 & 1:
        return ""
    return dictionary.name_of(tag)


def profile_id(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return a short id that is equal for equal decisions; most files of a series share one."""
    text = "\n".join(
        f"{row['path']} {row['vr']} {row['action']} {row['reason']} {row['count']}" for row in rows
    )
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def file_row(index: int, name: str, outcome: Outcome, profile: str) -> dict[str, Any]:
    """Return one file's row: input number from 1, entry, status, code, warnings, decisions' id."""
    return {
        "input": index + 1,
        "entry": name if outcome.status is Status.DEIDENTIFIED else "",
        "status": outcome.status.value,
        "code": outcome.code,
        "where": outcome.where,
        "warnings": list(outcome.warnings),
        "profile": profile,
    }


def build_report(
    protocol: Protocol,
    files: Sequence[Mapping[str, Any]],
    profiles: Mapping[str, Sequence[Mapping[str, Any]]],
) -> dict[str, Any]:
    """Return the report, ready for JSON.

    Args:
        protocol: what was carried out.
        files: a row per input, as `file_row` makes them, in input order.
        profiles: id → rows of decisions, as `decision_rows` makes them.

    """
    tally = Counter((file["status"], file["code"], file["profile"]) for file in files)
    return {**summary(protocol, tally, profiles), "files": [dict(file) for file in files]}


def summary(
    protocol: Protocol,
    tally: Mapping[tuple[str, str, str], int],
    profiles: Mapping[str, Sequence[Mapping[str, Any]]],
) -> dict[str, Any]:
    """Return the report without its rows of files: all that needs only counts.

    Args:
        protocol: what was carried out.
        tally: (status, code, profile) → number of inputs.
        profiles: id → rows of decisions, as `decision_rows` makes them.

    """
    statuses: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    used: Counter[str] = Counter()
    for (status, code, profile), count in tally.items():
        statuses[status] += count
        if code:
            codes[code] += count
        if status == Status.DEIDENTIFIED.value:
            used[profile] += count
    return {
        "schema": SCHEMA,
        "program": {"name": "Anami", "version": __version__},
        "standard": {
            "name": "DICOM PS3.15",
            "edition": EDITION,
            "table_e1_1_sha256": table_digest(),
        },
        "protocol": protocol.as_dict(),
        "conformance": _conformance(protocol),
        "totals": {
            "inputs": statuses.total(),
            **{status.value: statuses.get(status.value, 0) for status in Status},
        },
        "codes": dict(sorted(codes.items())),
        "attributes": _attributes(used, profiles),
        "profiles": {name: list(profiles[name]) for name in sorted(profiles)},
    }


def _conformance(protocol: Protocol) -> dict[str, Any]:
    """Return what PS3.15 E.1.3 asks a de-identifier to state, and the manner of each cleaning."""
    departing = [rule.place for rule in departures(protocol)]
    return {
        "profile": "None claimed: own rules depart from it"
        if departing
        else "Basic Application Level Confidentiality Profile (PS3.15 E.2)",
        "options": [_claim(code) for code in CID_7050 if code.option_key in protocol.options],
        "departures": departing,
        "removed": "Code X of Table E.1-1, private attributes, overlays, curves, "
        "and every attribute outside the table that is not known to be safe.",
        "replaced": "Codes D and Z: dummy values, zero length, or labels made by HMAC-SHA-256 "
        "from a secret key; code U: UIDs under 2.25 made the same way.",
        "private_attributes": _private_attributes(protocol),
        "manner": [MANNER[name] for name in sorted(protocol.options) if name in MANNER],
        "encrypted": "None: no Encrypted Attributes Sequence is written.",
        "referential_integrity": SCOPE,
        "inserted": "(0012,0062), (0012,0063), (0012,0064), (0028,0303).",
        "pixel_data": "Unchanged. Text burned into pixels and recognisable faces are not removed.",
    }


def _private_attributes(protocol: Protocol) -> list[str]:
    """Return what own rules add to the private attributes that are known to be safe (E.3.10)."""
    return [
        rule.place
        for rule in protocol.rules
        if rule.creator and rule.action is not RuleAction.REMOVE
    ]


def _claim(code: Code) -> str:
    return f"{code.meaning} ({code.designator} {code.value}, PS3.15 {code.section})"


def _attributes(
    used: Mapping[str, int], profiles: Mapping[str, Sequence[Mapping[str, Any]]]
) -> list[dict[str, Any]]:
    """Return how often what was done to which attribute, over all de-identified files."""
    totals: Counter[tuple[str, str, str, str]] = Counter()
    for profile, count in used.items():
        for row in profiles.get(profile, ()):
            tag = row["path"][-11:]
            totals[tag, row["name"], row["action"], row["reason"]] += row["count"] * count
    return [
        {"tag": tag, "name": name, "action": action, "reason": reason, "count": count}
        for (tag, name, action, reason), count in sorted(totals.items())
    ]
