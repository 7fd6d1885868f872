"""The build: reproducible, hashed, and naming no place on the internet that it depends on."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
import shutil
import signal
import subprocess
import sys
import tomllib
import urllib.request
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import anami
from tools import anami_wheel, environment, server, static_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

ROOT = Path(__file__).resolve().parents[2]
NPM_FOLDERS = (".", "tools/bench")
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


@pytest.fixture(scope="module")
def manifest(dist: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((dist / "manifest.json").read_text("utf-8"))
    return loaded


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    folder = tmp_path_factory.mktemp("wheel")
    with zipfile.ZipFile(folder / anami_wheel.build_wheel(str(folder))) as opened:
        yield opened


def contents(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_second_build_in_another_folder_is_identical_byte_for_byte(tmp_path: Path) -> None:
    first = static_site.build(tmp_path / "first")
    second = static_site.build(tmp_path / "elsewhere" / "second")
    assert contents(first) == contents(second)
    assert {path.name for path in tmp_path.iterdir()} == {"first", "elsewhere"}


def test_a_build_replaces_what_an_older_one_left(tmp_path: Path) -> None:
    target = tmp_path / "dist"
    target.mkdir()
    (target / "left-over.js").write_text("old", encoding="utf-8")
    static_site.build(target)
    assert not (target / "left-over.js").exists()


def test_a_build_that_fails_leaves_the_last_good_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_site: Path) -> None:
        message = "disk full"
        raise OSError(message)

    target = tmp_path / "dist"
    target.mkdir()
    (target / "index.html").write_text("good", encoding="utf-8")
    monkeypatch.setattr(static_site, "_write_manifest", fail)
    with pytest.raises(OSError, match="disk full"):
        static_site.build(target)
    assert contents(tmp_path) == {"dist/index.html": hashlib.sha256(b"good").hexdigest()}


def test_the_manifest_lists_every_file_with_its_true_hash_and_size(
    dist: Path, manifest: dict[str, Any]
) -> None:
    listed = {path: row["sha256"] for path, row in manifest["files"].items()}
    found = contents(dist)
    del found["manifest.json"]
    assert listed == found
    sizes = {path: row["bytes"] for path, row in manifest["files"].items()}
    assert sizes == {path: (dist / path).stat().st_size for path in sizes}


def test_the_manifest_names_versions_and_the_edition_of_the_standard(
    manifest: dict[str, Any],
) -> None:
    package = json.loads((ROOT / "package.json").read_text("utf-8"))
    assert manifest["versions"]["anami"] == anami.__version__
    assert manifest["versions"]["pyodide"] == package["dependencies"]["pyodide"]
    assert set(manifest["versions"]) == {"anami", "micropip", "pydicom", "pyodide", "python"}
    assert all(re.match(r"\d+\.\d+", version) for version in manifest["versions"].values())
    assert set(manifest["standard"]) == {"edition", "table_digest"}
    assert re.fullmatch(r"20\d\d[a-e]", manifest["standard"]["edition"])
    assert re.fullmatch(r"[0-9a-f]{64}", manifest["standard"]["table_digest"])


def test_the_lock_of_wheels_names_exactly_the_wheels_that_are_there(dist: Path) -> None:
    packages = json.loads((dist / "packages.json").read_text("utf-8"))["packages"]
    assert set(packages) == {"anami", "micropip", "pydicom"}
    for name, package in packages.items():
        data = (dist / "wheels" / package["file_name"]).read_bytes()
        assert package["sha256"] == hashlib.sha256(data).hexdigest()
        assert package["name"] == name
    assert {wheel.name for wheel in (dist / "wheels").iterdir()} == {
        package["file_name"] for package in packages.values()
    }


def test_wheels_of_others_are_as_published(dist: Path) -> None:
    lock = (ROOT / "requirements" / "page.txt").read_text("utf-8")
    packages = json.loads((dist / "packages.json").read_text("utf-8"))["packages"]
    for name in ("micropip", "pydicom"):
        assert f"sha256:{packages[name]['sha256']}" in lock


def test_each_part_made_by_others_comes_with_its_licence(dist: Path) -> None:
    texts = {path.stem: path.read_text("utf-8") for path in (dist / "LICENSES").iterdir()}
    # Which part is under which of these texts.
    contents = texts.pop("contents")
    assert all(f"({name}.txt)" in contents for name in texts if name != "anami")
    assert set(texts) == {
        "anami",
        "codecs",
        "cornerstonejs-codecs",
        "hash-wasm",
        "jpeg-lossless-decoder-js",
        "micropip",
        "noble-hashes",
        "pydicom",
        "pyodide",
        "python",
        "zip.js",
    }
    assert all("Copyright" in text or "License" in text for text in texts.values())


def test_the_wheel_records_every_member_truly(wheel: zipfile.ZipFile) -> None:
    record = f"anami-{anami.__version__}.dist-info/RECORD"
    rows = {row[0]: row[1:] for row in csv.reader(io.StringIO(wheel.read(record).decode()))}
    assert set(rows) == set(wheel.namelist())
    assert rows.pop(record) == ["", ""]
    for member, (digest, size) in rows.items():
        data = wheel.read(member)
        algorithm, _, value = digest.partition("=")
        assert algorithm == "sha256"
        assert base64.urlsafe_b64decode(value + "=") == hashlib.sha256(data).digest()
        assert int(size) == len(data)


def test_the_wheel_carries_the_package_and_no_date_or_machine(wheel: zipfile.ZipFile) -> None:
    sources = {path.relative_to(ROOT).as_posix() for path in (ROOT / "anami").rglob("*.py")}
    assert sources <= set(wheel.namelist())
    assert {entry.date_time for entry in wheel.infolist()} == {anami_wheel.ZIP_DATE}
    assert {entry.compress_type for entry in wheel.infolist()} == {zipfile.ZIP_STORED}
    assert str(ROOT).encode() not in b"".join(wheel.read(name) for name in wheel.namelist())


def test_the_version_and_the_page_wheels_agree_with_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert "version" not in project
    assert anami_wheel.version() == anami.__version__
    for lock in LOCKS:
        # The auditor's environment reads lock files and runs nothing of ours.
        expected = lock.name != "audit.txt"
        assert (project["dependencies"][0] in lock.read_text("utf-8")) == expected
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert f"## {anami.__version__}" in changelog


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_python_lock_pins_each_package_with_hashes_and_names_no_host(lock: Path) -> None:
    text = lock.read_text("utf-8")
    requirements = text.replace("\\\n", " ").splitlines()
    assert requirements
    for line in requirements:
        assert re.match(r"[a-z0-9-]+==\S+ ", line)
        assert "--hash=sha256:" in line
    assert "://" not in text


@pytest.mark.parametrize("folder", NPM_FOLDERS)
def test_the_npm_lock_pins_each_package_with_a_hash_and_names_no_host(folder: str) -> None:
    text = (ROOT / folder / "package-lock.json").read_text("utf-8")
    packages = json.loads(text)["packages"]
    del packages[""]
    assert packages
    for described in packages.values():
        assert described["integrity"].startswith("sha512-")
        assert "resolved" not in described


def test_nothing_that_the_bench_compares_with_is_in_the_site(dist: Path) -> None:
    names = [path.relative_to(dist).as_posix() for path in dist.rglob("*") if path.is_file()]
    lock = json.loads((ROOT / "tools" / "bench" / "package-lock.json").read_text("utf-8"))
    peers = {name.rpartition("/")[2] for name in lock["packages"] if name}
    peers |= {"deid", "dicognito", "dicom_anonymizer"}
    assert not [name for name in names if peers & set(re.split(r"[/.-]", name))]


@pytest.mark.parametrize("folder", NPM_FOLDERS)
def test_npm_packages_are_pinned_to_one_version(folder: str) -> None:
    package = json.loads((ROOT / folder / "package.json").read_text("utf-8"))
    development = package.get("devDependencies", {})
    versions = [*package["dependencies"].values(), *development.values()]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions)


@pytest.mark.parametrize("version, words", [(None, "not on the PATH"), ("v18.20.4", "is v18.20.4")])
def test_a_missing_or_old_node_is_named_in_words(
    monkeypatch: pytest.MonkeyPatch, version: str | None, words: str
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: name if version else None)
    monkeypatch.setattr(environment, "run", lambda _command, doing: f"{version}\n" if doing else "")
    with pytest.raises(environment.SetUpError, match=words):
        environment.ensure_node()


def test_a_program_that_fails_is_quoted() -> None:
    script = "import sys; sys.exit('no such luck')"
    with pytest.raises(environment.SetUpError, match=r"trying failed(?s:.*)no such luck"):
        environment.run([sys.executable, "-c", script], doing="trying")


def test_bad_usage_exits_with_two() -> None:
    done = subprocess.run(
        [sys.executable, "build.py", "build", "--loudly"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "--loudly" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_serve_prints_an_address_that_answers_and_ends_cleanly_when_interrupted() -> None:
    command = [sys.executable, "-u", "build.py", "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        printed = next(line for line in process.stdout if "http://" in line)
        found = re.search(r"http://127\.0\.0\.1:\d+/", printed)
        assert found
        with urllib.request.urlopen(found[0]) as response:  # noqa: S310 - our own address
            assert response.read() == (ROOT / "dist" / "index.html").read_bytes()
        process.send_signal(signal.SIGINT)
        try:
            assert process.wait(timeout=10) == 0
        finally:
            process.kill()


def test_a_port_that_is_taken_is_replaced_by_a_free_one(tmp_path: Path) -> None:
    with (
        server.make_server(tmp_path) as first,
        server.make_server(tmp_path, first.server_port) as second,
    ):
        assert second.server_port not in {0, first.server_port}
        assert server.address(second).startswith("http://127.0.0.1:")
