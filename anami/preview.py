"""What a protocol would do to some instances, against the profile alone: decisions that differ.

Holds values of the originals, for the screen of the person whose files they are: a preview is never
part of a report, a log or a file.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from anami import surveying
from anami.edits import EDITED_TAGS, Edits
from anami.engine import deidentify
from anami.model import Status, tag_text
from anami.outcome import ResultSource
from anami.protocol import Protocol
from anami.reader import read_instance
from anami.standard import dictionary

if TYPE_CHECKING:
    from collections.abc import Iterable

    from anami.codelist import CodeList
    from anami.identity import Key
    from anami.model import KnownValue, Source
    from anami.outcome import Outcome

__all__ = ["Sample", "preview"]

PROFILE: Final = Protocol()


@dataclass(frozen=True, slots=True)
class Sample:
    """One instance that stands for others.

    Attributes:
        index: the caller's number of it.
        source: its bytes.
        weight: how many instances it stands for, itself among them.
        known: identifying values of the same patient found in the rest of the batch.
        edits: values typed for it.

    """

    index: int
    source: Source
    weight: int = 1
    known: tuple[KnownValue, ...] = ()
    edits: Edits = field(default_factory=Edits)


@dataclass(slots=True)
class _Row:
    before: set[str] = field(default_factory=set)
    count: int = 0
    original: str = ""
    result: str = ""
    reasons: set[str] = field(default_factory=set)


def preview(
    samples: Iterable[Sample], protocol: Protocol, key: Key, subjects: CodeList | None = None
) -> dict[str, Any]:
    """Return where a protocol departs from the profile alone, and what becomes of the names.

    Args:
        samples: instances to try it on; they are only read.
        protocol: what the person is choosing.
        key: from which replacements follow.
        subjects: the subject code list, if there is one.

    Returns:
        ``rows``: per attribute and change of action: how many instances it concerns, by weight, and
        an example of the original value and the new one; ``names``: by index, what stands in the
        result for name, ID and descriptions; ``ended``: by index, the code of a sample that would
        not be de-identified.

    """
    rows: defaultdict[tuple[str, str, str], _Row] = defaultdict(_Row)
    names: dict[int, dict[str, str]] = {}
    ended: dict[int, str] = {}
    for sample in samples:
        outcome = deidentify(
            sample.source,
            protocol,
            key,
            known=sample.known,
            subjects=subjects,
            edits=sample.edits,
        )
        if outcome.status is not Status.DEIDENTIFIED:
            ended[sample.index] = outcome.code
            continue
        plain = deidentify(sample.source, PROFILE, key, known=sample.known, subjects=subjects)
        original, result = (
            read_instance(one).dataset for one in (sample.source, ResultSource(outcome))
        )
        names[sample.index] = {
            name: surveying.text_of(result, tag) for name, tag in EDITED_TAGS.items()
        }
        was, now = _actions(plain), _actions(outcome)
        for tags in sorted(was.keys() & now.keys()):
            if was[tags][0] == now[tags][0]:
                continue
            # Inside a sequence that is removed on one side nothing is decided: the sequence tells.
            place = "/".join(map(tag_text, tags))
            row = rows[place, dictionary.name_of(tags[-1]), now[tags][0]]
            row.before.add(was[tags][0])
            row.reasons.add(now[tags][1])
            row.count += sample.weight
            if len(tags) == 1 and not row.original:
                row.original = surveying.text_of(original, tags[0])
                row.result = surveying.text_of(result, tags[0])
    return {
        "rows": [_row_as_dict(place, rows[place]) for place in sorted(rows)],
        "names": names,
        "ended": ended,
    }


def _actions(outcome: Outcome) -> dict[tuple[int, ...], tuple[str, str]]:
    """Return path of tags → action and reason; the first item stands for all of a sequence."""
    found: dict[tuple[int, ...], tuple[str, str]] = {}
    for decision in outcome.decisions:
        found.setdefault(decision.path.tags, (decision.action.value, decision.reason.value))
    return found


def _row_as_dict(key: tuple[str, str, str], row: _Row) -> dict[str, Any]:
    place, name, becomes = key
    return {
        "path": place,
        "name": name,
        "before": sorted(row.before),
        "now": becomes,
        "reasons": sorted(row.reasons),
        "count": row.count,
        "original": row.original,
        "result": row.result,
    }
