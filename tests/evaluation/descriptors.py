"""Precision and recall of the Clean Descriptors Option on generated descriptions.

Run: ``python -m tests.evaluation.descriptors``. Each description is made of phrases that must be
kept and pieces that identify; the generator writes down both as it goes and knows nothing of the
vocabulary. Held-out seeds draw from lists of their own, written after the rules.

*precision*: of the words that should be kept, how many are, in their order.
*recall*: of the identifying words and numbers, how many are gone.
"""

from __future__ import annotations

import random
import re
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from anami.concerns.descriptors import clean_text
from tests.evaluation import development, development_last, development_more, held_out

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import ModuleType

DEVELOPMENT: Final = (11, 12, 13, 14, 15)
DEVELOPMENT_MORE: Final = (7001, 7002, 7003, 7004, 7005)
DEVELOPMENT_LAST: Final = (8201, 8202, 8203, 8204, 8205)
HELD_OUT: Final = (9201, 9202, 9203, 9204, 9205)
SAMPLES: Final = 2000
"""Descriptions for each seed."""

_WORD: Final = re.compile(r"[^\W_]+")
_MARKS: Final = ",;:()[]-/."


@dataclass(slots=True)
class Sample:
    """A description, what must be kept, what must go, and what the batch knows."""

    text: str = ""
    keep: list[str] = field(default_factory=list)
    remove: list[str] = field(default_factory=list)
    known: frozenset[str] = frozenset()


@dataclass(slots=True)
class Score:
    """Counts of words over many samples."""

    kept: int = 0
    to_keep: int = 0
    removed: int = 0
    to_remove: int = 0

    @property
    def precision(self) -> float:
        """Share of the words to keep that are kept."""
        return self.kept / self.to_keep

    @property
    def recall(self) -> float:
        """Share of the identifying words that are gone."""
        return self.removed / self.to_remove


class Writer:
    """Writes samples from one module of lists."""

    def __init__(self, seed: int, lists: ModuleType) -> None:
        self.random = random.Random(seed)  # noqa: S311 - a fixed sequence is the point
        self.lists = lists

    def pick(self, name: str) -> str:
        """Choose from one of the lists."""
        options: tuple[str, ...] = getattr(self.lists, name)
        return self.random.choice(options)

    def cased(self, text: str) -> str:
        """Write it as it is, or in capitals."""
        return self.random.choice((text, text, text.upper()))

    def digits(self, count: int) -> str:
        """Write a number without zeros."""
        return "".join(self.random.choice("123456789") for _ in range(count))

    def sample(self) -> Sample:
        """Write one description."""
        sample = Sample()
        parts = [*self._kept_parts(sample)]
        for _ in range(self.random.choice((0, 1, 1, 1, 2))):
            kinds: tuple[Callable[[Sample], str], ...] = (
                *(self.name, self.name, self.name, self.titled, self.titled, self.word_name),
                *(self.date, self.date, self.telephone, self.identifier, self.identifier),
                *(self.address, self.mail, self.age, self.hospital, self.foreign),
            )
            parts.insert(self.random.randint(0, len(parts)), self.random.choice(kinds)(sample))
        sample.text = self.random.choice((" ", " ", " ", ", ", " - ", "; ")).join(parts)
        return sample

    def _kept_parts(self, sample: Sample) -> Iterator[str]:
        phrase = self.pick("PHRASES")
        phrase = self.random.choice((phrase, phrase, phrase.upper()))
        sample.keep.append(phrase)
        yield phrase
        if self.random.random() < 0.4:
            technical = self.pick("TECHNICAL")
            sample.keep.append(technical)
            yield technical

    def name(self, sample: Sample) -> str:
        """Write a name in one of its forms."""
        given, family = self.pick("GIVEN"), self.pick("FAMILY")
        form = self.random.choice(
            (
                "{f}^{g}",
                "{g} {f}",
                "{f}, {g}",
                "{f} {i}.",
                "{i}. {f}",
                "{f}",
                "{f}-{g} {f}",
                "({f})",
            )
        )
        sample.remove += [family, *([given] if "{g}" in form else [])]
        return self.cased(form.format(f=family, g=given, i=given[0]))

    def titled(self, sample: Sample) -> str:
        """Write a name after a title or role; after a title it may be a word."""
        cue = self.pick("TITLES") if self.random.random() < 0.6 else self.pick("ROLES")
        word_like = cue.endswith(".") or cue in ("Herr", "Frau", "Mme", "Mlle", "Mrs", "Prof")
        families = "WORD_NAMES" if word_like and self.random.random() < 0.5 else "FAMILY"
        family = self.pick(families)
        sample.remove.append(family)
        if self.random.random() < 0.3:
            given = self.pick("GIVEN")
            sample.remove.append(given)
            family = f"{given} {family}"
        return f"{cue} {self.cased(family)}"

    def word_name(self, sample: Sample) -> str:
        """Write a name that is a word: beside a given name, or known from the batch."""
        family, given = self.pick("WORD_NAMES"), self.pick("GIVEN")
        sample.remove.append(family)
        if self.random.random() < 0.5:
            sample.known |= {family.casefold(), given.casefold()}
            return self.cased(family)
        sample.remove.append(given)
        return self.cased(
            self.random.choice((f"{family}^{given}", f"{given} {family}", f"{family}, {given}"))
        )

    def date(self, sample: Sample) -> str:
        """Write a date."""
        year, month, day = (
            self.random.randint(1920, 2024),
            self.random.randint(1, 12),
            self.random.randint(1, 28),
        )
        months = (
            "Jan",
            "February",
            "März",
            "avril",
            "mayo",
            "June",
            "Juli",
            "août",
            "setembro",
            "ottobre",
            "Nov",
            "december",
        )
        written = self.random.choice(
            (
                f"{day}/{month}/{year}",
                f"{day}.{month}.{year}",
                f"{year}-{month:02}-{day:02}",
                f"{year}{month:02}{day:02}",
                f"{month}/{day}/{year % 100:02}",
                f"{day} {months[month - 1]} {year}",
                f"{day:02}-{months[month - 1][:3].upper()}-{year}",
                f"{months[month - 1]} {day}, {year}",
                f"{day:02}.{month:02}.{year % 100:02}",
                f"{year}/{month}/{day}",
                f"{months[month - 1]} {year}",
            )
        )
        sample.remove += [written, str(year)]
        lead = self.random.choice(("", "", "", "DOB ", "geb. ", "on "))
        return lead + written

    def telephone(self, sample: Sample) -> str:
        """Write a telephone number."""
        d = self.digits
        written = self.random.choice(
            (
                f"({d(3)}) {d(3)}-{d(4)}",
                f"{d(3)}-{d(3)}-{d(4)}",
                f"+49 {d(3)} {d(7)}",
                f"0{d(3)}/{d(6)}",
                f"{d(3)}-{d(4)}",
                f"06 {d(2)} {d(2)} {d(2)} {d(2)}",
                f"+1.{d(3)}.{d(3)}.{d(4)}",
                f"+39 0{d(2)} {d(4)} {d(3)}",
                f"0{d(2)}-{d(8)}",
            )
        )
        sample.remove += [written, *re.findall(r"\d{4,}", written)]
        return self.random.choice(("", "tel ", "Tel.: ", "phone ", "Fax ")) + written

    def identifier(self, sample: Sample) -> str:
        """Write a number that identifies."""
        d = self.digits
        letter = self.random.choice("ABKMPXZ")
        written = self.random.choice(
            (
                d(6),
                d(8),
                d(10),
                f"{letter}{d(6)}",
                f"{letter}{letter}{d(5)}",
                f"{d(3)}-{d(2)}-{d(4)}",
                f"{d(4)}-{letter}{d(3)}",
                f"{letter}{d(2)}{letter}{d(3)}{letter}",
            )
        )
        sample.remove += [written, *re.findall(r"\d{4,}", written)]
        return (
            self.random.choice(
                ("", "", "MRN ", "MRN: ", "ID ", "Acc# ", "Pat-ID ", "SSN ", "Fallnr. ")
            )
            + written
        )

    def address(self, sample: Sample) -> str:
        """Write an address."""
        street, city, number = (
            self.pick("STREETS"),
            self.pick("CITIES"),
            str(self.random.randint(2, 199)),
        )
        written = f"{number} {street}" if self.random.random() < 0.5 else f"{street} {number}"
        sample.remove += [w for w in _WORD.findall(street) if len(w) > 3]
        if self.random.random() < 0.6:
            code = self.digits(5)
            sample.remove += [code, city]
            written += f", {code} {city}"
        return written

    def mail(self, sample: Sample) -> str:
        """Write an e-mail address or the address of a page."""
        given, family = self.pick("GIVEN").lower(), self.pick("FAMILY").lower()
        sample.remove += [given, family]
        return self.random.choice(
            (
                f"{given}.{family}@example.org",
                f"https://portal.example.com/{given}/{family}",
                f"www.{given}-{family}.net",
            )
        )

    def age(self, sample: Sample) -> str:
        """Write an age over 89."""
        years = str(self.random.randint(90, 108))
        written = self.random.choice(
            (
                f"{years} y",
                f"{years}yo",
                f"{years} year old",
                f"{years} Jahre",
                f"{years} ans",
                f"age {years}",
                f"{years}-year-old",
                f"0{years}Y" if len(years) == 2 else f"{years}Y",
            )
        )
        sample.remove.append(years)
        return written

    def hospital(self, sample: Sample) -> str:
        """Write the name of an institution."""
        written = self.pick("HOSPITALS")
        sample.remove += [w for w in _WORD.findall(written) if len(w) > 3]
        return written

    def foreign(self, sample: Sample) -> str:
        """Write a name in another script."""
        name = self.pick("OTHER_SCRIPTS")
        sample.remove.append(name)
        return name


def samples(seeds: Sequence[int], lists: ModuleType) -> Iterator[Sample]:
    """Write the samples of some seeds from one module of lists."""
    for seed in seeds:
        writer = Writer(seed, lists)
        for _ in range(SAMPLES):
            yield writer.sample()


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def judge(sample: Sample, cleaned: str, score: Score) -> tuple[list[str], list[str]]:
    """Count one sample; return the words that were lost and those that leaked."""
    wanted = [word for phrase in sample.keep for word in phrase.split()]
    lost = []
    there = [mark.strip(_MARKS) for mark in cleaned.split()]
    for word in wanted:
        # A word counts where it stands by itself, in the order of the phrase.
        bare = word.strip(_MARKS)
        if bare in there:
            del there[: there.index(bare) + 1]
        elif bare:
            lost.append(word)
    left = _words(cleaned)
    for word in _words(" ".join(sample.keep)):
        if word in left:
            left.remove(word)
    leaked = []
    for secret in dict.fromkeys(sample.remove):
        parts = _words(secret)
        if any(left[i : i + len(parts)] == parts for i in range(len(left))):
            leaked.append(secret)
        score.to_remove += 1
    score.to_keep += len(wanted)
    score.kept += len(wanted) - len(lost)
    score.removed += len(dict.fromkeys(sample.remove)) - len(leaked)
    return lost, leaked


def evaluate(seeds: Sequence[int], lists: ModuleType, failures: list[str] | None = None) -> Score:
    """Clean and count the samples of some seeds."""
    score = Score()
    for sample in samples(seeds, lists):
        cleaned = clean_text(sample.text, sample.known, "UT")
        lost, leaked = judge(sample, cleaned, score)
        if failures is not None and (lost or leaked):
            failures.append(f"{sample.text!r} -> {cleaned!r} lost {lost} leaked {leaked}")
    return score


def main(arguments: Sequence[str]) -> int:
    """Print both figures for both sets; with ``--failures`` also what failed while developing."""
    failures: list[str] = []
    for name, seeds, lists, kept in (
        ("development", DEVELOPMENT, development, failures),
        ("more development", DEVELOPMENT_MORE, development_more, failures),
        ("last development", DEVELOPMENT_LAST, development_last, failures),
        ("held-out", HELD_OUT, held_out, None),
    ):
        score = evaluate(seeds, lists, kept)
        sys.stdout.write(
            f"{name} seeds {seeds}: "
            f"precision {score.precision:.2%} ({score.kept}/{score.to_keep}), "
            f"recall {score.recall:.3%} ({score.removed}/{score.to_remove})\n"
        )
    if "--failures" in arguments:
        sys.stdout.writelines(f"{line}\n" for line in failures)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
