"""Crosswalks: CSV that spreadsheets can't be attacked by, and sealing that fails closed."""

from __future__ import annotations

import csv
import hashlib
import io
import struct
import sys

import pytest

from anami import crosswalk
from anami.crosswalk import Kind, Row, decrypt, encrypt, to_csv
from anami.errors import (
    CrosswalkError,
    CrosswalkSupportError,
    CrosswalkTruncatedError,
    PassphraseError,
)

ROWS = [
    Row(Kind.PATIENT_ID, "P2", "S-02"),
    Row(Kind.PATIENT_ID, "P1", "S-01"),
    Row(Kind.DAY_OFFSET, "P1", "-30"),
    Row(Kind.PATIENT_ID, "P1", "S-01"),
    Row(Kind.PATIENT_NAME, "=1+1", "Anonymous^S-01"),
    Row(Kind.PATIENT_NAME, "মিত্র, অ", "x"),
]
PLAIN = to_csv(ROWS)


@pytest.fixture
def library() -> None:
    pytest.importorskip("cryptography", reason="the optional dependency is not installed")


@pytest.fixture(scope="module")
def sealed() -> bytes:
    pytest.importorskip("cryptography", reason="the optional dependency is not installed")
    return encrypt(PLAIN, "correct horse")


def test_the_table_is_csv_sorted_and_without_repetition() -> None:
    assert PLAIN.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(PLAIN.decode("utf-8-sig"), newline="")))
    assert rows == [
        ["kind", "original", "replacement"],
        ["day_offset", "P1", "-30"],
        ["patient_id", "P1", "S-01"],
        ["patient_id", "P2", "S-02"],
        ["patient_name", "'=1+1", "Anonymous^S-01"],
        ["patient_name", "মিত্র, অ", "x"],
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "'"])
def test_no_cell_begins_a_formula(start: str) -> None:
    content = to_csv([Row(Kind.PATIENT_ID, f"{start}cmd", "x")]).decode("utf-8-sig")
    assert f'"\'{start}cmd"' in content


def test_what_is_sealed_opens_with_its_passphrase(sealed: bytes) -> None:
    assert decrypt(sealed, "correct horse") == PLAIN
    assert PLAIN[3:40] not in sealed


def test_a_passphrase_is_the_same_however_its_letters_are_composed(library: None) -> None:  # noqa: ARG001
    assert decrypt(encrypt(b"x", "caf\u00e9"), "cafe\u0301") == b"x"


def test_two_seals_of_one_table_have_nothing_in_common(library: None, sealed: bytes) -> None:  # noqa: ARG001
    assert encrypt(PLAIN, "correct horse")[12:] != sealed[12:]


def test_the_format_is_what_its_description_says(sealed: bytes) -> None:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - optional

    magic, iterations, salt, nonce, length = struct.unpack(">8sI16s12sQ", sealed[:48])
    assert (magic, length, len(sealed)) == (b"ANAMICW1", len(PLAIN), 48 + len(PLAIN) + 16)
    assert iterations >= 600_000
    key = hashlib.pbkdf2_hmac("sha256", b"correct horse", salt, iterations, 32)
    assert AESGCM(key).decrypt(nonce, sealed[48:], sealed[:48]) == PLAIN


@pytest.mark.parametrize("passphrase", ["", "wrong", "correct horse "])
def test_a_wrong_passphrase_opens_nothing(sealed: bytes, passphrase: str) -> None:
    with pytest.raises(PassphraseError):
        decrypt(sealed, passphrase)


def test_nothing_is_sealed_with_an_empty_passphrase() -> None:
    with pytest.raises(PassphraseError):
        encrypt(PLAIN, "")


@pytest.mark.parametrize("stop", [0, 4, 8, 47, 48, 60, -1])
def test_a_truncated_file_is_told_from_a_wrong_passphrase(sealed: bytes, stop: int) -> None:
    with pytest.raises(CrosswalkTruncatedError):
        decrypt(sealed[:stop], "correct horse")


def test_bytes_after_the_end_are_refused(sealed: bytes) -> None:
    with pytest.raises(CrosswalkTruncatedError):
        decrypt(sealed + b"x", "correct horse")


@pytest.mark.parametrize("position", [13, 30, 48, -1])
def test_an_altered_file_does_not_open(sealed: bytes, position: int) -> None:
    altered = bytearray(sealed)
    altered[position] ^= 1
    with pytest.raises(PassphraseError):
        decrypt(bytes(altered), "correct horse")


@pytest.mark.parametrize("iterations", [0, 1000, crosswalk.MOST_ITERATIONS + 1])
def test_a_cheap_or_endless_derivation_is_refused(iterations: int) -> None:
    content = struct.pack(">8sI16s12sQ", b"ANAMICW1", iterations, bytes(16), bytes(12), 0)
    with pytest.raises(CrosswalkError):
        decrypt(content + bytes(16), "x")


def test_another_file_is_no_crosswalk() -> None:
    with pytest.raises(CrosswalkError) as raised:
        decrypt(PLAIN * 3, "x")
    assert type(raised.value) is CrosswalkError


def test_without_the_library_nothing_is_sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography.exceptions", None)
    with pytest.raises(CrosswalkSupportError):
        encrypt(PLAIN, "x")
