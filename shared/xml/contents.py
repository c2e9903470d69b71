"""What may stand inside each element by a schema: children in order, how often; by xmlschema.

libxml2 says that an element is not expected; these tables say why. They are made once for each
schema, which takes about a second, and kept on disk beside its lean copy.
"""

import json
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from shared.kept_files import keep

_VERSION = 1
_XSD_SUFFIX = ".contents.json"


class Particle(NamedTuple):
    """A child: `{namespace}name`, how often it must and may occur (`most` None: any number)."""

    name: str
    least: int
    most: int | None


Contents = Mapping[str, tuple[Particle, ...]]
"""By `{namespace}name`: elements whose content is a plain sequence of elements, and no others."""

_known: dict[tuple[Path, int], Contents] = {}
_making = threading.Lock()


def contents_of(schema: Path, *, keep: bool) -> Contents:
    """The table of a schema that has been compiled; empty when xmlschema cannot read it.

    With `keep` it is kept in a file beside the schema, which must be a copy of our own.
    """
    try:
        key = (schema, schema.stat().st_mtime_ns)
    except OSError:
        return {}
    with _making:
        if key not in _known:
            _known[key] = _looked_up(schema, keep=keep)
        return _known[key]


def _looked_up(schema: Path, *, keep: bool) -> Contents:
    file = schema.with_suffix(_XSD_SUFFIX)
    kept = _read(file) if keep else None
    if kept is not None:
        return kept
    made = _made(schema)
    if keep and made:
        _write(file, made)
    return made


def _made(schema: Path) -> Contents:
    # any schema may come: what this tool does not understand is told in libxml2's words instead
    import xmlschema

    try:
        read = xmlschema.XMLSchema10(
            str(schema), validation="skip", allow="local", use_fallback=False
        )
        elements = list(read.maps.elements.values())
    except Exception:  # noqa: BLE001  explanations are a courtesy, the verdict stands already
        return {}
    found = {element.name: _particles(element) for element in elements}
    return {name: particles for name, particles in found.items() if name and particles}


def _particles(element: Any) -> tuple[Particle, ...]:
    from xmlschema.validators import XsdElement, XsdGroup

    group = getattr(element.type, "content", None)
    if not isinstance(group, XsdGroup) or group.model != "sequence" or group.max_occurs != 1:
        return ()
    if not all(isinstance(particle, XsdElement) for particle in group):
        return ()
    return tuple(Particle(str(x.name), x.min_occurs, x.max_occurs) for x in group)


# on disk ----------------------------------------------------------------------------------------


def _read(file: Path) -> Contents | None:
    try:
        data = json.loads(file.read_bytes())
        if data["version"] != _VERSION:
            return None
        names = data["names"]
        return {
            names[number]: tuple(Particle(names[n], least, most) for n, least, most in particles)
            for number, particles in data["contents"]
        }
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None


def _write(file: Path, contents: Contents) -> None:
    """Names are written once and then counted: they are long and few."""
    named = {p.name for particles in contents.values() for p in particles} | set(contents)
    names = sorted(named)
    numbers = {name: number for number, name in enumerate(names)}
    rows = [
        (numbers[name], [(numbers[p.name], p.least, p.most) for p in particles])
        for name, particles in sorted(contents.items())
    ]
    data = json.dumps({"version": _VERSION, "names": names, "contents": rows}).encode()
    keep(file, data)
