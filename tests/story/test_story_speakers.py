"""Who says what to whom."""

from __future__ import annotations

import pytest

import fabula
from fabula.story.story import Story


def read(text: str, model: str | None = None) -> Story:
    return fabula.read_text(text, model=model)


def who(story: Story) -> list[str | None]:
    """The speaker's name of each quotation in order."""
    people = [story.characters.by_id(q.speaker) for q in story.quotes]
    return [None if c is None else c.name for c in people]


def to(story: Story) -> list[set[str]]:
    """The addressees' names of each quotation in order."""
    found = []
    for quote in story.quotes:
        people = (story.characters.by_id(a) for a in quote.addressees)
        found.append({c.name for c in people if c is not None})
    return found


@pytest.mark.parametrize(
    "tagged",
    [
        "“No,” said Jo.",
        "“No,” Jo said.",
        "“No,” Jo quietly replied.",
        "“No!” shouted Jo from the stair.",
        "Jo said, “No.”",
        "Jo turned round and said: “No.”",
        "Jo put down the bag. “No.”",
        "“No.” Jo put down the bag.",
    ],
)
def test_a_name_beside_the_words_is_the_speaker(tagged: str) -> None:
    story = read(f"Jo and Max were packing.\n\n{tagged}\n\nThe bag was full.")
    assert set(who(story)) == {"Jo"}
    assert {q.manner for q in story.quotes} == {"explicit"}


def test_a_gesture_amid_the_words_is_the_speakers() -> None:
    story = read(
        "Jo and Max were packing.\n\n“No” — Jo shook her head — “not today.”",
        model="rules",  # the network takes her head for Max's
    )
    assert who(story) == ["Jo", "Jo"]


def test_a_pronoun_beside_the_words_is_the_one_it_means() -> None:
    story = read("Jo saw Max at the gate.\n\n“Wait,” she said.\n\n“I can’t,” he whispered.")
    assert who(story) == ["Jo", "Max"]
    assert [q.manner for q in story.quotes] == ["anaphoric", "anaphoric"]
    cues = [story.mentions_by_id[q.cue] for q in story.quotes if q.cue is not None]
    assert [story.words_at((m.start, m.end)) for m in cues] == ["she", "he"]


def test_the_halves_of_a_split_quotation_have_one_speaker() -> None:
    story = read("“I knew,” said Ida, “that you would come.” Otto smiled.")
    assert who(story) == ["Ida", "Ida"]
    assert story.quotes[0].turn == story.quotes[1].turn


def test_untagged_talk_goes_by_turns() -> None:
    story = read(
        "“Is it far?” asked Ida.\n\n“Not very,” said Otto.\n\n“How far?”\n\n“A mile.”\n\n"
        "“You said that an hour ago.”\n\n“It was true then.”"
    )
    assert who(story) == ["Ida", "Otto"] * 3
    assert story.quotes[2].manner == "implicit"
    assert to(story) == [{"Otto"}, {"Ida"}] * 3


def test_narration_in_between_does_not_confuse_the_turns() -> None:
    story = read(
        "“Is it far?” asked Ida.\n\n“Not very,” said Otto.\n\nThe path bent.\n\n“You’re lost.”\n\n"
        "“I’m never lost,” said Otto.",
        model="rules",  # the network gives the tag to both lines
    )
    assert who(story) == ["Ida", "Otto", "Ida", "Otto"]


def test_who_is_called_is_spoken_to_and_answers() -> None:
    story = read(
        "Ida, Otto and Lena stood on the bridge.\n\n“Give me the rope, Lena,” said Otto.\n\n"
        "“It’s wet.”\n\n“Then dry it,” said Ida."
    )
    assert to(story)[0] == {"Lena"}
    assert who(story) == ["Otto", "Lena", "Ida"]


def test_nobody_calls_themselves() -> None:
    story = read(
        "Ida found Otto in the barn.\n\n“Otto, they’re here.”\n\n“Already?”\n\n“Hurry, Otto!”"
    )
    assert who(story) == ["Ida", "Otto", "Ida"]


def test_a_tag_says_to_whom() -> None:
    story = read("“Not now,” said Ida to the postman. “Later,” said Ida to Otto.")
    assert to(story)[1] == {"Otto"}


def test_a_common_noun_speaks() -> None:
    story = read(
        "A beggar stood at the gate. “Spare a coin,” said the beggar. Ida gave him two. "
        "“God bless you,” said the old caterpillar on the wall.",
        model="rules",  # to the network a caterpillar is nobody
    )
    speakers = [story.characters.by_id(q.speaker) for q in story.quotes]
    assert [c is not None and "beggar" in c.name for c in speakers] == [True, False]
    assert speakers[1] is not None and "caterpillar" in speakers[1].name
    assert story.quotes[0].manner == "anaphoric"


def test_a_narrator_speaks() -> None:
    story = read(
        "I found Bram in the yard. I had not slept.\n\n“Morning,” I said.\n\n"
        "“Is it?” said Bram.\n\n“It was when I left my bed.”"
    )
    narrator = next(c for c in story.characters if c.narrator)
    assert [q.speaker == narrator.id for q in story.quotes] == [True, False, True]


def test_a_script_names_its_speakers() -> None:
    story = read("Dee: are you coming\n\nRaj: in a bit\n\nDee: that was an hour ago\n\nRaj: ok ok")
    assert who(story) == ["Dee", "Raj", "Dee", "Raj"]
    assert to(story) == [{"Raj"}, {"Dee"}] * 2


def test_i_and_you_in_talk_are_those_who_talk() -> None:
    story = read("“I love you,” said Ida to Otto. “You told me so,” said Otto.")
    names = [
        (story.words_at((m.start, m.end)), {c.name for e in m.entities
                                            if (c := story.characters.by_id(e))})
        for m in story.mentions
        if m.form == "pronoun"
    ]  # fmt: skip
    assert names == [("I", {"Ida"}), ("you", {"Otto"}), ("You", {"Ida"}), ("me", {"Otto"})]


def test_he_in_talk_is_neither_speaker_nor_addressee() -> None:
    story = read(
        "Karl was in prison. Otto went to see Emil about it.\n\n“He asked for me,” said Otto.\n\n"
        "“He asks for everyone,” said Emil."
    )
    meant = [
        {c.name for e in m.entities if (c := story.characters.by_id(e))}
        for m in story.mentions
        if story.words_at((m.start, m.end)) == "He"
    ]
    assert meant == [{"Karl"}, {"Karl"}]


def test_every_judgement_has_a_score_and_certainty_goes_with_evidence() -> None:
    story = read("“Is it far?” asked Ida.\n\n“Not very,” said Otto.\n\n“How far?”")
    scores = [q.score for q in story.quotes]
    assert all(0.0 <= s <= 1.0 for s in scores)
    assert scores[2] < min(scores[:2])


def test_a_scene_break_ends_a_conversation() -> None:
    story = read(
        "“Good night,” said Ida.\n\n“Good night,” said Otto.\n\n* * *\n\n"
        "Lena met the train. “Welcome,” said Lena.\n\n“Thank you,” said Emil."
    )
    assert to(story)[2:] == [{"Emil"}, {"Lena"}]


def test_one_only_talked_of_does_not_take_the_words_of_one_who_is_there() -> None:
    story = read(
        "“It’s raining, Klaus,” said Ida.\n\n“I saw,” said Klaus. He thought of Emil, and of what "
        "Emil owed him. It was Emil who had the car.\n\n“Well?” said Ida.\n\n“We could wait,” he "
        "said."
    )
    assert who(story) == ["Ida", "Klaus", "Ida", "Klaus"]


def test_a_paragraph_may_have_any_number_of_tagged_turns() -> None:
    story = fabula.read_text("“Yes,” said Ann. “No,” said Bob. " * 1500, model="rules")
    names = {c.id: c.name for c in story.characters}
    told = [names[q.speaker] for q in story.quotes if q.speaker is not None]
    assert told == ["Ann", "Bob"] * 1500
