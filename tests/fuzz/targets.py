"""What can be fuzzed: choice bytes → an input, and an input → a verdict."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from tests.fuzz import archives, corpus, documents, mutation, oracle
from tests.fuzz.choices import Choices

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["MOST_CHOICES", "TARGETS", "Target"]

MOST_CHOICES: Final = 200
"""Bytes of choices for one input."""
THOROUGH: Final = 8
"""One input in so many is also read with slower readers; its choices decide which."""


@dataclass(frozen=True, slots=True)
class Target:
    """One kind of input.

    Attributes:
        make: choices → an input.
        judge: an input, and whether to look thoroughly → a verdict.

    """

    make: Callable[[Choices], bytes]
    judge: Callable[[bytes, bool], oracle.Verdict]

    def tried(self, choices: bytes) -> tuple[bytes, oracle.Verdict]:
        """Make an input of choices and judge it."""
        made = self.make(Choices(choices))
        return made, self.judge(made, sum(choices) % THOROUGH == 0)


@lru_cache(1)
def _seeds() -> tuple[mutation.Seed, ...]:
    return mutation.own_seeds()


def _instance(choices: Choices) -> bytes:
    return mutation.instance(choices, _seeds())


@lru_cache(1)
def _real() -> tuple[mutation.Seed, ...]:
    return corpus.corpus_seeds()


def _real_instance(choices: Choices) -> bytes:
    return mutation.instance(choices, _real())


def _judged(data: bytes, thorough: bool) -> oracle.Verdict:  # noqa: FBT001 - see Target.judge
    return oracle.judge(data, thorough=thorough)


TARGETS: Final[dict[str, Target]] = {
    "instances": Target(_instance, _judged),
    "archives": Target(archives.archive, lambda data, _: archives.judge(data)),
    **({"corpus": Target(_real_instance, _judged)} if corpus.FOLDER.is_dir() else {}),
    "documents": Target(documents.document, lambda data, _: documents.judge(data)),
}
