"""Generates the data files of ``anami/standard/data`` from their sources.

What belongs here: reading the sources, checking that they are the ones that
were reviewed, and writing them compactly.  What does not: any judgement of
ours.  Judgements are written by hand in ``anami/standard`` with a reason.

The generator stops, and writes nothing, when the digest of a source, a row
count, a heading or the digest of Table E.1-1 differs from what is written
below.  A new edition of the standard is therefore a change of this file that
somebody has to look at.

Sources:

* the reviewed extracts of PS3.15, PS3.16 and PS3.6, edition 2026d, a folder of
  JSON files given by ``--source`` (or ``$ANAMI_SHARED/standard``);
* the wheel ``highdicom==0.28.2`` (MIT; its JSON derives from
  innolitics/dicom-standard, MIT, PS3.3/3.4 edition 2024c), given by
  ``--highdicom``; get it with
  ``pip download --no-deps highdicom==0.28.2``.

Run: ``python tools/generate_tables.py --source DIR --highdicom WHEEL``; with
``--check`` nothing is written and a difference is an error.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import zipfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "anami" / "standard" / "data"

EDITION = "2026d"
ATTRIBUTION = (
    "From the DICOM Standard, (c) NEMA. Excerpt for use by this program; not the official "
    "text, which is at www.dicomstandard.org. Not covered by the licence of the program."
)

SOURCE_SHA256 = {
    "e1-1.json": ("8f2022a4b2f0f1c2d0bf497a8f21a79f959c99125a21f09b09ffff28e935e98b"),
    "e3-4-1-structured-content.json": (
        "06f45db28045ce31847f37b0a48617c3ec9db7528dbc6361638835807ac7277e"
    ),
    "e3-10-1-safe-private.json": (
        "a58d7f18217534521b96fb540a0a190ff263e6926edcc8c0e1e49f1009f8eff8"
    ),
    "cid-7050.json": ("5da4cc282b0eb277de175926793a2b40c846fc752fc5f015ad37e838c34243cc"),
    "ps36-2026c-dictionary.json": (
        "74bcb7a647b7103d1698442b515ad58dc5e93dcc3185c4c73625c7ae1b505a80"
    ),
    "pydicom-3.0.2-dict-supplement.json": (
        "8f1664e5f80bfcec05e95220bf4f6b6cbe47af0abfe996cd447fdc17966ea105"
    ),
}
HIGHDICOM_SHA256 = "8864c7632e2c28c44ffaa3fe302d58cc68112b3b18a2b34e96e47252427cf6e4"
PYDICOM_VERSION = "3.0.2"
E1_1_CONTENT_SHA256 = "e257bc5e1cfecb3156ad3b871c43e6d73581cba6e80df460f4a4a87694e89442"
ROW_COUNTS = {"e1_1": 657, "e3_4_1": 214, "e3_10_1": 479, "cid_7050": 13, "sop": 180}

# Our name of each option column of Table E.1-1, and the name that the canonical
# form of the table's digest uses for it.
OPTIONS = {
    "rtn_safe_priv": "retain_safe_private",
    "rtn_uids": "retain_uids",
    "rtn_dev_id": "retain_device_identity",
    "rtn_inst_id": "retain_institution_identity",
    "rtn_pat_chars": "retain_patient_characteristics",
    "rtn_long_full_dates": "retain_longitudinal_full_dates",
    "rtn_long_modif_dates": "retain_longitudinal_modified_dates",
    "clean_desc": "clean_descriptors",
    "clean_struct_cont": "clean_structured_content",
    "clean_graph": "clean_graphics",
}
E1_1_HEADINGS = (
    *("tag", "tag_pattern", "name", "keyword", "vr", "retired", "in_std_comp_iod", "basic_prof"),
    *OPTIONS,
)
E3_4_1_HEADINGS = (
    *("code_meaning", "code_value", "coding_scheme", "value_type", "retired", "in_std_template"),
    *("basic_prof", "rtn_uids", "rtn_dev_id", "rtn_inst_id", "rtn_pat_chars"),
    *("rtn_long_full_dates", "rtn_long_modif_dates", "clean_desc"),
)
E3_10_1_HEADINGS = (
    *("tag", "group", "element_in_block", "private_creator", "vr", "vm", "meaning"),
)
CID_7050_HEADINGS = (
    *("coding_scheme_designator", "code_value", "code_meaning", "ps315_section", "option_key"),
)
STRICTNESS = ("1", "1C", "2", "2C", "3")

# Content items nest in content items without end (PS3.3 C.17.3); the source
# expands the first level only.
CONTENT_SEQUENCE = "0040A730"


class SourceChangedError(Exception):
    """A source is not the one that was reviewed."""


def require(what: str, got: object, expected: object) -> None:
    """Stop when a fact about a source is not the expected one."""
    if got != expected:
        message = f"{what}: got {got!r}, expected {expected!r}"
        raise SourceChangedError(message)


def canonical(rows: object) -> bytes:
    """Canonical JSON: sorted keys, no white space, UTF-8."""
    text = json.dumps(rows, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def read_sources(folder: Path) -> dict[str, Any]:
    """Read the reviewed extracts, after checking the digest of each."""
    sources = {}
    for name, digest in SOURCE_SHA256.items():
        raw = (folder / name).read_bytes()
        require(f"SHA-256 of {name}", hashlib.sha256(raw).hexdigest(), digest)
        sources[name] = json.loads(raw)
    return sources


def read_highdicom(wheel: Path) -> dict[str, Any]:
    """Read the three JSON tables of the wheel, after checking its digest."""
    require("SHA-256 of wheel", hashlib.sha256(wheel.read_bytes()).hexdigest(), HIGHDICOM_SHA256)
    with zipfile.ZipFile(wheel) as archive:
        return {
            name: json.loads(archive.read(f"highdicom/_standard/{name}.json"))
            for name in ("module_attribute_map", "iod_module_map", "sop_class_iod_map")
        }


def document(fields: dict[str, object], name: str, rows: list[Any]) -> str:
    """One JSON document with one row a line."""
    head = [f"{json.dumps(key)}: {json.dumps(value)}," for key, value in fields.items()]
    body = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    return "\n".join(["{", *head, f"{json.dumps(name)}: [", body, "]", "}", ""])


def header(table: str, columns: tuple[str, ...] = ()) -> dict[str, object]:
    """Make the fields that open each generated file."""
    fields: dict[str, object] = {"table": table, "edition": EDITION, "attribution": ATTRIBUTION}
    if columns:
        fields["columns"] = list(columns)
    return fields


def e1_1(source: dict[str, Any]) -> str:
    """Table E.1-1: a row per attribute."""
    rows = source["rows"]
    require("rows of E.1-1", len(rows), ROW_COUNTS["e1_1"])
    require("edition of E.1-1", source["edition"], EDITION)
    digested = [
        {
            "name": row["name"],
            "tag": row["tag"],
            "retired": row["retired"],
            "in_standard_iod": row["in_std_comp_iod"],
            "basic_profile": row["basic_prof"],
            "options": {long: row[short] for short, long in OPTIONS.items() if row[short]},
        }
        for row in rows
    ]
    digest = hashlib.sha256(canonical(digested)).hexdigest()
    require("content digest of E.1-1", digest, E1_1_CONTENT_SHA256)
    compact = []
    for row in rows:
        require("headings of E.1-1", tuple(row), E1_1_HEADINGS)
        compact.append(
            [
                *(row["tag"], row["tag_pattern"], row["name"], row["keyword"] or ""),
                " ".join(row["vr"] or ()),
                *(row["retired"], row["in_std_comp_iod"], row["basic_prof"]),
                {option: row[option] for option in OPTIONS if row[option]},
            ],
        )
    columns = (*E1_1_HEADINGS[:8], "options")
    return document(header("PS3.15 Table E.1-1", columns), "rows", compact)


def plain(source: dict[str, Any], table: str, headings: tuple[str, ...], count: int) -> str:
    """Write a table as it stands: a list per row, in the order of its columns."""
    require(f"rows of {table}", len(source["rows"]), count)
    for row in source["rows"]:
        require(f"headings of {table}", tuple(row), headings)
    return document(header(table, headings), "rows", [list(r.values()) for r in source["rows"]])


def supplement(ps36: dict[str, Any], extra: dict[str, Any]) -> str:
    """Write what PS3.6 has and the dictionary of pydicom has not, or names otherwise."""
    import pydicom  # noqa: PLC0415 - only this table needs it
    from pydicom._dicom_dict import DicomDictionary  # noqa: PLC0415 - only this table needs it

    require("version of pydicom", pydicom.__version__, PYDICOM_VERSION)
    rows = {}
    for tag, row in extra["rows"].items():
        rows[tag] = [tag, row["vr"], row["vm"], row["name"], row["keyword"], bool(row["retired"])]
    for tag, (keyword, raw_vr, vm, retired) in ps36.items():
        if "X" in tag or tag in rows:
            continue
        vr = raw_vr.replace("/", " or ")
        known = DicomDictionary[int(tag, 16)]
        same = (known[0], known[4]) == (vr or "NONE", keyword)
        if not same and not tag.startswith("FFFE"):
            rows[tag] = [tag, vr, vm, known[2], keyword, bool(retired)]
    columns = ("tag", "vr", "vm", "name", "keyword", "retired")
    return document(header("PS3.6 Table 6-1", columns), "rows", [rows[t] for t in sorted(rows)])


class Trie:
    """Attribute Types by path; equal sub-trees are stored once."""

    def __init__(self) -> None:
        self.nodes: list[str] = []
        self._index: dict[str, int] = {}

    def add(self, tree: dict[str, Any]) -> int:
        """Store a tree ``{tag: [type, tree]}``, children first; return its number."""
        edges = []
        for tag in sorted(tree):
            attribute_type, below = tree[tag]
            if below == "self":
                edges.append(f"{tag}={attribute_type}>self")
            else:
                edges.append(f"{tag}={attribute_type}" + (f">{self.add(below)}" if below else ""))
        text = " ".join(edges)
        if text not in self._index:
            self._index[text] = len(self.nodes)
            self.nodes.append(text)
        return self._index[text]


def module_tree(rows: list[dict[str, Any]], tags: dict[str, str]) -> dict[str, Any]:
    """Arrange the attributes of one module as nested ``{tag: [type, tree]}``."""
    tree: dict[str, Any] = {}
    for row in rows:
        level = tree
        for keyword in row["path"]:
            level = level.setdefault(tags[keyword], ["", {}])[1]
        entry = level.setdefault(tags[row["keyword"]], ["", {}])
        # "None" stands in modules of normalised services, whose requirements are
        # in PS3.4 by service and direction, not in the module.
        found = "" if row["type"] == "None" else row["type"]
        if found not in {*STRICTNESS, ""}:
            require("Type of an attribute", found, STRICTNESS)
        kept = [t for t in (entry[0], found) if t]
        entry[0] = min(kept, key=STRICTNESS.index) if kept else ""
    return tree


def add_content_recursion(tree: dict[str, Any]) -> None:
    """Let a content item hold content items of its own kind, to any depth."""
    for tag, entry in tree.items():
        if isinstance(entry[1], dict):
            if tag == CONTENT_SEQUENCE:
                entry[1].setdefault(CONTENT_SEQUENCE, ["1C", "self"])
            add_content_recursion(entry[1])


def attribute_types(source: dict[str, Any], ps36: dict[str, Any]) -> str:
    """Types of all attributes of all storage IODs, by path."""
    tags = {row[0]: tag.replace("XX", "00") for tag, row in ps36.items() if row[0]}
    # Keywords that PS3.6 has lengthened since the edition of the source.
    tags["AnalogFilterType"] = tags["AnalogFilterTypeCodeSequence"]
    tags["SummarizedFilterLookupTable"] = tags["SummarizedFilterLookupTableSequence"]
    sop = source["sop_class_iod_map"]
    require("SOP Classes", len(sop), ROW_COUNTS["sop"])
    trie = Trie()
    roots, iods = {}, {}
    for iod in sorted(set(sop.values())):
        modules = [m["key"] for m in source["iod_module_map"][iod]]
        missing = [m for m in modules if m not in source["module_attribute_map"]]
        for module in modules:
            if module not in roots and module not in missing:
                tree = module_tree(source["module_attribute_map"][module], tags)
                add_content_recursion(tree)
                roots[module] = trie.add(tree)
        numbers = sorted({roots[m] for m in modules if m not in missing})
        iods[iod] = [iod, not missing, " ".join(str(n) for n in numbers)]
    fields = header("PS3.3 attribute Types by IOD and path (from edition 2024c)")
    fields["node"] = "TAG=TYPE or TAG=TYPE>NODE, NODE being a line number or self"
    fields["derived_from"] = "highdicom 0.28.2 (MIT), from innolitics/dicom-standard (MIT)"
    fields["iods"] = [iods[name] for name in sorted(iods)]
    fields["sop_classes"] = sop
    return document(fields, "nodes", trie.nodes)


def tables_of_extracts(sources: dict[str, Any]) -> dict[str, str]:
    """Write the files that come from the reviewed extracts, by name."""
    ps36 = sources["ps36-2026c-dictionary.json"]
    return {
        "e1_1.json": e1_1(sources["e1-1.json"]),
        "e3_4_1.json": plain(
            sources["e3-4-1-structured-content.json"],
            "PS3.15 Table E.3.4-1",
            E3_4_1_HEADINGS,
            ROW_COUNTS["e3_4_1"],
        ),
        "e3_10_1.json": plain(
            sources["e3-10-1-safe-private.json"],
            "PS3.15 Table E.3.10-1",
            E3_10_1_HEADINGS,
            ROW_COUNTS["e3_10_1"],
        ),
        "cid_7050.json": plain(
            sources["cid-7050.json"],
            "PS3.16 CID 7050",
            CID_7050_HEADINGS,
            ROW_COUNTS["cid_7050"],
        ),
        "dictionary.json": supplement(ps36, sources["pydicom-3.0.2-dict-supplement.json"]),
    }


def build(sources: dict[str, Any], highdicom: dict[str, Any]) -> dict[str, str]:
    """Write all generated files, by name."""
    types = attribute_types(highdicom, sources["ps36-2026c-dictionary.json"])
    return {**tables_of_extracts(sources), "attribute_types.json": types}


def main(arguments: list[str] | None = None) -> int:
    """Generate, or with ``--check`` compare; 1 when something differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    shared = Path(os.environ.get("ANAMI_SHARED", ROOT.parent / "shared"))
    parser.add_argument("--source", type=Path, default=shared / "standard")
    parser.add_argument("--highdicom", type=Path, required=True)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args(arguments)
    try:
        files = build(read_sources(options.source), read_highdicom(options.highdicom))
    except SourceChangedError as error:
        print(f"stopped: {error}", file=sys.stderr)
        return 1
    TARGET.mkdir(parents=True, exist_ok=True)
    changed = 0
    for name, text in files.items():
        path = TARGET / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        changed += 1
        print(f"{'differs' if options.check else 'written'}: {name} ({len(text)} characters)")
        if not options.check:
            path.write_text(text, encoding="utf-8")
    return 1 if options.check and changed else 0


if __name__ == "__main__":
    sys.exit(main())
