"""Results to an archive by DICOMweb: STOW-RS, retried, and a check by QIDO-RS, on CPython.

Knows HTTP, files and time; what an answer means is `anami.sending`'s to say. The page does the same
with its own means (``static/send.js``).
"""

from __future__ import annotations

import http.client
import json
import random
import time
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from collections import defaultdict
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from secrets import token_hex
from typing import TYPE_CHECKING, Final

from anami import sending
from anami.runtime.cpython import Input, opened
from anami.sending import Fate, Next, State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

__all__ = ["Archive", "Delivery", "Parcel", "deliver", "parcels_of", "verify"]

BYTES_PER_REQUEST: Final = 20 * 1024 * 1024
INSTANCES_PER_REQUEST: Final = 100
ATTEMPTS: Final = 8
"""Requests in a row that may come to nothing before the sending stops."""
FIRST_WAIT, LONGEST_WAIT, LONGEST_ASKED_WAIT = 1.0, 60.0, 300.0
"""Seconds: waits double from the first to the longest; the archive may ask for longer ones."""
SILENCE: Final = 300
"""Seconds without a byte after which a connection counts as lost."""
PIECE: Final = 4 * 1024 * 1024
PAGE: Final = 1000
"""Instances that a search asks for at a time."""
LONGEST_ANSWER: Final = 64 * 1024 * 1024

_JITTER: Final = random.SystemRandom()


@dataclass(frozen=True, slots=True)
class Parcel:
    """One result to be sent.

    Attributes:
        name: of its entry in the output.
        size: bytes.
        item: where it is.

    """

    name: str
    size: int
    item: Input


def parcels_of(output: Path) -> list[Parcel]:
    """Return the results in an archive or folder that a run has written, in its order."""
    if output.is_dir():
        files = sorted(path for path in output.rglob("*") if path.is_file())
        return [
            Parcel(path.relative_to(output).as_posix(), path.stat().st_size, Input(path))
            for path in files
        ]
    with zipfile.ZipFile(output) as archive:
        return [
            Parcel(info.filename, info.file_size, Input(output, number))
            for number, info in enumerate(archive.infolist())
        ]


@dataclass(slots=True)
class Delivery:
    """How far the sending of a list of parcels is.

    Attributes:
        fates: place in the list → what the archive says; a place that is missing isn't sent yet.
        identities: place → UIDs, of all that were tried.
        stopped: why nothing more is sent though something is left, "" if nothing is left:
            ``sign-in``, ``no-service`` or ``unreachable``.

    """

    fates: dict[int, Fate] = field(default_factory=dict)
    identities: dict[int, sending.Identity] = field(default_factory=dict)
    stopped: str = ""

    def count(self, *states: State) -> int:
        """Return how many instances are in one of the states."""
        return sum(fate.state in states for fate in self.fates.values())


class _Lost(Exception):  # noqa: N818 - not an error of ours: it is waited for
    """The connection broke, or nobody listens."""


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: str
    wait: float | None


class _StayHere(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: patients' images go to the address that was given, or nowhere."""

    def redirect_request(self, *_: object) -> None:
        """Give no other request."""


class Archive:
    """A DICOMweb service, asked one request at a time."""

    def __init__(
        self,
        url: str,
        authorization: str = "",
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Prepare; nothing is asked yet.

        Args:
            url: root of the service, ``http`` or ``https``.
            authorization: the header's value, "" for none.
            sleep: waits so many seconds.

        Raises:
            ValueError: the URL isn't one.

        """
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
            raise ValueError
        if parts.query or parts.fragment:
            raise ValueError
        self.url = url.rstrip("/")
        self.sleep = sleep
        self._headers = {"Accept": "application/dicom+json"}
        if authorization:
            self._headers["Authorization"] = authorization
        self._opener = urllib.request.build_opener(_StayHere())

    def store(self, parcels: Sequence[Parcel]) -> _Answer:
        """Send instances in one request (PS3.18 §10.5), straight from where they are.

        Raises:
            _Lost: there was no answer.

        """
        boundary = f"anami-{token_hex(16)}"
        head = f"--{boundary}\r\nContent-Type: application/dicom\r\n\r\n".encode()
        end = f"--{boundary}--\r\n".encode()
        length = sum(len(head) + parcel.size + 2 for parcel in parcels) + len(end)

        def body() -> Iterator[bytes]:
            for parcel in parcels:
                yield head
                with opened(parcel.item) as source:
                    for start in range(0, parcel.size, PIECE):
                        yield source.read(start, min(start + PIECE, parcel.size))
                yield b"\r\n"
            yield end

        kind = f'multipart/related; type="application/dicom"; boundary={boundary}'
        headers = {"Content-Type": kind, "Content-Length": str(length)}
        return self._ask("/studies", headers, body())

    def search(self, path: str) -> _Answer:
        """Ask a query (PS3.18 §10.6).

        Raises:
            _Lost: there was no answer.

        """
        return self._ask(path, {}, None)

    def _ask(self, path: str, headers: Mapping[str, str], body: Iterator[bytes] | None) -> _Answer:
        request = urllib.request.Request(  # noqa: S310 - the scheme was looked at above
            self.url + path, data=body, headers={**self._headers, **headers}
        )
        try:
            try:
                response = self._opener.open(request, timeout=SILENCE)
            except urllib.error.HTTPError as error:
                response = error
            with response:
                return _read(response)
        except (OSError, http.client.HTTPException):
            raise _Lost from None


def _read(response: http.client.HTTPResponse | urllib.error.HTTPError) -> _Answer:
    body = response.read(LONGEST_ANSWER).decode("utf-8", "replace")
    return _Answer(response.status or 0, body, _asked_wait(response.headers.get("Retry-After")))


def _asked_wait(text: str | None) -> float | None:
    """Return the seconds of a Retry-After header (RFC 9110 §10.2.3), None without one."""
    if text is None:
        return None
    if text.strip().isdecimal():
        return float(text)
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except ValueError:
        return None


def wait_for(failures: int, asked: float | None) -> float:
    """Return how many seconds to wait after so many failures in a row.

    Half of the wait is left to chance, so that senders who failed together don't return together.
    """
    wait = min(FIRST_WAIT * 2.0 ** (failures - 1), LONGEST_WAIT) * _JITTER.uniform(0.5, 1.0)
    return max(wait, min(asked or 0.0, LONGEST_ASKED_WAIT))


def deliver(archive: Archive, parcels: Sequence[Parcel], delivery: Delivery) -> Delivery:
    """Send what isn't sent yet; what was confirmed is never sent again.

    Args:
        archive: where to.
        parcels: all results, instances of a study next to one another.
        delivery: how far the sending is; it is carried on.

    """
    delivery.stopped = ""
    for batch in _batches(parcels, delivery):
        delivery.stopped = _deliver(archive, parcels, batch, delivery)
        if delivery.stopped:
            break
    return delivery


def _batches(parcels: Sequence[Parcel], delivery: Delivery) -> Iterator[list[int]]:
    """Yield places that go in one request: of one study, and no more than it should hold."""
    taken: dict[str, int] = {}
    for place in sorted(delivery.identities):
        taken.setdefault(delivery.identities[place].sop_instance, place)
    batch: list[int] = []
    size = 0
    for place, parcel in enumerate(parcels):
        if place in delivery.fates:
            continue
        if place not in delivery.identities:
            with opened(parcel.item) as source:
                delivery.identities[place] = sending.identity_of(source)
        one = delivery.identities[place]
        if taken.setdefault(one.sop_instance, place) != place:
            delivery.fates[place] = Fate(State.FAILED, sending.UID_TWICE)
            continue
        full = len(batch) >= INSTANCES_PER_REQUEST or size + parcel.size > BYTES_PER_REQUEST
        if batch and (full or delivery.identities[batch[0]].study != one.study):
            yield batch
            batch, size = [], 0
        batch.append(place)
        size += parcel.size
    if batch:
        yield batch


def _deliver(
    archive: Archive, parcels: Sequence[Parcel], batch: list[int], delivery: Delivery
) -> str:
    """Send the instances of one batch until each has its fate; return why not all of them have."""
    waiting, failures = [batch], 0
    while waiting:
        places = waiting[0]
        asked = None
        then = Next.AGAIN
        try:
            answer = archive.store([parcels[place] for place in places])
        except _Lost:
            pass
        else:
            asked = answer.wait
            uids = {delivery.identities[place].sop_instance: place for place in places}
            reply = sending.judge(answer.status, answer.body, list(uids))
            delivery.fates.update({uids[uid]: fate for uid, fate in reply.fates.items()})
            then = reply.then
            failures = 0 if reply.fates else failures
        left = [place for place in places if place not in delivery.fates]
        if then in {Next.SIGN_IN, Next.STOP}:
            return "sign-in" if then is Next.SIGN_IN else "no-service"
        half = (len(left) + 1) // 2 if then is Next.SPLIT else len(left)
        waiting[:1] = [some for some in (left[:half], left[half:]) if some]
        if then is Next.AGAIN:
            failures += 1
            if failures >= ATTEMPTS:
                return "unreachable"
            archive.sleep(wait_for(failures, asked))
    return ""


def verify(archive: Archive, delivery: Delivery) -> sending.Comparison:
    """Ask the archive which instances of the studies it has, and compare (PS3.18 §10.6)."""
    studies: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for place, fate in delivery.fates.items():
        if fate.state is not State.FAILED:
            one = delivery.identities[place]
            studies[one.study][one.sop_instance] = one.sop_class
    found = [sending.compare(_pages(archive, study, len(s)), s) for study, s in studies.items()]
    return sending.Comparison(
        present=sum(one.present for one in found),
        missing=tuple(uid for one in found for uid in one.missing),
        others=sum(one.others for one in found),
        readable=all(one.readable for one in found),
    )


def _pages(archive: Archive, study: str, sent: int) -> Iterable[str]:
    """Yield an archive's list of a study's instances; an answer that isn't one ends it."""
    before, listed = "", 0
    while True:
        answer = _patiently(archive, f"/studies/{study}/instances?limit={PAGE}&offset={listed}")
        if answer is None or answer.status not in {200, 204}:
            yield "?"
            return
        # An archive that knows no offset gives the same page for ever.
        if not answer.body.strip() or answer.body == before:
            return
        yield answer.body
        before = answer.body
        try:
            length = len(json.loads(before))
        except (ValueError, TypeError, RecursionError):
            return
        listed += length
        if not length or (length < PAGE and listed >= sent):
            return


def _patiently(archive: Archive, path: str) -> _Answer | None:
    """Ask until there is an answer that isn't one of a moment's trouble; None if none comes."""
    for failures in range(1, ATTEMPTS + 1):
        answer = None
        try:
            answer = archive.search(path)
        except _Lost:
            pass
        else:
            if not sending.is_passing(answer.status):
                return answer
        if failures < ATTEMPTS:
            archive.sleep(wait_for(failures, answer.wait if answer else None))
    return None
