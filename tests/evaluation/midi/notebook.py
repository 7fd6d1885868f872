"""What one subject's files say of it: values of each kind, descriptions, and the answer key."""

from __future__ import annotations

import datetime as dt
import random
import re
from typing import TYPE_CHECKING, Final

from pydicom.datadict import dictionary_VR

from tests.evaluation.midi import expectations
from tests.evaluation.midi.answers import ActionType, Answer, Path, Place
from tests.evaluation.midi.people import People, Person, pieces

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydicom import Dataset

LONGEST: Final = {"LO": 64, "SH": 16, "CS": 16}
LONG: Final = 1024
"""Letters that a value of a VR may have; of texts, that one is written with."""


class Notebook:
    """Writes values of one subject, and what is expected of each.

    Attributes:
        person: whose files these are.
        physician, stranger: others whom the files name.
        answers: the answer key of the instance at hand.

    """

    def __init__(self, people: People, locale: str, number: str, *, held_out: bool) -> None:
        self.people = people
        self.random = random.Random(f"plant {number}")  # noqa: S311 - a fixed sequence is the point
        self.person, self.physician = people.person(locale), people.person(locale)
        self.stranger = people.person(locale)
        self.phrases = expectations.PHRASES[held_out]
        self.answers: list[Answer] = []

    def expect(
        self, action: ActionType, place: Place, path: Path, text: str = "", title: str = ""
    ) -> None:
        """Expect an action."""
        self.answers.append(Answer(action, place, path, text, title=title))

    def gone(self, place: Place, path: Path, secrets: Iterable[str], title: str = "") -> None:
        """Expect that each secret is gone from a place."""
        for secret in secrets:
            self.expect(ActionType.TEXT_REMOVED, place, path, secret, title)

    def value(self, kind: str) -> tuple[str, list[str]]:
        """Return a value of a kind, and what of it identifies."""
        person = self.person
        other = self.random.choice((self.physician, self.physician, self.stranger))
        return {
            "name": (person.dicom, list(person.names)),
            "physician": (other.dicom, list(other.names)),
            "hospital": (person.hospital, pieces(person.hospital)),
            "address": (person.address, pieces(person.address)),
            "phone": (person.phone, [person.phone]),
            "number": (person.number, [person.number]),
            "accession": (person.accession, [person.accession]),
        }[kind]

    def description(self, longest: int) -> tuple[str, str, list[str]]:
        """Write a description: the text, what of it means something, what of it identifies."""
        phrase = self._phrase()
        for _ in range(30):
            who = self.random.choice((self.person, self.person, self.stranger))
            kind, secrets = self._secret(who)
            text = self.random.choice(
                (f"{phrase} {kind}", f"{kind} {phrase}", f"{phrase}, {kind}", f"{phrase} - {kind}")
            )
            if len(text) <= longest:
                return text, phrase, secrets
        return phrase, phrase, []

    def _phrase(self) -> str:
        """Return a phrase that shares no word with a name, a place or an institution."""
        names = {
            word.casefold()
            for one in (self.person, self.physician, self.stranger)
            for text in (*one.names, one.address, one.hospital)
            for word in re.findall(r"\w+", text)
        }
        fitting = [p for p in self.phrases if not names & set(p.casefold().split())]
        return self.random.choice(fitting)

    def _secret(self, who: Person) -> tuple[str, list[str]]:
        day = dt.date(2001, 1, 1) + dt.timedelta(days=self.random.randrange(8000))
        date = day.strftime(
            self.random.choice(("%d.%m.%Y", "%m/%d/%Y", "%Y-%m-%d", "%d %b %Y", "%Y%m%d"))
        )
        options: tuple[tuple[str, Iterable[str]], ...] = (
            (who.written, who.names[:2]),
            (f"Dr. {self.physician.names[0]}", self.physician.names[:1]),
            (f"for {who.written}", who.names[:2]),
            (f"MRN {who.number}", [who.number]),
            (f"Acc# {who.accession}", [who.accession]),
            (f"tel {who.phone}", [who.phone]),
            (f"lives at {who.address}", pieces(who.address)),
            (who.mail, [who.mail]),
            (f"at {who.hospital}", pieces(who.hospital)),
            (f"DOB {who.birth:%d/%m/%Y}", [f"{who.birth:%d/%m/%Y}", f"{who.birth:%Y}"]),
            (f"on {date}", [date]),
            (f"{who.names[0]} {who.number}", [who.names[0], who.number]),
            (who.written.lower(), who.names[:2]),
            (f"Mrs. {who.names[0]}", who.names[:1]),
            (f"Pat.: {who.names[1]} {who.names[0][0]}.", who.names[1:2]),
            (f"http://pacs.example.org/{who.number}", [who.number]),
            (f"contact {self.physician.phone} or {who.mail}", [self.physician.phone, who.mail]),
            (f"({who.accession})", [who.accession]),
            (f"ref. by {self.physician.written}", self.physician.names[:2]),
            (
                f"{self.physician.names[0]} / {who.names[0]}",
                [self.physician.names[0], who.names[0]],
            ),
        )
        text, secrets = self.random.choice(options)
        return text, list(secrets)

    def text(self, owner: Dataset, keyword: str, place: Place, path: Path, title: str = "") -> None:
        """Plant a description and expect that only what identifies is gone."""
        text, phrase, secrets = self.description(LONGEST.get(dictionary_VR(keyword), LONG))
        setattr(owner, keyword, text)
        self.gone(place, path, secrets, title)
        self.expect(ActionType.TEXT_RETAINED, place, path, phrase, title)

    def time(self) -> str:
        """Draw a time of day, with or without a fraction."""
        hour, minute, second = (self.random.randrange(most) for most in (24, 60, 60))
        time = f"{hour:02}{minute:02}{second:02}"
        return time + self.random.choice(("", ".25", ".123000"))
