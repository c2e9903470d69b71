"""`quaestor bid`: the supplier's own tool, from a plan to a verified receipt."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from etender.bidder.folder import BidFolder
    from etender.bidder.platform import Platform
    from shared.clock import Clock

_FOLDER = click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_CLOCK = click.option(
    "--clock-offset-file",
    type=click.Path(path_type=Path),
    envvar="QUAESTOR_CLOCK_OFFSET_FILE",
    hidden=True,
    help="Development only: moves the clock of this tool.",
)
_PACKS = click.option(
    "--packs",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with official packs (UBL schemas, Peppol rules); may be repeated.",
)
_PLATFORM = click.option(
    "--platform", required=True, metavar="URL", help="Address of the platform."
)


@click.group("bid")
def bid() -> None:
    """Prepare, sign, seal and submit a bid, on your own machine.

    \b
    quaestor bid call PROCEDURE --platform URL --out call.json
    quaestor bid prepare plan.toml my-bid --call call.json
    quaestor bid check my-bid
    quaestor bid sign my-bid --p12 me.p12
    quaestor bid seal my-bid
    quaestor bid submit my-bid --platform URL --client-id ... --client-secret ...
    quaestor bid receipt my-bid
    """  # noqa: D301  click wants the backspace character itself


@bid.command()
@click.argument("procedure")
@_PLATFORM
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), default=Path("call.json"))
def call(procedure: str, platform: str, out: Path) -> None:
    """Fetch the public data of a call and check its time lock."""
    from etender.bidder.platform import Platform
    from etender.sealing.chain import in_words

    with Platform(platform) as there:
        found, received = there.call(procedure)
    out.write_bytes(received)
    click.echo(f"{found.reference}  {found.title}")
    click.echo(f"authority  {found.authority} ({found.authority_number.dotted})")
    click.echo(f"deadline   {in_words(found.deadline)}")
    for lot in found.lots:
        click.echo(f"lot {lot.number:<6} {lot.title}")
    click.echo(f"time lock  round {found.round} of {found.chain.hash[:16]}…")
    if found.chain.trust == "operator":
        click.secho("           trust: operator (its operator could open early)", fg="yellow")
    click.echo(f"kept in    {out}")


@bid.command()
@click.argument("plan", type=_FILE)
@_FOLDER
@click.option("--call", "call_file", type=_FILE, required=True, help="From `quaestor bid call`.")
@_CLOCK
def prepare(plan: Path, folder: Path, call_file: Path, clock_offset_file: Path | None) -> None:
    """Make all files of the bid out of a plan (TOML) into FOLDER."""
    from etender.bidder.call import PublicCall
    from etender.bidder.plan import read_plan
    from etender.bidder.preparation import prepare_bid

    received = call_file.read_bytes()
    text = plan.read_text(encoding="utf-8")
    read = read_plan(text, PublicCall.from_json(received), plan.parent)
    made = prepare_bid(read, received, folder, _clock(clock_offset_file).now())
    for name in made.names():
        click.echo(f"  {(made.files / name).stat().st_size:>12}  {name}")
    click.echo(f"next: quaestor bid check {folder}")


@bid.command()
@_FOLDER
@_PACKS
def check(folder: Path, packs: tuple[Path, ...]) -> None:
    """Look for everything that would make the bid irregular."""
    from etender.bidder.check import Weight, check_bid, has_errors
    from shared.errors import fill
    from shared.packs import Packs

    findings = check_bid(_bid(folder), Packs(packs))
    for finding in findings:
        colour = "red" if finding.weight is Weight.ERROR else "yellow"
        says = fill(finding.says, finding.facts)
        click.secho(f"{finding.weight:<6} {finding.where}: {says}", fg=colour)
    if has_errors(findings):
        raise SystemExit(1)
    click.secho("nothing wrong was found", fg="green")
    click.echo(f"next: quaestor bid sign {folder} --p12 FILE")


@bid.command()
@_FOLDER
@click.option("--p12", type=_FILE, required=True, help="Your certificate with its key.")
@click.password_option("--password", envvar="QUAESTOR_P12_PASSWORD", confirmation_prompt=False)
@_PACKS
@_CLOCK
def sign(
    folder: Path,
    p12: Path,
    password: str,
    packs: tuple[Path, ...],
    clock_offset_file: Path | None,
) -> None:
    """Sign all files into one container (ASiC-E, XAdES)."""
    from etender.bidder.sealing import sign_bid
    from shared.packs import Packs
    from shared.signing.credential import Credential
    from shared.signing.report import SubIndication

    credential = Credential.from_pkcs12(p12.read_bytes(), password.encode())
    made = _bid(folder)
    now = _clock(clock_offset_file).now()
    total = sum(file.size for file in made.data_files())
    with _progress("signing", total) as progress:
        report = sign_bid(made, credential, now, Packs(packs), progress)
    click.echo(f"signed by  {report.signer}, {report.organisation} {report.organisation_id}")
    click.echo(f"verdict    {report.verdict} {report.sub_indication}".rstrip())
    for finding in report.findings:
        click.secho(f"           {finding}", fg="yellow")
    # whether a certificate was revoked is for the authority to look up, at the opening
    if not report.passed and report.sub_indication is not SubIndication.TRY_LATER:
        raise SystemExit(1)
    click.echo(f"next: quaestor bid seal {folder}")


@bid.command()
@_FOLDER
@click.option(
    "--passphrase",
    envvar="QUAESTOR_BID_PASSPHRASE",
    default="",
    help="Keeps your own copy of the bid's key under a passphrase.",
)
def seal(folder: Path, passphrase: str) -> None:
    """Lock the container to the deadline; from now on nobody can read it before."""
    from etender.bidder.sealing import seal_container

    made = _bid(folder)
    with _progress("sealing", made.need(made.container).stat().st_size) as progress:
        sealed = seal_container(made, passphrase, progress)
    click.echo(f"bid        {made.payload.name}  {sealed.payload_size} bytes")
    click.echo(f"           sha256 {sealed.payload_sha256}")
    click.echo(f"key        {made.key_envelope.name}  locked to round {sealed.round}")
    click.echo(f"           sha256 {sealed.key_sha256}")
    click.secho(f"keep safe  {made.own_key}: it opens your bid; never send it", fg="yellow")
    click.echo(f"next: quaestor bid submit {folder} --platform URL")


@bid.command()
@_FOLDER
@click.option("--passphrase", envvar="QUAESTOR_BID_PASSPHRASE", default="")
@_PLATFORM
def reseal(folder: Path, passphrase: str, platform: str) -> None:
    """Lock the key to a new deadline; the bid itself is not sealed again."""
    from etender.bidder.platform import Platform
    from etender.bidder.submission import reseal_bid

    with Platform(platform) as there:
        found = reseal_bid(_bid(folder), there, passphrase)
    click.echo(f"locked to round {found.round}; submit again")


@bid.command()
@_FOLDER
@_PLATFORM
@click.option("--token", envvar="QUAESTOR_TOKEN", default="", help="A bearer token, or:")
@click.option("--client-id", envvar="QUAESTOR_CLIENT_ID", default="")
@click.option("--client-secret", envvar="QUAESTOR_CLIENT_SECRET", default="")
def submit(folder: Path, platform: str, token: str, client_id: str, client_secret: str) -> None:
    """Send the two sealed files; keep and verify the receipt."""
    from etender.bidder.platform import Platform
    from etender.bidder.submission import submit_bid

    made = _bid(folder)
    with Platform(platform, token) as there:
        _sign_in(there, client_id, client_secret)
        submit_bid(made, there)
    _show_receipt(made)


@bid.command()
@_FOLDER
def receipt(folder: Path) -> None:
    """Compare the kept receipt with the files that were sent."""
    _show_receipt(_bid(folder))


def _show_receipt(made: "BidFolder") -> None:
    from etender.bidder.receipt import verify_receipt
    from etender.sealing.chain import in_words

    found = verify_receipt(made)
    click.echo(f"received   {in_words(found.received_at)}")
    click.echo(f"bid        {found.bid_id}, version {found.version}")
    if found.is_late:
        click.secho("           LATE: after the deadline", fg="red")
    click.secho("the receipt attests exactly the files that were sent", fg="green")


def _bid(folder: Path) -> "BidFolder":
    from etender.bidder.folder import BidFolder

    return BidFolder(folder)


def _sign_in(there: "Platform", client_id: str, client_secret: str) -> None:
    if client_id:
        there.sign_in(client_id, client_secret)


def _clock(offset_file: Path | None) -> "Clock":
    from shared.clock import SteeredClock, SystemClock

    return SteeredClock(offset_file) if offset_file else SystemClock()


@contextmanager
def _progress(label: str, total: int) -> Iterator[Callable[[int], None]]:
    with click.progressbar(length=max(total, 1), label=f"{label:<10}", show_eta=False) as bar:
        yield bar.update
