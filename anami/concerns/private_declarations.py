"""What an instance says of its own private attributes (PS3.3 2026d §C.12.1.1.7).

Private Data Element Characteristics Sequence (0008,0300) tells for each block which elements
identify and what should be done to those. May not know which attributes the standard lists.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from anami.concerns.content_items import text_of
from anami.model import Action, Dataset

if TYPE_CHECKING:
    from anami.model import Encoding

__all__ = ["CHARACTERISTICS", "Block", "Characteristics", "Declared", "declared_characteristics"]

CHARACTERISTICS: Final = 0x00080300
GROUP_REFERENCE: Final = 0x00080301
CREATOR_REFERENCE: Final = 0x00080302
STATUS: Final = 0x00080303
NONIDENTIFYING: Final = 0x00080304
ACTIONS: Final = 0x00080305
IDENTIFYING: Final = 0x00080306
ACTION: Final = 0x00080307
DEFINED_ELEMENT: Final = 0x00080308
DEFINED_VR: Final = 0x0008030A
DEFINITIONS: Final = 0x00080310

Block = tuple[int, str]
"""Group and private creator."""


@dataclass(frozen=True, slots=True)
class Declared:
    """What an instance says of one block; elements by their number within it.

    Attributes:
        safe: those that don't identify; None if that is all of them.
        actions: what to do to those that do.
        vrs: VRs that the instance gives.

    """

    safe: frozenset[int] | None = frozenset()
    actions: dict[int, Action] = field(default_factory=dict)
    vrs: dict[int, str] = field(default_factory=dict)


Characteristics = dict[Block, Declared]
"""Block → what the instance says of it; empty if it says nothing."""


def declared_characteristics(root: Dataset, encoding: Encoding) -> Characteristics:
    """Read what an instance says of its private blocks (PS3.3 2026d §C.12.1.1.7).

    Args:
        root: the data set of the instance; what it says holds for all items too.
        encoding: how numbers are encoded.

    """
    declared: Characteristics = {}
    for item in _items(root, CHARACTERISTICS):
        groups = _numbers(item, GROUP_REFERENCE, encoding)
        creator = text_of(item.get(CREATOR_REFERENCE))
        if len(groups) != 1 or not creator:
            continue
        block = (groups[0], creator)
        # Said twice, it must be true twice.
        declared[block] = _both(declared.get(block), _declaration(item, encoding))
    return declared


def _declaration(item: Dataset, encoding: Encoding) -> Declared:
    status = text_of(item.get(STATUS))
    actions = {}
    for one in _items(item, ACTIONS):
        code = text_of(one.get(ACTION))
        action = Action(code) if code in ("D", "Z", "X", "U") else Action.REMOVE
        actions.update(dict.fromkeys(_numbers(one, IDENTIFYING, encoding), action))
    safe: frozenset[int] | None = frozenset()
    if status == "SAFE":
        safe = None
    elif status == "MIXED":
        safe = frozenset(_numbers(item, NONIDENTIFYING, encoding))
    vrs = {
        number: text_of(one.get(DEFINED_VR))
        for one in _items(item, DEFINITIONS)
        for number in _numbers(one, DEFINED_ELEMENT, encoding)
    }
    return Declared(safe, actions, vrs)


def _both(first: Declared | None, second: Declared) -> Declared:
    if first is None:
        return second
    if first.safe is None or second.safe is None:
        safe = second.safe if first.safe is None else first.safe
    else:
        safe = first.safe & second.safe
    actions = {**first.actions, **second.actions}
    for number in first.actions.keys() & second.actions.keys():
        if first.actions[number] is not second.actions[number]:
            actions[number] = Action.REMOVE
    return Declared(safe, actions, {**first.vrs, **second.vrs})


def _items(dataset: Dataset, tag: int) -> tuple[Dataset, ...]:
    element = dataset.get(tag)
    return element.items or () if element is not None else ()


def _numbers(dataset: Dataset, tag: int, encoding: Encoding) -> tuple[int, ...]:
    """Return the values of a US; () for anything else."""
    element = dataset.get(tag)
    if element is None or element.vr not in ("US", "UN") or not isinstance(element.value, bytes):
        return ()
    order: Literal["little", "big"] = "little" if encoding.little else "big"
    pairs = range(0, len(element.value) - 1, 2)
    return tuple(int.from_bytes(element.value[at : at + 2], order) for at in pairs)
