"""Rules for private attributes and typed values, on real files: valid, clean, nothing lost."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pytest

from anami import Edits
from anami.errors import AnamiError
from anami.rules import OwnRule, RuleAction, checked
from tests.conformance.corpus import Pair, done
from tests.runs import BASIC, run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydicom import Dataset

# Originals are often not quite right, and pydicom says so each time one of their values is read.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

LEAST = {"keep": 60, "hash": 75, "empty": 75}
"""Files with private attributes that at least come out; a kept copy of the header withholds one."""
TYPED = Edits("Qzq^{code}", "Q-{code}", "Qzx", "Qzy")


def private(dataset: Dataset) -> Iterator[tuple[int, str]]:
    """Yield group, element in block and creator of each private attribute, at any depth."""
    for element in dataset:
        tag = element.tag
        if tag.is_private and not tag.is_private_creator and element.private_creator:
            yield tag.group << 16 | tag.element & 0xFF, element.private_creator
        if element.VR == "SQ":
            for item in element.value or ():
                yield from private(item)


def rules(pair: Pair, action: RuleAction) -> tuple[OwnRule, ...]:
    """Give a rule for each private attribute that the file has."""
    made = {}
    try:
        for tag, creator in private(pair.before()):
            made[tag, creator] = checked(OwnRule(action, tag, creator))
    except (AnamiError, ValueError, AttributeError, NotImplementedError):
        return ()
    return tuple(made.values())


@cache
def with_private() -> tuple[Pair, ...]:
    return tuple(pair for pair in done() if rules(pair, RuleAction.KEEP))


@pytest.mark.parametrize("action", LEAST)
def test_a_rule_for_each_private_attribute_leaves_a_file_valid_or_withholds_it(
    action: str,
) -> None:
    codes: Counter[str] = Counter()
    for pair in with_private():
        protocol = replace(BASIC, rules=rules(pair, RuleAction(action)))
        made = run(pair.made.source, protocol=protocol)
        codes[made.code] += 1
        if made.done:
            creators = {rule.creator for rule in protocol.rules}
            for node in made.read.root:
                reserves = node.tag >> 16 & 1 and 0x10 <= node.tag & 0xFFFF <= 0xFF
                if reserves:
                    assert node.value.decode("ascii").rstrip() in creators
    assert set(codes) <= {"", "leak-found"}
    assert codes[""] >= LEAST[action]


def test_typed_values_stand_in_every_file_that_comes_out() -> None:
    for pair in done():
        made = run(pair.made.source, edits=TYPED)
        assert made.done, (pair.name, made.code)
        dataset = made.dataset
        assert str(dataset.PatientID).startswith("Q-")
        assert str(dataset.PatientName).startswith("Qzq^")
        assert (dataset.StudyDescription, dataset.SeriesDescription) == ("Qzx", "Qzy")
