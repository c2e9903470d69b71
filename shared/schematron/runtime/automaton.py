"""Regular expressions matched in time linear in the text, where backtracking could take for ever.

Official rules hold such patterns: a telephone number of thirty digits and a letter would keep a
backtracking engine busy for hours. A pattern is read into a tree, laid out as a nondeterministic
automaton and run over all its states at once (Thompson 1968); sets of states met are kept.
"""

from collections.abc import Callable, Iterable, Iterator

import msgspec

from shared.schematron.errors import DynamicError

Ranges = list[tuple[int, int]]
_MOST_STATES = 20_000
_MOST_KEPT = 4_000
_DEEPEST = 60
# stands behind the last character of a text
_END = ""
# steps of backtracking that are quick; nested repetitions double them with each character
_STEPS, _LONGEST_NESTED = 10**8, 20


class Characters(msgspec.Struct, frozen=True):
    ranges: tuple[tuple[int, int], ...]


class Edge(msgspec.Struct, frozen=True):
    """The beginning or the end of the text."""

    is_start: bool


class Choice(msgspec.Struct, frozen=True):
    branches: tuple["Tree", ...]


class Chain(msgspec.Struct, frozen=True):
    parts: tuple["Tree", ...]


class Repeat(msgspec.Struct, frozen=True):
    """`most` is None without end."""

    body: "Tree"
    least: int
    most: int | None


class BackReference(msgspec.Struct, frozen=True):
    """What a group matched: no automaton knows that."""


Tree = Characters | Edge | Choice | Chain | Repeat | BackReference


def is_risky(tree: Tree) -> bool:
    """Can backtracking take more than linear time? Said too often rather than too seldom."""
    return sum(1 for _ in _endless(tree)) > 1 or _is_nested(tree, is_repeated=False)


def has_endless(tree: Tree) -> bool:
    return any(True for _ in _endless(tree))


def longest_text(tree: Tree) -> int | None:
    """How many characters backtracking may be asked to go through; None for any number."""
    if _is_nested(tree, is_repeated=False):
        return _LONGEST_NESTED
    endless = sum(1 for _ in _endless(tree))
    return int(_STEPS ** (1 / endless)) if endless else None


def has_back_reference(tree: Tree) -> bool:
    return any(isinstance(part, BackReference) for part in _all(tree))


def _endless(tree: Tree) -> Iterator[Repeat]:
    return (p for p in _all(tree) if isinstance(p, Repeat) and p.most is None)


def _all(tree: Tree) -> Iterator[Tree]:
    yield tree
    for part in _parts(tree):
        yield from _all(part)


def _parts(tree: Tree) -> Iterable[Tree]:
    if isinstance(tree, Choice):
        return tree.branches
    if isinstance(tree, Chain):
        return tree.parts
    return (tree.body,) if isinstance(tree, Repeat) else ()


def _is_nested(tree: Tree, *, is_repeated: bool) -> bool:
    """A repetition, or a choice, that may be gone through in several ways by a repetition."""
    if isinstance(tree, Repeat):
        if is_repeated and tree.least != tree.most:
            return True
        is_repeated = is_repeated or tree.most is None or tree.most > 1
    elif isinstance(tree, Choice) and is_repeated and len(tree.branches) > 1:
        return True
    return any(_is_nested(part, is_repeated=is_repeated) for part in _parts(tree))


class _State(msgspec.Struct):
    """`ranges` leads to `after`; without them the state passes on to `nexts` at once."""

    nexts: list[int] = msgspec.field(default_factory=list)
    ranges: tuple[tuple[int, int], ...] = ()
    edge: bool | None = None


class Automaton:
    """Says whether a pattern is found anywhere in a text.

    Safe in threads: what is kept between texts is only added to, or begun anew as a whole.
    """

    def __init__(self, tree: Tree, *, ignores_case: bool) -> None:
        self._states = [_State()]  # the accepting one
        self._start = self._laid_out(tree, 0)
        self._ignores_case = ignores_case
        self._kept: dict[tuple[frozenset[int], str], tuple[frozenset[int], bool]] = {}
        self._begun = self._closure([self._start], at_start=True, at_end=False)

    # laying out, from the end to the beginning ----------------------------------------------------

    def _add(self, state: _State) -> int:
        if len(self._states) >= _MOST_STATES:
            raise DynamicError("FORX0002", f"a pattern of more than {_MOST_STATES} states")
        self._states.append(state)
        return len(self._states) - 1

    def _laid_out(self, tree: Tree, after: int) -> int:
        """The state that begins a tree which goes on to `after`."""
        if isinstance(tree, Characters):
            return self._add(_State([after], tree.ranges or ((1, 0),)))
        if isinstance(tree, Edge):
            return self._add(_State([after], edge=tree.is_start))
        if isinstance(tree, Choice):
            return self._add(_State([self._laid_out(b, after) for b in tree.branches]))
        if isinstance(tree, Chain):
            for part in reversed(tree.parts):
                after = self._laid_out(part, after)
            return after
        if isinstance(tree, Repeat):
            return self._repeated(tree, after)
        raise DynamicError("FORX0002", "a back reference in a pattern of many repetitions")

    def _repeated(self, tree: Repeat, after: int) -> int:
        if tree.most is None:
            loop = self._add(_State([after]))
            self._states[loop].nexts.append(self._laid_out(tree.body, loop))
            after = loop
        else:
            for _ in range(tree.most - tree.least):
                after = self._add(_State([after, self._laid_out(tree.body, after)]))
        for _ in range(tree.least):
            after = self._laid_out(tree.body, after)
        return after

    # running --------------------------------------------------------------------------------------

    def search(self, text: str) -> bool:
        """Is the pattern found anywhere?"""
        if not text:
            return self._closure([self._start], at_start=True, at_end=True)[1]
        current, is_found = self._begun
        kept = self._kept
        for character in (*text, _END):
            if is_found:
                return True
            known = kept.get((current, character))
            if known is None:
                if len(kept) > _MOST_KEPT:
                    kept = self._kept = {}
                known = kept[current, character] = self._after(current, character)
            current, is_found = known
        return is_found

    def _after(self, current: frozenset[int], character: str) -> tuple[frozenset[int], bool]:
        if character == _END:
            return self._closure(current, at_start=False, at_end=True)
        forms = {character}
        if self._ignores_case:
            forms |= {character.lower(), character.upper()}
        codes = [ord(form) for form in forms if len(form) == 1]
        reached = [
            state.nexts[0]
            for state in (self._states[number] for number in current)
            if state.ranges and any(_is_in(code, state.ranges) for code in codes)
        ]
        # the pattern may begin at any place
        return self._closure([*reached, self._start], at_start=False, at_end=False)

    def _closure(
        self, numbers: Iterable[int], *, at_start: bool, at_end: bool
    ) -> tuple[frozenset[int], bool]:
        """(states reached without a character, whether the accepting one is among them)."""
        waiting, seen = list(numbers), set[int]()
        while waiting:
            number = waiting.pop()
            if number in seen:
                continue
            seen.add(number)
            state = self._states[number]
            if state.ranges:
                continue
            if state.edge is None or (at_start if state.edge else at_end):
                waiting.extend(state.nexts)
        return frozenset(seen), 0 in seen


def _is_in(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    low, high = 0, len(ranges)
    while low < high:
        middle = (low + high) // 2
        if code > ranges[middle][1]:
            low = middle + 1
        elif code < ranges[middle][0]:
            high = middle
        else:
            return True
    return False


class Reader:
    """Reads a pattern into a tree; `characters` reads one class, escape or dot at a place."""

    def __init__(self, pattern: str, characters: Callable[[int], tuple[Ranges, int]]) -> None:
        self._pattern = pattern
        self._characters = characters
        self._at = 0
        self._depth = 0

    def read(self) -> Tree:
        tree = self._choice()
        if self._at < len(self._pattern):
            raise DynamicError("FORX0002", f"{self._pattern[:60]!r} closes what was not opened")
        return tree

    def _peek(self) -> str:
        return self._pattern[self._at : self._at + 1]

    def _choice(self) -> Tree:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise DynamicError("FORX0002", f"groups more than {_DEEPEST} deep")
        branches = [self._chain()]
        while self._peek() == "|":
            self._at += 1
            branches.append(self._chain())
        self._depth -= 1
        return branches[0] if len(branches) == 1 else Choice(tuple(branches))

    def _chain(self) -> Tree:
        parts = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._quantified(self._atom()))
        return Chain(tuple(parts))

    def _atom(self) -> Tree:
        character = self._peek()
        if character == "(":
            return self._group()
        if character in ("^", "$"):
            self._at += 1
            return Edge(character == "^")
        if character in ("*", "+", "?", "{", "}", "]"):
            raise DynamicError("FORX0002", f"{character!r} out of place")
        following = self._pattern[self._at + 1 : self._at + 2]
        if character == "\\" and following.isdigit() and following != "0":
            self._at += 2
            return BackReference()
        ranges, self._at = self._characters(self._at)
        return Characters(tuple(ranges))

    def _group(self) -> Tree:
        self._at += 3 if self._pattern.startswith("(?:", self._at) else 1
        if self._peek() == "?":
            raise DynamicError("FORX0002", "(? is no XPath")
        inner = self._choice()
        if self._peek() != ")":
            raise DynamicError("FORX0002", f"{self._pattern[:60]!r} has a group without end")
        self._at += 1
        return inner

    def _quantified(self, atom: Tree) -> Tree:
        character = self._peek()
        if character not in ("*", "+", "?", "{"):
            return atom
        self._at += 1
        if character == "{":
            least, most = self._counted()
        else:
            least, most = {"*": (0, None), "+": (1, None), "?": (0, 1)}[character]
        if self._peek() == "?":  # as little as possible: the same texts match
            self._at += 1
        if self._peek() in ("*", "+", "?", "{"):
            raise DynamicError("FORX0002", f"two quantifiers in {self._pattern[:60]!r}")
        return Repeat(atom, least, most)

    def _counted(self) -> tuple[int, int | None]:
        end = self._pattern.find("}", self._at)
        first, comma, last = self._pattern[self._at : max(end, self._at)].partition(",")
        is_good = _is_number(first) and (not last or _is_number(last))
        if end < 0 or not is_good:
            raise DynamicError("FORX0002", f"a quantifier in {self._pattern[:60]!r}")
        self._at = end + 1
        least = int(first)
        most = least if not comma else int(last) if last else None
        if most is not None and most < least:
            raise DynamicError("FORX0002", f"a quantifier runs backwards in {self._pattern[:60]!r}")
        return least, most


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 6  # noqa: PLR2004  no pattern needs more
