"""Puts the sample bids into a folder, each with a certificate to sign it: `python -m samples.bid`.

The certificates come from an authority made on the spot; whoever shall trust it gets its anchor.
"""

import datetime as dt
import tomllib
from pathlib import Path

import click
from cryptography.hazmat.primitives.serialization import Encoding

from samples.bid import PASSWORD, plan_in
from shared.clock import SteeredClock, SystemClock
from shared.signing.devpki import DevelopmentAuthority, Usage

PLANS = ("ardenne", "potloden", "potloden-cheaper")


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="QUAESTOR_HOME",
    help="Installation that shall trust the certificates (development only).",
)
@click.option(
    "--clock-offset-file",
    type=click.Path(path_type=Path),
    envvar="QUAESTOR_CLOCK_OFFSET_FILE",
    help="Moves the clock, as for the installation.",
)
def main(folder: Path, home: Path | None, clock_offset_file: Path | None) -> None:
    """Write the plans, their PDF and a certificate (.p12) for each into FOLDER."""
    clock = SteeredClock(clock_offset_file) if clock_offset_file else SystemClock()
    now = clock.now()
    authority = DevelopmentAuthority.create("Sample Citizen CA", now)
    for name in PLANS:
        plan = plan_in(folder, name)
        certificate = plan.with_suffix(".p12")
        certificate.write_bytes(_signer(authority, plan, now))
        print(f"{plan}  {certificate}  password: {PASSWORD}")
    if home:
        anchor = home / "anchors" / "sample-bids.pem"
        anchor.parent.mkdir(parents=True, exist_ok=True)
        anchor.write_bytes(authority.anchor.public_bytes(Encoding.PEM))
        print(f"{anchor}  is trusted from now on")


def _signer(authority: DevelopmentAuthority, plan: Path, now: dt.datetime) -> bytes:
    """PKCS #12 for the contact person of the plan, in the name of its tenderer."""
    tenderer = tomllib.loads(plan.read_text(encoding="utf-8"))["tenderer"]
    credential = authority.issue(
        tenderer["contact"],
        organisation=tenderer["name"],
        organisation_id=tenderer["enterprise_number"].replace(".", ""),
        usage=Usage.SIGNATURE,
        now=now,
    )
    return credential.pkcs12(PASSWORD.encode())


if __name__ == "__main__":
    main()
