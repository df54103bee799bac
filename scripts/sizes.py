"""Checks the sizes of the house: functions, files, types, docstrings, tests beside code.

Run by ``make lint``. Prints the figures; exit 1 when one is out of bounds, naming where.
Lengths are lines including docstrings; migrations are left out.
"""

from __future__ import annotations

import argparse
import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

FUNCTION_P50, FUNCTION_P95, FUNCTION_MAX = 9, 38, 80
FILE_P95, FILE_MAX = 300, 400
TESTS_LOW, TESTS_HIGH = 1.5, 2.5
# where we stand is below what we want (docs/roadmap.md): the check only keeps it from sinking further
TESTS_TOLERANCE = 0.2
CORES_EXCEPT = ("server", "cli")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(slots=True)
class Found:
    """What was counted."""

    functions: list[tuple[int, str]] = field(default_factory=list)
    files: list[tuple[int, str]] = field(default_factory=list)
    untyped: list[str] = field(default_factory=list)
    undocumented: list[str] = field(default_factory=list)
    code_lines: int = 0
    test_lines: int = 0


def percentile(values: list[int], share: float) -> int:
    """The value that at least this share of the values does not exceed (nearest rank); 0 for none."""
    if not values:
        return 0
    rank = max(1, -(-len(values) * int(share * 100) // 100))
    return sorted(values)[rank - 1]


def python_files(folder: Path) -> Iterator[Path]:
    """Python files below a folder, without migrations."""
    return (path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts)


def is_typed(function: Function) -> bool:
    """Whether every argument but self and cls, and the result, carries a type."""
    given = function.args
    named = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    starred = [arg for arg in (given.vararg, given.kwarg) if arg is not None]
    untyped = [arg for arg in (*named, *starred) if arg.annotation is None and arg.arg not in ("self", "cls")]
    return not untyped and function.returns is not None


def code_line_count(text: str) -> int:
    """Lines that hold more than blank or comment."""
    return sum(1 for line in text.splitlines() if line.strip() and not line.strip().startswith("#"))


def public_without_docstring(tree: ast.Module, name: str) -> Iterator[str]:
    """Public module, classes, functions and methods that say nothing of themselves."""
    if tree.body and not ast.get_docstring(tree):
        yield f"{name}: module"
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]
    for body in (tree.body, *(node.body for node in classes)):
        for node in body:
            if not isinstance(node, Function | ast.ClassDef) or node.name.startswith("_"):
                continue
            if not ast.get_docstring(node):
                yield f"{name}:{node.lineno} {node.name}"


def measure_code(package: Path, found: Found) -> None:
    """Count one package into ``found``."""
    for path in python_files(package):
        text, name = path.read_text(encoding="utf-8"), str(path.relative_to(package.parent))
        tree = ast.parse(text)
        found.files.append((len(text.splitlines()), name))
        found.code_lines += code_line_count(text)
        for node in ast.walk(tree):
            if isinstance(node, Function):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                found.functions.append((length, f"{name}:{node.lineno} {node.name}"))
                if not is_typed(node):
                    found.untyped.append(f"{name}:{node.lineno} {node.name}")
        if path.relative_to(package).parts[0] not in CORES_EXCEPT:
            found.undocumented.extend(public_without_docstring(tree, name))


def measure(root: Path) -> Found:
    """Count ``src/zicht`` and ``tests`` under a root."""
    found = Found()
    measure_code(root / "src" / "zicht", found)
    for path in python_files(root / "tests"):
        found.test_lines += code_line_count(path.read_text(encoding="utf-8"))
    return found


def longer(rows: list[tuple[int, str]], most: int) -> list[str]:
    """The rows over a maximum, longest first, as text."""
    return [f"{size} lines  {name}" for size, name in sorted(rows, reverse=True) if size > most]


def problems(found: Found) -> list[str]:
    """Every bound that is broken, as a sentence each."""
    functions, files = [size for size, _ in found.functions], [size for size, _ in found.files]
    bounds = [
        ("function p50", percentile(functions, 0.50), FUNCTION_P50),
        ("function p95", percentile(functions, 0.95), FUNCTION_P95),
        ("file p95", percentile(files, 0.95), FILE_P95),
    ]
    told = [f"{what} is {value} lines, at most {most}" for what, value, most in bounds if value > most]
    told += [f"function over {FUNCTION_MAX}: {row}" for row in longer(found.functions, FUNCTION_MAX)]
    told += [f"file over {FILE_MAX}: {row}" for row in longer(found.files, FILE_MAX)]
    told += [f"without types: {where}" for where in found.untyped]
    told += [f"without docstring: {where}" for where in found.undocumented]
    ratio = found.test_lines / max(1, found.code_lines)
    if not TESTS_LOW - TESTS_TOLERANCE <= ratio <= TESTS_HIGH + TESTS_TOLERANCE:
        told.append(f"tests to code is {ratio:.2f}, between {TESTS_LOW} and {TESTS_HIGH} (margin {TESTS_TOLERANCE})")
    return told


def summary(found: Found) -> str:
    """The figures in two lines."""
    functions, files = [size for size, _ in found.functions], [size for size, _ in found.files]
    ratio = found.test_lines / max(1, found.code_lines)
    return (
        f"functions {len(functions)}: p50 {percentile(functions, 0.5)}, p95 {percentile(functions, 0.95)}, "
        f"max {max(functions, default=0)} lines; "
        f"files {len(files)}: p95 {percentile(files, 0.95)}, max {max(files, default=0)} lines\n"
        f"typed {len(functions) - len(found.untyped)} of {len(functions)}; "
        f"core docstrings missing {len(found.undocumented)}; tests to code {ratio:.2f} "
        f"({found.test_lines} / {found.code_lines} lines)"
    )


def main(argv: list[str] | None = None) -> int:
    """Measure, print, and tell by the exit code whether all bounds hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parent.parent)
    found = measure(parser.parse_args(argv).root)
    print(summary(found))
    told = problems(found)
    for line in told:
        print(f"  {line}", file=sys.stderr)
    return 1 if told else 0


if __name__ == "__main__":
    raise SystemExit(main())
