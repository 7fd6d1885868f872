"""Patterns of free text: what identifies by its form, and what is harmless by its form (E.3.5).

What belongs here: regular expressions, each with what it stands for. No words of any vocabulary
but months, units and the marks of kernels; no decision about words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from anami.vocabulary import word_set

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "COMPOUND",
    "IDENTIFYING",
    "NUMBER_PREFIXES",
    "UNITS",
    "is_harmless_mixture",
    "is_telephone",
    "measures",
]

_MONTH: Final = (
    r"(?:jan|feb|m(?:ar|aer|är|rz|ärz)|apr|ma[iy]|jun|jul|aug|sep|sept|o[ck]t|nov|de[cz]"
    r"|janv|f[eé]vr?|avr|ao[uû]t|ene|abr|ago|dic|gen|mag|giu|lug|set|ott|fev|out|mrt|mei)"
    r"[^\W\d_]{0,7}\.?"
)
_DAY: Final = r"(?:3[01]|[12]\d|0?[1-9])"
_YEAR: Final = r"(?:1[89]|20)\d\d"
_AGE_UNIT: Final = (
    r"(?:y\.?\s?/?\s?o\.?|yrs?|years?|y|jahre?|j|jährige?r?|ans?|años?|anos?|anni|jaar|a)"
)

IDENTIFYING: Final = re.compile(
    rf"""
    (?<![\w.+-])[\w.+'-]{{1,64}}\s?@\s?[^\s@<>()\[\]]+                 # e-mail address
    | (?:https?|ftp|file)://\S+ | \bwww\.\S+              # address of a page
    | (?<![^\W\d_])(?:[\w-]{{1,63}}\.){{1,9}}(?:com|org|net|edu|gov|de|uk|fr|es|it|nl
      |br|pt|ch|at|be|info|eu|local)
      (?![\w.])(?:/\S*)?                                  # name of a host
    | \\\\[^\s\\]+\\\S*                                   # path on a file server
    | (?<![\d.])\d{{1,3}}(?:\.\d{{1,3}}){{3,}}(?:\.\d+)*(?![\d])  # IP address, short UID
    | (?<![\w.])\d+(?:\.\d+){{4,}}                        # UID
    | (?<![\w:])[0-9a-f]{{1,4}}(?::[0-9a-f]{{0,4}}){{4,}}  # IPv6 or MAC address
    | (?<![^\W_])[0-9a-f]{{8}}-[0-9a-f]{{4}}-[0-9a-f-]{{9,}}  # UUID
    | (?<!\d){_YEAR}[-./_\s]?(?:1[0-2]|0?[1-9])[-./_\s]?(?:3[01]|[12]\d|0?[1-9])
      (?:T?\d{{1,6}})?(?!\d)                               # date, year first
    | (?<![\d.,]){_DAY}\s?(?P<s>[-./_])\s?{_DAY}\s?(?P=s)\s?(?:{_YEAR}|['\u2019]?\d\d)(?![\d])
                                                          # date, year last
    | (?<![^\W_])\d{{1,2}}(?:\s?(?:st|nd|rd|th)|\.)?(?:\s|[-./_]\s?)?(?:of\s|de\s)?{_MONTH}
      (?:[-\s,./_]{{0,2}}(?:de\s|of\s)?['\u2019]?(?:{_YEAR}|\d\d))(?!\d)  # 3 March 1961, 03-MAR-61
    | (?<![^\W_])\d{{1,2}}\s-\s{_MONTH}\s-\s(?:{_YEAR}|\d\d)(?!\d)
    | (?<![^\W\d_])(?:{_MONTH})[-\s./_]{{0,2}}\d{{1,2}}(?:st|nd|rd|th)?[,\s]{{1,2}}{_YEAR}
                                                          # March 3rd, 1961
    | (?<![^\W_])(?:{_MONTH})[-\s./_,]{{0,2}}['\u2019]?{_YEAR}(?!\d)  # March 1961
    | (?<!\d)(?:0?[1-9]|1[0-2])[-/.]{_YEAR}(?!\d)         # 03/1961
    | (?<!\d){_YEAR}[-/.](?:0?[1-9]|1[0-2])(?!\d)         # 1961-03
    | (?<![\w.,/+])(?:3[01]|[12]\d|0?[1-9])/(?:[4-9]\d|3[2-9]|1\d|2\d|3[01]|0[1-9])(?![\w/.,])
    | (?<![\w.,/+])(?:3[01]|[12]\d)/(?:1[0-2]|0?[1-9])(?![\w/.,])  # 12/61, 31/3
    | (?<!\d)(?:[01]?\d|2[0-3])[:h][0-5]\d(?:[:.]\d\d(?:\.\d+)?)?\s?(?:[ap]\.?m\.?|uhr|h)?(?![\w:])
                                                          # time of day
    | (?<!\w)(?:9\d|1[0-4]\d)\s?[-\u2013]?\s?{_AGE_UNIT}(?:[-\s]old)?(?:[mfw])?(?!\w)  # age over 89
    | (?<!\w)0(?:9\d|1\d\d)Y(?!\w)
    | (?<!\w)(?:9\d|1[0-4]\d)\s?[mfw](?!\w) | (?<!\w)[mf]\s?(?:9\d|1[0-4]\d)(?!\w)  # 92M, F92
    | \bninety(?:[-\s][a-z]{{3,5}})?[-\s]years?(?:[-\s]old)?\b
    | (?<!\w)(?:aged?|alter|âge|edad|idade|età|leeftijd)\s?[:=]?\s?(?:9\d|1[0-4]\d)(?!\d)
    | \#\s?\d{{3,}}                                       # a number after a hash
    | (?:明治|大正|昭和|平成|令和|民國|民国|[MTSHR])?\s?(?:\d{{1,4}}|元)\s?[年년]
      (?:\s?\d{{1,2}}\s?[月월](?:\s?\d{{1,2}}\s?[日일号號])?)?(?:生|생)?  # 昭和36年12月3日
    | (?<!\d)\d{{1,2}}\s?[月월]\s?\d{{1,2}}\s?[日일号號]
    | (?<!\d)(?:[01]?\d|2[0-3])\s?[時时點点시]\s?[0-5]?\d\s?[分분]
    | (?<!\d)(?:9\d|1[0-4]\d)\s?[歳才岁歲세]                 # age over 89
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Identifies wherever it stands; removed before words are looked at."""

DIGIT_RUN: Final = re.compile(
    r"(?<![^\W_])\+?\(?\d+\)?(?:\s?[-./\u2013\s()]\s?\(?\d+\)?)*(?![^\W_]|[.,]\d)"
)
"""Numbers with nothing but telephone punctuation between them."""
_DECIMAL: Final = re.compile(r"\d{1,2}[.,]\d{1,4}|\d{3}[.,]\d{1,3}")
"""Three digits and four are a telephone number."""
_NEAR: Final = 16
_LONGEST_RUN: Final = 5
_LONGEST_NUMBER: Final = 4

COMPOUND: Final = re.compile(
    r"""(?<![^\W_])(?:
    [+-]c(?![^\W_]) | c[+-](?=[\s,;)]|$) | jpeg[ -]2000 | x-?rays?
    | w/wo | w/w/o | w/o | w/ | s/p | h/o | r/o | d/t | c/w | f/u | n/a
    | i\.\s?v\. | p\.\s?o\. | i\.\s?m\.
    | a\.p\. | p\.a\. | k\.m\. | s\.c\. | z\.\s?n\. | v\.\s?a\. | o\.b\.
    | e\.v\. | m\.d\.c\. | s/c | c/c | i/v | e/v | t\.?s\.?e\.
    )(?![^\W_])""",
    re.VERBOSE | re.IGNORECASE,
)
"""Abbreviations that are one word though marks stand within."""

UNITS: Final = word_set(
    """
    μm μs mm cm m um nm ns ms s sec secs min mins h hr hrs hz khz mhz t tesla gy cgy mgy sv msv
    mbq bq kbq kev mev kev kv kvp mv ma mas ml l cc mg g kg ug mmol mol hu deg px pix pixel
    pixels voxel ppm bit bits ch sl slc slice slices views view phase phases dir dirs
    directions d x y yr yrs jahre j mo months wk wks w weeks days tage monate wochen ph fps
    bpm bar mmhg mci percent iso vol vols avg nex shots echoes channel channels plane planes
    level levels stufe fold th st nd rd chamber chambers vessel vessels ebenen vistas incidences
    richtungen point points shot shots band bands seconds minutes minute hours hour quadrant
    """
)
"""What follows a number, read without case."""
NUMBER_PREFIXES: Final = word_set(
    """
    b te tr ti fa fov mtx matrix venc tsl nex etl bw w l c ww wl sl gap thk kv kvp mas ma
    kev td tau delay hu temp bval bvalue base res interval shift
    """
)
"""What precedes a number of up to four digits, read without case."""

_UNIT: Final = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_PREFIX: Final = "|".join(sorted(NUMBER_PREFIXES, key=len, reverse=True))
_N: Final = r"\d{1,3}(?:[.,]\d{1,4})?"
_HARMLESS: Final = re.compile(
    rf"""
    (?:\d{{1,4}}|{_N})(?:x(?:\d{{1,4}}|{_N})){{1,3}}(?:{_UNIT})?       # 3x3x3mm, 512x512
    | [ctls]\d{{1,2}}(?:[ctls]\d{{1,2}})?                             # vertebrae: L4, C5C6
    | (?:{_N}|\d{{4}})(?:{_UNIT})                                     # 0.625mm, 1500ms
    | (?:{_PREFIX})(?:{_N}|\d{{4}})(?:{_UNIT})?                       # b1000, TE90ms
    | [abdhijqstu]\d{{2}}[a-z]?                                        # kernels: B31f, H30s, I40f
    | [abhqs][a-z]\d{{2}}[a-z]?                                       # Br40d, Hr59, Qr36
    | fc\d{{2}} | (?:e|yz|ub|ya|yb|yc|yd)[a-c+]?                      # FC03; Philips' filters
    | [lmrsw]\d(?:/\d)?                                               # R2, S4
    | t[12](?:w|wi|f|fs|st|rho|map|ir|tse|se|fse|flair|ffe|tirm)?     # weightings
    | \d{{1,2}}(?:st|nd|rd|th)                                        # ordinals
    | \d{{1,2}}d(?:t|ss)? | \d{{1,3}}p | p\d                          # 3d, acceleration p2
    | v\d{{1,2}}(?:[.,]\d{{1,2}}){{0,2}}                              # versions
    """,
    re.VERBOSE,
)
_PREFIX_BEFORE: Final = re.compile(rf"(?<![^\W_])(?:{_PREFIX})[\s=:]\Z", re.IGNORECASE)
_UNIT_AFTER: Final = re.compile(rf"\s(?:{_UNIT})(?![^\W_])", re.IGNORECASE)
_FIRST_DECIMAL: Final = re.compile(r"(?:0|[1-9]\d?)[.,]\d{1,3}(?=\s)")
_SHORT_AND_DASH: Final = re.compile(r"([1-9]\d?)\s[-\u2013]\s\d{6}")
_FIRST_NUMBER: Final = re.compile(r"\d{1,4}(?:[.,]\d{1,4})?(?=\s)")
_LAST_NUMBER: Final = re.compile(r"(?<=\s)\d{1,4}(?:[.,]\d{1,4})?\Z")
_LAST_DECIMAL: Final = re.compile(r"(?<=\s)\d{1,3}[.,]\d{1,2}\Z")
_PARTS: Final = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_MOST_DIGITS: Final = 4
_LONGEST_DIGITS: Final = 3
_MOST_PARTS: Final = 6


def measures(run: re.Match[str]) -> tuple[int, int]:
    """Return how many characters at either end of a run of numbers belong to what stands beside it.

    The 90 of "TE 90 089/1234567" is a time of echo, not part of the telephone number.
    """
    first = last = 0
    if leading := _SHORT_AND_DASH.match(run.group()):
        first = leading.end(1)
    if _PREFIX_BEFORE.search(run.string, max(0, run.start() - _NEAR), run.start()):
        found = _FIRST_NUMBER.match(run.group())
        first = found.end() if found else 0
    elif not first and (found := _FIRST_DECIMAL.match(run.group())):
        first = found.end()
    elif not first and run.string[max(0, run.start() - 1)] == "_":
        found = _FIRST_NUMBER.match(run.group())
        first = found.end() if found else 0
    if _UNIT_AFTER.match(run.string, run.end()):
        found = _LAST_NUMBER.search(run.group(), first)
        last = len(run.group()) - found.start() if found else 0
    elif found := _LAST_DECIMAL.search(run.group(), first):
        last = len(run.group()) - found.start()
    return first, last


def is_telephone(run: str) -> bool:
    """Tell whether a run of numbers is as long as a telephone number, post code or identifier.

    A decimal such as 5.0 counts for nothing; five digits do, unless they stand in several numbers
    of at most three digits with blanks between, as matrices and thicknesses do.
    """
    numbers = [n for n in run.split() if not _DECIMAL.fullmatch(n)]
    digits = [re.sub(r"\D", "", n) for n in numbers]
    if any(len(d) > _LONGEST_NUMBER for d in digits):
        return True
    if any(len(n) > 3 and n[0] == "0" for n in digits):  # noqa: PLR2004 - thickness 0.5 is a decimal
        return True
    if len(numbers) == 1 and numbers[0].count("/") >= 2:  # noqa: PLR2004 - a date or a reference
        return True
    return sum(map(len, digits)) > _LONGEST_RUN


def is_harmless_mixture(piece: str, letters_pass: Callable[[str], bool]) -> bool:
    """Tell whether a mixture of letters and digits is none that could number a person.

    Args:
        piece: in lower case.
        letters_pass: a function that tells whether a run of letters is vocabulary.

    """
    if _HARMLESS.fullmatch(piece):
        return True
    parts = _PARTS.findall(piece)
    if "".join(parts) != piece or len(parts) > _MOST_PARTS:
        return False
    digits = [part for part in parts if part[0].isdigit()]
    letters = [part for part in parts if not part[0].isdigit()]
    if any(not _DECIMAL.fullmatch(d) and len(d) > _LONGEST_DIGITS for d in digits):
        return False
    counted = sum(len(d) for d in digits if d.isdigit())
    if counted > (_MOST_DIGITS if max(map(len, letters), default=0) > 1 else 2):
        return False
    return all(letters_pass(part) for part in letters)
