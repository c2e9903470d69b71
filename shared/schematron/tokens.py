"""The tokens of an XPath 2.0 expression."""

import re
from dataclasses import dataclass
from typing import Literal

from shared.schematron.errors import NotSupportedError, XPathSyntaxError

Kind = Literal["name", "number", "string", "variable", "symbol", "end"]

# XPath 2.0, A.2.1: names as in Namespaces in XML; a name may hold . and - but not start with them
_NC = r"[^\W\d][\w.\-·]*"
_TOKEN = re.compile(
    rf"""
      (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<string>"(?:[^"]|"")*"|'(?:[^']|'')*')
    | \$\s*(?P<variable>{_NC}(?::{_NC})?)
    | (?P<name>\*:{_NC}|{_NC}:\*|{_NC}(?::(?!:){_NC})?)
    | (?P<symbol>::|//|<<|>>|!=|<=|>=|\.\.|[()\[\]/@,|+\-*=<>.?])
    """,
    re.VERBOSE,
)
# eForms lists nearly ten thousand codes in one expression
_MOST_TOKENS = 100_000
_BLANK = re.compile(r"[ \t\r\n]*")


@dataclass(frozen=True, slots=True)
class Token:
    kind: Kind
    text: str


END = Token("end", "")


def tokens_of(source: str) -> list[Token]:
    """Raises XPathSyntaxError at the first character that starts no token, NotSupportedError."""
    found: list[Token] = []
    at = _skip(source, 0)
    while at < len(source):
        match = _TOKEN.match(source, at)
        if match is None or match.lastgroup is None:
            raise XPathSyntaxError(f"cannot read {source[at : at + 30]!r}")
        kind: Kind = match.lastgroup  # type: ignore[assignment]  # the groups are the kinds
        found.append(Token(kind, match[kind]))
        at = _skip(source, match.end())
        if len(found) > _MOST_TOKENS:
            raise NotSupportedError(f"an expression of more than {_MOST_TOKENS} words")
    found.append(END)
    return found


def _skip(source: str, at: int) -> int:
    """Past blanks and comments; comments nest (XPath 2.0, 2.6)."""
    depth = 0
    while True:
        if depth == 0:
            at = _BLANK.match(source, at).end()  # type: ignore[union-attr]  # matches always
        if source.startswith("(:", at):
            depth, at = depth + 1, at + 2
        elif depth and source.startswith(":)", at):
            depth, at = depth - 1, at + 2
        elif depth and at < len(source):
            at += 1
        elif depth:
            raise XPathSyntaxError("a comment has no end")
        else:
            return at
