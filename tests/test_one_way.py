"""Data flows one way: a module imports what stands left of it, never what stands right.

Imports inside functions and for types alone count as well.
"""

from __future__ import annotations

import ast
from pathlib import Path

from tests.conftest import CHECKOUT

SOURCE = CHECKOUT / "src"

#: The parts of the package from left to right.
STAGES = (
    ("errors",),
    ("files", "process"),
    ("gold",),
    ("validation", "formats"),
    ("release",),
    ("evaluation",),
    ("report",),
    ("publishing",),
    ("commands",),
    ("cli", "__main__", ""),
)

PLACE = {part: place for place, parts in enumerate(STAGES) for part in parts}


def module(path: Path) -> str:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module(path): path for path in sorted((SOURCE / "sifara").rglob("*.py"))}


def imported(path: Path) -> set[str]:
    """The modules of the package that a module imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in MODULES else node.module for name in names}
    return {name for name in found if name in MODULES}


#: The package itself has nothing but names that are imported when they are used.
IMPORTS = {
    name: imported(path) - {name, "sifara"} for name, path in MODULES.items() if name != "sifara"
}

#: The one door back: who holds a result asks it for its table, which imports what renders it then.
WAIVED = {("sifara.evaluation.result", "sifara.report.scores")}


def stage(name: str) -> int:
    return PLACE[name.removeprefix("sifara").strip(".").partition(".")[0]]


def test_no_module_imports_what_stands_right_of_it() -> None:
    against = {(a, b) for a, others in IMPORTS.items() for b in others if stage(b) > stage(a)}
    assert against == WAIVED


def test_no_modules_import_each_other_in_a_circle() -> None:
    left = {a: {b for b in others if (a, b) not in WAIVED} for a, others in IMPORTS.items()}
    while free := {name for name, others in left.items() if not others & left.keys()}:
        left = {name: others for name, others in left.items() if name not in free}
    assert left == {}
