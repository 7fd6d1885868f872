"""The page's own logic, under Node.js with stand-ins for workers: pool, batches, survey, run."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from tests import places

if TYPE_CHECKING:
    from pathlib import Path

# A worker that answers when told to, and what the pool did with it.
POOL = """
import { Pool } from '%(static)s/pool.js';
const workers = [];
globalThis.Worker = class {
  constructor() { this.asked = []; this.alive = true; workers.push(this); }
  postMessage(message) { this.asked.push(message); }
  terminate() { this.alive = false; }
  answer(reply = { ok: true, result: { id: this.asked[0]?.name } }) {
    const { id } = this.asked.shift() ?? {};
    this.onmessage({ data: { id, ...reply } });
  }
};
const pool = new Pool({ engine: {} }, 2);
const told = {};
const ends = {};
const ask = (name) => pool.request('survey', { name }).then(
  ({ result }) => { ends[name] = result.id; },
  (error) => { ends[name] = error.code; },
);
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
const names = () => workers.map(({ asked }) => asked.map(({ name, type }) => name ?? type));
pool.start();
%(script)s
console.log(JSON.stringify({ ...told, ends }));
"""

# An engine that finds a CT series in any file, and an archive that only counts.
RUN = """
import { Run } from '%(static)s/run.js';
import { Survey } from '%(static)s/survey.js';
const COUNT = %(count)d;
const seen = { messages: {}, longest: {}, entries: [], held: 0, mostHeld: 0, sorted: true };
const later = () => new Promise((resolve) => setImmediate(resolve));
const engine = {
  survey: ({ files }) => ({
    known: { p: [{ kind: 'name', value: 'N' }] },
    records: files.map(({ index }) => index %% 1000 === 999
      ? { index, status: 'skipped', code: 'not-dicom', warnings: [], patient_key: '' }
      : {
        index, status: 'readable', code: '', size: 1000, warnings: ['head-volume'], spared: [],
        patient_key: `p${index %% 7}`, patient_code: '', study_key: 's',
        series_key: `s${index %% 70}`, instance_number: index,
        sop_instance_uid: `1.2.${index - (index %% 500 === 1 ? 1 : 0)}`,
      }),
  }),
  candidates: ({ instances }) => ({ groups: [instances.map(([index]) => index)] }),
  digest: ({ files }) => ({ digests: Object.fromEntries(files.map(({ index }) => [index, 'd'])) }),
  plan: ({ folders, digests }) => ({
    entries: folders.flatMap(({ series_key: series, instances }) => instances.map(([index]) => ({
      index, name: `${series}/${String(index).padStart(6, '0')}.dcm`,
    }))),
    skipped: [], warnings: Object.fromEntries(Object.keys(digests).map((index) => [index, ['w']])),
  }),
  deidentify: ({ files }) => ({
    outcomes: files.map(({ index }) => ({
      index, status: 'de-identified', code: '', warnings: [], profile: 'x',
      parts: [{ offset: 0, length: 4 }],
    })),
    profiles: { x: [] },
  }),
  report: ({ tally }) => ({ report: { tally } }),
};
const pool = {
  size: 2,
  expect() {},
  async request(type, fields) {
    seen.messages[type] = (seen.messages[type] ?? 0) + 1;
    seen.longest[type] = Math.max(seen.longest[type] ?? 0, JSON.stringify(fields).length);
    if (type === 'deidentify') seen.mostHeld = Math.max(seen.mostHeld, (seen.held += 1));
    await later();
    return { result: engine[type](fields), header: new ArrayBuffer(4) };
  },
};
const archive = {
  written: 0,
  async open() { return archive; },
  async append(entries) {
    seen.held -= 1;
    for (const { name, index } of entries) {
      if (seen.last > name) seen.sorted = false;
      seen.last = name;
      seen.entries.push(index);
    }
    await later();
    return entries.map(({ index }) => index).filter((index) => index === 3);
  },
  async finish() { return new Blob([]); },
};
async function* found() {
  for (let at = 0; at < COUNT; at += 1) {
    yield { path: `${at}`, size: 1000, source: { kind: 'file', file: {} }, failure: '' };
  }
}
const begun = performance.now();
const survey = new Survey(pool);
await survey.add(found());
const surveyed = performance.now();
const way = { protocol: {}, key: '', codes: {}, editsOf: () => ({}) };
const run = new Run(survey, way, pool, archive);
const { outcomes, report } = await run.carryOut();
const counts = {};
for (const { status } of outcomes.values()) counts[status] = (counts[status] ?? 0) + 1;
console.log(JSON.stringify({
  counts, messages: seen.messages, longest: seen.longest, sorted: seen.sorted,
  mostHeld: seen.mostHeld, entries: new Set(seen.entries).size, rows: report.files.length,
  tally: report.tally, refused: outcomes.get(3).code,
  microseconds: [surveyed - begun, performance.now() - surveyed].map((ms) => ms * 1000 / COUNT),
  heap: process.memoryUsage().heapUsed / COUNT,
}));
"""

# A ZIP of MINE instances on its way to an archive that has OTHERS of the study and tells of PAGE at
# a time, if it tells at all; the last LOST it says to have stored and has not.
SEND = """
import { Sender } from '%(static)s/send.js';
import { localHeader, directoryHeader, endRecords } from '%(static)s/zip-records.js';
const [mine, others, page, lost, twice] = [%(mine)d, %(others)d, %(page)d, %(lost)d, %(twice)d];
const uids = Array.from({ length: mine }, (_, at) => `1.2.3.${at < twice ? 0 : at}`);
const had = Array.from({ length: others }, (_, at) => `1.2.4.${at}`);
const there = [...had, ...new Set(uids.slice(0, mine - lost))];
const parts = [], directory = [];
let at = 0;
for (const place of uids.keys()) {
  const name = `P/S/${place}.dcm`;
  const head = localHeader(name, 1, 0);
  directory.push(directoryHeader({ name, size: 1, crc: 0, at }));
  parts.push(head, new Uint8Array(1));
  at += head.length + 1;
}
const size = directory.reduce((sum, { length }) => sum + length, 0);
const zip = new Blob([...parts, ...directory, endRecords(mine, at, size)]);
let asked = 0;
const service = {
  store: async () => ({ status: 200, body: '', wait: null }),
  search: async (path) => {
    asked += 1;
    const offset = Number(new URLSearchParams(path.split('?')[1]).get('offset'));
    const found = there.slice(offset, offset + page);
    return { status: page ? 200 : 501, body: JSON.stringify(found), wait: null };
  },
};
const engine = {
  identify: ({ files }) => ({
    identities: Object.fromEntries(files.map(({ index }) => [index, ['S', 'C', uids[index]]])),
  }),
  judge_sent: ({ sent }) => ({
    fates: Object.fromEntries(sent.map((uid) => [uid, ['stored', '', '']])), then: 'go-on',
  }),
  compare_sent: ({ bodies, sent }) => {
    const all = Object.keys(sent);
    if (bodies.includes('?')) return { present: 0, missing: all, others: 0, readable: false };
    const found = new Set(bodies.flatMap((body) => JSON.parse(body)));
    const missing = all.filter((uid) => !found.has(uid));
    const present = all.length - missing.length;
    return { present, missing, others: found.size - present, readable: true };
  },
};
const sender = new Sender(zip, service, async (type, fields) => engine[type](fields), () => {});
await sender.start();
const { stage, comparison, failed, again } = sender;
console.log(JSON.stringify({ stage, comparison, failed, again: again.length, asked }));
"""


def _node(code: str, static: Path = places.ROOT / "static", **values: object) -> dict[str, Any]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is absent")
    text = code % {"static": static.as_uri(), **values}
    command = [node, "--input-type=module", "--eval", text]
    done = subprocess.run(command, check=True, capture_output=True, cwd=places.ROOT)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_a_second_worker_starts_when_the_first_is_ready() -> None:
    told = _node(
        POOL,
        script="told.before = names(); workers[0].answer(); told.after = names();"
        "workers[1].answer(); told.end = names();",
    )
    assert told["before"] == [["boot"]]
    assert told["after"] == [[], ["boot"]]
    assert told["end"] == [[], []]


def test_each_worker_gets_one_request_before_one_gets_two_and_none_more_than_three() -> None:
    told = _node(
        POOL,
        script="workers[0].answer(); workers[1].answer();"
        "for (const name of 'abc') ask(name); told.three = names();"
        "for (const name of 'defg') ask(name); told.seven = names();"
        "workers[1].answer(); told.then = names(); for (const _ of 'acebdfg'.slice(1))"
        " (workers[0].asked.length ? workers[0] : workers[1]).answer();"
        "await settle(); told.left = names();",
    )
    assert told["three"] == [["a", "c"], ["b"]]
    assert told["seven"] == [["a", "c", "e"], ["b", "d", "f"]]
    assert told["then"] == [["a", "c", "e"], ["d", "f", "g"]]
    assert told["left"] == [[], []]
    assert {name: end for name, end in told["ends"].items() if name != end} == {}


def test_work_begins_before_the_second_worker_is_there() -> None:
    told = _node(
        POOL,
        script="for (const name of 'abcd') ask(name); workers[0].answer(); told.at = names();",
    )
    assert told["at"] == [["a", "b", "c"], ["boot"]]


def test_a_lost_worker_fails_what_it_had_begun_and_nothing_else() -> None:
    told = _node(
        POOL,
        script="workers[0].answer(); workers[1].answer(); for (const name of 'abcd') ask(name);"
        "workers[0].onerror({ preventDefault() {} });"
        "workers[1].answer(); workers[1].answer(); workers[1].answer(); await settle();"
        "told.alive = workers.map(({ alive }) => alive);",
    )
    assert told["ends"] == {"a": "worker-lost", "b": "b", "c": "c", "d": "d"}
    assert told["alive"] == [False, True, True]


def test_a_worker_that_says_that_it_is_lost_is_replaced() -> None:
    told = _node(
        POOL,
        script="workers[0].answer(); workers[1].answer(); for (const name of 'abc') ask(name);"
        "workers[0].answer({ ok: false, error: { code: 'worker-lost' } });"
        "workers[1].answer(); workers[1].answer(); await settle();"
        "told.alive = workers.map(({ alive }) => alive);",
    )
    assert told["ends"] == {"a": "worker-lost", "b": "b", "c": "c"}
    assert told["alive"][0] is False


def test_a_worker_that_is_silent_for_long_is_told_of_and_then_replaced() -> None:
    told = _node(
        POOL,
        script="workers[0].answer(); workers[1].answer(); ask('a');"
        "const ticks = (times) => { for (let at = 0; at < times; at += 1) pool.tick(); };"
        "ticks(11); told.early = pool.slow; ticks(1); told.slow = pool.slow;"
        "workers[0].onmessage({ data: { alive: true } }); told.alive = pool.slow;"
        "ticks(119); told.still = names(); ticks(1); await settle();"
        "told.ended = workers.map(({ alive }) => alive);",
    )
    assert (told["early"], told["slow"], told["alive"]) == (False, True, False)
    assert told["still"] == [["a"], []]
    assert told["ends"] == {"a": "worker-lost"}
    assert told["ended"] == [False, True, True]


def test_idle_workers_may_be_silent_for_ever() -> None:
    told = _node(
        POOL,
        script="workers[0].answer(); workers[1].answer();"
        "for (let at = 0; at < 1000; at += 1) pool.tick();"
        "told.alive = workers.map(({ alive }) => alive);",
    )
    assert told["alive"] == [True, True]


def test_a_message_that_got_lost_is_asked_again_though_later_ones_are_answered() -> None:
    told = _node(
        POOL,
        script="workers[0].answer(); workers[1].answer(); for (const name of 'abc') ask(name);"
        "workers[0].asked.shift(); workers[0].answer(); workers[1].answer(); await settle();"
        "told.before = { ...ends }; for (let at = 0; at < 120; at += 1) pool.tick();"
        "await settle(); told.alive = workers.map(({ alive }) => alive);",
    )
    assert told["before"] == {"b": "b", "c": "c"}
    assert told["ends"] == {"a": "worker-lost", "b": "b", "c": "c"}


def test_workers_whose_reader_is_gone_are_replaced_and_what_waits_is_done() -> None:
    told = _node(
        POOL,
        script="workers[0].answer(); workers[1].answer(); for (const name of 'abcde') ask(name);"
        "pool.replaceAll(); await settle(); told.alive = workers.map(({ alive }) => alive);"
        "for (const worker of workers) if (worker.alive) worker.answer();"
        "const busy = ({ alive, asked }) => alive && asked.length;"
        "for (const _ of 'abc') workers.find(busy)?.answer();"
        "await settle();",
    )
    assert told["alive"][:2] == [False, False]
    assert told["ends"] == {"a": "worker-lost", "b": "worker-lost", "c": "c", "d": "d", "e": "e"}


def test_a_cancel_ends_every_worker_and_every_request_at_once() -> None:
    told = _node(
        POOL,
        script="workers[0].answer(); workers[1].answer(); for (const name of 'abcde') ask(name);"
        "pool.cancel(); await settle(); told.alive = workers.map(({ alive }) => alive);",
    )
    assert told["ends"] == dict.fromkeys("abcde", "cancelled")
    assert told["alive"] == [False, False, True]


def test_many_files_are_all_accounted_for_in_messages_of_a_bounded_size() -> None:
    count = 20_000
    told = _node(RUN, count=count)
    skipped = count // 1000
    # One of those that the archive couldn't read is refused; no input is lost or counted twice.
    assert told["counts"] == {
        "de-identified": count - skipped - 1,
        "refused": 1,
        "skipped": skipped,
    }
    assert told["refused"] == "unreadable"
    assert told["rows"] == count
    assert sum(row["count"] for row in told["tally"]) == count
    assert told["entries"] == count - skipped
    assert told["sorted"]
    assert max(told["longest"].values()) < 400_000
    assert told["longest"]["report"] < 2_000
    # Two workers, five each, and the one that was just asked for.
    assert told["mostHeld"] <= 2 * 5 + 1


@pytest.fixture(scope="module")
def modules(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder of the page's modules, those of sending among them, with the libraries."""
    place = tmp_path_factory.mktemp("modules")
    shutil.copytree(places.ROOT / "static", place / "static")
    shutil.copytree(dist / "vendor", place / "vendor")
    (place / "package.json").write_text('{"type": "module"}')
    return place / "static"


def _sent(modules: Path, **given: int) -> dict[str, Any]:
    values = {"mine": 100, "others": 0, "page": 1000, "lost": 0, "twice": 0, **given}
    told = _node(SEND, modules, **values)
    assert told["stage"] == "done"
    return told


def test_an_archive_may_tell_of_as_many_instances_at_a_time_as_it_likes(modules: Path) -> None:
    told = _sent(modules, others=350, page=100)
    assert told["comparison"] == {"present": 100, "missing": [], "others": 350, "readable": True}
    assert told["asked"] == 5
    # Where nothing is missing one page is enough.
    assert _sent(modules)["asked"] == 1


def test_what_an_archive_does_not_have_is_told_and_sent_again(modules: Path) -> None:
    told = _sent(modules, lost=3)
    assert told["comparison"]["missing"] == ["1.2.3.97", "1.2.3.98", "1.2.3.99"]
    assert told["again"] == 3


def test_of_an_archive_that_does_not_tell_nothing_is_called_missing(modules: Path) -> None:
    told = _sent(modules, page=0)
    assert told["comparison"]["readable"] is False
    assert told["comparison"]["missing"] == []
    assert told["again"] == 0


def test_what_can_never_be_sent_is_not_offered_to_be_sent_again(modules: Path) -> None:
    told = _sent(modules, twice=2)
    assert (told["failed"], told["again"]) == (1, 0)
