"""Locations of findings in one form, whichever way a Schematron implementation wrote them.

`/cn:ContractNotice/cac:Party[2]` (SchXslt), `/*:Invoice[namespace-uri()='…'][1]` (ISO skeleton) and
`/Q{…}Invoice[1]` (fn:path) all become the last.
"""

import re
from collections.abc import Mapping

_STEP = re.compile(
    r"""/(?:
      Q\{(?P<uri>[^}]*)\}(?P<q>[^/\[]+)
    | \*:(?P<any>[^/\[]+)\[namespace-uri\(\)\s*=\s*(?P<quote>['"])(?P<of>.*?)(?P=quote)\]
    | @\*:?\[local-name\(\)\s*=\s*'(?P<attribute>[^']+)'(?:[^\]]*)\]
    | (?P<at>@)?(?:(?P<prefix>[^/:\[{@*]+):)?(?P<name>[^/:\[{@*]+)
    )(?:\[(?P<number>\d+)\])?""",
    re.VERBOSE,
)


def canonical(location: str, prefixes: Mapping[str, str]) -> str:
    """As fn:path writes it; a step without number is the first. What is not understood stays."""
    steps, at = [], 0
    while at < len(location):
        match = _STEP.match(location, at)
        if match is None:
            return location
        steps.append(_step(match, prefixes))
        at = match.end()
    return "/" + "/".join(steps)


def _step(match: re.Match[str], prefixes: Mapping[str, str]) -> str:
    if match["attribute"]:
        return f"@{match['attribute']}"
    name = match["name"] or match["q"] or match["any"]
    uri = match["uri"] or match["of"] or prefixes.get(match["prefix"] or "", "")
    if match["at"]:
        return f"@Q{{{uri}}}{name}" if uri else f"@{name}"
    return f"Q{{{uri}}}{name}[{match['number'] or 1}]"
