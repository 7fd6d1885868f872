"""Subjects of a seed: corpus files with invented PHI planted in them, and the answer key."""

from __future__ import annotations

import copy
import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pydicom import Dataset
from pydicom.datadict import dictionary_VR, keyword_for_tag
from pydicom.sequence import Sequence
from pydicom.uid import UID

from tests.evaluation.midi import expectations
from tests.evaluation.midi.answers import (
    ActionType,
    Answer,
    Item,
    Path,
    Place,
    Private,
    tag,
    text_of,
)
from tests.evaluation.midi.instances import content_item, datasets, written
from tests.evaluation.midi.notebook import LONG, LONGEST, Notebook
from tests.evaluation.midi.people import LOCALES, People, Person, pieces

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence as Many

STUDIES: Final = 2
SUBJECTS: Final = 6
UID_ROOT: Final = "1.2.276.0.7230010.3.1"
WHOLE: Final = 6
"""Letters that a name must have to be looked for in the whole file."""


@dataclass(slots=True)
class Planted:
    """One instance as the hospital has it, and what is expected of its de-identified copy."""

    data: bytes
    answers: list[Answer] = field(default_factory=list)


@dataclass(slots=True)
class Subject:
    """All instances of one person."""

    person: Person
    instances: list[Planted] = field(default_factory=list)


def subjects(
    seed: int, bases: Many[Dataset], documents: Many[Dataset], *, held_out: bool
) -> Iterator[Subject]:
    """Yield the subjects of a seed.

    Args:
        seed: the same seed gives the same subjects.
        bases: images and other instances to plant in.
        documents: structured reports.
        held_out: draw from the lists that development never draws from.

    """
    people = People(seed, held_out=held_out)
    locales = list(LOCALES)
    people.random.shuffle(locales)
    for number, locale in zip(range(SUBJECTS), locales, strict=False):
        yield _Planter(people, locale, f"{seed}.{number}", held_out=held_out).subject(
            bases, documents
        )


class _Planter(Notebook):
    """Plants one subject's identity into copies of instances."""

    def __init__(self, people: People, locale: str, number: str, *, held_out: bool) -> None:
        super().__init__(people, locale, number, held_out=held_out)
        self.number = number
        self.uids: dict[str, str] = {}

    def subject(self, bases: Many[Dataset], documents: Many[Dataset]) -> Subject:
        made = Subject(self.person)
        days = [
            dt.date(2003, 1, 5) + dt.timedelta(days=self.random.randrange(7000))
            for _ in range(STUDIES)
        ]
        for study, day in enumerate(days):
            for base in self.random.sample(list(bases), min(3, len(bases))):
                made.instances.append(self._plant(base, study, day))
        made.instances.append(
            self._plant(self.random.choice(list(documents)), 0, days[0], document=True)
        )
        return made

    def _plant(self, base: Dataset, study: int, day: dt.date, *, document: bool = False) -> Planted:
        self.answers = []
        dataset = copy.deepcopy(base)
        dataset.decode()
        for _, owner in datasets(dataset):
            owner.pop("SpecificCharacterSet", None)
        dataset.SpecificCharacterSet = self.person.charset
        self._identity(dataset)
        self._texts(dataset)
        self._kept(dataset)
        self._dates(dataset, day)
        self._nested(dataset, day)
        self._private(dataset)
        if document:
            self._content(dataset, day)
        self._uids(dataset, study)
        self._meta(dataset)
        for piece in self._whole_file():
            self.expect(ActionType.TEXT_REMOVED, Place.FILE, (), piece)
        return Planted(written(dataset), self.answers)

    def _identity(self, dataset: Dataset) -> None:
        """Plant what Table E.1-1 removes, empties or replaces."""
        for keyword, kind in (("PatientName", "name"), ("PatientID", "number")):
            value, secrets = self.value(kind)
            setattr(dataset, keyword, value)
            self.gone(Place.HEADER, (tag(keyword),), secrets)
        dataset.PatientBirthDate = f"{self.person.birth:%Y%m%d}"
        self.gone(Place.HEADER, (tag("PatientBirthDate"),), [dataset.PatientBirthDate])
        for kind, keywords in expectations.REMOVED.items():
            for keyword in keywords.split():
                value, secrets = self.value(kind)
                if len(value) > LONGEST.get(dictionary_VR(keyword), LONG):
                    continue
                setattr(dataset, keyword, value)
                self.gone(Place.HEADER, (tag(keyword),), secrets)
        dataset.add_new(0x60001500, "LO", self.person.phone)
        dataset.add_new(0x60004000, "LT", self.person.written)
        self.gone(Place.HEADER, (0x60001500,), [self.person.phone])
        self.gone(Place.HEADER, (0x60004000,), self.person.names)
        for keyword in expectations.PRESENT:
            self.expect(ActionType.TAG_RETAINED, Place.HEADER, (tag(keyword),))
        for keyword in expectations.NOT_NULL:
            if keyword != "Modality" or dataset.get("Modality"):
                self.expect(ActionType.TEXT_NOTNULL, Place.HEADER, (tag(keyword),))
        self.expect(
            ActionType.PATID_CONSISTENT, Place.HEADER, (tag("PatientID"),), self.person.number
        )

    def _kept(self, dataset: Dataset) -> None:
        """Plant what options retain and what the table doesn't name."""
        for keyword, value in expectations.KEPT.items():
            setattr(dataset, keyword, value)
        for keyword, technical in expectations.TECHNICAL.items():
            if keyword in dataset:
                setattr(dataset, keyword, technical)
        for keyword in (*expectations.KEPT, *expectations.TECHNICAL, *expectations.UNTOUCHED):
            if keyword in dataset and text_of(dataset[keyword]):
                self.expect(
                    ActionType.TEXT_RETAINED,
                    Place.HEADER,
                    (tag(keyword),),
                    text_of(dataset[keyword]),
                )

    def _texts(self, dataset: Dataset) -> None:
        for keyword in expectations.CLEANED:
            self.text(dataset, keyword, Place.TEXT, (tag(keyword),))

    def _dates(self, dataset: Dataset, day: dt.date) -> None:
        for keyword in expectations.DATES:
            date = day + dt.timedelta(days=self.random.choice((-400, -1, 0, 0, 0, 1, 60)))
            setattr(dataset, keyword, f"{date:%Y%m%d}")
        for keyword in expectations.DATE_TIMES:
            setattr(dataset, keyword, f"{day:%Y%m%d}{self.time()}")
        for keyword in expectations.TIMES:
            setattr(dataset, keyword, self.time())
        for keyword in (*expectations.DATES, *expectations.DATE_TIMES, *expectations.TIMES):
            self.expect(
                ActionType.DATE_SHIFTED, Place.HEADER, (tag(keyword),), text_of(dataset[keyword])
            )

    def _nested(self, dataset: Dataset, day: dt.date) -> None:
        """Plant in items: removed as a whole, entered, or not in the table at all."""
        request, equipment, dose = Dataset(), Dataset(), Dataset()
        dataset.RequestAttributesSequence = Sequence([request])
        around = tag("RequestAttributesSequence")
        self.text(
            request,
            "ScheduledProcedureStepDescription",
            Place.NESTED,
            (around, tag("ScheduledProcedureStepDescription")),
        )
        self.text(
            request,
            "ReasonForTheRequestedProcedure",
            Place.NESTED,
            (around, tag("ReasonForTheRequestedProcedure")),
        )
        request.RequestedProcedureID = self.person.accession
        self.gone(Place.NESTED, (around, tag("RequestedProcedureID")), [self.person.accession])
        dataset.ContributingEquipmentSequence = Sequence([equipment])
        around = tag("ContributingEquipmentSequence")
        equipment.Manufacturer = "GE MEDICAL SYSTEMS"
        equipment.InstitutionName = self.person.hospital
        equipment.InstitutionAddress = self.person.address[:LONG]
        equipment.OperatorsName = self.physician.dicom
        equipment.DeviceSerialNumber = "99812"
        equipment.ContributionDateTime = f"{day:%Y%m%d}{self.time()}"
        self.text(
            equipment,
            "ContributionDescription",
            Place.NESTED,
            (around, tag("ContributionDescription")),
        )
        self.gone(Place.NESTED, (around, tag("InstitutionName")), pieces(self.person.hospital))
        self.gone(Place.NESTED, (around, tag("InstitutionAddress")), pieces(self.person.address))
        self.gone(Place.NESTED, (around, tag("OperatorsName")), self.physician.names)
        for keyword in ("Manufacturer", "DeviceSerialNumber"):
            self.expect(
                ActionType.TEXT_RETAINED,
                Place.NESTED,
                (around, tag(keyword)),
                text_of(equipment[keyword]),
            )
        self.expect(
            ActionType.DATE_SHIFTED,
            Place.NESTED,
            (around, tag("ContributionDateTime")),
            equipment.ContributionDateTime,
        )
        dataset.RadiopharmaceuticalInformationSequence = Sequence([dose])
        dose.RadiopharmaceuticalStartDateTime = f"{day:%Y%m%d}{self.time()}"
        dose.RadiopharmaceuticalStartTime = self.time()
        dose.RadionuclideTotalDose = "370000000"
        around = tag("RadiopharmaceuticalInformationSequence")
        for keyword in ("RadiopharmaceuticalStartDateTime", "RadiopharmaceuticalStartTime"):
            self.expect(
                ActionType.DATE_SHIFTED,
                Place.NESTED,
                (around, tag(keyword)),
                text_of(dose[keyword]),
            )
        self.expect(
            ActionType.TEXT_RETAINED,
            Place.NESTED,
            (around, tag("RadionuclideTotalDose")),
            "370000000",
        )
        self._removed_sequences(dataset)

    def _removed_sequences(self, dataset: Dataset) -> None:
        """Plant in sequences that go as a whole, three levels deep."""
        other, modified, inner, person, institution = (Dataset() for _ in range(5))
        other.PatientID, other.IssuerOfPatientID = self.person.number, self.person.hospital
        dataset.OtherPatientIDsSequence = Sequence([other])
        self.gone(Place.NESTED, (tag("OtherPatientIDsSequence"),), [self.person.number])
        inner.PatientName = self.person.dicom
        modified.ModifiedAttributesSequence = Sequence([inner])
        modified.SourceOfPreviousValues = self.person.hospital
        dataset.OriginalAttributesSequence = Sequence([modified])
        self.gone(
            Place.NESTED,
            (tag("OriginalAttributesSequence"),),
            [*self.person.names, *pieces(self.person.hospital)],
        )
        institution.CodeMeaning = self.person.hospital
        person.InstitutionCodeSequence = Sequence([institution])
        person.PersonTelephoneNumbers, person.PersonAddress = (
            self.physician.phone,
            self.physician.address,
        )
        dataset.ReferringPhysicianIdentificationSequence = Sequence([person])
        self.gone(
            Place.NESTED,
            (tag("ReferringPhysicianIdentificationSequence"),),
            [*pieces(self.person.hospital), self.physician.phone, *pieces(self.physician.address)],
        )

    def _private(self, dataset: Dataset) -> None:
        """Plant rows of Table E.3.10-1 and others; one listed text with an identity in it."""
        for group in {row[0] for row in (*expectations.SAFE_PRIVATE, *expectations.UNSAFE_PRIVATE)}:
            for found in list(dataset.group_dataset(group)):
                del dataset[found.tag]
        for group, creator, element, vr, value in expectations.SAFE_PRIVATE:
            dataset.private_block(group, creator, create=True).add_new(element, vr, value)
            path = (Private(group, creator, element),)
            planted = text_of(dataset.private_block(group, creator)[element])
            self.expect(ActionType.TEXT_RETAINED, Place.PRIVATE, path, planted)
        for group, creator, element, vr, kind in expectations.UNSAFE_PRIVATE:
            value, secrets = self.value(kind)
            raw = value.encode("utf-8") if vr == "OB" else value
            dataset.private_block(group, creator, create=True).add_new(element, vr, raw)
            self.gone(Place.PRIVATE, (Private(group, creator, element),), secrets)
        dataset.private_block(0x0019, "GEMS_ACQU_01", create=True).add_new(
            0x9E, "LO", self.person.written
        )
        self.gone(Place.PRIVATE, (Private(0x0019, "GEMS_ACQU_01", 0x9E),), self.person.names[:2])
        item = Dataset()
        item.PatientName = self.person.dicom
        dataset.private_block(0x0051, "LOCAL ARCHIVE", create=True).add_new(
            0x01, "SQ", Sequence([item])
        )
        self.gone(Place.PRIVATE, (Private(0x0051, "LOCAL ARCHIVE", 0x01),), self.person.names)

    def _content(self, dataset: Dataset, day: dt.date) -> None:
        """Add content items: of an observer, a finding, a date, a UID, a measurement."""
        kept = list(dataset.get("ContentSequence") or ())
        content = tag("ContentSequence")
        observer = content_item("PNAME", "121008", "Person Observer Name", "HAS OBS CONTEXT")
        observer.PersonName = self.physician.dicom
        self.gone(Place.SR, (content,), self.physician.names, "Person Observer Name")
        subject = content_item("TEXT", "121030", "Subject ID", "HAS OBS CONTEXT")
        subject.TextValue = self.person.number
        self.gone(Place.SR, (content,), [self.person.number], "Subject ID")
        added = [observer, subject]
        for value, meaning in (
            ("121071", "Finding"),
            ("121077", "Conclusion"),
            ("121106", "Comment"),
        ):
            item = content_item("TEXT", value, meaning, "CONTAINS")
            self.text(item, "TextValue", Place.SR, (content,), meaning)
            added.append(item)
        birth = content_item("DATE", "121031", "Subject Birth Date", "HAS OBS CONTEXT")
        birth.Date = f"{self.person.birth:%Y%m%d}"
        self.gone(Place.SR, (content,), [birth.Date], "Subject Birth Date")
        dataset.ContentSequence = Sequence([*kept, *added, birth])
        dataset.VerificationDateTime = f"{day:%Y%m%d}120000"

    def _uids(self, dataset: Dataset, study: int) -> None:
        """Give every instance UID a new one of this subject, and expect each to be replaced."""
        for keyword in expectations.PLANTED_UIDS:
            setattr(dataset, keyword, "1.2.3.4")
        modality = int.from_bytes(str(dataset.get("Modality", "")).encode(), "big")
        dataset.StudyInstanceUID = f"1.9.{study}"
        dataset.SeriesInstanceUID = f"1.9.{study}.{modality}"
        for path, owner in datasets(dataset):
            for keyword in expectations.INSTANCE_UIDS:
                if not owner.get(keyword) or not isinstance(owner.get(keyword), str):
                    continue
                setattr(owner, keyword, self._uid(f"{keyword} {owner.get(keyword)}"))
                self._expect_uid((*path, tag(keyword)), owner.get(keyword))
        dataset.SOPInstanceUID = self._uid(f"SOP {study} {len(self.uids)}")
        self._expect_uid((tag("SOPInstanceUID"),), dataset.SOPInstanceUID)

    def _expect_uid(self, path: Path, original: str) -> None:
        around = [step.tag for step in path if isinstance(step, Item)]
        if any(one >> 16 & 1 for one in around):
            return
        names = {keyword_for_tag(one) for one in around}
        optional = bool(names & expectations.OPTIONAL_AROUND)
        place = Place.NESTED if path[:-1] else Place.HEADER
        for action in (ActionType.UID_CHANGED, ActionType.UID_CONSISTENT):
            self.answers.append(Answer(action, place, path, original, optional=optional))

    def _uid(self, original: str) -> str:
        return self.uids.setdefault(original, f"{UID_ROOT}.{self.number}.{7331 + len(self.uids)}")

    def _meta(self, dataset: Dataset) -> None:
        """Plant what stands before the data set."""
        title = "".join(c for c in self.physician.names[0] if c.isascii() and c.isalpha())[:16]
        number = self.person.number.encode()
        meta = dataset.file_meta
        meta.SourceApplicationEntityTitle = title or "HOSPITAL"
        meta.PrivateInformationCreatorUID = UID(f"{UID_ROOT}.99")
        meta.PrivateInformation = number + b" " * (len(number) % 2)
        meta.MediaStorageSOPInstanceUID = UID(dataset.SOPInstanceUID)
        dataset.preamble = self.person.accession.encode().ljust(128, b"\0")

    def _whole_file(self) -> list[str]:
        person = self.person
        names = [
            name for one in (person, self.physician) for name in one.names if len(name) >= WHOLE
        ]
        return [
            person.number,
            person.accession,
            person.phone,
            person.mail,
            *names,
            *list(self.uids.values())[:4],
        ]
