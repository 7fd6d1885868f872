"""Checks a parsed JSON document against a JSON Schema, as far as Anami's own schema needs it.

The schema is the one source of what a document may hold: other programs validate with it too. The
libraries that know all of JSON Schema need compiled code, which the page can't load, so this knows
the few keywords in `KEYWORDS` (JSON Schema 2020-12) and stops at any other (a test holds the
committed schema to them). Nothing here knows what a protocol is.
"""

from __future__ import annotations

import re
from typing import Any, Final

from anami.errors import MalformedProtocolError, UnknownMemberError

__all__ = ["KEYWORDS", "validate"]

ANNOTATIONS: Final = frozenset(("$schema", "$id", "$defs", "title", "description", "default"))
KEYWORDS: Final = ANNOTATIONS | {
    *("$ref", "type", "const", "enum", "anyOf", "pattern", "minLength", "maxLength"),
    *("minimum", "maximum", "items", "minItems", "maxItems", "uniqueItems"),
    *("properties", "required", "additionalProperties", "minProperties"),
}
TYPES: Final[dict[str, type]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "boolean": bool,
}
Schema = dict[str, Any]


def validate(value: object, schema: Schema, root: Schema, where: str = "") -> None:
    """Check `value` against `schema`.

    Args:
        value: a parsed JSON document or part of it.
        schema: what it must follow.
        root: the whole schema, to which references point.
        where: where in the document the value stands, for errors.

    Raises:
        UnknownMemberError: an object has a member that the schema doesn't name.
        MalformedProtocolError: anything else differs.
        NotImplementedError: the schema uses a keyword that isn't known here.

    """
    if schema.keys() - KEYWORDS:
        raise NotImplementedError
    if "$ref" in schema:
        validate(value, _resolved(schema["$ref"], root), root, where)
        return
    if "anyOf" in schema:
        _validate_branches(value, schema["anyOf"], root, where)
        return
    _require(_has_type(value, schema.get("type")), where)
    _require("const" not in schema or value == schema["const"], where)
    _require("enum" not in schema or value in schema["enum"], where)
    if isinstance(value, str):
        _validate_text(value, schema, where)
    elif isinstance(value, dict):
        _validate_object(value, schema, root, where)
    elif isinstance(value, list):
        _validate_array(value, schema, root, where)
    elif isinstance(value, int):
        _require(schema.get("minimum", value) <= value <= schema.get("maximum", value), where)


def _require(condition: bool, where: str) -> None:  # noqa: FBT001 - the condition is the argument
    if not condition:
        raise MalformedProtocolError(where)


def _resolved(reference: str, root: Schema) -> Schema:
    name = reference.removeprefix("#/$defs/")
    found: Schema = root["$defs"][name]
    return found


def _has_type(value: object, name: str | None) -> bool:
    if name is None:
        return True
    # JSON's true is no number, though Python's is.
    return isinstance(value, TYPES[name]) and (name == "boolean" or not isinstance(value, bool))


def _validate_branches(value: object, branches: list[Schema], root: Schema, where: str) -> None:
    """Check against the branch of the value's own type, so that the error says what is wrong."""
    resolved = [_resolved(one["$ref"], root) if "$ref" in one else one for one in branches]
    fitting = [branch for branch in resolved if _has_type(value, branch.get("type"))]
    _require(len(fitting) == 1, where)
    validate(value, fitting[0], root, where)


def _validate_text(value: str, schema: Schema, where: str) -> None:
    _require(schema.get("minLength", 0) <= len(value), where)
    _require(len(value) <= schema.get("maxLength", len(value)), where)
    # Schema patterns are anchored; Python's $ would let a line feed pass.
    pattern = schema.get("pattern", "^(?s:.*)$").removeprefix("^").removesuffix("$")
    _require(re.fullmatch(pattern, value) is not None, where)


def _validate_object(value: dict[str, Any], schema: Schema, root: Schema, where: str) -> None:
    members = schema.get("properties", {})
    for at, name in enumerate(value, 1):
        if name not in members:
            # Which one, not what it is called: what isn't known may be anybody's name.
            raise UnknownMemberError(f"{where} member {at}".lstrip())
    for name in schema.get("required", ()):
        _require(name in value, _joined(where, name))
    _require(schema.get("minProperties", 0) <= len(value), where)
    for name, member in value.items():
        validate(member, members[name], root, _joined(where, name))


def _validate_array(value: list[Any], schema: Schema, root: Schema, where: str) -> None:
    _require(schema.get("minItems", 0) <= len(value), where)
    _require(len(value) <= schema.get("maxItems", len(value)), where)
    for index, item in enumerate(value):
        validate(item, schema["items"], root, f"{where}[{index}]")
    if schema.get("uniqueItems"):
        _require(all(item not in value[:index] for index, item in enumerate(value)), where)


def _joined(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name
