"""`quaestor bid`: the whole way on the command line, over real HTTP to a platform in memory."""

import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result

from etender.bidder.commands import bid
from shared.clock import FrozenClock, SystemClock
from shared.errors import QuaestorError
from shared.signing.credential import Credential
from shared.signing.devpki import DevelopmentAuthority, Usage
from tests.etender.bidder.conftest import DEADLINE, NOW
from tests.etender.bidder.platform_fake import PROCEDURE, FakePlatform
from tests.etender.bidder.test_plan import PLAN


@contextlib.contextmanager
def served(platform: FakePlatform) -> Iterator[str]:
    """The platform on a port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = dict(self.headers.items())
            request = httpx.Request(
                self.command, f"http://here{self.path}", headers=headers, content=body
            )
            answer = platform.answer(request)
            self.send_response(answer.status_code)
            self.send_header("content-length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        do_GET = do_POST = _answer  # noqa: N815  the names http.server calls

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def address(platform: FakePlatform) -> Iterator[str]:
    with served(platform) as address:
        yield address


@pytest.fixture
def desk(tmp_path: Path, signer: Credential, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a plan, its document and a certificate, on the day the tests play."""
    offset_s = (NOW - SystemClock().now()).total_seconds()
    (tmp_path / "offset").write_text(str(offset_s), encoding="ascii")
    monkeypatch.setenv("QUAESTOR_CLOCK_OFFSET_FILE", str(tmp_path / "offset"))
    (tmp_path / "plan.toml").write_text(PLAN, encoding="utf-8")
    (tmp_path / "brochure.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "me.p12").write_bytes(signer.pkcs12(b"geheim"))
    return tmp_path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(bid, [str(argument) for argument in arguments])


def done(*arguments: object) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, (result.output, result.exception)
    return result.output


def prepared(desk: Path, address: str) -> Path:
    folder = desk / "bid"
    done("call", PROCEDURE, "--platform", address, "--out", desk / "call.json")
    done("prepare", desk / "plan.toml", folder, "--call", desk / "call.json")
    return folder


def test_a_bid_goes_all_the_way_by_command(
    desk: Path, address: str, platform: FakePlatform
) -> None:
    said = done("call", PROCEDURE, "--platform", address, "--out", desk / "call.json")
    assert "trust: operator" in said
    said = done("prepare", desk / "plan.toml", desk / "bid", "--call", desk / "call.json")
    assert "documents/desk.pdf" in said
    assert "nothing wrong was found" in done("check", desk / "bid")
    said = done("sign", desk / "bid", "--p12", desk / "me.p12", "--password", "geheim")
    assert "Marie Peeters" in said
    assert "TOTAL-PASSED" in said
    assert "never send it" in done("seal", desk / "bid")
    said = done("submit", desk / "bid", "--platform", address, "--client-id", "noord")
    assert "exactly the files that were sent" in said
    assert "exactly the files" in done("receipt", desk / "bid")
    assert platform.received[0]["payload"] == (desk / "bid" / "bid.asice.age").read_bytes()
    assert platform.received[0]["lots"] == b"1,2"


def test_a_moved_deadline_is_followed_by_one_command(
    desk: Path, address: str, platform: FakePlatform
) -> None:
    folder = prepared(desk, address)
    done("sign", folder, "--p12", desk / "me.p12", "--password", "geheim")
    done("seal", folder)
    platform.deadline = DEADLINE.replace(month=2)
    refused = run("submit", folder, "--platform", address)
    assert isinstance(refused.exception, QuaestorError)
    assert "submit again" in done("reseal", folder, "--platform", address)
    done("submit", folder, "--platform", address)


def test_what_the_check_finds_ends_with_an_error(desk: Path, address: str) -> None:
    folder = prepared(desk, address)
    (folder / "files" / "extra.pdf").write_bytes(b"")
    result = run("check", folder)
    assert result.exit_code == 1
    assert "extra.pdf" in result.output


def test_a_wrong_password_is_an_expected_refusal(desk: Path, address: str) -> None:
    folder = prepared(desk, address)
    result = run("sign", folder, "--p12", desk / "me.p12", "--password", "fout")
    assert isinstance(result.exception, QuaestorError)


def test_a_signature_that_would_not_pass_ends_with_an_error(
    desk: Path, address: str, development: DevelopmentAuthority
) -> None:
    folder = prepared(desk, address)
    other = development.issue("Marie", organisation="Noord", usage=Usage.AUTHENTICATION, now=NOW)
    (desk / "login.p12").write_bytes(other.pkcs12(b"geheim"))
    result = run("sign", folder, "--p12", desk / "login.p12", "--password", "geheim")
    assert result.exit_code == 1
    assert "not meant for signatures" in result.output


def test_a_late_bid_is_told(desk: Path, address: str, still: FrozenClock) -> None:
    folder = prepared(desk, address)
    done("sign", folder, "--p12", desk / "me.p12", "--password", "geheim")
    done("seal", folder)
    still.set(DEADLINE)
    assert "LATE" in done("submit", folder, "--platform", address)


def test_the_clock_of_the_tool_can_be_moved_in_development(desk: Path, address: str) -> None:
    folder = prepared(desk, address)
    (desk / "offset").write_text("315360000", encoding="ascii")  # ten years on
    result = run("sign", folder, "--p12", desk / "me.p12", "--password", "geheim")
    assert result.exit_code == 1
    assert "not valid at that time" in result.output
