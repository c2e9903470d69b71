"""Small and plain: files under 400 lines, functions under 60, names that say something."""

import ast
import itertools
import statistics
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("shared", "peppol", "enot", "etender", "ecatalog", "einvoice", "samples", "tools")
MOST_LINES_OF_A_FILE = 400
MOST_LINES_OF_A_FUNCTION = 60
SAYING_NOTHING = {"utils", "util", "helpers", "helper", "manager", "misc", "data", "common"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def _files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "versions" not in path.parts:
                yield path


def _lines(text: str) -> int:
    return sum(1 for line in text.splitlines() if line.strip())


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    text = path.read_text(encoding="utf-8")
    source = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, Function):
            body = "\n".join(source[node.lineno - 1 : node.end_lineno])
            yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", _lines(body)


def test_no_file_is_over_400_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in _files(*PACKAGES, "tests")
        if (lines := _lines(path.read_text(encoding="utf-8"))) > MOST_LINES_OF_A_FILE
    }
    assert long == {}


def test_no_function_is_over_60_lines() -> None:
    every = [found for path in _files(*PACKAGES, "tests") for found in _functions(path)]
    assert [f for f in every if f[1] > MOST_LINES_OF_A_FUNCTION] == []


def test_functions_are_mostly_about_ten_lines() -> None:
    lengths = [lines for path in _files(*PACKAGES) for _, lines in _functions(path)]
    assert statistics.median(lengths) <= 12


def test_every_file_says_in_its_first_line_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in _files(*PACKAGES, "tests")
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_no_name_says_nothing() -> None:
    assert [str(p) for p in _files(*PACKAGES) if p.stem in SAYING_NOTHING] == []


def test_no_import_cycle_inside_a_package() -> None:
    """Cycles between modules are found by depth-first search over top-level imports."""
    graph = {_module(path): _imports(path) for path in _files(*PACKAGES)}
    assert _cycle(graph) is None


def _module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def _cycle(graph: dict[str, set[str]]) -> list[str] | None:
    done: set[str] = set()

    def visit(module: str, path: list[str]) -> list[str] | None:
        if module in path:
            return [*path[path.index(module) :], module]
        if module in done:
            return None
        for other in sorted(graph[module] & graph.keys()):
            # a package's own __init__ re-exports its modules: that is no cycle
            if other != module and not other.startswith(f"{module}."):
                found = visit(other, [*path, module])
                if found and not _through_front_door(found):
                    return found
        done.add(module)
        return None

    return next((c for module in sorted(graph) if (c := visit(module, []))), None)


def _through_front_door(cycle: list[str]) -> bool:
    return any(
        later.startswith(f"{earlier}.") or earlier.startswith(f"{later}.")
        for earlier, later in itertools.pairwise(cycle)
    )
