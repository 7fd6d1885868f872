from __future__ import annotations

import time

import pytest

from anami import vocabulary
from anami.concerns.context import Context
from anami.concerns.descriptors import clean, clean_text
from anami.identity import Key, Patient
from anami.model import Dataset, Element, Encoding, Part
from tools import generate_vocabulary as generator

NOBODY: frozenset[str] = frozenset()
TAG = 0x0008103E


def cleaned(text: str, *known: str, vr: str = "UT") -> str:
    return clean_text(text, frozenset(known), vr)


def load(part: Part) -> bytes:
    assert isinstance(part, bytes)
    return part


def context(*terms: str, known: frozenset[str] = NOBODY, identifies: bool = False) -> Context:
    return Context(
        key=Key.from_bytes(bytes(32)),
        patient=Patient("id\0" + "1\0"),
        patient_id="1",
        encoding=Encoding(implicit=False),
        load=load,
        item=Dataset(),
        character_sets=terms,
        own_uid=lambda tag: f"2.25.{tag}",
        finds=lambda _value, _tag, _vr: identifies,
        known_words=known,
    )


@pytest.mark.parametrize(
    "text",
    [
        *(
            "CT CHEST W/O CONTRAST 5.0 B31f",
            "t1_mprage_sag_p2_iso",
            "AX T2 FLAIR FS",
            "*tfl3d1_16ns",
        ),
        *(
            "Thorax nativ 1.5 mm",
            "ABD/PELVIS",
            "HIRN_DWI_b1000_ADC",
            "3x3x3",
            "TE 90",
            "b1000",
            "L4/5",
        ),
        *("T2", "C-", "+C", "W/O", "0.625mm", "Waters view", "MR-Brain w/o Contrast", "65 y CHEST"),
        *(
            "ADC (10^-6 mm²/s)",
            "Schädel nativ",
            "épaule gauche",
            "tórax con contraste",
            "polso sinistro",
        ),
        *(
            "joelho direito",
            "knie links",
            "TR 2000 ms",
            "Hand links 2 Ebenen",
            "JPEG 2000 irreversible",
        ),
        *("Tumorstaging", "TOF_3D_multi-slab", "NOT FOR CLINICAL USE", "Lossy compression 16:1"),
    ],
)
def test_what_is_meaningful_survives_byte_for_byte(text: str) -> None:
    assert cleaned(text) == text


@pytest.mark.parametrize(
    "text,expected",
    [
        ("SMITH^JOHN 12/3/61 CHEST for Dr. Hand", "CHEST"),
        ("XR CHEST AP PORTABLE for Douglas Davidson", "XR CHEST AP PORTABLE"),
        ("CHEST (Miller) PA", "CHEST PA"),
        ("KNIE links Frau Müller-Lang", "KNIE links"),
        ("Dr. Waters CHEST", "CHEST"),
        ("John Young", ""),
        ("YOUNG^LONG CHEST", "CHEST"),
        ("A. Horn CHEST", "CHEST"),
        ("CT ABDOMEN ref by Prof. Dr. Klein", "CT ABDOMEN"),
        ("operator: Novak; LIVER", "LIVER"),
        ("O'Brien CHEST", "CHEST"),
        ("Bašić CHEST 10 µm", "CHEST 10 µm"),
    ],
)
def test_names_go_with_their_titles_and_roles(text: str, expected: str) -> None:
    assert cleaned(text) == expected


@pytest.mark.parametrize(
    "secret",
    [
        *(
            "12/3/61",
            "3.12.1961",
            "1961-12-03",
            "19611203",
            "3 March 1961",
            "03-MAR-1961",
            "März 1961",
        ),
        *(
            "December 3rd, 1961",
            "12/61",
            "14:35:07",
            "(555) 123-4567",
            "089/1234567",
            "+49 89 1234567",
        ),
        *("06 12 34 56 78", "1234567", "A123456", "AB-1234-56", "123-45-6789", "a.b@example.org"),
        *("https://example.org/x", "www.example.org", "192.168.0.17", "1.2.840.113619.2.55.3"),
        *(
            "92 y",
            "95yo",
            "093Y",
            "91-year-old",
            "97 Jahre",
            "age 90",
            "MRN: 4711",
            "ID 12-7",
            "Room 12",
        ),
        *("12 Main Street", "12 Liver Street", "Bahnhofstr. 7, 80331 München", "5, rue de la Paix"),
        *(
            "St. Elsewhere Clinic",
            "Hospital Clínico San Carlos",
            "山田太郎",
            "Иванов",
            "Χαρά",
            "\U0001f600",
        ),
    ],
)
def test_what_identifies_by_its_form_goes_whole(secret: str) -> None:
    assert cleaned(f"CT THORAX {secret} nativ") == "CT THORAX nativ"
    assert cleaned(secret) == ""


def test_known_words_go_even_when_they_are_vocabulary() -> None:
    assert cleaned("MR HAND left Chest", "hand", "chest") == "MR left"
    assert cleaned("HandHead", "hand") == ""
    assert cleaned("t1_HAND_sag", "hand") == "t1_sag"
    assert cleaned("Fuß links", "fuss") == "links"
    assert cleaned("CT A-1.7 HEAD", "a-1.7") == "CT HEAD"


def test_a_long_known_name_is_found_within_a_word() -> None:
    assert cleaned("subabdominal CT", "abdomina") == "CT"


def test_vr_sets_the_greatest_length_and_words_are_not_cut() -> None:
    text = " ".join(["CHEST"] * 100)
    assert cleaned(text, vr="SH") == "CHEST CHEST"
    assert len(cleaned(text, vr="LO")) <= 64
    assert cleaned(text) == text


def test_no_control_character_survives() -> None:
    assert cleaned("CT\r\nCHEST\x1b\x00 \u202eleft", vr="LT") == "CT CHEST left"


def test_several_values_are_cleaned_one_by_one() -> None:
    element = Element(TAG, "LO", b"CHEST\\SMITH^JOHN\\HEAD ")
    result = clean(element, context())
    assert result is not None
    assert result.value == b"CHEST\\\\HEAD "


@pytest.mark.parametrize("value", [b"", b"SMITH^JOHN", b"Smith\\B123456", b"\\\\ "])
def test_nothing_to_keep_is_none(value: bytes) -> None:
    assert clean(Element(TAG, "LO", value), context()) is None


@pytest.mark.parametrize("vr", ["OB", "PN", "DA", "UI", "UN", "SQ"])
def test_other_vrs_are_not_descriptors(vr: str) -> None:
    assert clean(Element(TAG, vr, b"CHEST "), context()) is None


def test_what_still_identifies_is_not_kept() -> None:
    assert clean(Element(TAG, "LO", b"CHEST "), context(identifies=True)) is None


@pytest.mark.parametrize(
    "codec,terms",
    [("latin-1", ("ISO_IR 100",)), ("utf-8", ("ISO_IR 192",)), ("gb18030", ("GB18030",))],
)
def test_text_is_written_in_its_own_character_set(codec: str, terms: tuple[str, ...]) -> None:
    element = Element(TAG, "LO", "Schädel nativ Müller".encode(codec))
    result = clean(element, context(*terms))
    assert result is not None
    assert isinstance(result.value, bytes)
    assert result.value.rstrip().decode(codec) == "Schädel nativ"


def test_bytes_without_meaning_take_their_word_with_them() -> None:
    result = clean(Element(TAG, "LO", b"CHEST Sch\xe4del M\xfcller"), context())
    assert result is not None
    assert result.value == b"CHEST "
    assert clean(Element(TAG, "LO", b"\x1b$BHEAD"), context()) is None


def test_code_strings_stay_code_strings() -> None:
    result = clean(Element(0x04000565, "CS", b"CORRECT SMITH "), context())
    assert result is not None
    assert result.value == b"CORRECT "
    assert clean(Element(0x04000565, "CS", b"chest "), context()) is None


def test_the_committed_vocabulary_is_what_the_generator_writes() -> None:
    assert generator.TARGET.read_text("utf-8") == generator.document(generator.vocabulary())


def test_another_dictionary_stops_the_generator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generator, "SCHEMES", ("DCM",))
    with pytest.raises(generator.SourceChangedError, match="digest"):
        generator.dictionary_words()


def test_the_vocabulary_is_small() -> None:
    assert generator.TARGET.stat().st_size < 250_000


def test_names_of_the_vocabulary_are_in_the_vocabulary() -> None:
    kinds = vocabulary.words()
    assert tuple(kinds) == vocabulary.KINDS
    assert kinds["also_names"] <= kinds["plain"] | kinds["links"] | kinds["east_letters"]
    assert not kinds["plain"] & kinds["excluded"]


@pytest.mark.parametrize(
    "unit", ["a", "1", "(", " ", "1 ", "a.", "a@", "^", "Smith ", "1.", "\\\\", "x-"]
)
def test_long_texts_take_no_long_time(unit: str) -> None:
    start = time.perf_counter()
    cleaned(unit * (20_000 // len(unit)))
    assert time.perf_counter() - start < 5
