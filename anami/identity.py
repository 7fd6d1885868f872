"""Key → replacements: UIDs, patient IDs, names, labels, days by which dates are shifted.

Every replacement is a pure function of (key, purpose, original value), by HMAC-SHA-256: workers
share no table, the same key gives the same replacement anywhere, and without the key nobody can
test a guess (PS3.15 2026d E.1.1 warns of unkeyed hashes). May not know what an element is.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import b32encode
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from anami.errors import KeyFormatError

__all__ = ["Key", "Patient", "day_offset", "dummy_uid", "label", "patient_code"]

KEY_BYTES: Final = 32
CODE_LENGTH: Final = 10
"""Characters of a code, 5 bits each: of a million patients, two collide with odds of 1 in 2,000."""

NEAREST_DAYS: Final = 30
FARTHEST_DAYS: Final = 3650
"""Dates move by at least a month, so that the month doesn't tell, and at most about ten years."""

SCRYPT_N: Final = 2**15
SCRYPT_R: Final = 8
SCRYPT_P: Final = 1
SCRYPT_MEMORY: Final = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Key:
    """The secret from which every replacement follows: 32 bytes, never shown, never stored."""

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Check the length.

        Raises:
            KeyFormatError: the secret isn't 32 bytes.

        """
        if len(self.secret) != KEY_BYTES:
            raise KeyFormatError

    @classmethod
    def random(cls) -> Key:
        """Make a fresh key, for one-off work."""
        return cls(secrets.token_bytes(KEY_BYTES))

    @classmethod
    def from_bytes(cls, secret: bytes) -> Key:
        """Take 32 bytes as the key.

        Raises:
            KeyFormatError: `secret` isn't 32 bytes.

        """
        return cls(bytes(secret))

    @classmethod
    def from_passphrase(cls, passphrase: str, *, project: str) -> Key:
        """Derive a project's key, the same at every site (scrypt, RFC 7914; N=2¹⁵, r=8, p=1).

        The project's name is the salt: two projects with one passphrase stay unlinkable.

        Raises:
            KeyFormatError: the passphrase or the project's name is empty.

        """
        if not passphrase or not project:
            raise KeyFormatError
        return cls(
            hashlib.scrypt(
                passphrase.encode(),
                salt=b"anami-project\0" + project.encode(),
                n=SCRYPT_N,
                r=SCRYPT_R,
                p=SCRYPT_P,
                maxmem=SCRYPT_MEMORY,
                dklen=KEY_BYTES,
            )
        )

    def digest(self, purpose: str, value: str) -> bytes:
        """Return 32 bytes that depend on key, purpose and value, and tell none of them."""
        return hmac.digest(
            self.secret, f"{purpose}\0{value}".encode("utf-8", "surrogatepass"), "sha256"
        )


def dummy_uid(key: Key, uid: str) -> str:
    """Return the UID that replaces `uid`: ``2.25.`` and a UUID as an integer (PS3.5 2026d §B.2).

    The UUID is of version 8 (RFC 9562), so it tells neither time nor machine.
    """
    number = int.from_bytes(key.digest("uid", uid)[:16], "big")
    number = number & ~(0xF << 76) | 0x8 << 76
    number = number & ~(0x3 << 62) | 0x2 << 62
    return f"2.25.{number}"


def label(key: Key, purpose: str, value: str, length: int = CODE_LENGTH) -> str:
    """Return `length` characters of A to Z and 2 to 7 that stand for `value`."""
    return b32encode(key.digest(purpose, value))[:length].decode("ascii")


@dataclass(frozen=True, slots=True)
class Patient:
    """Who an instance is of, as far as its own data set tells; all values are originals.

    Attributes:
        key: text that is equal for instances of one patient, within and across batches.
        code: what a subject code list gives the patient; "" for a code made from the key.
        day_offset: days that the list gives; None: the key decides.

    """

    key: str
    code: str = ""
    day_offset: int | None = None

    @classmethod
    def of(cls, patient_id: str, name: str, birth_date: str, study_uid: str) -> Patient:
        """Choose what identifies the patient: the ID, else name and birth date, else the study.

        The issuer of the ID is left out: objects derived from an image often lack it, and two IDs
        for one patient within a study would break the study.
        """
        if patient_id:
            return cls(f"id\0{patient_id}")
        if name:
            return cls(f"name\0{_plain_name(name)}\0{birth_date}")
        return cls(f"study\0{study_uid}")


def _plain_name(name: str) -> str:
    """Return a name without case and empty components, which PS3.5 2026d §6.2 lets differ.

    Only ASCII loses its case: case beyond it depends on the version of Unicode.
    """
    lowered = "".join(letter.lower() if letter.isascii() else letter for letter in name)
    return lowered.rstrip("^= ")


def patient_code(key: Key, patient: Patient) -> str:
    """Return the code that stands for a patient in names, IDs and folder names."""
    return patient.code or label(key, "patient", patient.key)


@lru_cache(maxsize=256)
def day_offset(key: Key, patient: Patient, *, whole_weeks: bool = False) -> int:
    """Return the days, -3650 to -30, by which all dates of a patient are shifted into the past.

    One number for all instances keeps the order and the intervals of a patient's dates, as PS3.15
    2026d E.3.6 asks; into the past, so that no date lies in the future. There are 3,621 of them.

    Args:
        key: from which it follows.
        patient: whose dates they are.
        whole_weeks: shift by whole weeks, which keeps the day of the week; there are 517 of them.
            The number has nothing to do with the one in days, so that knowing one tells no other.

    """
    unit, purpose = (7, "week-offset") if whole_weeks else (1, "day-offset")
    fewest, most = -(-NEAREST_DAYS // unit), FARTHEST_DAYS // unit
    # Eight bytes: of 3,621 numbers, none is likelier than another by more than 1 in 10¹⁵.
    number = int.from_bytes(key.digest(purpose, patient.key)[:8], "big")
    return -unit * (fewest + number % (most - fewest + 1))
