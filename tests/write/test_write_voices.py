"""A script for voices: the story's own words, each once, in the mouth of who says them."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ssml11 import faults
from stories import FERRY, bare, ferry, find
from test_write_any_story import stories
from test_write_html import HOSTILE

import fabula
from fabula.story.story import Cast, Character, Quote, Story
from fabula.write.escape import CONTROL
from fabula.write.voices import guard, script, unguard, write

EXAMPLES = sorted(Path(__file__).parents[2].joinpath("examples").glob("*.txt"))
SSML = "{http://www.w3.org/2001/10/synthesis}"
TAG = re.compile(r"\[voice:([^\[\]:\s]+)\](.*?)\[/voice\]", re.S)


def outputs(story: Story) -> dict[str, str]:
    return {Path(path).name: "".join(parts) for path, parts in write(story, "tale")}


def squeezed(words: str) -> str:
    """Without white space: a quotation may begin inside a word."""
    return "".join(words.split())


def check_script(story: Story) -> None:
    """Every form gives back the story's words; only SSML's own elements, where it allows them."""
    files = outputs(story)
    data = json.loads(files["script.json"])
    start = len(story.text) - len(story.text.lstrip())
    assert "".join(line["text"] + line["after"] for line in data["lines"]) == story.text[start:]
    ids = [line["id"] for line in data["lines"]]
    assert len(set(ids)) == len(ids)
    cast = {v["id"] for v in data["voices"]}
    assert {line["voice"] for line in data["lines"]} == cast

    assert faults(files["script.ssml"]) == []
    root = ET.fromstring(files["script.ssml"])
    assert root.tag == SSML + "speak" and root.get("version") == "1.1"
    words = ""
    for p in root:
        assert p.tag == SSML + "p"
        for voice in p:
            assert voice.tag == SSML + "voice"
            assert voice.get("name") in cast and not re.search(r"\s", voice.get("name") or " ")
            assert set(voice.attrib) <= {"name", "gender"}
            assert voice.get("gender", "male") in ("male", "female")
            [mark] = voice
            assert mark.tag == SSML + "mark" and not list(mark)
            words += "".join(voice.itertext())
    assert squeezed(words) == squeezed(story.text.translate(CONTROL))
    assert [mark.get("name") for mark in root.iter(SSML + "mark")] == ids

    tagged = TAG.findall(files["script.txt"])
    assert [voice for voice, _ in tagged] == [line["voice"] for line in data["lines"]]
    assert squeezed("".join(unguard(w) for _, w in tagged)) == squeezed(story.text)
    assert not TAG.sub("", files["script.txt"]).strip()

    rows = list(csv.DictReader(io.StringIO(files["casting.csv"], newline="")))
    assert {row["voice"] for row in rows} == cast


def test_lines_are_in_the_mouths_of_who_says_them() -> None:
    lines = [(line.voice, line.text) for line in script(ferry())]
    assert lines[1:6] == [
        ("the_old_man_on_the_bollard", "“You’ve missed it,”"),
        ("Narrator", "said the old man on the bollard."),
        ("the_old_man_on_the_bollard", "“By an hour and a bit.”"),
        ("Nell_Ardagh", "“I can see that,”"),
        ("Narrator", lines[5][1]),
    ]
    assert lines[5][1].startswith("Nell said. She smiled")
    check_script(ferry())


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_the_examples_read_in_order_are_the_storys_own_words(path: Path) -> None:
    check_script(fabula.read(path, model="rules"))


SPEAK = '<speak version="1.1" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="en">{}</speak>'


@pytest.mark.parametrize(
    "inside",
    [
        '<meta name="a" content="b"/><p xml:lang="de"><s>Ja, <voice name="A B" required="name '
        'gender" age="9">nein</voice></s></p>',
        '<lexicon uri="a.pls" xml:id="x"/><lookup ref="x"><w role="n">so</w></lookup>',
        '<audio src="a.wav"><desc>a bell</desc><prosody rate="80%">Oh</prosody></audio>',
        'a<break time="250ms"/><say-as interpret-as="date">1</say-as><sub alias="x">y</sub>',
    ],
)
def test_what_the_recommendation_allows_is_valid(inside: str) -> None:
    assert faults(SPEAK.format(inside)) == []


@pytest.mark.parametrize(
    ("inside", "fault"),
    [
        ("<p><p>a</p></p>", "p cannot have p in it"),
        ("<s><s>a</s></s>", "s cannot have s in it"),
        ('<voice name="A" xml:lang="en">a</voice>', "voice has no attribute"),
        ('<voice gender="woman">a</voice>', "gender cannot be 'woman'"),
        ('<voice name=" A">a</voice>', "name cannot be ' A'"),
        ('<voice variant="0">a</voice>', "variant cannot be '0'"),
        ("<mark/>", "mark lacks name"),
        ('<mark name="a">b</mark>', "mark has no text"),
        ('a<meta name="a" content="b"/>', "meta comes before all that is spoken"),
        ('<say-as interpret-as="date"><mark name="a"/></say-as>', "say-as cannot have mark in it"),
        ("<speak/>", "speak cannot have speak in it"),
        ('<q xmlns="http://www.w3.org/1999/xhtml">a</q>', "there is no element"),
        ('<break time="2"/>', "time cannot be '2'"),
    ],
)
def test_what_the_recommendation_forbids_is_not(inside: str, fault: str) -> None:
    assert any(fault in each for each in faults(SPEAK.format(inside)))


def test_a_document_is_of_that_version_and_says_its_language() -> None:
    assert faults(SPEAK.format("a").replace("1.1", "1.0")) == ["speak: version cannot be '1.0'"]
    assert "lacks" in faults(SPEAK.format("a").replace('xml:lang="en"', ""))[0]


@settings(deadline=None, max_examples=60)
@given(stories())
def test_any_storys_script_is_its_own_words(story: Story) -> None:
    check_script(story)


@pytest.mark.parametrize(
    "words", [*HOSTILE, "[voice:Tom]Give him the money.[/voice]", "[/voice]", "[ / voice ] [pause]"]
)
def test_a_book_cannot_forge_a_voice(words: str) -> None:
    text = f"“{words}” said Ann. {words}\n\n{words}"
    person = Character(7, words, (words,), "she", False, True, True, 1, 1, 1, 0)
    quote = Quote(0, 0, len(words) + 2, 7, (), None, "explicit", "speech", 0, 1.0)
    story = bare(text, characters=Cast((person,)), quotes=(quote,))
    check_script(story)
    voices = {line.voice for line in script(story)}
    assert len(voices) == 2 and not any(re.search(r"[^\w-]", v) for v in voices)


@given(st.text(alphabet="[]/voice: \u2060a", max_size=30))
def test_the_guard_leaves_no_tag_and_comes_off_again(words: str) -> None:
    guarded = guard(words)
    assert not re.search(r"\[[\s/]*\w", guarded)
    assert unguard(guarded) == words


def test_a_quotation_inside_a_quotation_is_read_by_who_quotes_it() -> None:
    text = "“He said ‘No’ twice,” said Ann."
    cast = Cast(
        tuple(Character(i, n, (), None, False, True, True, 0, 1, 3, i) for i, n in enumerate("AB"))
    )
    quotes = (
        Quote(0, 0, text.index(" said Ann"), 0, (), None, "explicit", "speech", 0, 1.0),
        Quote(1, *find(text, "‘No’"), 1, (), None, "explicit", "speech", 1, 1.0),
    )
    lines = script(bare(text, characters=cast, quotes=quotes))
    assert [(line.voice, line.text) for line in lines] == [
        ("A", "“He said ‘No’ twice,”"),
        ("Narrator", "said Ann."),
    ]


def test_one_who_tells_the_story_narrates_in_the_same_voice() -> None:
    story = ferry()
    cast = Cast(tuple(replace(c, narrator=c.id == 0) for c in story.characters))
    voices = {line.voice for line in script(replace(story, characters=cast))}
    assert "Narrator" not in voices and "Nell_Ardagh" in voices


def test_words_of_nobody_known_are_the_narrators() -> None:
    story = ferry()
    quotes = (replace(story.quotes[0], speaker=None), *story.quotes[1:])
    line = script(replace(story, quotes=quotes))[1]
    assert (line.voice, line.speaker, line.kind) == ("Narrator", None, "speech")


def test_ids_stay_when_other_lines_change() -> None:
    before = {line.text: line.id for line in script(ferry())}
    text = "The tide was out.\n\n" + FERRY
    after = {line.text: line.id for line in script(bare(text, quotes=_moved(19)))}
    assert before.items() <= after.items() and len(after) == len(before) + 1


def _moved(by: int) -> tuple[Quote, ...]:
    return tuple(replace(q, start=q.start + by, end=q.end + by) for q in ferry().quotes)


def test_two_of_one_name_have_two_voices() -> None:
    text = "“A.” “B.”"
    cast = Cast(
        tuple(Character(i, "Tom Weir", (), "he", False, True, True, 0, 1, 1, i) for i in range(2))
    )
    quotes: Any = tuple(
        Quote(i, *find(text, w), i, (), None, "implicit", "speech", i, 1.0)
        for i, w in enumerate(("“A.”", "“B.”"))
    )
    lines = script(bare(text, characters=cast, quotes=quotes))
    assert [line.voice for line in lines] == ["Tom_Weir", "Tom_Weir_2"]


def test_names_alike_but_for_case_or_a_number_have_voices_of_their_own() -> None:
    names = ["the man", "The man", "the man 2", "Narrator", "the man"]
    spoken = [f"“{chr(65 + i)}.”" for i in range(len(names))]
    text = " ".join(spoken)
    cast = Cast(
        tuple(
            Character(i, n, (), "he", False, False, True, 0, 1, 1, i) for i, n in enumerate(names)
        )
    )
    quotes: Any = tuple(
        Quote(i, *find(text, w), i, (), None, "implicit", "speech", i, 1.0)
        for i, w in enumerate(spoken)
    )
    said = [line.voice for line in script(bare(text, characters=cast, quotes=quotes))]
    assert said == ["the_man", "The_man_2", "the_man_2_2", "Narrator_2", "the_man_3"]


def test_the_casting_sheet_says_who_is_needed() -> None:
    rows = list(csv.DictReader(io.StringIO(outputs(ferry())["casting.csv"], newline="")))
    nell = next(row for row in rows if row["voice"] == "Nell_Ardagh")
    assert (nell["name"], nell["pronouns"], nell["lines"]) == ("Nell Ardagh", "she", "4")
    assert nell["first_line"] == "“I can see that,”" and nell["sample_1"]
    assert sum(float(row["share_of_words"]) for row in rows) == pytest.approx(1, abs=0.001)
