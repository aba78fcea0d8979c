"""The house keeps its shape: imports go one way, and importing is quick to begin."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import fabula

PACKAGE = Path(fabula.__file__).parent
ORDER = [
    "errors",
    "source",
    "text",
    "reading",
    "story",
    "fixes",
    "write",
    "pipeline",
    "corpus",
    "cli",
]
AGAINST = {("story/story.py", "write")}
"""The one import against the arrow: ``Story.write`` must find the writers."""


def rooms_imported(path: Path) -> list[tuple[str, int]]:
    rooms = []
    for node in ast.walk(ast.parse(path.read_text("utf8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            pytest.fail(f"{path}: relative import in line {node.lineno}; write it out")
        names = []
        if isinstance(node, ast.ImportFrom) and node.module:
            whole = [f"{node.module}.{a.name}" for a in node.names]
            names = whole if node.module == "fabula" else [node.module]
        elif isinstance(node, ast.Import):
            names = [a.name for a in node.names]
        rooms += [(n.split(".")[1], node.lineno) for n in names if n.startswith("fabula.")]
    return rooms


def modules() -> list[Path]:
    return sorted(p for p in PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_go_one_way(path: Path) -> None:
    here = path.relative_to(PACKAGE)
    room = here.parts[0].removesuffix(".py")
    if room not in ORDER:
        return  # __init__, __main__ and the thin edges may see everything
    for there, line in rooms_imported(path):
        if there in ORDER and (here.as_posix(), there) not in AGAINST:
            assert ORDER.index(there) <= ORDER.index(room), f"{here}:{line} imports {there}"


def test_the_rule_would_notice_a_breach(tmp_path: Path) -> None:
    breach = tmp_path / "breach.py"
    breach.write_text(
        "from fabula.write import json\nfrom fabula import cli\nimport fabula.story\n"
    )
    assert [room for room, _ in rooms_imported(breach)] == ["write", "cli", "story"]


@pytest.mark.parametrize("heavy", ["torch", "pyarrow", "onnxruntime", "spacy", "rich", "ftfy"])
def test_importing_fabula_loads_nothing_heavy(heavy: str) -> None:
    code = f"import fabula, sys; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
