"""A second look at an assertion that ended in an error: does its outcome depend on the error?

XPath 2.0, 2.3.4: `and` and `or` may be decided by either operand, and a comparison or sum with an
empty sequence is known without the other side. Processors make use of that in different orders;
here an error is final only when no order avoids it.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

Part = Callable[[], Any]


def either(parts: Sequence[Part]) -> bool:
    """`or`: true if any part is; an error only if no part decides."""
    return _decided(parts, decisive=True)


def both(parts: Sequence[Part]) -> bool:
    """`and`: false if any part is; an error only if no part decides."""
    return _decided(parts, decisive=False)


def _decided(parts: Sequence[Part], *, decisive: bool) -> bool:
    error: Exception | None = None
    for part in parts:
        try:
            if bool(part()) is decisive:
                return decisive
        except Exception as found:  # noqa: BLE001  whatever it is, another part may decide
            error = error or found
    if error is not None:
        raise error
    return not decisive


def unless_empty(whole: Callable[[Any, Any], Any], left: Part, right: Part, nothing: Any) -> Any:
    """`nothing` when a side is the empty sequence, else the whole of both sides."""
    try:
        a = left()
    except Exception:
        if _is_empty(right()):
            return nothing
        raise
    if _is_empty(a):
        return nothing
    b = right()
    return nothing if _is_empty(b) else whole(a, b)


def some_item(whole: Callable[[Any, Any], Any], left: Iterable[Any], right: Part) -> bool:
    """A general comparison, item by item: the first that holds decides."""
    b: Any = None
    for at, item in enumerate(left):
        b = right() if at == 0 else b
        if whole((item,), b):
            return True
    return False


def some_pair_of(
    whole: Callable[[Any, Any], Any], left: Iterable[Any], right: Callable[[], Iterable[Any]]
) -> bool:
    """The same, pair by pair: an item of the right side that fails leaves those before it."""
    error: Exception | None = None
    for item in left:
        try:
            if any(whole((item,), (other,)) for other in right()):
                return True
        except Exception as found:  # noqa: BLE001  as in `_decided`
            error = error or found
    if error is not None:
        raise error
    return False


def some_other(
    whole: Callable[[Any, Any], Any], left: Part, right: Callable[[], Iterable[Any]]
) -> bool:
    """The same where only the right side comes item by item."""
    try:
        a = left()
    except Exception:
        if not any(True for _ in right()):
            return False
        raise
    return not _is_empty(a) and any(whole(a, (other,)) for other in right())


def _is_empty(value: Any) -> bool:
    return value is None or (value.__class__ in (list, tuple) and not value)
