"""Sample bids: plans in TOML and a technical description as PDF, for two suppliers."""

import shutil
from pathlib import Path

import typst

FOLDER = Path(__file__).parent
PASSWORD = "demonstration"  # noqa: S105  of certificates made by the demonstration itself


def plan_in(folder: Path, name: str) -> Path:
    """Copy the plan `name` (`ardenne`, `potloden`, `potloden-cheaper`) and make its PDF beside."""
    folder.mkdir(parents=True, exist_ok=True)
    plan = folder / f"{name}.toml"
    shutil.copyfile(FOLDER / f"{name}.toml", plan)
    source = (FOLDER / "technical-description.typ").read_bytes()
    (folder / "technical-description.pdf").write_bytes(typst.compile(source))
    return plan
