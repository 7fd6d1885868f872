"""Crosswalks: the table of originals and replacements, made only when asked for, and sealed.

A crosswalk undoes the work, so it is never part of a result. As CSV it belongs in a locked
cupboard; sealed with a passphrase it can be kept with less worry. The sealed format uses primitives
that WebCrypto has as well, so that the page can open what the command line wrote, and the other
way::

    offset  bytes
         0      8  "ANAMICW1"
         8      4  iterations of PBKDF2, unsigned, big-endian
        12     16  salt
        28     12  nonce of AES-GCM
        40      8  length of the plain text in bytes, unsigned, big-endian
        48         AES-256-GCM: cipher text, then the tag of 16 bytes

The key is PBKDF2-HMAC-SHA-256 (RFC 8018) of the passphrase in Unicode NFC and UTF-8, 32 bytes. The
first 48 bytes are the additional data of AES-GCM (NIST SP 800-38D), so nothing in them can be
altered unnoticed. Salt and nonce are random and made for each file: no key meets a second nonce.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import secrets
import struct
import unicodedata
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from anami.errors import (
    CrosswalkError,
    CrosswalkSupportError,
    CrosswalkTruncatedError,
    PassphraseError,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Kind", "Row", "decrypt", "encrypt", "to_csv"]

MAGIC: Final = b"ANAMICW1"
HEADER: Final = struct.Struct(">8sI16s12sQ")
TAG_BYTES: Final = 16
KEY_BYTES: Final = 32
ITERATIONS: Final = 600_000
"""What OWASP's Password Storage Cheat Sheet asks of PBKDF2-HMAC-SHA-256 (2023)."""
MOST_ITERATIONS: Final = 10_000_000
"""More would keep a computer busy for minutes on a file that somebody made for that."""

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "'")
NUMBER: Final = re.compile(r"-[0-9]+")


class Kind(StrEnum):
    """What a row of a crosswalk is about."""

    PATIENT_ID = "patient_id"
    PATIENT_NAME = "patient_name"
    DAY_OFFSET = "day_offset"
    STUDY = "study_instance_uid"
    SERIES = "series_instance_uid"
    INSTANCE = "sop_instance_uid"


class Row(NamedTuple):
    """An original and what replaced it; for DAY_OFFSET the patient's ID and the days."""

    kind: Kind
    original: str
    replacement: str


def to_csv(rows: Iterable[Row]) -> bytes:
    """Return the table as CSV (RFC 4180) in UTF-8 with the mark by which spreadsheets know it.

    Rows are sorted, each once. A cell that a spreadsheet would run as a formula gets an apostrophe
    in front, as does one that begins with an apostrophe: a name in a file can be an attack.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(Row._fields)
    for row in sorted(set(rows)):
        writer.writerow([_inert(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig", "backslashreplace")


def encrypt(plain: bytes, passphrase: str) -> bytes:
    """Seal a crosswalk.

    Raises:
        PassphraseError: the passphrase is empty.
        CrosswalkSupportError: the library that encrypts isn't installed.

    """
    if not passphrase:
        raise PassphraseError
    gcm, _ = _library()
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    header = HEADER.pack(MAGIC, ITERATIONS, salt, nonce, len(plain))
    sealed: bytes = gcm(_key(passphrase, salt, ITERATIONS)).encrypt(nonce, plain, header)
    return header + sealed


def decrypt(sealed: bytes, passphrase: str) -> bytes:
    """Open a sealed crosswalk.

    Raises:
        CrosswalkError: it isn't a sealed crosswalk of a known version.
        CrosswalkTruncatedError: bytes are missing, or there are too many.
        PassphraseError: the passphrase is wrong, or the bytes were altered.
        CrosswalkSupportError: the library that encrypts isn't installed.

    """
    if not sealed.startswith(MAGIC[: len(sealed)]):
        raise CrosswalkError
    if len(sealed) < HEADER.size:
        raise CrosswalkTruncatedError
    header, body = sealed[: HEADER.size], sealed[HEADER.size :]
    _, iterations, salt, nonce, length = HEADER.unpack(header)
    if not ITERATIONS <= iterations <= MOST_ITERATIONS:
        # Fewer would make guessing cheap for whoever gets the person to seal with them.
        raise CrosswalkError
    if len(body) != length + TAG_BYTES:
        raise CrosswalkTruncatedError
    gcm, invalid = _library()
    try:
        plain: bytes = gcm(_key(passphrase, salt, iterations)).decrypt(nonce, body, header)
    except invalid:
        raise PassphraseError from None
    return plain


def _inert(cell: str) -> str:
    harmless = not cell.startswith(FORMULA_STARTS) or NUMBER.fullmatch(cell)
    return cell if harmless else f"'{cell}"


def _key(passphrase: str, salt: bytes, iterations: int) -> bytes:
    text = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    return hashlib.pbkdf2_hmac("sha256", text, salt, iterations, KEY_BYTES)


def _library() -> tuple[Any, type[Exception]]:
    """Return AES-GCM and its error; asked late, as only sealing needs what the page lacks."""
    try:
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - an optional dependency
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415
    except ImportError:
        raise CrosswalkSupportError from None
    return AESGCM, InvalidTag
