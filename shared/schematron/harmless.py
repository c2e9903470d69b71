"""A second lock on generated code: every word of it must be known before it is executed.

The generator writes names and numbers of its own only. Should it ever have a fault, this check
stops a module that holds a string literal, a foreign name or a foreign attribute.
"""

import re

from shared.schematron.runtime.vocabulary import ATTRIBUTES, VOCABULARY

_KEYWORDS = frozenset(
    [
        "def",
        "return",
        "if",
        "else",
        "elif",
        "for",
        "in",
        "not",
        "and",
        "or",
        "is",
        "lambda",
        "try",
        "except",
        "as",
        "True",
        "False",
        "None",
    ]
)
_OWN = re.compile(r"[KFachlprtuxmv]\d+\Z|[ndfe]\Z|out\Z|_\Z")
_TOKEN = re.compile(
    r"(?P<attribute>\.\s*[A-Za-z_]\w*)|(?P<name>[A-Za-z_]\w*)|(?P<number>\d+)"
    r"|(?P<symbol>[ \n()\[\]{},:=<>!+*\-])",
    re.ASCII,
)


class ForeignWordError(RuntimeError):
    """The generator wrote something that it never writes: a fault of ours, never run."""


def checked(source: str) -> str:
    """The source itself. Raises ForeignWordError at the first word that is not known."""
    at = 0
    while at < len(source):
        match = _TOKEN.match(source, at)
        if match is None or not _is_known(match):
            raise ForeignWordError(source[at : at + 40])
        at = match.end()
    return source


def _is_known(match: re.Match[str]) -> bool:
    if match["attribute"]:
        return match["attribute"].lstrip(". \n") in ATTRIBUTES
    if match["name"]:
        word = match["name"]
        return word in _KEYWORDS or word in VOCABULARY or bool(_OWN.match(word))
    return True
