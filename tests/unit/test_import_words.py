"""What an import loses is said in words."""

from __future__ import annotations

import json

from anami.importing import Loss
from tests.places import ROOT


def test_each_loss_has_words() -> None:
    words = json.loads((ROOT / "static" / "locales" / "en.json").read_text("utf-8"))
    prefix = "protocol.import."
    assert {f"{prefix}{loss}" for loss in Loss} == {key for key in words if key.startswith(prefix)}
