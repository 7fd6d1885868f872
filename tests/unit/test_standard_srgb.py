"""The colour profile that stands in for a removed one."""

from __future__ import annotations

import struct

from anami.standard import srgb


def test_the_profile_is_well_formed_and_even() -> None:
    profile = srgb.profile()
    assert len(profile) % 2 == 0
    assert struct.unpack(">I", profile[:4]) == (len(profile),)
    assert profile[12:24] == b"mntrRGB XYZ "
    assert profile[36:40] == b"acsp"
    (count,) = struct.unpack(">I", profile[128:132])
    entries = [struct.unpack(">4s2I", profile[132 + 12 * n : 144 + 12 * n]) for n in range(count)]
    assert {tag for tag, _, _ in entries} == {
        *(b"desc", b"cprt", b"wtpt", b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC"),
    }
    assert all(offset % 4 == 0 and offset + size <= len(profile) for _, offset, size in entries)


def test_the_profile_is_small_and_always_the_same() -> None:
    assert len(srgb.profile()) < 1200
    srgb.profile.cache_clear()
    assert srgb.profile() == srgb.profile()
