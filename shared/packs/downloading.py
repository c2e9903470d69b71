"""Downloads one pinned file: resumed where it broke off, bounded in time and size, then hashed."""

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from shared.packs.containers.limits import LIMITS
from shared.packs.manifest import Source
from shared.packs.pace import Pace
from shared.packs.recognising import sha256_of
from shared.packs.refusals import (
    AddressUnreachable,
    AnswerUnusable,
    DigestWrong,
    DownloadTooLarge,
    DownloadTooSlow,
    RedirectRefused,
)
from shared.packs.unpacking import flush_folder

Tell = Callable[[int, int | None], None]
"""Told the bytes that are here and, when known, how many there will be."""

_Tell = Callable[[int, int, int | None], None]
_RANGE = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15})")
_MOVED = frozenset((301, 302, 303, 307, 308))
_BUSY = frozenset((408, 425, 429, 500, 502, 503, 504))


@dataclass(frozen=True, slots=True)
class Patience:
    """How long and how often is tried; `least_bytes_per_s` counts after `grace_s`."""

    connect_s: float = 10.0
    silence_s: float = 30.0
    grace_s: float = 30.0
    least_bytes_per_s: int = 1_000
    attempts: int = 5
    pause_s: float = 2.0
    redirects: int = 5
    most_bytes: int = LIMITS.archive_bytes


@dataclass(frozen=True, slots=True)
class _Begun:
    """What is known of a download that broke off: which version of the file, how long it is."""

    validator: str = ""
    total: int | None = None


class _BeginAgainError(Exception):
    """What was fetched so far does not fit what the server has."""


class Downloader:
    """Fetches into a folder: `<sha-256>.part` in the making, `<sha-256>` when it is right."""

    def __init__(
        self,
        folder: Path,
        patience: Patience = Patience(),
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._folder = folder
        self._patience = patience
        self._pause = pause

    def fetch(self, source: Source, tell: Tell = lambda _here, _all: None) -> Path:
        """The file of a source, its digest checked. Raises a subclass of DownloadFailed.

        (1) A file that is here and right is not fetched again. (2) Parts are fetched until the
        whole is here. (3) Pieces of two versions of a file do not fit together: a wrong digest
        after a resumed download is tried once more from the start. (4) Nothing is kept that is
        wrong.
        """
        whole = self._folder / source.sha256
        if whole.is_file() and sha256_of(whole) == source.sha256:  # (1)
            return whole
        for _ in range(2):
            was_resumed = self._fetch_parts(source, tell)  # (2)
            if sha256_of(self._part(source)) == source.sha256:
                self._part(source).rename(whole)
                flush_folder(self._folder)
                self._notes(source).unlink(missing_ok=True)
                return whole
            self._discard(source)  # (4)
            if not was_resumed:  # (3)
                break
        raise DigestWrong(address=source.address)

    def _fetch_parts(self, source: Source, tell: Tell) -> bool:
        """Until the server has sent all; whether it took several answers."""
        was_resumed = False
        for attempt in range(1, self._patience.attempts + 1):
            try:
                return self._fetch_part(source, tell) or was_resumed
            except _BeginAgainError:
                self._discard(source)
                refusal: Exception = AnswerUnusable(address=source.address, found="Content-Range")
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                refusal = AddressUnreachable(address=source.address)
                refusal.__cause__ = error
            except _BusyError as busy:
                refusal = AnswerUnusable(address=source.address, found=str(busy))
            was_resumed = was_resumed or self._part(source).exists()
            if attempt < self._patience.attempts:
                self._pause(self._patience.pause_s * attempt)
        raise refusal

    def _fetch_part(self, source: Source, tell: Tell) -> bool:
        """One request for what is still missing; whether it went on from an earlier part."""
        begun, offset = self._begun(source)
        patience = self._patience
        timeout = httpx.Timeout(patience.silence_s, connect=patience.connect_s)
        with (
            httpx.Client(timeout=timeout, follow_redirects=False) as client,
            Pace(patience.grace_s, patience.least_bytes_per_s, client.close) as pace,
        ):
            try:
                with self._answer(client, source, begun, offset) as answer:
                    return self._keep(answer, source, offset, partial(_count, pace, tell))
            except (httpx.HTTPError, RuntimeError) as error:
                if pace.was_too_slow:
                    raise DownloadTooSlow(address=source.address) from error
                raise

    def _keep(self, answer: httpx.Response, source: Source, offset: int, tell: _Tell) -> bool:
        """Write what one answer brings; whether it went on from an earlier part."""
        if answer.status_code == HTTPStatus.OK:
            offset = 0
        total = _total(answer)
        most = self._patience.most_bytes
        if total is not None and total > most:
            raise DownloadTooLarge(address=source.address)
        self._note(source, _Begun(_validator(answer), total))
        with self._part(source).open("ab") as file:
            file.truncate(offset)
            here = offset
            for chunk in answer.iter_raw():
                file.write(chunk)
                here += len(chunk)
                if here > (most if total is None else total):
                    raise DownloadTooLarge(address=source.address)
                tell(len(chunk), here, total)
        if total is not None and here != total:
            raise httpx.ReadError("the answer ended early")
        return offset > 0

    # asking ---------------------------------------------------------------------------------------

    @contextmanager
    def _answer(
        self, client: httpx.Client, source: Source, begun: _Begun, offset: int
    ) -> Iterator[httpx.Response]:
        """The answer at the end of all redirects: the whole file, or the rest that was asked."""
        # identity: the digest is that of the file, and a packed answer could be a bomb
        headers = {"Accept-Encoding": "identity", "User-Agent": "quaestor"}
        if offset:
            # RFC 9110, 13.1.5: the rest only of the same version, else all of it
            headers |= {"Range": f"bytes={offset}-", "If-Range": begun.validator}
        address = source.address
        for _ in range(self._patience.redirects + 1):
            with client.stream("GET", address, headers=headers) as answer:
                if answer.status_code not in _MOVED:
                    _check_status(answer, source.address)
                    _check_range(answer, source.address, begun, offset)
                    yield answer
                    return
                address = next_address(address, answer.headers.get("location", ""))
        raise RedirectRefused(address=source.address, found=address)

    # what is here ---------------------------------------------------------------------------------

    def _part(self, source: Source) -> Path:
        return self._folder / f"{source.sha256}.part"

    def _notes(self, source: Source) -> Path:
        return self._folder / f"{source.sha256}.json"

    def _begun(self, source: Source) -> tuple[_Begun, int]:
        """What is known of the part that is here and its length; without validator it is nothing.

        A whole part is asked for again from the start: there is nothing left to ask for.
        """
        try:
            notes: Mapping[str, Any] = json.loads(self._notes(source).read_bytes())
            begun = _Begun(str(notes["validator"]), notes["total"])
            length = self._part(source).stat().st_size
        except (OSError, ValueError, KeyError, TypeError):
            return _Begun(), 0
        if not begun.validator or begun.total is None or length >= begun.total:
            return _Begun(), 0
        return begun, length

    def _note(self, source: Source, begun: _Begun) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        notes = {"validator": begun.validator, "total": begun.total}
        self._notes(source).write_text(json.dumps(notes), encoding="utf-8")

    def _discard(self, source: Source) -> None:
        self._part(source).unlink(missing_ok=True)
        self._notes(source).unlink(missing_ok=True)


class _BusyError(Exception):
    """The server says that it may work later; the text is the status."""


def next_address(address: str, location: str) -> str:
    """Where a redirect leads. Raises RedirectRefused for another scheme, a name or a password."""
    try:
        target = urljoin(address, location)
        parts, before = urlsplit(target), urlsplit(address)
        is_same = parts.scheme == before.scheme and bool(parts.hostname) and bool(location)
    except ValueError:
        raise RedirectRefused(address=address, found=location) from None
    if not is_same or "@" in parts.netloc:
        raise RedirectRefused(address=address, found=location)
    return target


def _check_status(answer: httpx.Response, address: str) -> None:
    status = answer.status_code
    if status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        raise _BeginAgainError
    if status in _BUSY:
        raise _BusyError(str(status))
    if status not in {HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT}:
        raise AnswerUnusable(address=address, found=status)
    encoding = answer.headers.get("content-encoding", "identity")
    if encoding.lower() not in {"", "identity"}:
        raise AnswerUnusable(address=address, found=f"Content-Encoding {encoding[:40]}")


def _check_range(answer: httpx.Response, address: str, begun: _Begun, offset: int) -> None:
    """A part must be exactly the rest that was asked for, of the file that was begun."""
    if answer.status_code == HTTPStatus.OK:
        return
    if not offset:
        raise AnswerUnusable(address=address, found="206")
    match = _RANGE.fullmatch(answer.headers.get("content-range", ""))
    if match is None:
        raise _BeginAgainError
    start, end, total = (int(each) for each in match.groups())
    if start != offset or end != total - 1 or total != begun.total:
        raise _BeginAgainError
    if _validator(answer) not in {"", begun.validator}:
        raise _BeginAgainError


def _total(answer: httpx.Response) -> int | None:
    """How long the whole file is, when a checked answer says so."""
    if answer.status_code == HTTPStatus.PARTIAL_CONTENT:
        return int(answer.headers["content-range"].rpartition("/")[2])
    length = answer.headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() else None


def _count(pace: Pace, tell: Tell, count: int, here: int, total: int | None) -> None:
    pace.received += count
    tell(here, total)


def _validator(answer: httpx.Response) -> str:
    """What names this version of the file: RFC 9110, 13.1.5 asks for a strong ETag or a date."""
    etag: str = answer.headers.get("etag", "")
    if etag.startswith('"'):
        return etag
    modified: str = answer.headers.get("last-modified", "")
    return modified if not etag else ""
