"""Who does what, undergoes what, has what and is what, read off a parse given by hand."""

from fabula.reading.reading import Choice, EventSpan, MentionSpan, Reading, Syntax
from fabula.source import from_text
from fabula.story import deduce
from fabula.story.roles import Deed, deeds, head_word, roles
from fabula.story.story import Story
from fabula.text import annotate

# "Ann kicked her brother, and old Tom was tired."
PARSE = (
    Syntax("PROPN", "Ann", 1, "nsubj"),
    Syntax("VERB", "kick", -1, "root"),
    Syntax("PRON", "she", 3, "nmod:poss"),
    Syntax("NOUN", "brother", 1, "obj"),
    Syntax("PUNCT", ",", 9, "punct"),
    Syntax("CCONJ", "and", 9, "cc"),
    Syntax("ADJ", "old", 7, "amod"),
    Syntax("PROPN", "Tom", 9, "nsubj"),
    Syntax("AUX", "be", 9, "cop"),
    Syntax("ADJ", "tired", 1, "conj"),
    Syntax("PUNCT", ".", 1, "punct"),
)


def story() -> Story:
    source = from_text("Ann kicked her brother, and old Tom was tired.", "s.txt")
    text = annotate(source)
    assert len(text.tokens) == len(PARSE)

    def mention(first: int, last: int, form: str, head: int) -> MentionSpan:
        start, end = text.tokens[first][0], text.tokens[last][1]
        return MentionSpan(start, end, "PER", form, head, 1.0)  # type: ignore[arg-type]

    mentions = (
        mention(0, 0, "name", 0),
        mention(2, 3, "nominal", 3),
        mention(2, 2, "pronoun", 2),
        mention(6, 7, "name", 7),
    )
    new = (Choice(None, 1.0),)
    links = (new, new, (Choice(0, 0.9),), new)
    reading = Reading(mentions, links, (EventSpan(1, 0.9),), syntax=PARSE, model="by hand")
    return deduce(text, reading, source)


def words(made: Story, name: str, found: tuple[Deed, ...]) -> list[tuple[str, str]]:
    who = made.characters[name].id
    return [(d.role, made.text[slice(*made.tokens[d.token])]) for d in found if d.who == who]


def test_who_kicks_and_whose_brother_it_is() -> None:
    made = story()
    assert words(made, "Ann", deeds(made)) == [("agent", "kicked"), ("poss", "brother")]


def test_what_somebody_is_and_is_called_by() -> None:
    made = story()
    tom = next(c.name for c in made.characters if "Tom" in c.name)
    assert words(made, tom, deeds(made)) == [("mod", "old"), ("mod", "tired")]


def test_an_event_has_its_lemma_its_agent_and_its_patient() -> None:
    made = story()
    (event,) = made.events
    assert (event.lemma, made.text[event.start : event.end]) == ("kick", "kicked")
    assert event.agent == made.characters["Ann"].id
    patient = made.characters.by_id(event.patient)
    assert patient is not None and patient.name == "her brother"


def test_each_of_two_joined_subjects_acts() -> None:
    parse = (
        Syntax("PROPN", "Ann", 3, "nsubj"),
        Syntax("CCONJ", "and", 2, "cc"),
        Syntax("PROPN", "Tom", 0, "conj"),
        Syntax("VERB", "run", -1, "root"),
    )
    assert list(roles(parse, 2)) == list(roles(parse, 0)) == [("agent", 3)]


def test_the_subject_of_a_passive_undergoes_it() -> None:
    parse = (Syntax("PRON", "he", 1, "nsubj:pass"), Syntax("VERB", "see", -1, "root"))
    assert list(roles(parse, 0)) == [("patient", 1)]


def test_the_head_of_a_phrase_is_the_word_that_leads_out_of_it() -> None:
    assert head_word(PARSE, range(2, 4)) == 3
    assert head_word(PARSE, range(6, 8)) == 7
