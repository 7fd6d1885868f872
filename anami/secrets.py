"""Which known and removed values must not be found, given what the options retain on purpose.

A value that an option retains stands in the result and is no leak there. The same value may have
been removed elsewhere, so it is no longer searched for at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from anami.concerns.descriptors import clean_text
from anami.model import KnownValue

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["still_secret"]

DAYS: Final = frozenset(("date", "birth-date"))


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may stand in a result on purpose.

    Attributes:
        retained: values, case-folded, of retained attributes.
        excused: those of them that nothing else of the instance makes a secret.
        options: the options that are carried out.

    """

    retained: frozenset[str]
    excused: frozenset[str]
    options: frozenset[str]

    @classmethod
    def by(
        cls, retained: frozenset[str], secret: frozenset[str], options: frozenset[str]
    ) -> Allowed:
        """Make one: a retained value that is also the patient's name or ID stays a secret."""
        return cls(retained, retained - secret, options)


def still_secret(values: Iterable[KnownValue], allowed: Allowed) -> tuple[KnownValue, ...]:
    """Return the values that still must not be found, without repetition.

    Args:
        values: known of the patient or removed from the instance.
        allowed: what may stand in the result.

    """
    kept = (_as_secret(value, allowed) for value in dict.fromkeys(values))
    return tuple(value for value in kept if value is not None)


def _as_secret(value: KnownValue, allowed: Allowed) -> KnownValue | None:
    """Return what is searched for in place of `value`, or None if it is no secret any more."""
    options = allowed.options
    if value.value.casefold() in allowed.excused:
        return None
    if value.kind == "uid" and "rtn_uids" in options:
        return None
    if value.kind in DAYS and "rtn_long_full_dates" in options:
        same_day = any(other.startswith(value.value[:8]) for other in allowed.retained)
        return None if value.kind == "date" or same_day else value
    if value.kind in DAYS and "rtn_long_modif_dates" in options:
        # A shifted date may be another original date by chance; in texts none is shifted.
        return KnownValue("day-in-text", value.value)
    if value.kind == "text" and "clean_desc" in options:
        # What the vocabulary lets through whole identifies nobody, wherever else it was removed.
        return None if clean_text(value.value, frozenset(), "UT") == value.value.strip() else value
    return value
