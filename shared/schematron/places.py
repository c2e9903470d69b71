"""Places: the distinct element paths of documents, shared so that rules find them once."""

from typing import Any, Optional

_MOST_SHARED = 20_000
# a place's endings have at most so many steps: all of a deep place would fill the memory
MOST_STEPS = 12


class Place:
    """One element path from the root element down, as `{address}local` names.

    Places are shared between documents and threads, with the start tags read in them; a hostile
    document cannot fill the memory, because beyond a number of either new ones live only as long
    as their document.
    """

    __slots__ = (
        "_children",
        "endings",
        "heads",
        "inner",
        "is_shared",
        "local",
        "parent",
        "path",
        "tag",
        "uri",
    )

    def __init__(self, tag: str, parent: Optional["Place"], is_shared: bool) -> None:
        self.tag = tag
        self.parent = parent
        self.is_shared = is_shared
        path: tuple[str, ...] = (*parent.path, tag) if parent else ()
        self.path: tuple[str, ...] = path
        self.inner = path[1:]
        first = max(0, len(path) - MOST_STEPS)
        self.endings = tuple(path[at:] for at in range(first, len(path)))
        self.heads: dict[str, Any] = {}
        uri, _, local = tag.rpartition("}")
        self.uri, self.local = uri[1:], local
        self._children: dict[str, Place] = {}

    def child(self, tag: str) -> "Place":
        """The place of a child element."""
        known = self._children.get(tag)
        if known is not None:
            return known
        shared = self.is_shared and _Shared.count < _MOST_SHARED
        place = Place(tag, self, shared)
        if shared:
            _Shared.count += 1
            return self._children.setdefault(tag, place)
        return place

    def keep_head(self, key: str, head: Any) -> None:
        """A start tag read here, for the documents that follow."""
        if self.is_shared and _Shared.count < _MOST_SHARED:
            _Shared.count += 1
            self.heads[key] = head

    def __repr__(self) -> str:
        return f"<Place /{'/'.join(step.rpartition('}')[2] for step in self.path)}>"


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


class _Shared:
    count = 0


ROOT_PLACE = Place("", None, is_shared=True)
