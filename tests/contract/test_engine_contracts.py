"""Code held to code: error tree, action codes, docstrings, names that others rely on."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import pkgutil
from typing import TYPE_CHECKING

import pytest

import anami
from anami import errors
from anami.model import Action, Caution, Reason, Status
from anami.rewrite import ACTIONS
from anami.standard.confidentiality import ROWS
from tests.places import ROOT

if TYPE_CHECKING:
    from pathlib import Path

MODULES = sorted(
    m.name
    for m in pkgutil.walk_packages(anami.__path__, "anami.")
    if not m.name.endswith("__main__")
)
LOCALES = sorted((ROOT / "static" / "locales").glob("*.json"))


@pytest.mark.parametrize("name", MODULES)
def test_every_module_says_what_belongs_in_it(name: str) -> None:
    path = ROOT.joinpath(*name.split("."))
    source = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    assert ast.get_docstring(ast.parse(source.read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", [m for m in MODULES if m != "anami.runtime.browser"])
def test_every_public_name_has_a_docstring(name: str) -> None:
    module = importlib.import_module(name)
    for public, thing in vars(module).items():
        own = getattr(thing, "__module__", None) == name
        if (
            own
            and not public.startswith("_")
            and (inspect.isclass(thing) or inspect.isfunction(thing))
        ):
            assert inspect.getdoc(thing), f"{name}.{public}"


@pytest.mark.parametrize("name", [m for m in MODULES if not m.startswith("anami.standard._")])
def test_a_module_is_short_enough_to_read(name: str) -> None:
    path = ROOT.joinpath(*name.split("."))
    source = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    assert len(source.read_text(encoding="utf-8").splitlines()) <= 420


def test_each_error_has_a_code_of_its_own_and_stands_in_the_drawn_tree() -> None:
    classes: list[type[errors.AnamiError]] = []
    pending = list(errors.AnamiError.__subclasses__())
    while pending:
        one = pending.pop()
        pending.extend(one.__subclasses__())
        if one.code:
            classes.append(one)
    codes = [c.code for c in classes]
    assert len(codes) == len(set(codes))
    assert tuple(sorted(codes)) == errors.all_codes()
    drawn = errors.__doc__ or ""
    for one in classes:
        assert one.__name__ in drawn
        assert one.code in drawn
        assert one.code == one.code.lower()


def test_an_error_tells_where_and_never_what() -> None:
    error = errors.MalformedError("(0010,0010)")
    assert str(error) == "malformed at (0010,0010)"


def outcome_codes() -> set[str]:
    """Give the codes that an outcome may have."""
    pending = [errors.SkippedError, errors.RefusedError]
    codes: set[str] = set()
    while pending:
        one = pending.pop()
        pending.extend(one.__subclasses__())
        codes |= {one.code} - {""}
    return codes


@pytest.mark.parametrize("locale", LOCALES, ids=lambda p: p.stem)
def test_every_code_has_words_in_every_language(locale: Path) -> None:
    words = json.loads(locale.read_text(encoding="utf-8"))
    wanted = {f"code.{code}" for code in outcome_codes()}
    wanted |= {f"warning.{caution.value}" for caution in Caution}
    wanted |= {f"reason.{reason.value}" for reason in Reason}
    missing = sorted(key for key in wanted if not str(words.get(key, "")).strip())
    assert not missing


def test_every_caution_is_raised_somewhere() -> None:
    """A warning that nothing raises would promise a look that nobody takes."""
    sources = [p.read_text(encoding="utf-8") for p in (ROOT / "anami").rglob("*.py")]
    silent = [c.name for c in Caution if not any(f"Caution.{c.name}" in text for text in sources)]
    assert not silent


def test_every_reason_is_given_somewhere() -> None:
    sources = [p.read_text(encoding="utf-8") for p in (ROOT / "anami").rglob("*.py")]
    silent = [r.name for r in Reason if not any(f"Reason.{r.name}" in text for text in sources)]
    assert not silent


def test_there_are_languages() -> None:
    if not LOCALES:
        pytest.skip("static/locales is absent")
    assert {"en", "bn"} <= {p.stem for p in LOCALES}


def test_status_and_action_values_are_the_published_ones() -> None:
    assert {s.value for s in Status} == {"de-identified", "refused", "skipped"}
    assert {a.value for a in Action} >= {"D", "Z", "X", "K", "C", "U"}


def test_each_action_code_of_the_table_has_one_function() -> None:
    """A is not in the table. K and C share one: of both, only sequences come there."""
    assert set(ACTIONS) == set(Action) - {Action.ADD}
    assert ACTIONS[Action.KEEP] is ACTIONS[Action.CLEAN]
    assert len(set(ACTIONS.values())) == len(ACTIONS) - 1
    written = {c for row in ROWS for c in row.basic.replace("*", "").split("/")}
    assert {Action(code) for code in written} <= set(ACTIONS)


def test_the_package_offers_what_its_documentation_names() -> None:
    for name in ("Protocol", "Key", "survey", "deidentify", "__version__"):
        assert hasattr(anami, name)
    key = anami.Key.from_bytes(bytes(32))
    assert "0" * 8 not in repr(key)
    assert "\\x00" not in repr(key)
