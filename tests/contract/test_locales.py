"""Every text of the page in every language, and a text for every code that can reach a person."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import TypeAlias

import pytest

from anami import Protocol, offers, report, sending
from anami.errors import ProtocolError, all_codes
from anami.imageinfo import Absence
from anami.importing import IMPORTERS, Loss
from anami.model import Action, Caution, Reason
from anami.protocol import PRESETS
from anami.rules import RuleAction
from anami.runtime.messages import MessageError
from tests import places

Text: TypeAlias = str | dict[str, str]

STATIC = places.ROOT / "static"
LOCALES: dict[str, dict[str, Text]] = {
    path.stem: json.loads(path.read_text("utf-8")) for path in (STATIC / "locales").glob("*.json")
}
ENGLISH = LOCALES["en"]
SCRIPTS = {path.name: path.read_text("utf-8") for path in STATIC.glob("*.js")}
# Plural categories of cardinal numbers by language, as CLDR has them and Intl.PluralRules gives
# them; of many more languages than the page has, so that adding one of these takes its file alone.
CATEGORIES = {
    language: set(categories.split())
    for categories, languages in {
        "other": "id ja km ko lo ms my th vi yue zh",
        "one other": (
            "am az bg bn da de el en et eu fa fi gl gu ha hi hu hy ka kk kn ky ml mn mr nb ne nl"
            " or pa ps si sq sv sw ta te tr ug ur uz zu"
        ),
        "one two other": "he",
        "one few other": "bs hr ro sr",
        "one many other": "ca es fr it pt",
        "one few many other": "be cs lt pl ru sk uk",
        "one two few other": "sl",
        "zero one other": "lv",
        "one two few many other": "ga mt",
        "zero one two few many other": "ar cy",
    }.items()
    for language in languages.split()
}


def _forms(text: Text) -> list[str]:
    return [text] if isinstance(text, str) else list(text.values())


def _placeholders(text: Text) -> list[set[str]]:
    return [set(re.findall(r"\{(\w+)\}", form)) for form in _forms(text)]


@pytest.mark.parametrize("language", sorted(LOCALES))
def test_each_language_has_every_text(language: str) -> None:
    assert LOCALES[language].keys() == ENGLISH.keys()


@pytest.mark.parametrize("language", sorted(LOCALES))
def test_texts_have_the_same_places_for_values_in_each_language(language: str) -> None:
    for key, text in ENGLISH.items():
        wanted = set().union(*_placeholders(text))
        for found in _placeholders(LOCALES[language][key]):
            assert found == wanted, key


@pytest.mark.parametrize("language", sorted(LOCALES))
def test_plural_texts_have_each_form_of_their_language(language: str) -> None:
    for key, text in LOCALES[language].items():
        if isinstance(text, dict):
            assert text.keys() == CATEGORIES[language.split("-", maxsplit=1)[0]], key


@pytest.mark.parametrize("language", sorted(LOCALES))
def test_no_text_is_empty(language: str) -> None:
    assert all(form.strip() for text in LOCALES[language].values() for form in _forms(text))


@pytest.mark.parametrize("language", sorted(LOCALES))
def test_no_text_holds_markup_or_marks_that_nobody_sees(language: str) -> None:
    """But isolates in pairs, around signs in an Arabic sentence; values get theirs later."""
    unseen = re.compile("[\u200e\u200f\u202a-\u202e\ufeff\ufffd]|<[a-z/]|&[a-z]+;|\u2066{|\u2068{")
    for key, text in LOCALES[language].items():
        for form in _forms(text):
            plain = re.sub("[\u2066-\u2068][^\u2066-\u2069]+\u2069", "", form)
            assert not unseen.search(form.replace("\u2066{code}", "")), key
            assert not re.search("[\u2066-\u2069]", plain), key


@pytest.mark.parametrize("language", sorted(LOCALES))
def test_names_that_are_the_same_everywhere_stay_as_they_are(language: str) -> None:
    names = re.compile(r"DICOM|PS3\.15|SHA-256|AES-256-GCM|HIPAA|GDPR|UTF-\d+|164\.514|UID|ZIP")
    for key, text in ENGLISH.items():
        wanted = set(names.findall("".join(_forms(text)))) & {"SHA-256", "AES-256-GCM", "164.514"}
        found = set(names.findall("".join(_forms(LOCALES[language][key]))))
        assert wanted <= found, key


@pytest.mark.parametrize("language", sorted(LOCALES))
def test_a_language_says_its_own_name_and_direction(language: str) -> None:
    assert re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", language)
    assert LOCALES[language]["language.direction"] in {"ltr", "rtl"}
    named = [words["language.name"] for words in LOCALES.values()]
    assert named.count(LOCALES[language]["language.name"]) == 1


def test_the_page_is_in_the_languages_that_were_promised() -> None:
    promised = {"en", "bn", "es", "fr", "de", "pt", "hi", "ar", "ja", "zh"}
    assert promised <= LOCALES.keys()


def test_no_source_but_its_own_file_names_a_language() -> None:
    for name, script in SCRIPTS.items():
        found = re.findall(r"['\"](?:bn|es|fr|de|pt|hi|ar|ja|zh)['\"]", script)
        assert found == [], name


@pytest.mark.parametrize("code", all_codes())
def test_each_error_code_has_words(code: str) -> None:
    assert f"code.{code}" in ENGLISH


@pytest.mark.parametrize("error", ProtocolError.__subclasses__())
def test_what_stops_a_whole_run_has_words(error: type[ProtocolError]) -> None:
    assert f"problem.{error.code}" in ENGLISH


def test_a_bad_message_has_words() -> None:
    assert f"problem.{MessageError.code}" in ENGLISH


@pytest.mark.parametrize("warning", list(Caution))
def test_each_warning_has_words_and_a_meaning(warning: Caution) -> None:
    assert f"warning.{warning}" in ENGLISH
    assert f"warning.{warning}.meaning" in ENGLISH


@pytest.mark.parametrize("code", sorted(sending.CODES))
def test_each_word_of_an_archive_has_words(code: str) -> None:
    assert f"send.code.{code}" in ENGLISH


def test_each_end_of_sending_has_words() -> None:
    kinds = re.findall(r"'([a-z-]+)'", SCRIPTS["send.js"].partition("{'' | ")[2].partition("}")[0])
    assert "unreachable" in kinds
    assert [kind for kind in kinds if f"send.stopped.{kind}" not in ENGLISH] == []


@pytest.mark.parametrize("reason", list(Reason))
def test_each_reason_of_a_decision_has_words(reason: Reason) -> None:
    assert f"reason.{reason}" in ENGLISH


def test_each_code_of_the_javascript_side_has_words() -> None:
    failing = re.findall(
        r"(?:failed\([^)]*?, |InputError\(|inputOutcome\(\w+, )'([a-z-]+)'",
        "\n".join(SCRIPTS.values()),
    )
    stopping = re.findall(
        r"(?:RequestError|AssetError)\('([a-z-]+)'\)", "\n".join(SCRIPTS.values())
    )
    assert failing
    assert stopping
    assert [code for code in failing if f"code.{code}" not in ENGLISH] == []
    # A cancel is the person's own act; a lost source starts the archive again. Nobody sees them.
    unseen = {"cancelled", "source-lost"}
    assert [
        code for code in stopping if code not in unseen and f"problem.{code}" not in ENGLISH
    ] == []


def test_each_text_that_a_script_names_exists() -> None:
    for name, script in SCRIPTS.items():
        for key in re.findall(r"\bt\('([^']+)'", script):
            assert key in ENGLISH, f"{name}: {key}"


class _Words(HTMLParser):
    """Collects the text of each element that names a text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._key = ""

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._key = dict(attrs).get("data-i18n") or ""

    def handle_data(self, data: str) -> None:
        if self._key:
            self.found[self._key] = data
            self._key = ""


def test_the_page_says_in_english_what_the_english_locale_says() -> None:
    parser = _Words()
    parser.feed((places.ROOT / "index.html").read_text("utf-8"))
    assert parser.found
    assert parser.found == {key: ENGLISH.get(key) for key in parser.found}


@pytest.mark.parametrize("action", list(Action))
def test_each_action_that_is_inspected_has_words(action: Action) -> None:
    assert f"inspect.action.{action}" in ENGLISH


@pytest.mark.parametrize("absence", list(Absence))
def test_each_reason_not_to_show_an_image_has_words(absence: Absence) -> None:
    assert f"image.absent.{absence}" in ENGLISH


# Texts whose keys are put together from a code, a name or a state.
COMPOSED = (
    *("code.", "warning.", "reason.", "problem.", "notice.", "status.", "protocol.", "action."),
    *("audience.", "option.", "options.", "rule.action.", "import.", "edit.", "stage.", "report."),
    *("image.absent.", "inspect.action.", "inspect.filter.", "viewer.window.", "viewer.drag."),
    *("send.code.", "send.state.", "send.stage.", "send.stopped.", "send.sign-in."),
)


def test_no_text_is_left_that_nothing_uses() -> None:
    used = "\n".join(SCRIPTS.values()) + (places.ROOT / "index.html").read_text("utf-8")
    literal = [key for key in ENGLISH if not key.startswith(COMPOSED)]
    # Put together by the page, and put into index.html by a build with a destination.
    composed = {"surveying.title", "working.title", "lead.sending", "notes.local.sending"}
    assert [key for key in literal if key not in used and key not in composed] == []


@pytest.mark.parametrize("option", offers.offers()["options"], ids=lambda option: option["name"])
def test_each_option_has_plain_words_and_what_it_risks(option: dict[str, object]) -> None:
    name = option["name"]
    assert f"option.{name}" in ENGLISH
    assert f"option.{name}.{'risk' if option['offered'] else 'absent'}" in ENGLISH


@pytest.mark.parametrize("preset", PRESETS)
def test_each_preset_has_words_and_a_purpose(preset: str) -> None:
    assert f"protocol.preset.{preset}" in ENGLISH
    assert f"protocol.preset.{preset}.purpose" in ENGLISH


@pytest.mark.parametrize("action", list(RuleAction))
def test_each_action_of_a_rule_has_words(action: RuleAction) -> None:
    assert f"rule.action.{action}" in ENGLISH


@pytest.mark.parametrize("action", list(Action))
def test_each_action_of_a_decision_has_words(action: Action) -> None:
    assert f"action.{action}" in ENGLISH


@pytest.mark.parametrize("loss", list(Loss))
def test_each_loss_of_an_import_has_words(loss: Loss) -> None:
    assert f"protocol.import.{loss}" in ENGLISH


@pytest.mark.parametrize("tool", offers.offers()["importable"])
def test_each_tool_that_can_be_imported_from_has_a_name(tool: str) -> None:
    assert tool in IMPORTERS
    assert f"import.{tool}" in ENGLISH


def _audiences() -> list[str]:
    block = re.search(r"AUDIENCES = .*?\}", SCRIPTS["settings.js"], re.DOTALL)
    return re.findall(r"^  (\w+): '", block[0], re.MULTILINE) if block else []


@pytest.mark.parametrize("audience", _audiences())
def test_each_audience_is_told_whether_it_is_right_for_them(audience: str) -> None:
    for key in (f"audience.{audience}", f"audience.{audience}.verdict"):
        assert key in ENGLISH
    assert f"audience.{audience}.advice" in ENGLISH


def test_the_printed_report_asks_for_no_text_that_is_missing() -> None:
    source = (places.ROOT / "anami" / "report_pages.py").read_text("utf-8")
    for key in re.findall(r"say\([\"'](report\.[a-z0-9.-]+)[\"']", source):
        assert key in ENGLISH
    for member in report.build_report(Protocol(), [], {})["conformance"]:
        assert f"report.conformance.{member}" in ENGLISH
