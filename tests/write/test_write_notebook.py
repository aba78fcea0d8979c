"""A notebook shows a story and its tables richly, and safely."""

import re
import subprocess
import sys
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from stories import FERRY, ferry
from test_write_any_story import stories

from fabula.errors import UsageError
from fabula.story.story import Cast, Story
from fabula.write.csv import TABLES

TAGS = {
    "b", "bdi", "div", "p", "path", "span", "svg", "table", "tbody", "td", "th", "thead", "tr",
}  # fmt: skip


class Shown(HTMLParser):
    """What a notebook shows: the words; only fabula's own tags, each closed."""

    def __init__(self, content: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words = ""
        self.open: list[str] = []
        self.feed(content)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        names = {"style", "width", "height", "viewbox", "aria-hidden", "d", "fill"}
        assert {name for name, _ in attrs} <= names
        assert all("url" not in (value or "") for _, value in attrs)
        self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data + " "


def words(thing: object) -> str:
    return " ".join(Shown(thing._repr_html_()).words.split())  # type: ignore[attr-defined]


def test_a_story_shows_its_people() -> None:
    shown = words(ferry())
    assert "The Ferry at Low Water by A. Writer" in shown
    assert "11 spoken lines" in shown and "2 scenes" in shown
    assert re.search(r"Nell Ardagh Nell , Nelly she 7 4 39%", shown)
    assert "Davy only talked of he" in shown


def test_a_cast_shows_itself_even_when_empty() -> None:
    assert "Tom Weir" in words(ferry().characters)
    assert words(Cast()) == "No people found."


@pytest.mark.parametrize("name", TABLES)
def test_every_table_can_be_had_and_shown(name: str) -> None:
    table = ferry().table(name)
    assert table.name == name and f"{len(table)} rows" in words(table)
    assert all(len(row) == len(table.columns) for row in table)


def test_a_table_has_words_beside_offsets_and_names_beside_ids() -> None:
    table = ferry().table("quotes")
    row = dict(zip(table.columns, table.rows[0], strict=True))
    assert "“You’ve missed it,”" in row.values() and row["speaker"] == 1
    assert FERRY[row["start"] : row["end"]] == "“You’ve missed it,”"  # type: ignore[misc]


def test_a_table_that_is_not_there_is_said_so() -> None:
    with pytest.raises(UsageError, match="no table 'pets'; there are: header"):
        ferry().table("pets")


@settings(deadline=None, max_examples=40)
@given(stories())
def test_whatever_a_story_holds_only_fabulas_own_tags_are_shown(story: Story) -> None:
    words(story)
    words(story.characters)
    for name in TABLES:
        words(story.table(name))


def test_nothing_of_a_notebook_is_loaded() -> None:
    code = "import sys; import fabula.write.notebook; sys.exit('IPython' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
