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
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pydicom
from pydicom.sr import _cid_dict, _concepts_dict

from anami.vocabulary import KINDS, UNSPACED, exact_key, key, plain_key

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
SHORTEST_BARE: Final = 5
"""Letters from which a word may be typed without the accents that tell it from others."""
BEYOND: Final = re.compile(r"[^\x00-\x7fäöüßàâæçèéêëîïôœùûÿáíñóúãõìòåµ]", re.IGNORECASE)
ANY_UNSPACED: Final = re.compile(f"[{UNSPACED}]")
LATIN: Final = re.compile("[\x00-\u024f\u1e00-\u1eff]+")
PLAIN_LISTS: Final = (
    *("protocol", "more_words", "more_english", "more_european", "units"),
    *("german", "french", "spanish", "portuguese", "italian", "dutch"),
    *("polish", "turkish", "swedish", "danish_norwegian", "czech_slovak"),
    *("hungarian_romanian_finnish", "russian", "greek", "arabic", "hebrew", "hindi", "bengali"),
    *("thai", "japanese", "chinese", "korean"),
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
    lines = (line for line in text.splitlines() if line[:1] != "#")
    return frozenset(form for line in lines for word in line.split() for form in forms(word))


def forms(word: str) -> tuple[str, ...]:
    """Return the keys under which a word is looked up.

    With letters that no other list has, a word keeps its accents, or loses them all if it is long.
    """
    if not (LATIN.fullmatch(word) and BEYOND.search(word)):
        return (key(word),)
    exact, bare = exact_key(word), plain_key(word)
    return (exact, bare) if len(bare) >= SHORTEST_BARE else (exact,)


def phrases(names: frozenset[str]) -> frozenset[str]:
    """Return the pairs in the phrases of which one is a word that is also a name."""
    pairs: set[str] = set()
    lines = (LISTS / "phrases.txt").read_text("utf-8").splitlines()
    for phrase in ";".join(line for line in lines if line[:1] != "#").split(";"):
        keys = [key(word) for word in re.findall(r"[^\W_]+", phrase)]
        pairs.update(f"{a}_{b}" for a, b in pairwise(keys) if not names.isdisjoint((a, b)))
    return frozenset(pairs)


def vocabulary() -> dict[str, frozenset[str]]:
    """Return the words of each kind."""
    names = read_list("also_names") | read_list("also_names_foreign")
    plain = dictionary_words().union(*map(read_list, PLAIN_LISTS))
    letters = frozenset(word for word in plain if len(word) == 1 and ANY_UNSPACED.match(word))
    plain -= letters
    cues = {kind: read_list(kind) for kind in KINDS if kind not in ("plain", "also_names")}
    cues["links"] |= read_list("foreign_links")
    cues["east_letters"] |= letters
    cues["collocations"] |= phrases(names)
    taken = frozenset().union(*(cues[kind] for kind in ("titles", "places", "eponyms")))
    kept = plain - read_list("excluded") - taken
    return {
        "plain": kept,
        "also_names": names & (kept | cues["links"] | letters),
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
