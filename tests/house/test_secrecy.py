"""Nothing in the tree names a machine's folder or a package registry's address."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# written in pieces so that this file does not find itself
FORBIDDEN = re.compile(
    "|".join(
        (
            r"/wor" + r"k/",
            r"/roo" + r"t/",
            r"/hom" + r"e/[a-z]",
            "pypi" + r"\.org",
            "python" + r"hosted",
            r"registry\.npm" + "js",
            r"repo1?\.mav" + "en",
            r"deb\.deb" + "ian",
        )
    )
)


def _tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / line for line in listed.stdout.splitlines()]


def test_no_machine_path_and_no_registry_host() -> None:
    found = []
    for path in _tracked():
        if not path.is_file():
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if FORBIDDEN.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    assert found == []
