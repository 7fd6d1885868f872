"""The bench's arithmetic, its order, its tables and its files; nothing here takes a time."""

from __future__ import annotations

import io
import json
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pydicom
import pytest

from anami import survey
from tools.bench import __main__ as bench
from tools.bench import (
    figures,
    native,
    page,
    peer_work,
    plot,
    runs,
    scale,
    table,
    workloads,
)
from tools.bench.model import (
    CONTENDERS,
    FORM,
    WORKLOAD_TITLES,
    Row,
    Sample,
    Workload,
    order,
    repeats_for,
)
from tools.bench.native import RunError
from tools.bench.set_up import Peers
from tools.environment import SetUpError

ALL = [one.id for one in CONTENDERS]


def row(workload: str, contender: str, seconds: float, **more: int) -> dict[str, Any]:
    """Give a row of three runs around a median."""
    times = [seconds * 3, seconds, seconds / 3]
    return Row(workload, contender, seconds=times, outputs=10).as_dict() | more


@pytest.fixture
def results() -> figures.Results:
    """Results that reach every target, each just so."""
    described = {"title": "", "files": 100, "bytes": 200_000_000, "origin": "generated"}
    rows = []
    for name in WORKLOAD_TITLES:
        rows += [
            row(name, "anami-engine-1", 1.0),
            row(name, "anami-page-2", 2.5, peak=1_099_000_000, idle=500_000_000),
            row(name, "anami-cpython", 0.2),
            row(name, "dicognito", 3.0),
            row(name, "kitware", 3.0),
            row(name, "dcmjs", 1.1),
            row(name, "zip", 1.0),
            row(name, "cat", 0.1),
        ]
    return {
        "form": FORM,
        "quick": False,
        "seconds": 1800,
        "machine": {
            "date": "2001-02-03",
            "commit": "abc",
            "cores": 2,
            "processor": "a processor",
            "memory": 16 * 2**30,
            "system": "Linux 6",
            "load": "0.1",
            "versions": {"Python": "3.11", "dcmjs": "0.1"},
        },
        "workloads": {
            name: described | {"title": title, "files": 1 if name == "big" else 100}
            for name, title in WORKLOAD_TITLES.items()
        },
        "rows": rows,
        "start": {"cold": [9000.0], "warm": [2000.0, 1900.0, 2100.0], "bare": [1000.0]},
        "download": {"files": 9, "raw": 17_000_000, "gzip": 7_000_000, "brotli": 5_999_999},
        "growth": [
            {"files": 1000, "status": "ok", "why": "", "seconds": [9.0, 1.0, 1.0]},
            {"files": 100_000, "status": "ok", "why": "", "seconds": [119.0]},
        ],
        "memory": {
            "sizes": [
                {"bytes": 10_000_000_000, "status": "ok", "peak": 1_090, "idle": 500},
                {"bytes": 1_000_000_000, "status": "ok", "peak": 1_000, "idle": 500},
            ]
        },
    }


def test_every_round_runs_each_contender_once_and_begins_further_on() -> None:
    rounds = [order(ALL, turn) for turn in range(len(ALL))]
    assert all(sorted(one) == sorted(ALL) for one in rounds)
    assert sorted(one[0] for one in rounds) == sorted(ALL)
    assert order(ALL, len(ALL)) == ALL
    assert order([], 3) == []


@pytest.mark.parametrize(
    "contender, first, repeats",
    [
        ("deid", 5, 5),
        ("deid", 9, 3),
        ("deid", 16, 1),
        ("anami-page-1", 200, 5),
        ("zip", 200, 5),
    ],
)
def test_only_a_slow_peer_is_run_less_often(contender: str, first: float, repeats: int) -> None:
    assert repeats_for(contender, first, 5) == repeats
    assert repeats_for(contender, first, 1) == 1


def test_a_row_takes_memory_from_any_run_and_time_from_timed_ones_alone() -> None:
    one = Row("ct", "zip")
    one.add(Sample(50.0, 3, peak=900, idle=100), timed=False)
    assert not one.seconds
    for seconds in (2.0, 9.0, 1.0):
        one.add(Sample(seconds, 3, timings={"survey": seconds}), timed=True)
    assert (one.median, one.peak, one.idle) == (2.0, 900, 100)
    assert one.timings == {"survey": [2.0, 9.0, 1.0]}
    one.status = "failed"
    assert one.median is None
    assert Row(**json.loads(json.dumps(one.as_dict()))) == one


def test_a_ratio_tells_how_many_times_as_fast(results: figures.Results) -> None:
    assert figures.ratio(results, "ct", "anami-engine-1", "dicognito") == pytest.approx(3)
    assert figures.ratio(results, "ct", "zip", "anami-page-2") == pytest.approx(2.5)
    assert figures.ratio(results, "ct", "zip", "gdcmanon") is None


def test_a_target_that_is_met_exactly_is_reached(results: figures.Results) -> None:
    found = figures.targets(results)
    assert {target.verdict for target in found} == {"reached"}
    assert len({target.text for target in found}) == len(found)


@pytest.mark.parametrize(
    "contender, factor, missed",
    [
        ("anami-engine-1", 1.2, 9),
        ("anami-page-2", 1.1, 3),
        ("anami-cpython", 1.1, 2),
        ("zip", 0.9, 3),
    ],
)
def test_a_target_that_is_not_met_is_missed(
    results: figures.Results, contender: str, factor: float, missed: int
) -> None:
    for one in results["rows"]:
        if one["contender"] == contender:
            one["seconds"] = [seconds * factor for seconds in one["seconds"]]
    verdicts = [target.verdict for target in figures.targets(results)]
    assert verdicts.count("missed") == missed
    assert verdicts.count("reached") == len(verdicts) - missed


def test_memory_growth_start_and_download_can_be_missed_too(results: figures.Results) -> None:
    for one in results["rows"]:
        one["peak"] *= 2
    results["memory"]["sizes"][0]["peak"] = 1_101
    results["growth"][1]["seconds"] = [121.0]
    results["start"]["warm"] = [2001.0]
    results["download"]["brotli"] = 6_000_000
    missed = [one.figure for one in figures.targets(results) if one.verdict == "missed"]
    assert missed == ["1698 MB", "1.10 ×", "1.21 ×", "2.00 ×", "6.00 MB"]


def test_what_was_not_measured_is_neither_reached_nor_missed(results: figures.Results) -> None:
    nothing: figures.Results = {"workloads": {}, "rows": []}
    found = figures.targets(nothing)
    assert {target.verdict for target in found} == {figures.NOT_MEASURED}
    assert len(found) == len(figures.targets(results))


def test_a_peer_that_failed_where_anami_did_not_is_beaten(results: figures.Results) -> None:
    for one in results["rows"]:
        if one["contender"] == "dcmjs" and one["workload"] == "big":
            one.update(status="failed", why="raised RangeError")
    target = next(t for t in figures.targets(results) if "dcmjs" in t.text and "2 GB" in t.text)
    assert (target.figure, target.verdict) == ("dcmjs failed", "reached")


def test_a_large_run_that_failed_misses_its_target(results: figures.Results) -> None:
    results["growth"][1].update(status="failed", why="took too long")
    results["memory"]["sizes"][0].update(status="failed", why="took too long")
    failed = [t for t in figures.targets(results) if t.figure == "a run failed"]
    assert [target.verdict for target in failed] == ["missed", "missed"]
    results["memory"]["sizes"][0].update(status="skipped", why="no room")
    verdicts = {target.text: target.verdict for target in figures.targets(results)}
    assert verdicts["peak memory of the browser: ten times the bytes"] == figures.NOT_MEASURED


def test_a_table_has_a_line_for_each_row_and_says_why_one_has_no_figures(
    results: figures.Results,
) -> None:
    results["rows"][0].update(status="failed", why="ended with status 1")
    cells = table.workload_cells(results, next(iter(WORKLOAD_TITLES)))
    assert [len(line) for line in cells] == [len(table.HEAD)] * 9
    assert cells[1][2:4] == ["failed: ended with status 1", figures.NONE]
    assert cells[2][2:7] == ["3", "2.50", "40.0", "80.0", "1,099"]
    zipped = next(line for line in cells if line[0] == "zip -0")
    assert zipped[-5:] == [figures.NONE, "0.40", "5.00", figures.NONE, "10.0"]


def test_tables_as_text_and_markdown_hold_the_same_cells(results: figures.Results) -> None:
    for title, cells in table.all_cells(results):
        assert title
        plain, marked = table.text(cells), table.markdown(cells)
        assert len(plain.splitlines()) == len(cells)
        assert len(marked.splitlines()) == len(cells) + 1
        for line in cells:
            assert all(cell in plain and cell in marked for cell in line)


def test_the_stages_of_the_page_are_told_by_its_own_clock(results: figures.Results) -> None:
    assert len(table.stage_cells(results)) == 1
    results["rows"][1]["timings"] = {"survey": [9.0, 10.0, 11.0], "boot": [5.0]}
    head, line = table.stage_cells(results)
    assert line == ["Anami, browser, 2 workers: survey", "end to end", "10.0", *[figures.NONE] * 4]
    assert len(head) == len(line)


@pytest.mark.parametrize(
    "value, written",
    [
        (None, "–"),
        (1234.5, "1,234"),
        (100, "100"),
        (99.94, "99.9"),
        (5, "5.00"),
        (0.123, "0.12"),
        (0.0131, "0.013"),
    ],
)
def test_figures_are_written_with_the_digits_that_count(value: float | None, written: str) -> None:
    assert table.number(value) == written


def test_the_picture_shows_each_workload_the_fastest_first(results: figures.Results) -> None:
    drawn = plot.draw(results)
    tree = ET.fromstring(drawn)  # noqa: S314 - made a line above
    words = [node.text or "" for node in tree.iter() if node.tag.endswith("text")]
    for title in WORKLOAD_TITLES.values():
        assert any(word.startswith(title) for word in words)
    bars, unit = plot.bars_of(results, "ct")
    assert unit == "files/s"
    assert [bar.value for bar in bars] == sorted((bar.value for bar in bars), reverse=True)
    assert plot.bars_of(results, "big")[1] == "MB/s"
    assert plot.draw(results) == drawn


def test_the_page_is_made_from_the_results_alone(
    results: figures.Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "results.json").write_text(json.dumps(results), encoding="utf-8")
    monkeypatch.setattr(page, "TARGET", tmp_path / "speed.md")
    monkeypatch.setattr(page, "PICTURE", tmp_path / "speed.svg")
    assert bench.main(["--page", "--into", str(tmp_path / "results.json")]) == 0
    text = page.TARGET.read_text(encoding="utf-8")
    assert text == page.document(results)
    assert page.PICTURE.read_text(encoding="utf-8") == plot.draw(results)
    assert "{" not in text
    assert "16.0 GiB" in text
    assert "30 minutes" in text
    for title, cells in table.all_cells(results):
        assert f"## {title}\n" in text
        assert all(f"| {' | '.join(line)} |" in text for line in cells)


def test_numbered_files_differ_in_their_number_alone_and_read_well(tmp_path: Path) -> None:
    paths = list(workloads.tiny(tmp_path, 3))
    datasets = [pydicom.dcmread(path) for path in paths]
    assert len({dataset.SOPInstanceUID for dataset in datasets}) == 3
    assert {len(path.read_bytes()) for path in paths} == {paths[0].stat().st_size}
    for dataset in datasets:
        assert dataset.SOPInstanceUID == dataset.file_meta.MediaStorageSOPInstanceUID
        assert dataset.SOPInstanceUID.endswith(str(dataset.InstanceNumber))


@pytest.mark.parametrize("name", WORKLOAD_TITLES)
def test_each_workload_is_files_that_anami_can_use(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workloads, "SHARED", tmp_path / "absent")
    monkeypatch.setattr(workloads, "GIGA", 1_000_000)
    monkeypatch.setattr(workloads, "MEGA", 40_000)
    made = workloads.make(name, tmp_path, quick=True)
    assert made.origin.startswith("generated")
    assert sorted(made.files) == sorted(path for path in made.folder.rglob("*") if path.is_file())
    assert made.size == sum(path.stat().st_size for path in made.files)
    assert {survey(path).status for path in made.files} == {"readable"}


def test_a_real_series_is_taken_without_what_is_no_image(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "corpus-perf" / "ct-head"
    source.mkdir(parents=True)
    image = next(workloads.tiny(tmp_path / "one", 1)).read_bytes()
    for name in ("I1", "I2", "DIRFILE"):
        (source / name).write_bytes(image)
    (source / "notes").write_text("words")
    monkeypatch.setattr(workloads, "SHARED", tmp_path)
    made = workloads.make("ct", tmp_path, quick=False)
    assert made.origin == "real: ct-head"
    assert [path.name for path in made.files] == ["I1", "I2"]


def test_a_multi_frame_file_is_as_long_as_it_says_and_no_hole(tmp_path: Path) -> None:
    path = workloads.multi_frame(tmp_path / "big.dcm", 0, 3 * 1024 * 1024)
    dataset = pydicom.dcmread(path)
    assert len(dataset.PixelData) == dataset.NumberOfFrames * dataset.Rows * dataset.Columns
    assert path.stat().st_blocks * 512 >= len(dataset.PixelData)


@pytest.fixture
def small(tmp_path: Path) -> Workload:
    """Three tiny files."""
    folder = tmp_path / "workload"
    files = tuple(workloads.tiny(folder, 3))
    return Workload("tiny", folder, files, sum(p.stat().st_size for p in files), "")


def test_the_engine_in_one_process_does_each_file(small: Workload, tmp_path: Path) -> None:
    request = {
        "peer": "anami-cpython",
        "warm": str(small.files[0]),
        "files": [str(path) for path in small.files],
        "output": str(tmp_path / "output"),
    }
    (tmp_path / "output").mkdir()
    answer = peer_work.carry_out(request)
    assert answer["error"] == ""
    assert answer["seconds"] > 0
    assert runs.deidentified(small, tmp_path / "output") == len(small.files)


def test_a_library_that_raises_is_told_by_the_kind_of_its_exception(
    small: Workload, tmp_path: Path
) -> None:
    (tmp_path / "output").mkdir()
    request = {"peer": "anami-cpython", "warm": "/absent", "files": [], "output": ""}
    request["output"] = str(tmp_path / "output")
    answer = peer_work.carry_out(request | {"files": [str(small.files[0])]})
    assert answer["error"].startswith("raised ")
    assert "absent" not in answer["error"]


def test_copies_of_originals_and_rubbish_do_not_count_as_deidentified(
    small: Workload, tmp_path: Path
) -> None:
    output = tmp_path / "output"
    output.mkdir()
    for path in small.files:
        (output / path.name).write_bytes(path.read_bytes())
    (output / "rubbish").write_bytes(b"")
    assert runs.deidentified(small, output) == 0
    dataset = pydicom.dcmread(small.files[0])
    dataset.PatientName = "Somebody"
    buffer = io.BytesIO()
    dataset.save_as(buffer)
    (output / "done").write_bytes(buffer.getvalue())
    assert runs.deidentified(small, output) == 1


def run_python(
    program: str, timeout: float = 60, *, metered: bool = False, statuses: tuple[int, ...] = (0,)
) -> tuple[float, int]:
    """Time a Python program."""
    command = [sys.executable, "-c", program]
    return native.timed(
        command, cwd=Path.cwd(), timeout=timeout, metered=metered, statuses=statuses
    )


def test_a_program_that_fails_or_hangs_or_is_absent_is_an_error_that_says_how() -> None:
    with pytest.raises(RunError, match="status 3"):
        run_python("raise SystemExit(3)")
    assert run_python("raise SystemExit(3)", statuses=(0, 3))[0] > 0
    with pytest.raises(RunError, match="longer than"):
        run_python("import time; time.sleep(60)", timeout=0.2)
    with pytest.raises(RunError, match="started"):
        native.timed(["/absent/program"], cwd=Path.cwd(), timeout=1)


def test_memory_is_that_of_the_program_and_with_its_children_where_asked() -> None:
    hold = "import time; held = b'x' * 80_000_000; time.sleep(0.5)"
    both = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {hold!r}])"
    assert run_python(hold)[1] > 80_000_000
    assert run_python(both)[1] < 80_000_000
    assert run_python(both, metered=True)[1] > 80_000_000


@pytest.fixture
def ground(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> runs.Ground:
    """Stand where runs are made up: `zip` loses a file, `deid` raises, the rest works."""

    def pretend(
        _ground: runs.Ground, contender: str, workload: Workload, *, metered: bool
    ) -> Sample:
        if contender == "deid":
            raise ValueError
        lost = contender == "zip"
        return Sample(1.0, len(workload.files) - lost, peak=7 if metered else 5)

    monkeypatch.setattr(runs, "carry_out", pretend)
    peers = Peers(missing={"gdcmanon": "not installed"})
    return runs.Ground(tmp_path, peers, None, None, None, tmp_path)  # type: ignore[arg-type] # no browser


def test_a_failing_contender_is_a_row_and_the_others_go_on(
    ground: runs.Ground, small: Workload
) -> None:
    wanted = ["cat", "zip", "anami-page-1", "deid", "gdcmanon"]
    found = {row.contender: row for row in runs.compare(ground, small, wanted, 5)}
    assert {name: row.status for name, row in found.items()} == {
        "cat": "ok",
        "zip": "failed",
        "anami-page-1": "ok",
        "deid": "failed",
        "gdcmanon": "skipped",
    }
    assert [len(row.seconds) for row in found.values()] == [5, 1, 5, 0, 0]
    assert found["deid"].why == "bench: ValueError"
    assert found["zip"].why == "2 of 3 files came out de-identified"
    # Only what has several processes is watched in a run of its own.
    assert (found["cat"].peak, found["anami-page-1"].peak) == (5, 7)


def test_memory_is_not_measured_where_the_disk_has_no_room(ground: runs.Ground) -> None:
    found = scale.memory(ground, [(10**18, 1)])
    assert [one["status"] for one in found["sizes"]] == ["skipped"]
    assert "GB of disk" in found["sizes"][0]["why"]


def test_parts_are_chosen_by_name_and_a_wrong_name_is_bad_usage(
    capsys: pytest.CaptureFixture[str],
) -> None:
    parse = bench._list_of(bench.PARTS)  # noqa: SLF001 - the unit under test
    assert parse("ct,start") == ["start", "ct"]
    with pytest.raises(SystemExit) as ended:
        bench.main(["--only", "everything"])
    assert ended.value.code == 2
    assert "unknown: everything" in capsys.readouterr().err


def test_a_run_is_gone_on_with_on_the_same_machine_and_programs_alone(
    results: figures.Results,
) -> None:
    go_on = bench._require_the_same  # noqa: SLF001 - the unit under test
    machine = results["machine"]
    go_on(results, results | {"machine": machine | {"date": "2001-02-04", "load": "0.9"}})
    for other in (
        results | {"quick": not results["quick"]},
        results | {"machine": machine | {"commit": "abc+"}},
        results | {"machine": machine | {"versions": machine["versions"] | {"dcmjs": "0.2"}}},
    ):
        with pytest.raises(SetUpError, match="another machine or other programs"):
            go_on(results, other)


def test_parts_that_were_finished_are_not_measured_again(
    results: figures.Results,
    ground: runs.Ground,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    missing = results | {"workloads": dict(results["workloads"])}
    del missing["growth"], missing["workloads"]["mr"]
    begun: list[str] = []

    def part(name: str, *_: object) -> bool:
        begun.append(name)
        return True

    monkeypatch.setattr(bench, "_part", part)
    plan = bench.Plan(bench.PARTS, [], 1, quick=False, aside=tmp_path / "unfinished.json")
    assert bench._run(plan, ground, missing)  # noqa: SLF001 - the unit under test
    assert begun == ["mr", "growth"]
    assert json.loads(plan.aside.read_text()) == missing


@pytest.mark.parametrize("also", [["--repeats", "1"], ["--only", "ct"], ["--quick"], []])
def test_only_a_whole_run_that_was_cut_short_is_gone_on_with(
    also: list[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    unfinished = tmp_path / "unfinished.json"
    monkeypatch.setattr(bench, "UNFINISHED", unfinished)
    if also:
        unfinished.write_text("{}", "utf-8")
    with pytest.raises(SystemExit) as ended:
        bench.main(["--continue", *also])
    assert ended.value.code == 2
    assert "there is none such" in capsys.readouterr().err
