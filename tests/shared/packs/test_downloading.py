"""Downloads from a publisher that breaks off, lies, drips, changes its mind or leads astray."""

import hashlib
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.packs.downloading import Downloader, Patience, next_address
from shared.packs.manifest import Source
from shared.packs.refusals import (
    AddressUnreachable,
    AnswerUnusable,
    DigestWrong,
    DownloadTooLarge,
    DownloadTooSlow,
    RedirectRefused,
)
from tests.fakes import pack_server as publisher
from tests.fakes.pack_server import FakePackServer

CONTENT = random.Random(7).randbytes(400_000)  # noqa: S311  sample bytes
OTHER = random.Random(8).randbytes(400_000)  # noqa: S311  sample bytes
PATIENCE = Patience(2, 1, 0.3, 1_000, attempts=3, pause_s=0, redirects=3, most_bytes=1_000_000)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakePackServer]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with FakePackServer({"/pack.zip": CONTENT}) as running:
        yield running


@pytest.fixture
def downloader(tmp_path: Path) -> Downloader:
    return Downloader(tmp_path, PATIENCE, pause=lambda _: None)


def source(server: FakePackServer, path: str = "/pack.zip", content: bytes = CONTENT) -> Source:
    return Source(f"{server.url}{path}", True, hashlib.sha256(content).hexdigest())


def asked(server: FakePackServer) -> list[int | None]:
    """Where each request began; None for the whole."""
    return [request.start for request in server.requests]


def leftovers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# what goes well -----------------------------------------------------------------------------------


def test_a_file_is_fetched_whole_and_its_progress_told(
    server: FakePackServer, downloader: Downloader
) -> None:
    told: list[tuple[int, int | None]] = []
    path = downloader.fetch(source(server), lambda here, total: told.append((here, total)))
    assert path.read_bytes() == CONTENT
    assert told[-1] == (len(CONTENT), len(CONTENT))


def test_a_file_that_is_here_is_not_fetched_again(
    server: FakePackServer, downloader: Downloader
) -> None:
    downloader.fetch(source(server))
    downloader.fetch(source(server))
    assert len(server.requests) == 1


def test_a_connection_dropped_in_the_middle_is_gone_on_with_where_it_broke_off(
    server: FakePackServer, downloader: Downloader
) -> None:
    server.behaviours = [publisher.breaks_off_after(100_000), publisher.breaks_off_after(50_000)]
    assert downloader.fetch(source(server)).read_bytes() == CONTENT
    assert asked(server) == [None, 100_000, 150_000]


def test_a_later_command_goes_on_where_an_earlier_one_gave_up(
    server: FakePackServer, downloader: Downloader, tmp_path: Path
) -> None:
    server.behaviours = [publisher.breaks_off_after(9_000)] * 3
    with pytest.raises(AddressUnreachable):
        downloader.fetch(source(server))
    assert Downloader(tmp_path, PATIENCE).fetch(source(server)).read_bytes() == CONTENT
    assert asked(server)[-1] == 27_000


def test_a_server_that_ignores_ranges_is_asked_for_the_whole(
    server: FakePackServer, downloader: Downloader
) -> None:
    server.behaviours = [publisher.breaks_off_after(9_000), publisher.ignores_ranges(CONTENT)]
    assert downloader.fetch(source(server)).read_bytes() == CONTENT


def test_without_a_validator_nothing_is_gone_on_with(
    server: FakePackServer, downloader: Downloader
) -> None:
    server.has_validators = False
    server.behaviours = [publisher.breaks_off_after(9_000)]
    assert downloader.fetch(source(server)).read_bytes() == CONTENT
    assert asked(server) == [None, None]


def test_a_busy_server_is_asked_again(server: FakePackServer, downloader: Downloader) -> None:
    server.behaviours = [publisher.with_headers(503, b""), publisher.with_headers(429, b"")]
    assert downloader.fetch(source(server)).read_bytes() == CONTENT


def test_a_redirect_of_the_same_kind_is_followed(
    server: FakePackServer, downloader: Downloader
) -> None:
    server.behaviours = [publisher.with_headers(302, b"", Location="/pack.zip")]
    assert downloader.fetch(source(server, "/old.zip")).read_bytes() == CONTENT


# a file that changes ------------------------------------------------------------------------------


def test_a_file_that_changed_between_two_parts_is_never_put_together(
    server: FakePackServer, downloader: Downloader
) -> None:
    def changes(*wire: object) -> None:
        publisher.breaks_off_after(9_000)(*wire)  # type: ignore[arg-type]  # handed through
        server.files["/pack.zip"] = CONTENT

    server.files["/pack.zip"] = OTHER
    server.behaviours = [changes]
    assert downloader.fetch(source(server)).read_bytes() == CONTENT
    assert asked(server) == [None, 9_000]


def test_a_server_that_gives_parts_of_two_files_under_one_etag_is_asked_from_the_start(
    server: FakePackServer, downloader: Downloader, tmp_path: Path
) -> None:
    rest = {"Content_Range": f"bytes 9000-{len(OTHER) - 1}/{len(OTHER)}"}
    server.behaviours = [
        publisher.breaks_off_after(9_000),
        publisher.with_headers(206, OTHER[9_000:], **rest),
    ]
    assert downloader.fetch(source(server)).read_bytes() == CONTENT
    assert asked(server) == [None, 9_000, None]
    assert leftovers(tmp_path) == [source(server).sha256]


@pytest.mark.parametrize(
    "content_range",
    [
        f"bytes 0-{len(CONTENT) - 1}/{len(CONTENT)}",
        f"bytes 9001-{len(CONTENT) - 1}/{len(CONTENT)}",
        f"bytes 9000-{len(CONTENT) - 2}/{len(CONTENT)}",
        f"bytes 9000-{len(CONTENT)}/{len(CONTENT) + 1}",
        "bytes 9000-*/*",
        "bytes */400000",
        "lines 9000-2/3",
        "",
    ],
)
def test_a_part_that_is_not_the_rest_asked_for_is_thrown_away(
    server: FakePackServer, downloader: Downloader, content_range: str
) -> None:
    wrong = publisher.with_headers(206, CONTENT[9_000:], Content_Range=content_range)
    server.behaviours = [publisher.breaks_off_after(9_000), wrong]
    assert downloader.fetch(source(server)).read_bytes() == CONTENT
    assert asked(server) == [None, 9_000, None]


def test_a_server_that_always_gives_wrong_parts_is_given_up(
    server: FakePackServer, downloader: Downloader
) -> None:
    wrong = publisher.with_headers(206, CONTENT, Content_Range="bytes 1-2/3")
    server.behaviours = [publisher.breaks_off_after(9_000), wrong, wrong]
    with pytest.raises(AnswerUnusable):
        downloader.fetch(source(server))


def test_a_part_that_nobody_asked_for_is_refused(
    server: FakePackServer, downloader: Downloader
) -> None:
    whole = f"bytes 0-{len(CONTENT) - 1}/{len(CONTENT)}"
    server.behaviours = [publisher.with_headers(206, Content_Range=whole)]
    with pytest.raises(AnswerUnusable):
        downloader.fetch(source(server))


def test_a_range_that_is_not_satisfiable_begins_again(
    server: FakePackServer, downloader: Downloader
) -> None:
    server.behaviours = [publisher.breaks_off_after(9_000), publisher.with_headers(416, b"")]
    assert downloader.fetch(source(server)).read_bytes() == CONTENT
    assert asked(server) == [None, 9_000, None]


# what is wrong ------------------------------------------------------------------------------------


def test_another_file_than_the_pinned_one_is_refused_and_not_kept(
    server: FakePackServer, downloader: Downloader, tmp_path: Path
) -> None:
    server.files["/pack.zip"] = OTHER
    with pytest.raises(DigestWrong):
        downloader.fetch(source(server))
    assert len(server.requests) == 1
    assert leftovers(tmp_path) == []


def test_a_truncated_file_without_a_length_is_refused(
    server: FakePackServer, downloader: Downloader, tmp_path: Path
) -> None:
    server.behaviours = [publisher.truncates_to(9_000)]
    with pytest.raises(DigestWrong):
        downloader.fetch(source(server))
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize("length", ["399999", "12"])
def test_a_length_shorter_than_the_file_is_refused(
    server: FakePackServer, downloader: Downloader, length: str
) -> None:
    server.behaviours = [publisher.with_headers(200, Content_Length=length)] * 3
    with pytest.raises((DigestWrong, AddressUnreachable)):
        downloader.fetch(source(server))


def test_a_length_longer_than_the_file_is_never_taken_for_the_whole(
    server: FakePackServer, downloader: Downloader
) -> None:
    server.behaviours = [publisher.with_headers(200, Content_Length="400001")] * 3
    with pytest.raises(AddressUnreachable):
        downloader.fetch(source(server))


def test_an_endless_file_is_ended(
    server: FakePackServer, downloader: Downloader, tmp_path: Path
) -> None:
    server.behaviours = [publisher.never_ends]
    with pytest.raises(DownloadTooLarge):
        downloader.fetch(source(server))
    assert (tmp_path / f"{source(server).sha256}.part").stat().st_size < 2 * PATIENCE.most_bytes


def test_an_announced_length_beyond_any_pack_is_refused_before_a_byte_is_read(
    server: FakePackServer, downloader: Downloader, tmp_path: Path
) -> None:
    server.behaviours = [publisher.with_headers(200, Content_Length="99999999999")]
    with pytest.raises(DownloadTooLarge):
        downloader.fetch(source(server))
    assert leftovers(tmp_path) == []


def test_a_packed_answer_is_refused(server: FakePackServer, downloader: Downloader) -> None:
    server.behaviours = [publisher.with_headers(200, Content_Encoding="gzip")]
    with pytest.raises(AnswerUnusable, match="pack-answer"):
        downloader.fetch(source(server))
    assert server.requests[0].headers["accept-encoding"] == "identity"


@pytest.mark.parametrize("status", [204, 403, 404, 451])
def test_another_status_is_told_at_once(
    server: FakePackServer, downloader: Downloader, status: int
) -> None:
    server.behaviours = [publisher.with_headers(status, b"")]
    with pytest.raises(AnswerUnusable) as refused:
        downloader.fetch(source(server))
    assert refused.value.facts["found"] == status
    assert len(server.requests) == 1


def test_an_address_that_nobody_listens_at_is_told(
    downloader: Downloader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with pytest.raises(AddressUnreachable):
        downloader.fetch(Source("http://127.0.0.1:1/pack.zip", True, "0" * 64))


# slowness -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "drip", [publisher.drips_headers, publisher.drips_body, publisher.drips_chunk_marks]
)
def test_a_server_that_sends_in_drips_is_left(
    server: FakePackServer, downloader: Downloader, drip: publisher.Behaviour
) -> None:
    server.behaviours = [drip] * 3
    with pytest.raises(DownloadTooSlow):
        downloader.fetch(source(server))
    assert len(server.requests) == 1


def test_a_silent_server_is_left(server: FakePackServer, tmp_path: Path) -> None:
    patience = Patience(2, 0.2, 5, 1_000, attempts=2, pause_s=0)
    server.behaviours = [publisher.is_silent] * 2
    with pytest.raises(AddressUnreachable):
        Downloader(tmp_path, patience, pause=lambda _: None).fetch(source(server))
    assert len(server.requests) == 2


# redirects ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "location",
    [
        "ftp://127.0.0.1/pack.zip",
        "file:///etc/passwd",
        "https://127.0.0.1/pack.zip",
        "http://user:secret@127.0.0.1/pack.zip",
        "http://[bad/pack.zip",
        "",
    ],
)
def test_a_redirect_to_another_scheme_or_with_a_password_is_not_followed(
    server: FakePackServer, downloader: Downloader, location: str
) -> None:
    server.behaviours = [publisher.with_headers(302, b"", Location=location)]
    with pytest.raises(RedirectRefused):
        downloader.fetch(source(server))
    assert len(server.requests) == 1


def test_a_redirect_from_https_into_the_clear_is_not_followed() -> None:
    with pytest.raises(RedirectRefused):
        next_address("https://publisher.example/a.zip", "http://publisher.example/a.zip")
    assert next_address("https://a.example/x/y", "../z") == "https://a.example/z"


def test_redirects_in_a_circle_end(server: FakePackServer, downloader: Downloader) -> None:
    server.behaviours = [publisher.with_headers(301, b"", Location="/pack.zip")] * 10
    with pytest.raises(RedirectRefused):
        downloader.fetch(source(server))
    assert len(server.requests) == PATIENCE.redirects + 1
