"""The page holds the text, the whole text and nothing that runs but its own script."""

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from stories import FERRY, bare, ferry, find

from fabula.source.source import Section
from fabula.story.story import Cast, Character, Mention, Quote, Story
from fabula.write import colour

VOID = {"meta", "hr", "br", "link", "img", "input"}
TAGS_IN_TEXT = {"section", "h2", "bdi", "div", "hr", "p", "q"}
ATTRIBUTES = {
    "aria-controls", "aria-expanded", "aria-hidden", "aria-label", "aria-labelledby", "aria-live",
    "aria-pressed", "aria-selected", "autocomplete", "charset", "checked", "class", "content", "d",
    "data-c", "data-open", "data-q", "data-s", "for", "hidden", "href", "http-equiv", "id", "lang",
    "max", "method", "min", "name", "open", "preserveaspectratio", "role", "spellcheck", "tabindex",
    "type", "value", "viewbox",
}  # fmt: skip


class Page(HTMLParser):
    """A page as a browser would take it apart."""

    def __init__(self, content: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.stack: list[str] = []
        self.paragraphs: list[str] = []
        self.quotes: list[tuple[str, str]] = []
        self.inside: dict[str, str] = {"style": "", "title": "", "aside": "", "data": "", "run": ""}
        self.article_tags: set[str] = set()
        self._quote: list[int] = []
        self.feed(content)
        self.close()
        assert self.stack == [], f"left open: {self.stack}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if "article" in self.stack:
            self.article_tags.add(tag)
        values = {name: value or "" for name, value in attrs}
        self.tags.append((tag, values))
        if tag not in VOID:
            self.stack.append(tag)
        if tag == "p" and "article" in self.stack:
            self.paragraphs.append("")
        if tag == "q" and "article" in self.stack:
            self._quote.append(len(self.quotes))
            self.quotes.append((values.get("class", ""), ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag
        if tag == "q" and self._quote:
            self._quote.pop()

    def handle_data(self, data: str) -> None:
        if "p" in self.stack and "article" in self.stack:
            self.paragraphs[-1] += data
        for i in self._quote:
            kind, words = self.quotes[i]
            self.quotes[i] = kind, words + data
        for tag in ("style", "title", "aside"):
            if tag in self.stack:
                self.inside[tag] += data
        if "script" in self.stack:
            kind = "data" if self.tags[-1][1].get("type") == "application/json" else "run"
            self.inside[kind] += data

    def the(self, tag: str, **attributes: str) -> dict[str, str]:
        [found] = [a for t, a in self.tags if t == tag and attributes.items() <= a.items()]
        return found


def content(story: Story, folder: Path) -> str:
    [path] = story.write(folder, "html")
    return path.read_text("utf-8")


def check_harmless(page: Page) -> None:
    """Nothing but fabula's own tags, no reference to anything outside, one script and its data."""
    assert page.article_tags <= TAGS_IN_TEXT
    assert [tag for tag, _ in page.tags].count("script") == 2
    assert page.the("script", id="data") == {"type": "application/json", "id": "data"}
    assert "<" not in page.inside["data"] and json.loads(page.inside["data"])["people"] is not None
    for tag, attributes in page.tags:
        assert set(attributes) <= ATTRIBUTES, tag
        assert re.fullmatch(r"#(text|s\d+)", attributes.get("href", "#text"))


def test_the_text_is_there_paragraph_by_paragraph(tmp_path: Path) -> None:
    page = Page(content(ferry(), tmp_path))
    assert page.paragraphs == FERRY.split("\n\n")
    check_harmless(page)


def test_each_speakers_words_have_that_speakers_colour(tmp_path: Path) -> None:
    story = ferry()
    page = Page(content(story, tmp_path))
    assert [(int(kind.split()[0][1:]), words) for kind, words in page.quotes] == [
        (q.speaker, story.words_at((q.start, q.end))) for q in story.quotes
    ]
    for id in (0, 1, 2):
        assert re.search(rf"^\.c{id}\{{--l:#[0-9a-f]{{6}};--d:#[0-9a-f]{{6}}\}}$",
                         page.inside["style"], re.M)  # fmt: skip
    assert [kind.endswith(" u") for kind, _ in page.quotes] == [q.score < 0.5 for q in story.quotes]


def test_words_without_a_speaker_have_no_colour(tmp_path: Path) -> None:
    story = ferry()
    quotes = (replace(story.quotes[0], speaker=None), *story.quotes[1:])
    assert Page(content(replace(story, quotes=quotes), tmp_path)).quotes[0] == (
        "",
        "“You’ve missed it,”",
    )


def test_chapters_have_headings_and_contents(tmp_path: Path) -> None:
    raw = content(ferry(), tmp_path)
    assert '<a href="#s1"><bdi>One: The Slip</bdi></a>' in raw
    assert '<a href="#s2"><bdi>Chapter 2</bdi></a>' in raw
    assert "<section id=s2" in raw and "<h2><bdi>Chapter 2</bdi></h2>" in raw
    assert raw.index("<hr>") > raw.index("He wrote to me") and raw.count("<hr>") == 1


def test_the_cast_says_names_aliases_and_counts(tmp_path: Path) -> None:
    aside = Page(content(ferry(), tmp_path)).inside["aside"].replace("\u00a0", " ")
    assert "Nell Ardagh" in aside and "also Nell, Nelly" in aside
    assert "she · 4 lines · 39% of talk · 7 mentions" in aside
    assert aside.index("Only talked of") < aside.index("Davy")


def test_the_header_is_a_card(tmp_path: Path) -> None:
    raw = content(ferry(), tmp_path)
    assert "<h1><bdi>The Ferry at Low Water</bdi></h1>" in raw
    assert "by <bdi>A. Writer</bdi>" in raw
    assert "<dt>Warnings</dt><dd><bdi>mud, =cold</bdi></dd>" in raw


def test_only_the_pages_own_script_and_style_may_run(tmp_path: Path) -> None:
    page = Page(content(ferry(), tmp_path))
    policy = page.the("meta", **{"http-equiv": "Content-Security-Policy"})["content"]
    for tag, content_ in (("script", page.inside["run"]), ("style", page.inside["style"])):
        digest = hashlib.sha256(content_.encode()).digest()
        assert f"{tag}-src 'sha256-{base64.b64encode(digest).decode()}'" in policy
    assert policy.startswith("default-src 'none'; base-uri 'none'; form-action 'none'")
    assert "unsafe" not in policy
    assert "url(" not in page.inside["style"]
    assert re.findall(r"https?:[^\"]+", page.inside["run"]) == ["http://www.w3.org/2000/svg"]


HOSTILE = (
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "<!-- <![CDATA[ ]]> --> </style></title></q></p></article>",
    "&lt;b&gt; &amp;amp; &#60;",
    "$title ${script} {{x}} %s",
    "\u202ereversed\u2066 \u200fmarks",
    "bell\x07 null\x00 escape\x1b[31m \x85 \ufffe",
)


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_text_is_only_text_wherever_it_stands(words: str, tmp_path: Path) -> None:
    text = f"“{words}” said {words}.\n\n{words}"
    person = Character(7, words, (words,), words, True, True, True, 1, 1, 1, 0)
    quote = Quote(0, 0, len(words) + 2, 7, (7,), None, "explicit", "speech", 0, 1.0)
    story = bare(
        text,
        name=f"{words}.txt",
        header={"title": words, "author": words, "notes": words * 40, words: (words, words)},
        sections=(Section("chapter", words, 0, len(text)),) * 2,
        characters=Cast((person,)),
        quotes=(quote,),
    )
    raw = content(story, tmp_path)
    page = Page(raw)
    check_harmless(page)
    pictures = {0x00: "␀", 0x07: "␇", 0x1B: "␛", 0x85: " ", 0xFFFE: "\ufffd"}
    assert "\n\n".join(page.paragraphs) == text.translate(pictures)
    assert not re.search(r"[\x00-\x08\x0b-\x1f]", raw)


def test_direction_marks_do_not_reach_fabulas_own_words(tmp_path: Path) -> None:
    person = Character(7, "\u202eevil", (), None, False, True, True, 1, 0, 0, 0)
    story = bare("Words.", header={"title": "\u202etitle"}, characters=Cast((person,)))
    raw = content(story, tmp_path)
    assert "\u202e" not in raw
    assert "<bdi>evil</bdi>" in raw


def test_a_quotation_inside_a_quotation_is_its_speakers(tmp_path: Path) -> None:
    text = "“He said ‘No’ twice,” said Ann."
    inner, outer = find(text, "‘No’"), (0, text.index(" said Ann"))
    cast = Cast(
        tuple(Character(i, n, (), None, False, True, True, 0, 1, 3, 0) for i, n in enumerate("AB"))
    )
    quotes = (
        Quote(0, *outer, 0, (), None, "explicit", "speech", 0, 1.0),
        Quote(1, *inner, 1, (), None, "explicit", "speech", 1, 1.0),
    )
    page = Page(content(bare(text, characters=cast, quotes=quotes), tmp_path))
    assert page.quotes == [("c0", "“He said ‘No’ twice,”"), ("c1", "‘No’")]
    assert page.paragraphs == [text]


def test_a_story_of_nothing_is_still_a_page(tmp_path: Path) -> None:
    page = Page(content(bare(""), tmp_path))
    assert page.paragraphs == []
    assert page.inside["title"] == "tale"


def test_the_page_is_little_larger_than_its_text(tmp_path: Path) -> None:
    text = "\n\n".join([FERRY] * 300)
    raw = content(replace(bare(text), quotes=_repeated(300)), tmp_path)
    assert len(raw.encode()) < 2.5 * len(text.encode())


def test_the_script_knows_the_story_in_the_offsets_of_a_browser(tmp_path: Path) -> None:
    text = "“\U0001f98a Hush,” said Ann."
    start, end = find(text, "Ann")
    ann = Character(3, "Ann", (), "she", False, True, True, 1, 0, 0, start)
    mention = Mention(0, start, end, (3,), "name", "PER", 0.871)
    story = bare(text, characters=Cast((ann,)), mentions=(mention,))
    data = json.loads(Page(content(story, tmp_path)).inside["data"])
    assert data["mentions"] == [[start + 1], [3], [3], "n", [87]]
    assert data["length"] == len(text) + 1 and data["paragraphs"] == [[0], [len(text) + 1]]


def _repeated(times: int) -> tuple[Quote, ...]:
    step = len(FERRY) + 2
    once = ferry().quotes
    return tuple(
        replace(q, id=i * len(once) + q.id, start=q.start + i * step, end=q.end + i * step)
        for i in range(times)
        for q in once
    )


def test_every_colour_can_be_read_on_the_page_by_day_and_by_night() -> None:
    css = Path(colour.__file__).with_name("page").joinpath("page.css").read_text("utf-8")
    grounds = {
        name: re.findall(rf"--{name}: (#[0-9a-f]{{6}})", css) for name in ("paper", "panel", "mark")
    }
    for light, dark in colour.palette(60):
        for name, (by_day, by_night, *_) in grounds.items():
            assert colour.contrast(light, by_day) >= 4.5, (name, light)
            assert colour.contrast(dark, by_night) >= 4.5, (name, dark)


def test_the_first_dozen_colours_are_far_apart() -> None:
    def apart(a: str, b: str) -> int:
        return sum(abs(int(a[i : i + 2], 16) - int(b[i : i + 2], 16)) for i in (1, 3, 5))

    first = [light for light, _ in colour.palette(8)]
    assert min(apart(a, b) for a in first for b in first if a != b) > 50
    assert len(set(colour.palette(200))) > 150


def test_contrast_is_that_of_the_guidelines() -> None:
    assert colour.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colour.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
