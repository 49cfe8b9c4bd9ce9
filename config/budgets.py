"""Holds the size budgets of docs/adr/0020: a function of at most 30 lines, a file of at most 400."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
FUNCTION_LINES = 30
FILE_LINES = 400
LEFT_OUT = {".venv", ".bootstrap", "migrations", "tests", "static", "staticfiles", "node_modules", "var"}


def project_files() -> Iterator[Path]:
    """Yield the project's own Python files, without tests and migrations."""
    for path in sorted(BASE_DIR.rglob("*.py")):
        if not LEFT_OUT & set(path.relative_to(BASE_DIR).parts):
            yield path


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return how many lines a function takes, without its decorators and docstring."""
    first = function.body[0]
    has_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    docstring = (first.end_lineno or first.lineno) - first.lineno + 1 if has_docstring else 0
    return (function.end_lineno or function.lineno) - function.lineno + 1 - docstring


def over_budget(path: Path) -> Iterator[str]:
    """Yield a sentence for everything in the file that is over its budget."""
    text = path.read_text(encoding="utf-8")
    name = path.relative_to(BASE_DIR)
    if (lines := text.count("\n")) > FILE_LINES:
        yield f"{name}: {lines} lines; split it (at most {FILE_LINES})"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (lines := body_lines(node)) > FUNCTION_LINES:
            yield f"{name}:{node.lineno} {node.name}: {lines} lines; split it (at most {FUNCTION_LINES})"


def main() -> int:
    """Print what is over budget and return 1 when anything is."""
    found = [sentence for path in project_files() for sentence in over_budget(path)]
    sys.stdout.write("".join(f"{sentence}\n" for sentence in found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
