"""Report → a page to print and tables for a spreadsheet, with no value of an original.

Everything comes from the report; what a person reads around it comes as words from the caller, in
the person's language, so that none stands here. The page is one file that loads nothing.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
from html import escape
from typing import TYPE_CHECKING, Any, Final

from anami.protocol import Protocol, describe

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["as_csv", "as_html"]

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
STYLE: Final = """
:root{--ink:#16211f;--soft:#4d5d5b;--line:#d3dcdb;--sunk:#eef2f2;--accent:#0f5e63;--good:#1c6b3c;
--bad:#a02c2c;--han:"Noto Sans CJK SC"}
:lang(zh){--han:"PingFang SC","Microsoft YaHei","Noto Sans CJK SC"}
:lang(ja){--han:"Hiragino Sans","Yu Gothic UI","Meiryo","Noto Sans CJK JP"}
*{box-sizing:border-box}
body{margin:0 auto;padding:2.5rem 1.5rem;max-width:60rem;color:var(--ink);background:#fff;
font:16px/1.6 system-ui,"Segoe UI",Roboto,"Noto Sans","Nirmala UI","Noto Sans Bengali",
"Noto Sans Devanagari","Geeza Pro","Noto Sans Arabic",var(--han),sans-serif;
font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
header{padding-block-end:1.5rem;border-block-end:3px solid var(--accent)}
.mark{color:var(--accent);font-weight:680}
h1{margin:.25rem 0 .5rem;font-size:2.07rem;line-height:1.3}
h2{margin:2.5rem 0 .75rem;font-size:1.44rem;line-height:1.25}
p{margin:.5rem 0;max-width:70ch}
.soft,dt,th,caption{color:var(--soft)}
.sum{display:flex;flex-wrap:wrap;gap:.5rem 1.5rem;margin:1.5rem 0;padding:1rem 1.25rem;
background:var(--sunk);border-radius:.75rem}
.sum b{display:block;font-size:2.07rem;line-height:1.2;font-weight:650}
.sum .good b{color:var(--good)}.sum .bad b{color:var(--bad)}
.sum i{align-self:center;font-style:normal;font-size:1.44rem;color:var(--soft)}
dl{display:grid;grid-template-columns:minmax(8rem,14rem) 1fr;gap:.5rem 1.5rem;margin:0}
dd{margin:0}
table{width:100%;border-collapse:collapse;font-size:.875rem}
th,td{padding:.35rem .5rem;text-align:start;vertical-align:top;
border-block-end:1px solid var(--line)}
th{font-weight:600}
td.number,th.number{text-align:end}
code,.hash{font:.8125rem/1.4 ui-monospace,"Cascadia Mono",Menlo,monospace}
footer{margin-block-start:2.5rem;padding-block-start:1rem;border-block-start:1px solid var(--line)}
@media(max-width:40rem){dl{grid-template-columns:1fr}table{display:block;overflow-x:auto}}
@media print{body{padding:0;max-width:none;font-size:10pt}h2{break-after:avoid}
tr{break-inside:avoid}
thead{display:table-header-group}.sum{border:1px solid var(--line)}}
@page{margin:16mm}
"""


def _digest(style: str) -> str:
    """Write the SHA-256 of an element's text as a Content-Security-Policy names it."""
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")


class _Words:
    """Texts by key, each written as HTML."""

    def __init__(self, words: Mapping[str, str], direction: str) -> None:
        self._words = words
        # Unicode's First Strong Isolate and its end: a value in Latin letters must not reorder an
        # Arabic or Hebrew sentence around it.
        self._around = ("\u2068", "\u2069") if direction == "rtl" else ("", "")

    def __call__(self, key: str, values: Mapping[str, Any] | None = None) -> str:
        text = self._words.get(key, key)
        before, after = self._around
        for name, value in (values or {}).items():
            text = text.replace(f"{{{name}}}", f"{before}{value}{after}")
        return escape(text)


def as_html(
    report: Mapping[str, Any], words: Mapping[str, str], language: str, direction: str
) -> str:
    """Return the report as a page of its own.

    Args:
        report: as `anami.report.build_report` makes it; each file may have a ``sha256`` besides.
        words: locale texts by key: those that begin with ``report.``, ``action.``, ``reason.``,
            ``code.``, ``warning.`` and ``protocol.says.``.
        language: BCP 47 tag of the words.
        direction: ``ltr`` or ``rtl``.

    """
    say = _Words(words, direction)
    parts = (
        _head(report, say),
        _sum(report, say),
        _chosen(report, say),
        _conformance(report, say),
        _attributes(report, say),
        _ended(report, say),
        _outputs(report, say),
        f"<footer><p class=soft>{say('report.footer')}</p></footer>",
    )
    return (
        f'<!doctype html>\n<html lang="{escape(language)}" dir="{escape(direction)}">\n<head>\n'
        '<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" '
        f"content=\"default-src 'none'; style-src 'sha256-{_digest(STYLE)}'; base-uri 'none'; "
        "form-action 'none'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{say('report.title')}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(part for part in parts if part)
        + "\n</body>\n</html>\n"
    )


def as_csv(report: Mapping[str, Any], table: str) -> str:
    """Return one table of the report as CSV (RFC 4180): ``attributes`` or ``files``.

    Entry names and codes come from Anami, names of attributes from PS3.6; a cell that a spreadsheet
    would run as a formula gets an apostrophe in front all the same.
    """
    columns = {
        "attributes": ("tag", "name", "action", "reason", "count"),
        "files": ("input", "entry", "status", "code", "where", "warnings", "sha256"),
    }[table]
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    for row in report[table]:
        writer.writerow([_cell(row.get(column, "")) for column in columns])
    return text.getvalue()


def _cell(value: Any) -> str:  # noqa: ANN401 - whatever a report's row holds
    text = " ".join(value) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _head(report: Mapping[str, Any], say: _Words) -> str:
    program, standard = report["program"], report["standard"]
    return (
        f"<header><p class=mark>{escape(program['name'])}</p><h1>{say('report.title')}</h1>"
        f"<p class=soft>{say('report.made-by', {'version': program['version']})} "
        f"{say('report.edition', {'edition': standard['edition']})}</p></header>"
    )


def _sum(report: Mapping[str, Any], say: _Words) -> str:
    totals = report["totals"]
    terms = [
        f'<span class="{kind}"><b>{totals[name]}</b> {say(f"report.{name}")}</span>'
        for name, kind in (
            ("inputs", ""),
            ("de-identified", "good"),
            ("refused", "bad" if totals["refused"] else ""),
            ("skipped", ""),
        )
    ]
    first, *others = terms
    checked = say("report.leak-check") if totals["de-identified"] else ""
    return (
        f"<div class=sum>{first}<i>=</i>{'<i>+</i>'.join(others)}</div>"
        f"<p>{checked}</p><p><strong>{say('report.limits')}</strong></p>"
    )


def _chosen(report: Mapping[str, Any], say: _Words) -> str:
    told = describe(Protocol.parse(dict(report["protocol"])))
    lines = "".join(f"<li>{say(key, values)}</li>" for key, values in told)
    return f"<section><h2>{say('report.chosen')}</h2><ul>{lines}</ul></section>"


def _conformance(report: Mapping[str, Any], say: _Words) -> str:
    """Return the statement, which is in the standard's own language whatever the person's is."""
    stated = report["conformance"]
    rows = "".join(
        f"<dt>{say(f'report.conformance.{name}')}</dt><dd lang=en dir=ltr>{_several(content)}</dd>"
        for name, content in stated.items()
        if content
    )
    digest = report["standard"]["table_e1_1_sha256"]
    return (
        f"<section><h2>{say('report.conformance')}</h2><dl>{rows}"
        f"<dt>{say('report.table-digest')}</dt><dd class=hash>{escape(digest)}</dd></dl></section>"
    )


def _several(content: Any) -> str:  # noqa: ANN401 - a text or a list of texts
    texts = content if isinstance(content, list) else [content]
    return "<br>".join(escape(str(text)) for text in texts)


def _attributes(report: Mapping[str, Any], say: _Words) -> str:
    rows = [
        (
            f"<code>{escape(row['tag'])}</code>",
            f"<span lang=en dir=ltr>{escape(row['name']) or say('report.private')}</span>",
            f"{say('action.' + row['action'])} <span class=soft>{escape(row['action'])}</span>",
            say(f"reason.{row['reason']}"),
            str(row["count"]),
        )
        for row in report["attributes"]
    ]
    heads = ("tag", "name", "action", "reason", "count")
    return _table("attributes", heads, rows, say) if rows else ""


def _ended(report: Mapping[str, Any], say: _Words) -> str:
    rows = [
        (str(file["input"]), say(f"report.{file['status']}"), say(f"code.{file['code']}"))
        for file in report["files"]
        if file["status"] != "de-identified"
    ]
    return _table("ended", ("input", "status", "why"), rows, say) if rows else ""


def _outputs(report: Mapping[str, Any], say: _Words) -> str:
    rows = [
        (
            f"<code dir=ltr>{escape(file['entry'])}</code>",
            "<br>".join(say(f"warning.{code}") for code in file["warnings"]),
            f"<span class=hash>{escape(file.get('sha256', '') or '-')}</span>",
        )
        for file in report["files"]
        if file["status"] == "de-identified"
    ]
    return _table("outputs", ("entry", "warnings", "sha256"), rows, say) if rows else ""


def _table(name: str, heads: Sequence[str], rows: Iterable[Sequence[str]], say: _Words) -> str:
    numbers = {at for at, head in enumerate(heads) if head in {"count", "input"}}
    kinds = [' class="number"' if at in numbers else "" for at in range(len(heads))]
    head = "".join(
        f"<th scope=col{kind}>{say(f'report.column.{column}')}</th>"
        for column, kind in zip(heads, kinds, strict=True)
    )
    body = "".join(
        "<tr>" + "".join(f"<td{k}>{c}</td>" for c, k in zip(row, kinds, strict=True)) + "</tr>\n"
        for row in rows
    )
    return (
        f"<section><h2>{say(f'report.{name}')}</h2>"
        f"<p class=soft>{say(f'report.{name}.meaning')}</p>"
        f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table></section>"
    )
