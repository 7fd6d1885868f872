"""Measure how fast Anami is: ``python3 build.py bench``.

--only start,ct    parts alone: start, ct, mr, tiny, enhanced, big, memory, growth
--quick            small files and few repeats: tries the bench itself, proves nothing
--contenders a,b   only these rows of the workloads
--repeats N        so many rounds of start and workloads instead of five
--into FILE        write the results there; a whole run writes docs/bench/results.json
--page             write docs/speed.md and its picture from the results, measure nothing
--continue         measure only the parts that the last whole run, cut short, had not finished
"""

from __future__ import annotations

import argparse
import json
import shutil
import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tools.bench import machine, page, runs, scale, start, table, workloads
from tools.bench.browser import Browsers, host_dcmjs
from tools.bench.model import CONTENDERS, FORM, GIGA, WORKLOAD_TITLES, taking_part
from tools.bench.runs import Ground
from tools.bench.set_up import PLACE, ensure_peers
from tools.environment import SetUpError, ensure_node, say
from tools.static_site import build

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tools.bench.figures import Results

PARTS: Final = ("start", *WORKLOAD_TITLES, "memory", "growth")
REPEATS: Final = 5
QUICK_REPEATS: Final = 1
ROOM: Final = 12 * GIGA
"""Bytes of disk that the largest workload needs, with its copies."""
QUICK_ROOM: Final = GIGA
UNFINISHED: Final = PLACE / "unfinished.json"
UNFINISHED_PARTS: Final = PLACE / "unfinished-parts.json"
"""What is not a whole run, by its rounds or contenders, is never taken for the rest of one."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure: which parts, which contenders, in how many rounds, small or whole.

    What is known after each part goes to `aside`; `unfinished` is what a run of the same plan found
    before it was cut short, and is gone on with.
    """

    parts: Sequence[str]
    contenders: Sequence[str]
    repeats: int
    quick: bool
    aside: Path
    unfinished: Results | None = None


def main(arguments: Sequence[str]) -> int:
    """Run the bench; return 0 when every part ran, whatever its figures."""
    parser = argparse.ArgumentParser(
        prog="build.py bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", type=_list_of(PARTS), default=list(PARTS), help="parts to run")
    names = [one.id for one in CONTENDERS]
    parser.add_argument("--contenders", type=_list_of(names), default=names, help="rows to run")
    parser.add_argument("--quick", action="store_true", help="small and few")
    parser.add_argument("--repeats", type=int, default=0, help="rounds")
    parser.add_argument("--into", type=Path, help="where results go")
    parser.add_argument("--page", action="store_true", help="only write the page anew")
    parser.add_argument(
        "--continue", dest="go_on", action="store_true", help="finish a run that was cut short"
    )
    chosen = parser.parse_args(arguments)
    plain = not chosen.quick and not chosen.repeats
    whole = plain and chosen.only == list(PARTS) and chosen.contenders == names
    into: Path = chosen.into or (page.RESULTS if whole else PLACE / "results.json")
    if chosen.page:
        page.write(page.load(chosen.into or page.RESULTS))
        return 0
    repeats = chosen.repeats or (QUICK_REPEATS if chosen.quick else REPEATS)
    if chosen.go_on and not (whole and UNFINISHED.exists()):
        parser.error("--continue finishes a whole run that was cut short, and there is none such")
    unfinished = page.load(UNFINISHED) if chosen.go_on else None
    aside = UNFINISHED if whole else UNFINISHED_PARTS
    plan = Plan(chosen.only, chosen.contenders, repeats, chosen.quick, aside, unfinished)
    results, good = _measure(plan)
    _write(results, into)
    for title, cells in table.all_cells(results):
        print(f"\n{title}\n{table.text(cells)}")
    print(f"\n{page.machine(results)}\nResults: {into}")
    if whole and good:
        page.write(results)
    return 0 if good else 1


def _list_of(known: Sequence[str]) -> Callable[[str], list[str]]:
    """Make a parser of names joined by commas, which come in the order of `known`."""

    def parsed(words: str) -> list[str]:
        given = words.split(",")
        if unknown := set(given) - set(known):
            message = f"unknown: {', '.join(sorted(unknown))}"
            raise argparse.ArgumentTypeError(message)
        return [name for name in known if name in given]

    return parsed


def _write(results: Results, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def _measure(plan: Plan) -> tuple[Results, bool]:
    """Run the parts; after each, what is known is put aside: a later one may fail."""
    ensure_node()
    peers = ensure_peers()
    PLACE.mkdir(exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix="work-", dir=PLACE))
    # Asked to end, it ends what it started and removes what it made.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        _check_room(place, QUICK_ROOM if plan.quick else ROOM)
        # A copy, so that a build elsewhere doesn't pull the site away.
        dist = shutil.copytree(build(), place / "dist")
        warm = next(iter(workloads.tiny(place / "warm", 1)))
        with Browsers(place) as browsers:
            results: Results = {
                "form": FORM,
                "quick": plan.quick,
                "machine": machine.facts(peers, browsers.version()),
                "workloads": {},
                "rows": [],
                "seconds": 0,
            }
            if plan.unfinished:
                _require_the_same(plan.unfinished, results)
                results = plan.unfinished
            dcmjs = None if "dcmjs" in peers.missing else host_dcmjs(browsers, peers.dcmjs)
            ground = Ground(place, peers, browsers, browsers.host(dist), dcmjs, warm)
            good = _run(plan, ground, results)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return results, good


def _run(plan: Plan, ground: Ground, results: Results) -> bool:
    """Run the parts that are not finished; say whether each ran."""
    begun = time.monotonic() - results["seconds"]
    good = True
    for part in plan.parts:
        if part in results or part in results["workloads"]:
            continue
        say(f"{part}: begins after {time.monotonic() - begun:.0f} s")
        good &= _part(part, ground, plan, results)
        results["seconds"] = round(time.monotonic() - begun)
        _write(results, plan.aside)
    return good


def _require_the_same(unfinished: Results, fresh: Results) -> None:
    """See that a run can be gone on with: on the same machine, with the same programs.

    Within a part all is measured side by side, and no part is compared with another, so the rest
    may be measured later.
    """
    told = (
        {name: one[name] for name in ("form", "quick")} | one["machine"]
        for one in (unfinished, fresh)
    )
    if len({json.dumps(one | {"date": "", "load": ""}, sort_keys=True) for one in told}) > 1:
        message = "another machine or other programs: the run can't be gone on with"
        raise SetUpError(message)


def _check_room(place: Path, wanted: int) -> None:
    free = shutil.disk_usage(place).free
    if free < wanted:
        message = f"the bench needs {wanted / GIGA:.0f} GB of disk; {free / GIGA:.1f} GB are free"
        raise SetUpError(message)


def _part(part: str, ground: Ground, plan: Plan, results: Results) -> bool:
    """Run one part and add what it found to the results; say whether it ran."""
    try:
        if part == "start":
            found = start.measure(ground.browsers, ground.site, plan.repeats)
            results["start"], results["download"] = found
        elif part == "growth":
            wanted = scale.QUICK_GROWTH if plan.quick else scale.GROWTH
            results["growth"] = scale.growth(ground, wanted)
        elif part == "memory":
            sizes = scale.QUICK_MEMORY if plan.quick else scale.MEMORY
            results["memory"] = scale.memory(ground, sizes)
        else:
            _workload(part, ground, plan, results)
    except Exception as error:  # noqa: BLE001 - the other parts are still worth their figures
        say(f"{part} failed: {type(error).__name__}: {error}")
        return False
    return True


def _workload(name: str, ground: Ground, plan: Plan, results: Results) -> None:
    workload = workloads.make(name, ground.place, quick=plan.quick)
    try:
        contenders = taking_part(plan.contenders, name)
        rows = runs.compare(ground, workload, contenders, plan.repeats)
    finally:
        shutil.rmtree(workload.folder, ignore_errors=True)
    described: dict[str, Any] = results["workloads"]
    described[name] = workload.described()
    results["rows"] += [row.as_dict() for row in rows]


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except SetUpError as problem:
        sys.exit(f"anami: {problem}")
