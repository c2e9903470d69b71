"""`python -m shared.conformance SUITE_DIR --pack ID[,ID] [--json]`: does a suite hold here?

eForms notices with SVRL reports beside them: `--eforms-sdk PACK --svrl` instead of `--pack`.

Ends with 0 when every case holds, 1 when one does not, 3 for misuse.
"""

import json
import os
import sys
from pathlib import Path
from typing import NoReturn

import click

from shared.clock import BRUSSELS, SystemClock
from shared.conformance.rule_files import rule_files
from shared.conformance.runner import RulesToRun, run_suite
from shared.conformance.svrl import compare, sdk_named
from shared.conformance.tally import Tally
from shared.errors import QuaestorError
from shared.packs import Packs
from shared.settings import Settings

HELD, BROKEN, MISUSED = 0, 1, 3
_ENVIRONMENT_DATA = "QUAESTOR_DATA"


@click.command()
@click.argument("suite", metavar="SUITE_DIR", type=click.Path(path_type=Path))
@click.option(
    "--pack",
    "names",
    multiple=True,
    metavar="ID[,ID]",
    help="Rule set id, pack/file, or path of a rule file; several are taken together.",
)
@click.option(
    "--packs",
    "folders",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A folder with official packs; may be given several times.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the tally as JSON and nothing else.")
@click.option("--processes", type=click.IntRange(1), default=os.cpu_count() or 1)
@click.option(
    "--eforms-sdk",
    "sdk",
    metavar="PACK",
    help="An eForms SDK (pack, folder or .tar.xz): compare notices with their SVRL reports.",
)
@click.option("--svrl", is_flag=True, expose_value=False, help="Said with --eforms-sdk.")
def main(
    suite: Path,
    names: tuple[str, ...],
    folders: tuple[Path, ...],
    as_json: bool,
    processes: int,
    sdk: str | None,
) -> None:
    """Run the test sets below SUITE_DIR and say which of their expectations hold."""
    if not suite.is_dir():
        raise click.UsageError(f"{suite} is no folder")
    settings = Settings.from_environment()
    packs = Packs((*folders, *settings.pack_folders, *_data_packs()))
    today = SystemClock().now().astimezone(BRUSSELS).date()
    if sdk is not None:
        _finish(compare(suite, sdk_named(sdk, packs), today, settings.cache_folder), as_json)
    wanted = [name.strip() for text in names for name in text.split(",") if name.strip()]
    if not wanted:
        raise click.UsageError("say which rules to run: --pack ID")
    files = tuple(dict.fromkeys(file for name in wanted for file in rule_files(name, packs)))
    rules = RulesToRun(files, settings.cache_folder, today)
    _finish(run_suite(suite, rules, processes, None if as_json else _progress), as_json)


def _finish(tally: Tally, as_json: bool) -> NoReturn:
    _tell(tally, as_json=as_json)
    sys.exit(HELD if tally.all_held else BROKEN)


def _data_packs() -> list[Path]:
    """The packs of a folder with public suites, for who develops."""
    data = os.environ.get(_ENVIRONMENT_DATA)
    return [Path(data) / "packs"] if data else []


def _progress(done: int, files: int) -> None:
    is_over = done == files
    if is_over or sys.stderr.isatty():
        click.echo(f"\r{done}/{files} files", nl=is_over, err=True)


def _tell(tally: Tally, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(tally.as_dict(), ensure_ascii=False, indent=2))
        return
    for failure in tally.failed:
        click.echo(f"{failure.file} #{failure.case}")
        click.echo(f"    expected: {failure.expected}")
        click.echo(f"    got:      {failure.got}")
    click.echo(f"{tally.held} of {tally.cases} cases hold")


def run() -> None:
    """The command, with misuse told in one line and the exit code 3."""
    try:
        main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(MISUSED)
    except QuaestorError as error:
        click.echo(str(error), err=True)
        sys.exit(MISUSED)


if __name__ == "__main__":
    run()
