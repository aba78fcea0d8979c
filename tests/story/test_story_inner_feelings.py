"""What a reader would say people feel and show, in small stories written for these tests."""

from marked import name, tell

from fabula.story.story import Feeling, Story


def felt(marked: str) -> list[tuple[str | None, str, str]]:
    story = tell(marked)
    return [(name(story, f.who), f.emotion, f.mode) for f in story.feelings]


def only(marked: str) -> tuple[Story, Feeling]:
    story = tell(marked)
    assert len(story.feelings) == 1, [story.words_at((f.start, f.end)) for f in story.feelings]
    return story, story.feelings[0]


def test_a_state_said_of_somebody_is_felt_and_has_its_words() -> None:
    story, feeling = only("[Maud] was furious with [Edwin].")
    assert (name(story, feeling.who), feeling.emotion, feeling.mode) == ("Maud", "anger", "felt")
    assert story.words_at((feeling.start, feeling.end)) == "was furious"
    assert name(story, feeling.toward) == "Edwin"


def test_how_somebody_looks_is_shown() -> None:
    assert felt("[Maud] turned the letter over. [Maud] looked puzzled.") == [
        ("Maud", "confusion", "shown")
    ]


def test_what_a_body_does_is_shown_of_its_owner() -> None:
    assert felt("[Edwin] read the list. [Edwin]'s hands shook.") == [("Edwin", "fear", "shown")]


def test_what_is_likened_or_supposed_did_not_happen() -> None:
    rows = felt("[Maud] sat up as if she were afraid. [Maud] would be sad tomorrow.")
    assert {mode for _, _, mode in rows} == {"imagined"}
    assert len(rows) == 2


def test_what_is_denied_is_denied() -> None:
    assert felt("[Maud] opened the box. [Maud] was not angry.") == [("Maud", "anger", "denied")]


def test_afraid_of_nobody_is_not_afraid() -> None:
    assert felt("[Maud] was afraid of nobody.") == [("Maud", "fear", "denied")]


def test_a_feeling_with_words_of_hiding_is_hidden() -> None:
    assert ("Maud", "anger", "hidden") in felt("[Maud] hid [her=maud] anger under a cough.")


def test_the_face_that_is_put_on_is_feigned() -> None:
    assert ("Maud", "joy", "feigned") in felt("[Edwin] asked again. [Maud] forced a smile.")


def test_i_am_fine_is_what_people_say_who_are_not() -> None:
    assert ("Maud", "calm", "feigned") in felt(
        '{maud>edwin}"[I=maud]\'m fine," said [Maud]. [Edwin] shut the window.'
    )


def test_i_is_the_speaker_in_speech() -> None:
    assert ("Edwin", "fear", "shown") in felt(
        '{edwin}"[I=edwin] was scared," said [Edwin]. [Maud] nodded.'
    )


def test_a_question_after_a_feeling_does_not_state_it() -> None:
    rows = felt('{edwin>maud}"Are [you=maud] angry with [me=edwin], [Maud]?" asked [Edwin].')
    assert [mode for who, emotion, mode in rows if emotion == "anger"] == ["imagined"]


def test_the_one_frightened_is_the_object_and_toward_is_what_frightens() -> None:
    story, feeling = only("[Edwin] frightened [Maud].")
    assert name(story, feeling.who) == "Maud"
    assert name(story, feeling.toward) == "Edwin"


def test_the_cause_is_given_in_its_own_words() -> None:
    story, feeling = only("[Maud] was ashamed because the cake had sunk.")
    assert feeling.cause is not None
    assert story.words_at(feeling.cause) == "the cake had sunk"


def test_cried_beside_speech_is_a_shout_and_alone_it_is_weeping() -> None:
    assert felt('{maud}"Hold that cart!" cried [Maud].') == []
    assert felt("[Maud] sat on the step and cried.") == [("Maud", "sadness", "shown")]


def test_a_possessive_is_no_verb() -> None:
    assert felt("[Edwin]'s nervous system was a book that [Maud] had read.") == []


def test_nouns_that_look_like_verbs_are_left_alone() -> None:
    assert felt("[Maud] heard the low howl of the wind in the flue.") == []


def test_one_feeling_told_twice_in_a_breath_is_one_row() -> None:
    assert len(felt("[Maud] was sad and miserable.")) == 1


def test_whoever_wears_a_mask_does_not_mean_their_cheer() -> None:
    rows = felt(
        "[Maud] had been so cheerful all winter. [Edwin] had believed it. "
        "Now he saw that [Maud] had been wearing a mask."
    )
    assert ("Maud", "joy", "feigned") in rows
    assert ("Maud", "calm", "feigned") in rows


def test_feelings_come_in_order_with_scores() -> None:
    story = tell("[Maud] was glad. [Edwin] was sorry. [Maud] laughed at [Edwin].")
    assert [f.id for f in story.feelings] == list(range(len(story.feelings)))
    assert [f.start for f in story.feelings] == sorted(f.start for f in story.feelings)
    assert all(0 < f.score <= 1 for f in story.feelings)
