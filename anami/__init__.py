"""Anami de-identifies DICOM instances by PS3.15: the same under CPython and in the browser.

The public names are these; everything else may change between versions.
"""

from anami._version import __version__
from anami.edits import Edits
from anami.engine import deidentify, survey
from anami.identity import Key
from anami.outcome import Outcome, SurveyRecord
from anami.protocol import Protocol

__all__ = [
    "Edits",
    "Key",
    "Outcome",
    "Protocol",
    "SurveyRecord",
    "__version__",
    "deidentify",
    "survey",
]
