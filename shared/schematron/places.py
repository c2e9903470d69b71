"""Places: the distinct element paths of documents, shared so that rules find them once."""

from typing import Any, Optional

_MOST_SHARED = 30_000
# start tags with the namespaces of a notice are of 700 characters
_LONGEST_KEPT = 2_000
_WORTH_ONE = 500
# a place's endings have at most so many steps: all of a deep place would fill the memory
MOST_STEPS = 12


class Place:
    """One element path from the root element down, as `{address}local` names.

    Places and the start tags read in them are shared between documents and threads, through the
    `Stock` they belong to. A hostile document cannot fill the memory: beyond a number new ones
    live only as long as their document, and the next document starts a new stock.
    """

    __slots__ = (
        "_children",
        "is_shared",
        "local",
        "parent",
        "path",
        "steps",
        "tag",
        "uri",
    )

    def __init__(self, tag: str, parent: Optional["Place"], is_shared: bool) -> None:
        self.tag = tag
        self.parent = parent
        self.is_shared = is_shared
        path: tuple[str, ...] = (*parent.path, tag) if parent else ()
        self.path: tuple[str, ...] = path
        # what follows inside such elements, by the namespaces in scope there: of shared places only
        self.steps: dict[frozenset[tuple[str, str]], dict[str, Any]] = {}
        uri, _, local = tag.rpartition("}")
        self.uri, self.local = uri[1:], local
        self._children: dict[str, Place] = {}

    def child(self, tag: str, stock: "Stock") -> "Place":
        """The place of a child element."""
        known = self._children.get(tag)
        if known is not None:
            return known
        if self.is_shared and stock.takes(tag):
            return self._children.setdefault(tag, Place(tag, self, is_shared=True))
        return Place(tag, self, is_shared=False)

    def endings(self) -> list[tuple[str, ...]]:
        """The last parts of the path, of up to `MOST_STEPS` steps."""
        first = max(0, len(self.path) - MOST_STEPS)
        return [self.path[at:] for at in range(first, len(self.path))]

    def __repr__(self) -> str:
        return f"<Place /{'/'.join(step.rpartition('}')[2] for step in self.path)}>"


class Stock:
    """Places and what is kept with them; `top` is the place of the document itself.

    `profiles` and `outlines` are for the documents: what they have in common.
    """

    __slots__ = ("_count", "outlines", "profiles", "top")

    current: "Stock"

    def __init__(self) -> None:
        self.top = Place("", None, is_shared=True)
        self.profiles: dict[tuple[Any, ...], Any] = {}
        self.outlines: dict[tuple[Any, ...], Any] = {}
        self._count = 0

    def takes(self, text: str) -> bool:
        """Is there room for one more? It is then counted, a long text as several."""
        if self._count >= _MOST_SHARED or len(text) > _LONGEST_KEPT:
            return False
        self._count += 1 + len(text) // _WORTH_ONE
        return True

    @classmethod
    def for_document(cls) -> "Stock":
        """The one in use, or a new one when it is full; two threads may both make one."""
        if cls.current._count >= _MOST_SHARED:  # noqa: SLF001  its own
            cls.current = cls()
        return cls.current


Stock.current = Stock()


# one step of a place pattern: a name, ("uri", address), ("local", name), "*", "/" or "//"
PlaceStep = str | tuple[str, str]


def is_at(steps: tuple[PlaceStep, ...], path: tuple[str, ...]) -> bool:
    """Does a pattern match an element path? Without a leading slash it may start anywhere."""
    return _matches(steps, len(steps) - 1, path, len(path) - 1)


def _matches(steps: tuple[PlaceStep, ...], at: int, path: tuple[str, ...], level: int) -> bool:
    """steps[..at] against path[..level]; level -1 is the document."""
    if at < 0:
        return True
    step = steps[at]
    if step == "/":
        return level == -1
    if step == "//":
        return any(_matches(steps, at - 1, path, above) for above in range(level, -2, -1))
    if level < 0 or not _is_step(step, path[level]):
        return False
    return _matches(steps, at - 1, path, level - 1)


def _is_step(step: PlaceStep, tag: str) -> bool:
    if step in ("*", tag):
        return True
    if isinstance(step, str):
        return False
    kind, wanted = step
    uri, _, local = tag.rpartition("}")
    return wanted == (uri[1:] if kind == "uri" else local)
