"""Who knows, hopes and means what, and direct thought, in small stories written for these tests."""

import pytest
from marked import tell

from fabula.errors import UsageError
from fabula.story.story import Story


def held(text: str) -> list[tuple[str, str, str]]:
    story = tell(text)
    return [
        (story.character(b.who).name, b.attitude, story.words_at(b.content)) for b in story.beliefs
    ]


def thoughts(text: str) -> list[tuple[str, str]]:
    story = tell(text)
    return [
        (story.character(t.thinker).name, story.words_at((t.start, t.end)))
        for t in story.thoughts
        if t.thinker is not None
    ]


@pytest.mark.parametrize(
    ("sentence", "attitude", "content"),
    [
        ("[Ottilie] knew that the bridge was gone.", "knows", "the bridge was gone"),
        ("[Ottilie] did not know where the key was.", "not-knows", "where the key was"),
        ("[Ottilie] had no idea who had rung.", "not-knows", "who had rung"),
        ("[Ottilie] believed that [Bram] was in Leeds.", "believes", "Bram was in Leeds"),
        ("[Ottilie] didn't believe that [Bram] was in Leeds.", "doubts", "Bram was in Leeds"),
        ("[Ottilie] realized that the tap was running.", "realizes", "the tap was running"),
        ("[Ottilie] wondered whether it would stop.", "wonders", "whether it would stop"),
        ("[Ottilie] hoped that nobody would come.", "hopes", "nobody would come"),
        ("[Ottilie] was afraid that the ice would break.", "fears", "the ice would break"),
        ("[Ottilie] wanted to go home.", "wants", "to go home"),
        ("[Ottilie] remembered the pear tree.", "remembers", "the pear tree"),
        ("[Ottilie] decided to sell the boat.", "decides", "to sell the boat"),
    ],
)  # fmt: skip
def test_each_attitude_by_its_words(sentence: str, attitude: str, content: str) -> None:
    assert held(f"[Bram] lit the stove. {sentence}") == [("Ottilie", attitude, content)]


def test_those_whom_a_belief_is_about_are_named() -> None:
    story = tell("[Bram] lit the stove. [Ottilie] knew that [Bram] was tired.")
    (belief,) = story.beliefs
    assert [story.character(x).name for x in belief.about] == ["Bram"]


def test_the_clause_before_a_tag_is_what_is_thought() -> None:
    assert held("The fog came in. [Bram] was late, [Ottilie] supposed.") == [
        ("Ottilie", "believes", "Bram was late")
    ]


def test_in_speech_i_is_who_speaks() -> None:
    assert ("Ottilie", "knows", "the way") in held(
        '{ottilie>bram}"[I=ottilie] know the way," said [Ottilie] to [Bram].'
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "[Ottilie] came down to find out who had rung.",
        "[Ottilie] had known [Bram] for years.",
        "[Ottilie] forgot herself.",
        '{ottilie>bram}"[You=bram] know, it rained," said [Ottilie].',
        "It was to be feared that [Ottilie] would sing.",
    ],
)
def test_purposes_acquaintance_and_idioms_are_no_beliefs(sentence: str) -> None:
    assert held(f"[Bram] lit the stove. {sentence}") == []


STORY = (
    "[Ottilie] came back on Monday. [Ottilie] saw that the lamp was out. "
    "[Bram] said nothing. Later [Ottilie] learned that the lamp was broken. "
    "[Ottilie] wondered who had dropped it."
)


def known(story: Story, who: str, at: float | int = 1.0) -> list[str]:
    return [story.words_at(b.content) for b in story.knows(who, at)]


def test_what_somebody_knows_grows_with_the_story() -> None:
    story = tell(STORY)
    assert known(story, "Ottilie", story.text.index("Bram")) == ["the lamp was out"]
    assert known(story, "Ottilie") == ["the lamp was out", "the lamp was broken"]
    assert known(story, "Bram") == []


def test_nobody_knows_anything_under_a_name_that_is_not_there() -> None:
    story = tell(STORY)
    with pytest.raises(UsageError):
        story.knows("Casimir")
    with pytest.raises(UsageError):
        story.knows("Ottilie", 2.0)


def test_a_direct_thought_is_in_its_own_words() -> None:
    assert thoughts(
        "[Ottilie] looked at the soup. Some cook [I=ottilie] am, [she=ottilie] thought. [Bram] ate."
    ) == [("Ottilie", "Some cook I am")]


def test_a_thought_goes_on_after_its_tag() -> None:
    assert thoughts(
        "[Ottilie] stopped. Oh no, [she=ottilie] thought. [He=bram]'s coming back."
    ) == [
        ("Ottilie", "Oh no"),
        ("Ottilie", "He's coming back."),
    ]


def test_a_quoted_thought_is_a_thought() -> None:
    assert thoughts('{ottilie}"What a barn," thought [Ottilie]. [Bram] took off his hat.') == [
        ("Ottilie", '"What a barn,"')
    ]


def test_a_past_clause_with_a_tag_is_a_report_and_no_direct_thought() -> None:
    text = "The fog came in. [Bram] was late, [Ottilie] thought."
    assert thoughts(text) == []
    assert held(text) == [("Ottilie", "believes", "Bram was late")]


def test_what_comes_after_the_tag_may_be_only_manner() -> None:
    assert thoughts(
        "Some cook [I=ottilie] am, [Ottilie] thought, with [her=ottilie] face burning."
    ) == [("Ottilie", "Some cook I am")]


@pytest.mark.parametrize(
    "sentence",
    [
        "[Edwin] was still there when [Maud] could not have been at all wanted.",
        "[Edwin] stood by [Maud], and [Edwin]'s face wanted washing.",
        '{maud>edwin}"[I=maud]\'m afraid I must be going," said [Maud] to [Edwin].',
        "[Maud] recollected herself.",
        "[Anybody=ada] knew that the bridge was gone.",
        "[Maud] said [Maud] would have to think it over.",
    ],
)
def test_what_only_sounds_like_an_attitude_is_none(sentence: str) -> None:
    assert [x for x in held(sentence) if x[1] in ("wants", "fears", "remembers", "knows")] == []


def test_a_word_that_a_sentence_ends_with_does_not_take_what_stood_before_a_comma() -> None:
    found = held("[Maud] preferred to talk to [Ada], whose playing [Maud] remembered.")
    assert "Maud preferred to talk to Ada" not in [content for _, _, content in found]


@pytest.mark.parametrize(
    "sentence",
    [
        '{bram>ottilie}"Do [you=ottilie] know where the key is?" said [Bram].',
        '{bram>ottilie}"Don\'t [you=ottilie] want to see it?" said [Bram].',
        "[Ottilie] wanted it.",
    ],
)
def test_a_question_or_a_single_word_tells_of_no_belief(sentence: str) -> None:
    assert held(f"[Bram] lit the stove for [Ottilie]. {sentence}") == []


def test_what_is_hoped_stands_before_the_tag() -> None:
    said = '[Ottilie] rowed. {bram>ottilie}"The boat was safe, [I=bram] hope," said [Bram].'
    assert [(who, what) for who, what, _ in held(said)] == [("Bram", "hopes")]
    assert "The boat was safe" in held(said)[0][2]
