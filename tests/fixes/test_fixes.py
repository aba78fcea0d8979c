"""Corrections: made once, they are in every later reading, as far as the text still holds them."""

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fabula
from fabula import fixes
from fabula.errors import UsageError
from fabula.fixes.places import around, occurrence
from fabula.story.story import Story

sys.path.insert(0, str(Path(__file__).parents[1] / "write"))
from stories import FERRY, ferry, find

EXAMPLES = Path(__file__).parents[2] / "examples"


def quoted(story: Story, words: str, nth: int = 0) -> dict[str, Any]:
    """A quotation as the page would write it down."""
    start, _ = find(story.text, words, nth)
    quote = next(q for q in story.quotes if q.start == start)
    before, after = around(story.text, quote.start, quote.end)
    place = {"words": story.text[quote.start : quote.end], "before": before, "after": after}
    return place | {"nth": occurrence(story.quotes, story.text, quote)}


def fixed(story: Story, *tables: dict[str, Any]) -> Story:
    out = fixes.apply(story, tables)
    assert out.corrections is not None and out.corrections.unmatched == ()
    return out


def unmatched(story: Story, *tables: dict[str, Any]) -> tuple[str, ...]:
    out = fixes.apply(story, tables)
    assert out.corrections is not None
    return out.corrections.unmatched


def test_a_renamed_character_keeps_the_old_name_as_an_alias() -> None:
    story = fixed(ferry(), {"do": "rename", "who": "the old man on the bollard", "to": "Amos"})
    amos = story.characters["Amos"]
    assert amos.name == "Amos" and amos.named
    assert story.characters["the old man on the bollard"] is amos


def test_merged_characters_are_one_with_all_they_say() -> None:
    story = fixed(ferry(), {"do": "merge", "who": ["Tom Weir", "the old man on the bollard"]})
    tom = story.characters["Tom"]
    assert [c.name for c in story.characters] == ["Tom Weir", "Nell Ardagh", "Davy"]
    assert (tom.quotes, tom.mentions) == (7, 9)
    assert {q.speaker for q in story.quotes} == {0, tom.id}
    assert not any(1 in m.entities for m in story.mentions)
    assert story.feelings[1].toward == tom.id and story.scenes[0].present == (0, tom.id)


def test_a_split_character_takes_the_lines_and_pronouns_after_its_names() -> None:
    both = fixed(ferry(), {"do": "merge", "who": ["Tom Weir", "the old man on the bollard"]})
    story = fixed(
        ferry(),
        {"do": "merge", "who": ["Tom Weir", "the old man on the bollard"]},
        {"do": "split", "who": "Tom Weir", "names": ["the old man on the bollard"], "to": "Amos"},
    )
    amos, tom = story.characters["Amos"], story.characters["Tom Weir"]
    assert amos.quotes + tom.quotes == both.characters["Tom Weir"].quotes
    assert story.quotes[0].speaker == amos.id and story.quotes[2].speaker == 0
    assert story.quotes[-1].speaker == tom.id
    assert amos.pronouns == tom.pronouns == "he"


def test_a_speaker_is_set_for_the_whole_turn_and_the_cast_counts_it() -> None:
    story = ferry()
    out = fixed(story, {"do": "speaker", "to": "Tom"} | quoted(story, "“My brother"))
    assert [q.speaker for q in out.quotes if q.turn == 6] == [2, 2]
    assert out.characters["Tom"].quotes == 4 and out.characters["Nell"].quotes == 2
    assert all(q.addressees == () for q in out.quotes if q.turn == 6)  # not to himself


def test_the_pronoun_beside_a_corrected_line_means_the_new_speaker() -> None:
    story = ferry()
    out = fixed(
        story, {"do": "speaker", "to": "the old man on the bollard"} | quoted(story, "“No,”")
    )
    he = next(m for m in out.mentions if m.start == find(FERRY, "he said, before")[0])
    assert he.entities == (1,)


def test_a_speaker_may_be_nobody_known_and_addressees_several() -> None:
    story = ferry()
    place = quoted(story, "“Is he sober?”")
    out = fixed(
        story,
        {"do": "speaker"} | place,
        {"do": "addressees", "to": ["Tom", "Davy"]} | place,
    )
    said = next(q for q in out.quotes if q.id == 5)
    assert (said.speaker, said.addressees) == (None, (2, 3))


def test_somebody_whom_the_reading_missed_can_be_added_and_speak() -> None:
    story = ferry()
    out = fixed(
        story,
        {"do": "add", "who": "Amos Pike"},
        {"do": "speaker", "to": "Amos Pike"} | quoted(story, "“He’s Tom.”"),
    )
    amos = out.characters["amos pike"]
    assert (amos.quotes, amos.words_spoken, amos.on_stage) == (1, 2, True)
    assert amos.first == find(FERRY, "“He’s Tom.”")[0]
    assert "one already" in unmatched(story, {"do": "add", "who": "Nelly"})[0]


def test_a_dismissed_quotation_is_nobodys_words() -> None:
    story = ferry()
    out = fixed(story, {"do": "dismiss"} | quoted(story, "“He’s Tom.”"))
    assert len(out.quotes) == len(story.quotes) - 1
    assert out.characters["the old man on the bollard"].quotes == 4


def test_what_does_not_fit_is_listed_and_harms_nothing() -> None:
    story = ferry()
    bad: list[dict[str, Any]] = [
        {"do": "rename", "who": "Nobody", "to": "X"},
        {"do": "rename", "who": "Tom"},
        {"do": "merge", "who": ["Tom", "Tom Weir"]},
        {"do": "split", "who": "Tom", "names": ["Nell"]},
        {"do": "speaker", "words": "“Never said.”", "to": "Tom"},
        {"do": "speaker", "words": 3, "to": "Tom"},
        {"do": "dance"},
        {},
    ]
    out = fixes.apply(story, bad)
    assert out == story and out.corrections is not None
    assert len(out.corrections.unmatched) == len(bad)
    assert out.corrections.unmatched[0] == "fix 1 (rename Nobody): nobody is called 'Nobody'"


def test_a_mistyped_key_is_told_not_passed_over() -> None:
    story = ferry()
    place = quoted(story, "“Is he sober?”")
    told = unmatched(story, {"do": "speaker", "too": "Tom"} | place)  # not: nobody says it
    assert told[0].endswith("it takes no 'too', only words, before, after, nth, to")
    assert "no 'name'" in unmatched(story, {"do": "add", "who": "Amos", "name": "Pike"})[0]
    assert fixes.apply(story, [{"do": "dismiss", "page": 3} | place]) == story


def test_two_of_one_name_are_told_apart_by_number() -> None:
    twice = [{"do": "rename", "who": w, "to": "the man"} for w in ("Tom Weir", "Davy")]
    story = fixed(ferry(), *twice, {"do": "rename", "who": "the man#2", "to": "Second"})
    first = sorted((c.first, c.id) for c in ferry().characters if c.id in (2, 3))
    assert story.characters["Second"].id == first[1][1]


names = st.sampled_from(
    ["Nell Ardagh", "Nelly", "Tom Weir", "Tom", "Davy", "the old man on the bollard", "Amos", "X#2"]
)


@st.composite
def sequences(draw: Any) -> list[dict[str, Any]]:
    story = ferry()
    places = [quoted(story, story.text[q.start : q.end]) for q in story.quotes]
    one = st.one_of(
        st.fixed_dictionaries({"do": st.just("rename"), "who": names, "to": names}),
        st.fixed_dictionaries({"do": st.just("add"), "who": names}),
        st.fixed_dictionaries({"do": st.just("merge"), "who": st.lists(names, max_size=3)}),
        st.fixed_dictionaries(
            {"do": st.just("split"), "who": names, "names": st.lists(names, max_size=2)}
        ),
        st.builds(
            lambda p, to: {"do": "speaker"} | p | to,
            st.sampled_from(places), st.fixed_dictionaries({}, optional={"to": names}),
        ),
        st.builds(
            lambda p, to: {"do": "addressees", "to": to} | p,
            st.sampled_from(places), st.lists(names, max_size=2),
        ),
        st.builds(lambda p: {"do": "dismiss"} | p, st.sampled_from(places)),
    )  # fmt: skip
    return draw(st.lists(one, max_size=8))


@settings(deadline=None, max_examples=150)
@given(tables=sequences())
def test_any_corrections_give_the_same_story_however_often_they_are_made(
    tables: list[dict[str, Any]], tmp_path_factory: Any
) -> None:
    once = fixes.apply(ferry(), tables)
    assert fixes.apply(once, tables) == once
    assert fixes.apply(fixes.apply(once, []), tables) == once
    assert fixes.apply(once, []) == ferry()
    path = tmp_path_factory.mktemp("fixes") / "ferry.fixes.toml"
    path.write_text(fixes.dumps(tables), "utf-8")
    assert fixes.apply(ferry(), fixes.load(path)) == once

    ids = [c.id for c in once.characters]
    assert len(set(ids)) == len(ids)
    people = {*ids, *(e.id for e in once.entities)}
    assert [m.start for m in once.mentions] == [m.start for m in ferry().mentions]
    assert all(m.entities and set(m.entities) <= people for m in once.mentions)
    for q in once.quotes:
        assert q.speaker is None or q.speaker in people
        assert set(q.addressees) <= people
    for f in once.feelings:
        assert f.who in people
    assert sum(c.quotes for c in once.characters) == sum(q.speaker is not None for q in once.quotes)


@settings(deadline=None)
@given(
    st.dictionaries(
        st.text(min_size=1, max_size=8),
        st.one_of(
            st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
            st.integers(-99, 99),
            st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=9), max_size=3),
        ),
        max_size=4,
    )
)
def test_any_words_come_back_from_the_file(tmp_path_factory: Any, table: dict[str, Any]) -> None:
    path = tmp_path_factory.mktemp("fixes") / "x.fixes.toml"
    path.write_bytes(fixes.dumps([table]).encode("utf-8", "replace"))
    if all(key.isprintable() for key in table):
        assert fixes.load(path) == (table,)


@pytest.fixture(scope="module")
def harbour() -> Story:
    return fabula.read(EXAMPLES / "what_the_harbour_keeps.txt", model="rules")


def corrected(story: Story) -> list[dict[str, Any]]:
    """Every quotation given to the first of the cast, as a page would write it."""
    who = story.characters[0].name
    out = []
    for quote in story.quotes:
        before, after = around(story.text, quote.start, quote.end)
        words = story.text[quote.start : quote.end]
        nth = occurrence(story.quotes, story.text, quote)
        out.append(
            {"do": "speaker", "words": words, "before": before, "after": after, "nth": nth,
             "to": who}
        )  # fmt: skip
    return out


def test_every_quotation_of_a_story_is_found_again(harbour: Story) -> None:
    out = fixed(harbour, *corrected(harbour))
    assert {q.speaker for q in out.quotes} == {harbour.characters[0].id}


def test_every_quotation_is_found_after_text_is_put_before_it(harbour: Story) -> None:
    text = "It had rained since noon and the gulls had gone in.\n\n" + harbour.text
    again = fabula.read_text(text, model="rules")
    assert unmatched(again, *corrected(harbour)) == ()


@pytest.mark.parametrize("which", range(0, 40, 5))
def test_after_an_edit_only_what_was_edited_is_lost(harbour: Story, which: int) -> None:
    quotes = harbour.quotes
    gone = quotes[which % len(quotes)]
    paragraph = next(p for p in harbour.paragraphs if p[0] <= gone.start < p[1])
    text = harbour.text[: paragraph[0]] + harbour.text[paragraph[1] :].lstrip()
    again = fabula.read_text(text, model="rules")
    tables = corrected(harbour)
    missed = unmatched(again, *tables)
    lost = {int(m[1]) - 1 for line in missed if (m := re.match(r"fix (\d+)", line))}
    inside = {i for i, q in enumerate(quotes) if paragraph[0] <= q.start < paragraph[1]}
    there = {again.text[q.start : q.end] for q in again.quotes}
    unread = {i for i, t in enumerate(tables) if t["words"] not in there}
    assert inside - lost <= {i for i in inside if tables[i]["words"] in there}
    assert lost <= inside | unread


def test_words_that_stand_elsewhere_now_are_not_corrected() -> None:
    story = ferry()
    table = {"do": "speaker", "to": "Tom"} | quoted(story, "“No,”")
    elsewhere = table | {"before": "something quite different here", "after": "and here as well"}
    assert "stand elsewhere" in unmatched(story, elsewhere)[0]


def test_fixes_beside_a_story_are_applied_when_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "harbour.txt"
    path.write_text((EXAMPLES / "what_the_harbour_keeps.txt").read_text("utf-8"), "utf-8")
    plain = fabula.read(path, model="rules")
    assert plain.corrections is None
    name = plain.characters[0].name
    kept = fixes.beside(path)
    kept.write_text(fixes.dumps([{"do": "rename", "who": name, "to": "Zed"}, {"do": "x"}]))
    story = fabula.read(path, model="rules")
    assert story.characters["Zed"].name == "Zed"
    assert story.corrections is not None and len(story.corrections.unmatched) == 1
    assert story.upto(0.9).characters.get("Zed") is not None
    assert fabula.read(path, model="rules", fixes=False) == plain
    other = tmp_path / "other.toml"
    other.write_text(fixes.dumps([{"do": "rename", "who": name, "to": "Yan"}]))
    assert fabula.read(path, model="rules", fixes=other).characters.get("Yan")


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"[[fix]\n", "is not TOML"), (b"fix = 3", "no [[fix]] tables"),
     (b"[[fixes]]\ndo = 'dismiss'\n", "'fixes', which fabula does not know"),
     (b"\xff", "is not TOML"),
     (b"a=" + b"[" * 5000, "is not TOML")],
)  # fmt: skip
def test_a_file_that_is_none_is_said_to_be(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "x.fixes.toml"
    path.write_bytes(content)
    with pytest.raises(UsageError) as error:
        fixes.load(path)
    assert says in str(error.value) and "\n" not in str(error.value)
    with pytest.raises(UsageError, match="cannot read"):
        fixes.load(tmp_path / "none.toml")


def test_a_number_that_is_none_does_not_break_the_page(tmp_path: Path) -> None:
    path = tmp_path / "x.fixes.toml"
    path.write_text(
        '[[fix]]\ndo = "dismiss"\nwords = "“Is he sober?”"\nnth = [nan, -inf]\n', "utf-8"
    )
    story = fixes.apply(ferry(), fixes.load(path))
    (page,) = story.write(tmp_path, "html")
    data = re.search(
        r'<script[^>]*type="?application/json"?[^>]*>(.*?)</script>', page.read_text("utf-8")
    )
    assert data is not None

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    assert json.loads(data[1], parse_constant=refuse)["fixes"][0]["nth"] == ["nan", "-inf"]


def test_of_quotations_alike_in_every_way_the_one_of_that_number_is_meant() -> None:
    words = "“Yes.”"
    lines = "\n\n".join(["“No.”", words] * 20)
    text = f"“Well?” said Ann to Bob Tern. Bob Tern looked at Ann.\n\n{lines}"
    story = fabula.read_text(text, model="rules")
    alike = [q for q in story.quotes if story.text[q.start : q.end] == words]
    assert len(alike) == 20
    tables = corrected(story)
    wanted = next(t for t, q in zip(tables, story.quotes, strict=True) if q.id == alike[11].id)
    out = fixed(story, {k: v for k, v in wanted.items() if k != "to"})
    assert [q.id for q in out.quotes if q.speaker is None and q.score == 1.0] == [alike[11].id]
    assert (
        "same around them" in unmatched(story, {k: v for k, v in wanted.items() if k != "nth"})[0]
    )
