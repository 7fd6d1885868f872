"""Generates ``anami/vocabulary/words.txt``, the words that descriptors may keep (PS3.15 E.3.5).

What belongs here: reading the sources, checking that they are the ones that were reviewed, and
writing them compactly.  What does not: any judgement of ours.  Judgements are the word lists in
``tools/vocabulary``, each with its purpose in its first line.

Sources:

* the code dictionaries of PS3.16 that pydicom ships (``pydicom.sr``): every word of at least four
  letters in a code meaning of the schemes below, but for context groups of animals and persons;
* the lists in ``tools/vocabulary``.

The generator stops, and writes nothing, when the version of pydicom or the digest of the words
taken from its dictionaries differs from what is written below.

Run: ``python -m tools.generate_vocabulary``; with ``--check`` nothing is written and a difference
is an error. A unit test makes the same comparison.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
import textwrap
from pathlib import Path
from typing import Any, Final

import pydicom
from pydicom.sr import _cid_dict, _concepts_dict

from anami.vocabulary import KINDS, key

ROOT: Final = Path(__file__).resolve().parent.parent
LISTS: Final = ROOT / "tools" / "vocabulary"
TARGET: Final = ROOT / "anami" / "vocabulary" / "words.txt"

PYDICOM_VERSION: Final = "3.0.2"
DICTIONARY_SHA256: Final = "9376d6bb448e48dd05142cb8e43c7b37ba9b45157f210cdfb3ff04fde7bd6e63"
SCHEMES: Final = ("DCM", "SCT", "RADLEX", "FMA", "NEU", "IBSI", "LN", "UMLS")
"""Schemes of things and procedures; not those of drugs' makers, devices' signals and species."""
NOT_OF_IMAGING: Final = re.compile(
    "Breed|Countr|Ethnic|Race|Animal|Taxonom|Role|FamilyMember|Registry|Equine|Canine|Audit"
)
"""Context groups whose words are names of places, people and animals."""
ANIMAL: Final = re.compile(r"\b(breed|animal|organism)\b")
SHORTEST: Final = 4
"""Letters. Two or three letters are initials and family names; those kept were chosen by hand."""
WORD: Final = re.compile(r"[^\W\d_]+")
PLAIN_LISTS: Final = (
    *("protocol", "more_words", "units"),
    *("german", "french", "spanish", "portuguese", "italian", "dutch"),
)
HEADING: Final = (
    "# Written by tools/generate_vocabulary.py. Words of PS3.16 (c) NEMA, by way of pydicom\n"
    "# 3.0.2, and of the lists in tools/vocabulary.\n"
)


class SourceChangedError(Exception):
    """A source is not the one that was reviewed."""


def require(what: str, got: str, expected: str) -> None:
    """Stop when a fact about a source is not the expected one."""
    if got != expected:
        message = f"{what}: got {got!r}, expected {expected!r}"
        raise SourceChangedError(message)


def dictionary_words() -> frozenset[str]:
    """Return the keys of all words of the standard's code dictionaries, before any judgement."""
    require("version of pydicom", pydicom.__version__, PYDICOM_VERSION)
    left_out = {cid for cid, name in _cid_dict.name_for_cid.items() if NOT_OF_IMAGING.search(name)}
    words: set[str] = set()
    concepts: dict[str, dict[str, Any]] = _concepts_dict.concepts
    for scheme in SCHEMES:
        for codes in concepts[scheme].values():
            for meaning, groups in codes.values():
                if (groups and left_out.issuperset(groups)) or ANIMAL.search(meaning):
                    continue
                words.update(key(word) for word in WORD.findall(meaning) if len(word) >= SHORTEST)
    digest = hashlib.sha256("\n".join(sorted(words)).encode()).hexdigest()
    require("digest of the dictionaries' words", digest, DICTIONARY_SHA256)
    return frozenset(words)


def read_list(name: str) -> frozenset[str]:
    """Return the keys of one hand-written list."""
    text = (LISTS / f"{name}.txt").read_text("utf-8")
    return frozenset(
        key(word) for line in text.splitlines() if line[:1] != "#" for word in line.split()
    )


def vocabulary() -> dict[str, frozenset[str]]:
    """Return the words of each kind."""
    plain = dictionary_words().union(*map(read_list, PLAIN_LISTS))
    cues = {kind: read_list(kind) for kind in KINDS if kind not in ("plain", "also_names")}
    taken = frozenset().union(*(cues[kind] for kind in ("titles", "places", "eponyms")))
    kept = plain - read_list("excluded") - taken
    return {
        "plain": kept,
        "also_names": read_list("also_names") & (kept | cues["links"]),
        **cues,
    }


def document(words: dict[str, frozenset[str]]) -> str:
    """Lay the words out: a line with the kind, then its words in order."""
    parts = [HEADING]
    for kind in KINDS:
        parts.append(f"= {kind}\n")
        parts.append(textwrap.fill(" ".join(sorted(words[kind])), 100, break_on_hyphens=False))
        parts.append("\n")
    return "".join(parts)


def main(arguments: list[str]) -> int:
    """Write the file, or with ``--check`` compare it; return 0 if all is well."""
    parser = argparse.ArgumentParser(description="Generate anami/vocabulary/words.txt.")
    parser.add_argument("--check", action="store_true", help="write nothing, only compare")
    chosen = parser.parse_args(arguments)
    text = document(vocabulary())
    if chosen.check:
        return 0 if TARGET.read_text("utf-8") == text else 1
    TARGET.write_text(text, "utf-8")
    print(f"{TARGET.relative_to(ROOT)}: {len(text)} characters")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
