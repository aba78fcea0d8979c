"""What is said of the main characters, each with its line."""

from dataclasses import replace

import pytest

from fabula.errors import UsageError
from fabula.sayings import Saying, main_characters, sayings
from fabula.story.story import (
    Belief,
    Cast,
    Character,
    Feeling,
    Mask,
    Mention,
    Quote,
    Relation,
    Story,
)

TEXT = (
    "Ivy was Bert's sister. She smiled at him, and hid her hands. He saw that her hands were "
    "shaking badly. Bert was afraid for Ivy. He knew the road. She was tired."
)


def at(words: str) -> tuple[int, int]:
    return TEXT.index(words), TEXT.index(words) + len(words)


def person(id: int, called: str, mentions: int = 9, *, named: bool = True) -> Character:
    pronouns = "she" if called == "Ivy" else "he"
    return Character(id, called, (), pronouns, False, named, True, mentions, 0, 0, 0)


def belief(id: int, who: int, words: str, attitude: str, content: str) -> Belief:
    about = (0,)
    return Belief(id, *at(words), who, attitude, at(content), about, 0.7)  # type: ignore[arg-type]


def tale() -> Story:
    sentences = []
    start = 0
    for sentence in TEXT.split(". "):
        sentences.append((start, start + len(sentence) + 1))
        start += len(sentence) + 2
    sentences[-1] = (sentences[-1][0], len(TEXT))
    feelings = (
        Feeling(0, *at("hid her hands"), 0, "fear", "hidden", None, None, 0.8),
        Feeling(1, *at("smiled"), 0, "joy", "feigned", 1, None, 0.8),
        Feeling(2, *at("afraid"), 1, "anxiety", "felt", 0, None, 0.9),
    )
    named = (("Ivy was", 0), ("Bert's", 1), ("Bert was", 1), ("Ivy. He", 0))
    mentions = tuple(
        Mention(i, at(w)[0], at(w)[0] + len(w.split()[0].strip(".")), (who,), "name", "PER", 1.0)
        for i, (w, who) in enumerate(named)
    )
    return Story(
        "tale.txt", "txt", "", "test", {}, TEXT, (), (), tuple(sentences), ((0, len(TEXT)),), (),
        Cast((person(0, "Ivy"), person(1, "Bert"), person(2, "a man", 1, named=False))),
        mentions=mentions,
        feelings=feelings,
        beliefs=(
            belief(0, 1, "He saw that her hands were shaking badly", "realizes",
                   "her hands were shaking badly"),
            belief(1, 1, "He knew the road", "knows", "the road"),
        ),
        relations=(Relation(0, 0, 1, "sister", (at("Bert's sister"),), 0.9),),
        masks=(Mask(0, 0, "fear", "joy", (1,), (1,), (0, 1), 0.8),),
    )  # fmt: skip


def said(story: Story, who: str) -> list[tuple[str, str]]:
    return [(s.words, story.words_at(s.line)) for s in sayings(story, who)]


def test_a_relation_is_said_of_both_with_the_line_that_shows_it() -> None:
    line = "Ivy was Bert's sister."
    assert ("is Bert’s sister", line) in said(tale(), "Ivy")
    assert ("his sister is Ivy", line) in said(tale(), "Bert")


def test_a_relation_that_is_over_was() -> None:
    (row,) = tale().relations
    over = replace(tale(), relations=(replace(row, until=row.evidence[0]),))
    assert "was Bert’s sister" in [words for words, _ in said(over, "Ivy")]


def test_a_mask_tells_what_is_hidden_behind_what_from_whom_and_who_sees_it() -> None:
    assert (
        "hides fear behind joy from Bert; Bert can see it",
        "She smiled at him, and hid her hands.",
    ) in said(tale(), "Ivy")


def test_what_somebody_comes_to_see_is_quoted_and_knowing_a_road_is_not() -> None:
    words = [words for words, _ in said(tale(), "Bert")]
    assert "comes to see: her hands were shaking badly" in words
    assert not any("road" in w for w in words)


def test_a_feeling_toward_somebody() -> None:
    plain = replace(tale(), relations=(), beliefs=(), masks=())
    assert said(plain, "Bert") == [("worries about Ivy", "Bert was afraid for Ivy.")]


def test_what_the_line_does_not_show_is_not_said() -> None:
    vague = Feeling(0, *at("smiled"), 0, "longing", "felt", 1, None, 0.9)
    bare = replace(tale(), relations=(), beliefs=(), masks=())
    assert said(replace(bare, feelings=(vague,)), "Ivy") == []  # no word of longing in it
    tired = Feeling(0, *at("tired"), 0, "sadness", "hidden", None, None, 0.9)
    mask = Mask(0, 0, "sadness", "calm", (1,), (), (0,), 0.9)
    assert said(replace(bare, feelings=(tired,), masks=(mask,)), "Ivy") == []  # nothing is hidden


def test_the_proof_is_within_the_line_and_no_two_are_of_one_kind() -> None:
    for who in ("Ivy", "Bert"):
        found = sayings(tale(), who)
        assert 1 < len(found) <= 3
        assert len({s.kind for s in found}) == len(found)
        for s in found:
            assert s.line[0] <= s.proof[0] < s.proof[1] <= s.line[1]


def test_whom_somebody_talks_to_is_worth_saying_only_where_there_is_a_choice() -> None:
    lines = tuple(Quote(i, *at("tired"), 0, (1,), None, "explicit", "speech", i, 1.0) for i in
                  range(6))  # fmt: skip
    bare = replace(tale(), relations=(), beliefs=(), masks=(), feelings=())
    assert said(replace(bare, quotes=lines), "Ivy") == []
    other = replace(lines[0], id=6, addressees=(2,))
    (talk,) = sayings(replace(bare, quotes=(*lines, other)), "Ivy")
    assert isinstance(talk, Saying) and talk.words == "talks most to Bert (6 of 7 lines)"


def test_main_characters_have_names_and_much_of_the_story() -> None:
    assert [c.name for c in main_characters(tale())] == ["Ivy", "Bert"]


def test_nobody_cannot_be_spoken_of() -> None:
    with pytest.raises(UsageError):
        sayings(tale(), "Nobody")
