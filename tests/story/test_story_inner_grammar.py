"""The grammar under inner life: forms of verbs, patterns, subjects, and time."""

import time

import pytest
from marked import name, tell

from fabula.reading.reading import Reading, Syntax
from fabula.source.source import Source
from fabula.story.clauses import Clauses, clauses_of
from fabula.story.draft import Draft
from fabula.story.patterns import Patterns
from fabula.story.story import Character, Mention
from fabula.story.tables import forms, rows
from fabula.text.annotate import annotate


@pytest.mark.parametrize(
    ("verb", "form"),
    [
        ("stop", "stopped"), ("cry", "cries"), ("weep", "wept"), ("love", "loving"),
        ("wish", "wishes"), ("learn", "learned"), ("lie", "lying"), ("hug", "hugging"),
        ("annoy", "annoyed"),
        ("quit", "quit"),
    ],
)  # fmt: skip
def test_forms_of_verbs(verb: str, form: str) -> None:
    assert form in forms(verb)


def test_an_irregular_verb_has_no_made_up_form() -> None:
    assert "weeped" not in forms("weep")
    assert "knowed" not in forms("know")


@pytest.mark.parametrize(
    ("table", "fields"),
    [
        ("feelings", 3),
        ("signs", 3),
        ("sayings", 4),
        ("concealment", 2),
        ("attitudes", 4),
        ("ties", 3),
    ],
)
def test_every_row_of_a_table_has_its_fields(table: str, fields: int) -> None:
    found = list(rows(f"{table}.tsv"))
    assert found
    assert [row for row in found if len(row) != fields] == []


PEOPLE = ("Maud", "Edwin", "Ada")


def clauses(string: str, syntax: tuple[Syntax, ...] = ()) -> Clauses:
    """The grammar of a text in which every Maud, Edwin and Ada is a mention."""
    text = annotate(Source("a.txt", "txt", "", string))
    spans = [
        (a, b, PEOPLE.index(w))
        for (a, b), w in zip(text.tokens, text.words, strict=True)
        if w in PEOPLE
    ]
    mentions = tuple(
        Mention(i, a, b, (who,), "name", "PER", 1.0) for i, (a, b, who) in enumerate(spans)
    )
    cast = tuple(
        Character(i, n, (), None, False, True, True, 1, 0, 0, 0) for i, n in enumerate(PEOPLE)
    )
    reading = Reading((), syntax=syntax)
    source = Source("a.txt", "txt", "", string)
    return clauses_of(Draft(text, reading, source, characters=cast, mentions=mentions, quotes=()))


def subject(c: Clauses, verb: str) -> str | None:
    found = c.subject(c.words.index(verb))
    return None if found is None else PEOPLE[c.who(found)[0]]


@pytest.mark.parametrize(
    ("sentence", "verb", "who"),
    [
        ("Maud slowly and quietly laughed.", "laughed", "Maud"),
        ("Maud sat down beside Edwin and laughed.", "laughed", "Maud"),
        ("When Ada left, Edwin laughed.", "laughed", "Edwin"),
        ("Maud, who had seen Edwin, laughed.", "laughed", "Maud"),
        ("Maud saw Edwin laugh.", "laugh", "Edwin"),
        ("The kettle on the stove laughed.", "laughed", None),
    ],
)
def test_subjects_by_the_order_of_words(sentence: str, verb: str, who: str | None) -> None:
    assert subject(clauses(sentence), verb) == who


def test_where_there_is_a_tree_the_subject_is_read_off_it() -> None:
    # "The letter Ada sent to Edwin frightened Maud." No person is the subject of "frightened".
    words = "The letter Ada sent to Edwin frightened Maud .".split()
    heads = [1, 6, 3, 1, 5, 3, -1, 6, 6]
    labels = "det nsubj nsubj acl:relcl case obl root obj punct".split()
    tags = "DET NOUN PROPN VERB ADP PROPN VERB PROPN PUNCT".split()
    tree = tuple(
        Syntax(t, w.lower(), h, r) for w, h, r, t in zip(words, heads, labels, tags, strict=True)
    )
    c = clauses("The letter Ada sent to Edwin frightened Maud.", tree)
    assert subject(c, "sent") == "Ada"
    assert subject(c, "frightened") is None


def test_a_pattern_finds_its_words_its_owner_and_the_other() -> None:
    patterns = Patterns([("P hands _ shake~", "shaking"), ("hug~ O", "hug")])
    c = clauses("Maud's hands never once shook. Edwin hugged Ada.")
    found = [f for _, some in patterns.everywhere(c) for f in some]
    assert [f.entry for f in found] == ["shaking", "hug"]
    assert [PEOPLE[c.who(f.owner)[0]] for f in found if f.owner is not None] == ["Maud"]
    assert [PEOPLE[c.who(f.other)[0]] for f in found if f.other is not None] == ["Ada"]


def test_a_pattern_that_cannot_be_looked_up_is_refused() -> None:
    with pytest.raises(ValueError, match="begins with a word"):
        Patterns([("_ hands", "hands")])


def test_a_table_is_read_as_the_story_needs_it() -> None:
    story = tell("[Maud] sat down. [Edwin] hugged [Maud].")
    assert [(name(story, f.who), name(story, f.toward)) for f in story.feelings] == [
        ("Edwin", "Maud")
    ]


HOSTILE = [
    "[Maud] hid and " + "hid her fear and " * 1500,
    "[Maud] knew " + "that [Ada] knew " * 1500,
    "[Maud] was sad. " * 1500,
    "[Maud] " + "very " * 20000 + "sad.",
    "[Maud] wore a mask and was happy " * 1500,
    "[[Maud]'s brother=edwin] " * 1500,
    ", he thought " * 4000,
]


@pytest.mark.parametrize("marked", HOSTILE, ids=[h[:16] for h in HOSTILE])
def test_hostile_text_is_read_in_time_that_grows_with_its_length(marked: str) -> None:
    begun = time.process_time()
    tell(marked)
    assert time.process_time() - begun < 6.0
