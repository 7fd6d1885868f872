"""A plain ICC profile of sRGB (IEC 61966-2-1), to stand in for a removed one.

What belongs here: the bytes of one small input-free display profile, ICC.1
version 2.1, made from the constants of sRGB.  A profile that came with an image
names its maker, device, day and copyright holder, and holds text in any tag; yet
ICC Profile (0028,2000) is Type 1 where a module or an optical path asks for it
(PS3.3 C.11.15, C.8.12.5).  With this one the stored colours are read as sRGB.
"""

from __future__ import annotations

import functools
import struct

_COLOUR_SPACE = b"sRGB"
_D50 = (0.9642, 1.0, 0.8249)
# Primaries of sRGB adapted to D50.
_PRIMARIES = {
    b"rXYZ": (0.4360747, 0.2225045, 0.0139322),
    b"gXYZ": (0.3850649, 0.7168786, 0.0971045),
    b"bXYZ": (0.1430804, 0.0606169, 0.7141733),
}
_STEPS = 256


def _fixed(values: tuple[float, ...]) -> bytes:
    """Encode s15Fixed16 numbers."""
    return struct.pack(f">{len(values)}i", *(round(value * 65536) for value in values))


def _linear(stored: float) -> float:
    """Light of a stored value, both from 0 to 1."""
    return stored / 12.92 if stored <= 0.04045 else ((stored + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - IEC 61966-2-1


def _tags() -> dict[bytes, bytes]:
    curve = struct.pack(
        f">4s2I{_STEPS}H",
        *(b"curv", 0, _STEPS),
        *(round(_linear(step / (_STEPS - 1)) * 65535) for step in range(_STEPS)),
    )
    name = _COLOUR_SPACE + b"\0"
    description = struct.pack(">4s2I", b"desc", 0, len(name)) + name + bytes(4 + 4 + 2 + 1 + 67)
    return {
        b"desc": description,
        b"cprt": b"text" + bytes(4) + b"none\0",
        b"wtpt": b"XYZ " + bytes(4) + _fixed(_D50),
        **{tag: b"XYZ " + bytes(4) + _fixed(value) for tag, value in _PRIMARIES.items()},
        **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve),
    }


@functools.cache
def profile() -> bytes:
    """Return the profile, of even length; the same bytes always."""
    tags = _tags()
    start = 128 + 4 + 12 * len(tags)
    directory, body, places = b"", b"", {}
    for tag, data in tags.items():
        if data not in places:
            places[data] = start + len(body)
            body += data + bytes(-len(data) % 4)
        directory += struct.pack(">4s2I", tag, places[data], len(data))
    header = struct.pack(
        ">I4sI4s4s4s6H4s7I12s48s",
        start + len(body),
        *(bytes(4), 0x02100000, b"mntr", b"RGB ", b"XYZ "),
        *(2000, 1, 1, 0, 0, 0),  # a date is mandatory; this one is nobody's
        *(b"acsp", 0, 0, 0, 0, 0, 0, 0),
        *(_fixed(_D50), bytes(48)),
    )
    return header + struct.pack(">I", len(tags)) + directory + body
