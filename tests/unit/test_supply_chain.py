"""What the site is made of, and whether one that is served is the one that was built."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cyclonedx.model.bom import Bom

from tools import audit, integrity, sbom, server, site_config, static_site, verify

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def bill(dist: Path) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((dist / sbom.NAME).read_text("utf-8"))
    return said


@pytest.fixture
def copy(dist: Path, tmp_path: Path) -> Path:
    return shutil.copytree(dist, tmp_path / "site")


def every(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for component in components:
        yield component
        yield from every(component.get("components", []))


def named(component: dict[str, Any], name: str) -> list[str]:
    return [row["value"] for row in component["properties"] if row["name"] == f"anami:{name}"]


def test_the_bill_of_materials_is_one_that_its_library_reads_again(bill: dict[str, Any]) -> None:
    read: Bom = Bom.from_json(bill)  # type: ignore[attr-defined] # a decorator adds it
    assert {one.name for one in read.components} == {one["name"] for one in bill["components"]}
    assert bill["bomFormat"] == "CycloneDX"


def test_the_bill_names_each_package_that_the_locks_put_into_the_site(bill: dict[str, Any]) -> None:
    package = json.loads((ROOT / "package.json").read_text("utf-8"))
    lock = (ROOT / "requirements" / "page.txt").read_text("utf-8")
    wheels = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", lock, re.MULTILINE))
    versions = {one["name"]: one["version"] for one in bill["components"]}
    sending = {package for package, _, _ in static_site.SENDING_VENDORED}
    assert sending <= package["dependencies"].keys()
    always = {
        name: version for name, version in package["dependencies"].items() if name not in sending
    }
    assert versions == always | wheels


def test_a_site_that_sends_has_what_sends_in_its_bill_and_its_licence(copy: Path) -> None:
    destinations = [{"name": "Archive", "url": "https://archive.example/dicom-web"}]
    settings = {"schema": site_config.SCHEMA, "destinations": destinations}
    static_site.configure(copy, site_config.checked(settings))
    said = json.loads((copy / sbom.NAME).read_text("utf-8"))
    [library] = [one for one in said["components"] if one["name"] == "oauth4webapi"]
    assert (copy / named(library, "file")[0]).is_file()
    assert (copy / named(library, "licence-text")[0]).is_file()


def test_the_bill_accounts_for_each_file_of_others(bill: dict[str, Any], dist: Path) -> None:
    told = {file for one in bill["components"] for file in named(one, "file")}
    there = {
        path.relative_to(dist).as_posix()
        for folder in ("vendor", "pyodide", "wheels")
        for path in (dist / folder).rglob("*")
        if path.is_file() and not path.name.startswith("anami-")
    }
    assert there <= told
    assert all((dist / file).is_file() for file in told)


def test_each_part_of_the_bill_has_a_licence_and_its_text(bill: dict[str, Any], dist: Path) -> None:
    overview = (dist / sbom.OVERVIEW).read_text("utf-8")
    for one in every(bill["components"]):
        assert one["licenses"]
        [text] = named(one, "licence-text")
        assert (dist / text).is_file(), text
        assert re.search(
            rf"^ *{re.escape(one['name'])}\b.*{Path(text).name}", overview, re.MULTILINE
        )


def test_the_bill_has_no_time_of_its_own_and_pins_what_was_published(bill: dict[str, Any]) -> None:
    assert "timestamp" not in bill["metadata"]
    assert all(one["hashes"] for one in bill["components"])


def test_the_document_tells_the_hash_of_each_script_and_style_that_it_loads(dist: Path) -> None:
    text = (dist / "index.html").read_text("utf-8")
    told = dict(re.findall(r'(?:src|href)="([^"]+)" integrity="([^"]+)"', text))
    assert told == {path: integrity.digest((dist / path).read_bytes()) for path in told}
    assert {*integrity.modules(dist), integrity.ENTRY} < set(told)
    assert {path for path in told if path.endswith(".css")} == {
        path.relative_to(dist).as_posix() for path in (dist / "static").glob("*.css")
    }


def test_the_sources_are_the_document_but_for_its_hashes(copy: Path) -> None:
    told = (copy / "index.html").read_text("utf-8")
    assert integrity.untold(told) == (ROOT / "index.html").read_text("utf-8")
    before = (copy / "index.html").read_bytes()
    integrity.tell(copy)
    assert (copy / "index.html").read_bytes() == before


def test_a_true_copy_is_verified_in_a_folder_and_on_a_host(
    copy: Path, dist: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify.main([str(copy), "--against", str(dist)]) == 0
    with server.running(server.make_server(copy)) as address:
        assert verify.main([address]) == 0
    assert "as this commit builds it" in capsys.readouterr().out


def altered_file(copy: Path) -> str:
    (copy / "static" / "worker.js").write_text("self.onmessage = 0;", encoding="utf-8")
    return "static/worker.js: not as the manifest says"


def missing_file(copy: Path) -> str:
    (copy / "python.pack").unlink()
    return "python.pack: absent"


def further_file(copy: Path) -> str:
    (copy / "static" / "more.js").touch()
    return "static/more.js: not in the manifest"


def laxer_policy(copy: Path) -> str:
    text = (copy / "index.html").read_text("utf-8").replace("connect-src 'self'", "connect-src *")
    static_site.rewrite(copy, "index.html", text.encode())
    return "index.html: the Content-Security-Policy is not that of this repository"


def inline_script(copy: Path) -> str:
    text = (copy / "index.html").read_text("utf-8").replace("</head>", "<script>1</script></head>")
    static_site.rewrite(copy, "index.html", text.encode())
    return "index.html: a script without its hash"


def rewritten_program(copy: Path) -> str:
    static_site.rewrite(copy, "app.py", b"# nothing\n")
    return "app.py: not as this commit builds it"


def no_manifest(copy: Path) -> str:
    (copy / "manifest.json").write_text("{", encoding="utf-8")
    return "manifest.json: absent, or not a manifest"


@pytest.mark.parametrize(
    "change",
    [
        altered_file,
        missing_file,
        further_file,
        laxer_policy,
        inline_script,
        rewritten_program,
        no_manifest,
    ],
)
def test_what_is_not_as_it_should_be_is_named(
    change: Any,  # noqa: ANN401 - one of the functions above
    copy: Path,
    dist: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    line = change(copy)
    assert verify.main([str(copy), "--against", str(dist)]) == 1
    assert line in capsys.readouterr().out.splitlines()


def test_a_host_that_sends_us_elsewhere_is_not_believed() -> None:
    class Elsewhere(server.Handler):
        def do_GET(self) -> None:  # noqa: N802 - the base class's name
            self.send_response(302)
            self.send_header("Location", "/manifest.json")
            self.send_header("Content-Length", "0")
            self.end_headers()

    with server.running(server.Server((server.HOST, 0), Elsewhere)) as address:
        found = list(verify.problems(verify.reader(address)))
    assert found == ["manifest.json: absent, or not a manifest"]


def test_an_audit_tells_findings_from_a_database_that_gives_no_answer() -> None:
    row = {"name": "one", "version": "1", "vulns": [{"id": "CVE-0000-1"}]}
    assert audit.python_findings(json.dumps({"dependencies": [row]})) == ["one 1: CVE-0000-1"]
    assert audit.python_findings(json.dumps({"dependencies": [row | {"vulns": []}]})) == []
    unknown = {"name": "two", "skip_reason": "not found"}
    assert audit.python_findings(json.dumps({"dependencies": [row, unknown]})) is None
    assert audit.python_findings("") is None
    rows = {"vulnerabilities": {"three": {"severity": "high"}}}
    assert audit.npm_findings(json.dumps(rows)) == ["three: high"]
    assert audit.npm_findings(json.dumps({"error": {}})) is None
