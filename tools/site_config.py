"""What a site sets for its own page: site.json, or `--destination` on the command line.

What belongs here: the form of that file, in words that say what is wrong with it, and what follows
from it for the built site (which origins the page may speak to). What the file fixes of a protocol
is Python's to judge and checked by `anami.terms`; docs/hosting.md is the reference for operators.
"""

from __future__ import annotations

import ipaddress
import json
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import SplitResult, urlsplit

from tools.environment import ROOT, SetUpError, ensure_python, run, venv_program

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

NAME: Final = "site.json"
SCHEMA: Final = "anami-site/1"
TERMS: Final[tuple[str, ...]] = ("preset", "protocol", "options", "locked", "changeable")
"""Members that `anami.terms` reads."""
REQUIRED: Final = (
    *("project", "code_list", "patient_name", "patient_id"),
    *("study_description", "series_description"),
)
"""What a site may demand before anything is produced."""
STUDY: Final = "{StudyInstanceUID}"

_TEXT: Final = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+")
_LINES: Final = re.compile(r"[^\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+")
# As a source in a policy can name it: no wildcard, no address in brackets, nothing to escape.
_HOST: Final = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")
_PATH: Final = re.compile(r"(/[A-Za-z0-9._~!$&'()*+,;=:@%-]*)*")
_OWN_ORIGIN: Final = "connect-src 'self'"
_PORTS: Final = {"https": 443, "http": 80}


_ASK_TERMS: Final = """
import json, sys
from anami.errors import ProtocolError
from anami.terms import Terms
try:
    with open(sys.argv[1], encoding="utf-8") as written:
        Terms.parse(json.load(written))
    print(json.dumps({"code": "", "where": ""}))
except ProtocolError as error:
    print(json.dumps({"code": error.code, "where": error.where}))
"""


class SiteError(SetUpError):
    """What is wrong with a site's settings, in words for the person who wrote them."""

    def __init__(self, *, at: str, words: str) -> None:
        super().__init__(f"site settings: {at}: {words}" if at else f"site settings: {words}")


def of_destinations(given: Sequence[str]) -> dict[str, Any]:
    """Return the settings that ``--destination NAME=URL`` asks for.

    Raises SiteError when one of them is not of that form.
    """
    destinations = []
    for one in given:
        name, found, url = one.partition("=")
        if not found:
            raise SiteError(at="--destination", words=f"{one} has no =; it is written NAME=URL")
        destinations.append({"name": name.strip(), "url": url.strip()})
    return checked({"schema": SCHEMA, "destinations": destinations})


def read(path: Path) -> dict[str, Any]:
    """Return the settings that a file holds.

    Raises SiteError when it can't be read or says something that a site can't.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"), object_pairs_hook=_members)
    except OSError as error:
        raise SiteError(at=path.name, words=f"can't be read ({error.strerror})") from error
    except (ValueError, RecursionError) as error:
        raise SiteError(at=path.name, words=f"is not JSON ({error})") from error
    return checked(document)


def checked(document: object, *, ask: bool = True) -> dict[str, Any]:
    """Return the settings if all that they hold is known and well-formed, defaults filled in.

    Args:
        document: parsed JSON.
        ask: whether Python's reader of protocols looks at its part, which needs .venv.

    Raises SiteError that names the member at fault.

    """
    settings = _object(document, "", _MEMBERS, required=("schema",))
    if settings["schema"] != SCHEMA:
        raise SiteError(at="schema", words=f'must be "{SCHEMA}"')
    named = settings.keys() - {"schema", "destinations", "languages", "language", "name"}
    if named and "name" not in settings:
        raise SiteError(
            at="name", words=f"is needed: the page says who set {', '.join(sorted(named))}"
        )
    language, languages = settings.get("language"), settings.get("languages")
    if language and languages and language not in languages:
        raise SiteError(at="language", words="must be one of languages")
    if "preset" in settings and "protocol" in settings:
        raise SiteError(at="protocol", words="stands instead of preset, not beside it")
    terms = {name: settings[name] for name in TERMS if name in settings}
    if terms and ask:
        _check_terms(terms)
    return settings


def _check_terms(terms: dict[str, Any]) -> None:
    """Have Python's own reader look at what is fixed of the protocol: options and rules are its."""
    ensure_python()
    with tempfile.TemporaryDirectory() as scratch:
        written = Path(scratch) / "terms.json"
        written.write_text(json.dumps(terms), encoding="utf-8")
        asking: list[str | Path] = [venv_program("python"), "-B", "-c", _ASK_TERMS, written]
        answer = json.loads(run(asking, doing="reading what the site fixes"))
    if answer["code"]:
        words = json.loads((ROOT / "static" / "locales" / "en.json").read_text("utf-8"))
        raise SiteError(
            at=answer["where"] or ", ".join(terms),
            words=f"{words['problem.' + answer['code']]} ({answer['code']})",
        )


def origins(settings: dict[str, Any]) -> list[str]:
    """Return the origins that the page must be allowed to speak to, besides its own."""
    found = []
    for destination in settings.get("destinations", ()):
        addresses = [destination["url"]]
        if isinstance(sign_in := destination["signIn"], dict):
            addresses += [sign_in["issuer"], *sign_in.get("origins", ())]
        found += [_origin(urlsplit(one)) for one in addresses if not one.startswith("/")]
    return sorted(set(found))


def allowing(page: str, allowed: Sequence[str]) -> str:
    """Return index.html with a policy that lets the page speak to these origins as well.

    Raises SetUpError when there isn't one place for it.
    """
    if page.count(f"{_OWN_ORIGIN};") != 1:
        message = f"index.html must say {_OWN_ORIGIN} once"
        raise SetUpError(message)
    return page.replace(f"{_OWN_ORIGIN};", " ".join([_OWN_ORIGIN, *allowed]) + ";")


def _origin(url: SplitResult) -> str:
    port = "" if url.port in (None, _PORTS[url.scheme]) else f":{url.port}"
    return f"{url.scheme}://{url.hostname}{port}"


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        message = "a member stands there twice"
        raise ValueError(message)
    return members


def _object(
    value: object,
    where: str,
    members: dict[str, Callable[[Any, str], Any]],
    required: Sequence[str] = (),
) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise SiteError(at=where, words="must be an object")
    inside = f"{where}." if where else ""
    for name in value:
        if name not in members:
            raise SiteError(
                at=f"{inside}{name}", words=f"is not known; known are {', '.join(members)}"
            )
    for name in required:
        if name not in value:
            raise SiteError(at=f"{inside}{name}", words="is missing")
    return {name: members[name](member, f"{inside}{name}") for name, member in value.items()}


def _text(most: int, form: re.Pattern[str] = _TEXT) -> Callable[[Any, str], str]:
    def check(value: object, where: str) -> str:
        if not isinstance(value, str) or not value.strip():
            raise SiteError(at=where, words="must be a text")
        if len(value) > most:
            raise SiteError(at=where, words=f"must have at most {most} characters")
        if not form.fullmatch(value):
            raise SiteError(at=where, words="holds a control character")
        return value.strip()

    return check


def _list(
    of: Callable[[Any, str], Any], most: int = 40, least: int = 0
) -> Callable[[Any, str], list[Any]]:
    def check(value: object, where: str) -> list[Any]:
        if not isinstance(value, list) or not least <= len(value) <= most:
            raise SiteError(at=where, words=f"must be a list of {least} to {most}")
        found = [of(one, f"{where}[{at}]") for at, one in enumerate(value)]
        for at, one in enumerate(found):
            if one in found[:at]:
                raise SiteError(at=f"{where}[{at}]", words="stands there already")
        return found

    return check


def _one_of(*choices: str) -> Callable[[Any, str], str]:
    def check(value: object, where: str) -> str:
        if value not in choices:
            raise SiteError(at=where, words=f"must be one of {', '.join(choices)}")
        return str(value)

    return check


def _as_it_is(value: object, _where: str) -> object:
    """Leave a value to `anami.terms`."""
    return value


def _address(value: object, where: str) -> str:
    """Check an address by which the page sends or signs in: https, or http on this machine."""
    text = _text(500)(value, where)
    if text.startswith("/") and not text.startswith("//"):
        if not _PATH.fullmatch(text):
            raise SiteError(at=where, words="must be a path without query and fragment")
        return text.rstrip("/")
    try:
        url = urlsplit(text)
        port = url.port
    except ValueError as error:
        raise SiteError(at=where, words=f"is no address ({error})") from error
    host = url.hostname or ""
    if url.scheme not in _PORTS or not host:
        raise SiteError(at=where, words="must be an https address, or a path that begins with /")
    if url.username is not None or url.password is not None:
        raise SiteError(at=where, words="must hold no user name and no password")
    if url.query or url.fragment or "?" in text or "#" in text:
        raise SiteError(at=where, words="must have no query and no fragment")
    if not _HOST.fullmatch(host) or not _PATH.fullmatch(url.path) or port == 0:
        raise SiteError(at=where, words="has a host or path that a policy can't name")
    if url.scheme == "http" and not _is_loopback(host):
        raise SiteError(at=where, words="must be https; http is for 127.0.0.1 and localhost only")
    return f"{_origin(url)}{url.path.rstrip('/')}"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _bare_origin(value: object, where: str) -> str:
    text = _address(value, where)
    if text.startswith("/") or urlsplit(text).path:
        raise SiteError(at=where, words="must be an origin: scheme, host and port alone")
    return text


def _issuer(value: object, where: str) -> str:
    if _address(value, where).startswith("/"):
        raise SiteError(at=where, words="must be a whole address")
    # An issuer is compared character by character, a slash at its end as well.
    return _text(500)(value, where)


def _viewer(value: object, where: str) -> str:
    """Check a pattern of addresses that a person opens; the page itself asks nothing of them."""
    text = _text(500)(value, where)
    if text.count(STUDY) != 1:
        raise SiteError(at=where, words=f"must hold {STUDY} once")
    bare = text.replace(STUDY, "1")
    _address(re.split("[?#]", bare)[0], where)
    if not re.fullmatch(r"[!-~]+", bare) or re.search(r'[<>"\\^`{|}]', bare):
        raise SiteError(at=where, words="holds a character that an address can't")
    return text


def _sign_in(value: object, where: str) -> str | dict[str, Any]:
    if isinstance(value, str):
        return _one_of("none", "basic", "bearer")(value, where)
    if not isinstance(value, dict):
        raise SiteError(
            at=where, words="must be none, basic, bearer or an object for OpenID Connect"
        )
    return _object(value, where, _OPENID, required=("issuer", "clientId"))


def _destination(value: object, where: str) -> dict[str, Any]:
    return {"signIn": "none", **_object(value, where, _DESTINATION, required=("name", "url"))}


def _destinations(value: object, where: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = _list(_destination, most=20, least=1)(value, where)
    names = [one["name"] for one in found]
    for at, name in enumerate(names):
        if name in names[:at]:
            raise SiteError(at=f"{where}[{at}].name", words="stands there already")
    return found


def _language(value: object, where: str) -> str:
    return _one_of(*sorted(path.stem for path in (ROOT / "static" / "locales").glob("*.json")))(
        value, where
    )


def _contact(value: object, where: str) -> str | dict[str, str]:
    """Check a text of the site's own, which may stand there in several languages."""
    if not isinstance(value, dict):
        return _text(1000, _LINES)(value, where)
    if not value:
        raise SiteError(at=where, words="must hold a text")
    for tag in value:
        _language(tag, f"{where}.{tag}")
    return {tag: _text(1000, _LINES)(text, f"{where}.{tag}") for tag, text in value.items()}


def _project(value: object, where: str) -> dict[str, str]:
    return _object(value, where, {"name": _text(100)}, required=("name",))


_OPENID: Final[dict[str, Callable[[Any, str], Any]]] = {
    "issuer": _issuer,
    "clientId": _text(200),
    "scope": _text(400),
    "origins": _list(_bare_origin, most=5),
}
_DESTINATION: Final[dict[str, Callable[[Any, str], Any]]] = {
    "name": _text(60),
    "url": _address,
    "viewer": _viewer,
    "signIn": _sign_in,
}
_MEMBERS: Final[dict[str, Callable[[Any, str], Any]]] = {
    "schema": _text(40),
    "name": _text(60),
    "contact": _contact,
    "destinations": _destinations,
    "languages": _list(_language, least=1),
    "language": _language,
    "project": _project,
    "required": _list(_one_of(*REQUIRED), least=1),
    **dict.fromkeys(TERMS, _as_it_is),
}
