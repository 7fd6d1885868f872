"""Errors of dciodvfy that a result may have although its original had not, each with its reason.

An entry is a regular expression over the normalised message (see test_dciodvfy.normalised).
"""

from __future__ import annotations

ACCEPTED: dict[str, str] = {}
