"""What the documents show is so: their Python runs, and what they point at is there."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

import fabula
from fabula import pipeline

ROOT = Path(__file__).parents[1]
PAGES = ["README.md", "CONTRIBUTING.md", "BENCHMARKS.md", "evaluation/README.md"]
PAGES += [f"docs/{page.name}" for page in sorted((ROOT / "docs").glob("*.md"))]


def python(page: str) -> str:
    """All the Python of a page, as one session."""
    blocks = re.findall(r"^```python\n(.*?)^```$", (ROOT / page).read_text("utf-8"), re.M | re.S)
    return "\n".join(blocks)


@pytest.mark.parametrize("page", ["README.md", "docs/python.md"])
def test_the_python_of_a_page_runs(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(pipeline, "DEFAULT_MODEL", "rules")  # in a second; the API is the same
    names: dict[str, Any] = {}
    exec(compile(python(page), page, "exec"), names)
    assert isinstance(names["story"], fabula.Story)
    assert capsys.readouterr().out.count("\n") >= len(names["story"].quotes) > 20
    written = list((tmp_path / "out").iterdir())
    assert written, f"{page} writes files, but none is there"


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_links_to_is_there(page: str) -> None:
    path = ROOT / page
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text("utf-8"))
    missing = [link for link in links if "://" not in link and not (path.parent / link).exists()]
    assert missing == []


def test_the_map_of_the_house_names_rooms_that_are_there() -> None:
    rooms = re.findall(r"`((?:src|tests|evaluation|training|docs)/[\w/.]*)`",
                       (ROOT / "CONTRIBUTING.md").read_text("utf-8"))  # fmt: skip
    assert len(rooms) > 10
    assert [room for room in rooms if not (ROOT / room).exists()] == []
