r"""Regular expressions of XPath 2.0 (XML Schema part 2, F; F&O, 7.6.1) as those of Python.

The differences that matter: `\d`, `\w` and `\s` have other members, `\p{..}`, `\i` and `\c` do
not exist in Python, `$` matches before a final line end there, and classes can be subtracted.
Classes are computed as sets of ranges and written out.
"""

import re
import sys
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from itertools import groupby

from shared.schematron.errors import DynamicError
from shared.schematron.runtime.automaton import (
    Automaton,
    Reader,
    Tree,
    has_back_reference,
    has_endless,
    is_risky,
    longest_text,
)

Ranges = list[tuple[int, int]]
_FLAGS = {"s": re.DOTALL, "m": re.MULTILINE, "i": re.IGNORECASE}
_SINGLE = {"n": 10, "r": 13, "t": 9}
_LITERAL = frozenset("\\|.-^?*+{}()[]$/\"'#&,:;=@!%<>~_` ")
_BLOCKS = {"IsBasicLatin": (0, 0x7F), "IsLatin-1Supplement": (0x80, 0xFF)}
_CATEGORIES = frozenset("LMNPZSC")
_FIRST_PLAIN = 0x80
# texts of more characters are matched by the automaton
_LONG = 1_000
_LONGEST_RESULT = 20_000_000


@lru_cache(maxsize=1024)
def regular(pattern: str, flags: str = "") -> re.Pattern[str]:
    """Raises DynamicError FORX0001 (flags) or FORX0002 (pattern)."""
    if set(flags) - set("smixq"):
        raise DynamicError("FORX0001", flags)
    if "q" in flags:
        return re.compile(re.escape(pattern), re.IGNORECASE if "i" in flags else 0)
    if "x" in flags:
        pattern = re.sub(r"[ \t\r\n]+", "", pattern)
    options = 0
    for flag in flags:
        options |= _FLAGS.get(flag, 0)
    _tree(pattern, flags)  # what is no pattern of XPath may be one of Python
    try:
        return re.compile(_Translator(pattern, "m" in flags, "s" in flags).translated(), options)
    except (re.error, RecursionError, OverflowError) as error:
        raise DynamicError("FORX0002", f"{pattern[:60]!r}: {error}") from None


def matches(string: str, pattern: str, flags: str = "") -> bool:
    return _searcher(pattern, flags)(string)


@lru_cache(maxsize=1024)
def _searcher(pattern: str, flags: str) -> Callable[[str], bool]:
    """Backtracking where it is quick whatever the text, else the automaton.

    Raises DynamicError for a pattern that neither can answer in bounded time.
    """
    found = regular(pattern, flags)
    tree = _tree(pattern, flags)
    if tree is None or not (is_risky(tree) or has_endless(tree)):
        return lambda string: found.search(string) is not None
    if "m" in flags or has_back_reference(tree):
        return lambda string: found.search(_short(string, pattern, flags)) is not None
    search = Automaton(tree, ignores_case="i" in flags).search
    if is_risky(tree):
        return search
    return lambda s: search(s) if len(s) > _LONG else found.search(s) is not None


@lru_cache(maxsize=1024)
def _tree(pattern: str, flags: str) -> Tree | None:
    """None of a literal text."""
    if "q" in flags:
        return None
    if "x" in flags:
        pattern = re.sub(r"[ \t\r\n]+", "", pattern)
    return Reader(pattern, _Translator(pattern, False, "s" in flags).characters).read()


@lru_cache(maxsize=1024)
def _longest(pattern: str, flags: str) -> int | None:
    tree = _tree(pattern, flags)
    return None if tree is None else longest_text(tree)


def _short(string: str, pattern: str, flags: str) -> str:
    """The text itself. Raises DynamicError where backtracking over it has no bound."""
    longest = _longest(pattern, flags)
    if longest is not None and len(string) > longest:
        raise DynamicError("FOER0000", f"a text of more than {longest} characters")
    return string


def replaced(string: str, pattern: str, replacement: str, flags: str = "") -> str:
    found, written = _replacing(pattern, replacement, flags)
    if len(replacement) > 1 and len(string) * len(replacement) > _LONGEST_RESULT:
        raise DynamicError("FOER0000", f"a text of more than {_LONGEST_RESULT} characters")
    return found.sub(written, _short(string, pattern, flags))


@lru_cache(maxsize=1024)
def _replacing(pattern: str, replacement: str, flags: str) -> tuple[re.Pattern[str], str]:
    """Both as Python writes them. Raises DynamicError."""
    found = regular(pattern, flags)
    if found.search(""):
        raise DynamicError("FORX0003", "the pattern matches an empty string")
    return found, _replacement(replacement, found.groups)


def tokenized(string: str, pattern: str, flags: str = "") -> list[str]:
    found = regular(pattern, flags)
    if found.search(""):
        raise DynamicError("FORX0003", "the pattern matches an empty string")
    if not string:
        return []
    parts, at = [], 0
    for match in found.finditer(_short(string, pattern, flags)):
        parts.append(string[at : match.start()])
        at = match.end()
    return [*parts, string[at:]]


def _replacement(text: str, groups: int) -> str:
    r"""`$1` and `\$` of F&O 7.6.3 as Python writes them."""
    result, at = "", 0
    while at < len(text):
        character = text[at]
        if character == "\\":
            if text[at + 1 : at + 2] not in ("\\", "$"):
                raise DynamicError("FORX0004", text)
            result += "\\\\" if text[at + 1] == "\\" else "$"
            at += 2
        elif character == "$":
            number = re.match(r"[0-9]+", text[at + 1 :])
            if number is None:
                raise DynamicError("FORX0004", text)
            digits = number[0]
            while len(digits) > 1 and int(digits) > groups:
                digits = digits[:-1]
            result += f"\\g<{digits}>" if int(digits) <= groups else ""
            at += 1 + len(digits)
        else:
            result += character
            at += 1
    return result


class _Translator:
    def __init__(self, pattern: str, is_multiline: bool, is_dotall: bool) -> None:
        self._pattern = pattern
        self._at = 0
        self._multiline = is_multiline
        self._dotall = is_dotall

    def translated(self) -> str:
        result = ""
        while self._at < len(self._pattern):
            result += self._next()
        return result

    def _next(self) -> str:
        character = self._take()
        if character == "[":
            return _written(self._class())
        if character == "\\":
            return self._escape_outside()
        if character == "$":
            return "$" if self._multiline else r"\Z"
        if character == ".":
            return "." if self._dotall else r"[^\n\r]"
        return character

    def characters(self, at: int) -> tuple[Ranges, int]:
        """The characters meant by the class, escape, dot or character there, and where it ends."""
        self._at = at
        character = self._take()
        if character == "[":
            found = self._class()
        elif character == "\\":
            found = self._escape()
        elif character == ".":
            found = _complement([] if self._dotall else [(10, 10), (13, 13)])
        else:
            found = [(ord(character), ord(character))]
        return _merged(found), self._at

    def _take(self) -> str:
        if self._at >= len(self._pattern):
            raise DynamicError("FORX0002", f"{self._pattern[:60]!r} ends too early")
        self._at += 1
        return self._pattern[self._at - 1]

    def _escape_outside(self) -> str:
        following = self._pattern[self._at : self._at + 1]
        if following.isdigit() and following != "0":
            self._at += 1
            return f"\\{following}"
        ranges = self._escape()
        if len(ranges) == 1 and ranges[0][0] == ranges[0][1]:
            return re.escape(chr(ranges[0][0]))
        return _written(ranges)

    def _escape(self) -> Ranges:
        """After a backslash: the characters meant."""
        character = self._take()
        if character in _SINGLE:
            return [(_SINGLE[character], _SINGLE[character])]
        if character in _LITERAL:
            return [(ord(character), ord(character))]
        if character in "pP":
            return self._property(character == "P")
        if character.lower() in "sdwic":
            members = _members(character.lower())
            return _complement(members) if character.isupper() else members
        raise DynamicError("FORX0002", f"\\{character}")

    def _property(self, is_negated: bool) -> Ranges:
        if self._take() != "{":
            raise DynamicError("FORX0002", "\\p without {")
        end = self._pattern.find("}", self._at)
        if end < 0:
            raise DynamicError("FORX0002", "\\p without }")
        name = self._pattern[self._at : end]
        self._at = end + 1
        members = [_BLOCKS[name]] if name in _BLOCKS else _category(name)
        return _complement(members) if is_negated else members

    def _class(self) -> Ranges:
        """After `[`: ranges, escapes, and `-[...]` subtracted (XML Schema part 2, F.1)."""
        is_negated = self._pattern.startswith("^", self._at)
        self._at += is_negated
        members: Ranges = []
        start = self._at
        while not (self._pattern.startswith("]", self._at) and self._at > start):
            if self._pattern.startswith("-[", self._at) and self._at > start:
                self._at += 2
                excluded = self._class()
                if self._take() != "]":
                    raise DynamicError("FORX0002", "a class goes on after its subtraction")
                return _without(_finished(members, is_negated), excluded)
            members += self._class_member()
        self._at += 1
        return _finished(members, is_negated)

    def _class_member(self) -> Ranges:
        low = self._class_character()
        is_range = (
            len(low) == 1
            and low[0][0] == low[0][1]
            and self._pattern.startswith("-", self._at)
            and self._pattern[self._at + 1 : self._at + 2] not in ("]", "[")
        )
        if not is_range:
            return low
        self._at += 1
        high = self._class_character()
        if len(high) != 1 or high[0][1] < low[0][0]:
            raise DynamicError("FORX0002", "a range runs backwards")
        return [(low[0][0], high[0][1])]

    def _class_character(self) -> Ranges:
        character = self._take()
        return self._escape() if character == "\\" else [(ord(character), ord(character))]


def _finished(members: Ranges, is_negated: bool) -> Ranges:
    return _complement(members) if is_negated else _merged(members)


def _merged(ranges: Ranges) -> Ranges:
    result: Ranges = []
    for low, high in sorted(ranges):
        if result and low <= result[-1][1] + 1:
            result[-1] = (result[-1][0], max(high, result[-1][1]))
        else:
            result.append((low, high))
    return result


def _complement(ranges: Ranges) -> Ranges:
    result, at = [], 0
    for low, high in _merged(ranges):
        if low > at:
            result.append((at, low - 1))
        at = high + 1
    if at <= sys.maxunicode:
        result.append((at, sys.maxunicode))
    return result


def _without(ranges: Ranges, excluded: Ranges) -> Ranges:
    return _complement(_merged(_complement(ranges) + excluded))


def _written(ranges: Ranges) -> str:
    """As a Python class; an empty one matches nothing."""
    merged = _merged(ranges)
    if not merged:
        return r"(?!)"
    outside = _complement(merged)
    if len(outside) < len(merged) and outside:
        return f"[^{''.join(map(_range_text, outside))}]"
    return f"[{''.join(map(_range_text, merged))}]"


def _range_text(span: tuple[int, int]) -> str:
    low, high = span
    return _point(low) if low == high else f"{_point(low)}-{_point(high)}"


def _point(code: int) -> str:
    # a letter as it is costs the regular expression compiler a tenth of an escape
    return chr(code) if code >= _FIRST_PLAIN else f"\\x{code:02x}"


@lru_cache(maxsize=8)
def _members(escape: str) -> Ranges:
    if escape == "s":
        return [(9, 10), (13, 13), (32, 32)]
    if escape == "d":
        return _category("Nd")
    if escape == "w":  # all but punctuation, separators and other
        return _complement([span for name in "PZC" for span in _category(name)])
    letters = [*_category("L"), *_category("Nl"), (ord(":"), ord(":")), (ord("_"), ord("_"))]
    if escape == "i":
        return _merged(letters)
    more = [(0x2D, 0x2E), (0xB7, 0xB7)]
    return _merged([*letters, *_category("Nd"), *_category("M"), *_category("Lm"), *more])


@lru_cache(maxsize=64)
def _category(name: str) -> Ranges:
    table = _categories()
    if name in table:
        return table[name]
    if name in _CATEGORIES:
        return _merged([span for key, spans in table.items() if key[0] == name for span in spans])
    raise DynamicError("FORX0002", f"\\p{{{name}}}")


@lru_cache(maxsize=1)
def _categories() -> dict[str, Ranges]:
    """Ranges of every Unicode general category."""
    table: dict[str, Ranges] = {}
    start = 0
    for kind, run in groupby(map(unicodedata.category, map(chr, range(sys.maxunicode + 1)))):
        end = start + sum(1 for _ in run)
        table.setdefault(kind, []).append((start, end - 1))
        start = end
    return table
