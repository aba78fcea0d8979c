"""Who speaks is for later; here it is where the speech is."""

import pytest

from fabula.source.source import Section, Source
from fabula.text import Text, annotate


def read(text: str, *sections: Section) -> Text:
    return annotate(Source("story.txt", "txt", "", text, sections))


def speech(text: str, depth: int = 0) -> list[str]:
    done = read(text)
    return [done.string[q.start : q.end] for q in done.quotations if q.depth == depth]


def asides(text: str) -> list[str]:
    done = read(text)
    return [done.string[a:b] for a, b in done.asides]


def turns(text: str) -> list[int]:
    return [q.turn for q in read(text).quotations]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("“", "”"),
        ('"', '"'),
        ("‘", "’"),
        ("'", "'"),
        ("«", "»"),
        ("« ", " »"),
        ("»", "«"),
        ("„", "“"),
        ("„", "”"),
        ("”", "”"),
        ("``", "''"),
        ("`", "'"),
    ],
)
def test_speech_is_found_in_every_kind_of_mark(left: str, right: str) -> None:
    first, second = f"{left}It is late,{right}", f"{left}Don't wait, it's six o'clock.{right}"
    text = f"{first} said Ines. {second}\n\n{left}Why?{right} asked Tam."
    assert speech(text) == [first, second, f"{left}Why?{right}"]


def test_the_halves_of_a_quotation_split_by_its_tag_are_one_turn() -> None:
    assert turns('"No," she said. "Not now."\n\n"Why?"') == [0, 0, 1]


def test_an_answer_in_the_same_paragraph_is_another_turn() -> None:
    assert turns('"Yes?" "No."') == [0, 1]
    assert turns("“Come,” said Ann; and Bob answered, “I am coming.”") == [0, 1]


def test_a_speech_over_paragraphs_is_one_turn_with_one_piece_for_each() -> None:
    text = "“It began,” she said, “at sea.\n\n“We sank.\n\n“We swam.”\n\n“Did you?”"
    assert speech(text) == ["“It began,”", "“at sea.", "“We sank.", "“We swam.”", "“Did you?”"]
    assert turns(text) == [0, 0, 0, 0, 1]


@pytest.mark.parametrize(
    "text",
    [
        "‘The girls’ coats are wet, and ’twas the dogs’ doing,’ she said.",
        "'The girls' coats are wet, and 'twas the dogs' doing,' she said.",
        "‘Get ’em in by six o’clock, ma’am,’ she said.",
        "'Rock 'n' roll, darlin', in the '90s,' she said.",
    ],
)
def test_british_marks_are_told_from_apostrophes(text: str) -> None:
    assert speech(text) == [text[: -len(" she said.")]]


@pytest.mark.parametrize(
    "text",
    [
        "'Tis late. The girls' coats were wet, and the dogs' tails too.",
        "Tell 'em it's six o'clock; Joe's goin' home an' that's it.",
        "He was 6' 2\" in the '90s.",
    ],
)
def test_apostrophes_alone_are_no_speech(text: str) -> None:
    done = read(text)
    assert (done.quotations, done.asides) == ((), ())


@pytest.mark.parametrize(
    "text",
    ["“I thought”—she looked away—“that you knew.”", '"I thought"--she stopped--"that you knew."'],
)
def test_dashes_interrupt_speech(text: str) -> None:
    marks = {'"': '"', "“": "”"}
    close = marks[text[0]]
    assert speech(text) == [
        f"{text[0]}I thought{close}",
        f"{text[0]}that you knew.{close}",
    ]
    assert turns(text) == [0, 0]


def test_speech_broken_off_by_a_dash_closes_after_it() -> None:
    assert speech('"But I--" He stopped. "—no."') == ['"But I--"', '"—no."']


def test_a_quotation_inside_a_quotation_has_depth_one() -> None:
    for text in ["“He said, ‘Go away,’ and I went.”", "‘He said, “Go away,” and I went.’"]:
        assert speech(text) == [text]
        assert [q[1:-1] for q in speech(text, 1)] == ["Go away,"]


def test_marks_of_the_same_kind_may_nest() -> None:
    text = '"My name is "Bob" and I am late," he said.'
    assert speech(text) == ['"My name is "Bob" and I am late,"']


def test_an_unclosed_mark_ends_with_its_paragraph() -> None:
    text = '"Come in here.\n\nHe did not come. Nobody did.\n\n"Please," she said.'
    assert speech(text) == ['"Come in here.', '"Please,"']


def test_a_forgotten_closing_mark_ends_before_the_tag() -> None:
    text = '"Hello, he said. "How are you?"\n\n"Fine."'
    assert speech(text) == ['"Hello,', '"How are you?"', '"Fine."']


def test_a_forgotten_opening_mark_begins_with_the_sentence() -> None:
    assert speech('He turned. Never," she said. "Not once."') == ['Never,"', '"Not once."']


def test_a_stray_mark_does_not_turn_the_rest_of_the_book_about() -> None:
    pages = '"Yes," said Ann.\n\nShe left the house.\n\n' * 20
    stray = 'It was " odd.\n\n'
    assert [s for s in speech(stray + pages) if "left" in s or "odd" in s] == []
    assert speech(stray + pages).count('"Yes,"') == 20


def test_each_chapter_follows_its_own_custom() -> None:
    one = "‘Yes,’ said Ann. ‘No.’\n\n" * 5
    two = "“Yes,” said Ann, the ‘queen’ of it. “No.”\n\n" * 5
    text = (one + two).strip()
    done = read(
        text, Section("chapter", None, 0, len(one)), Section("chapter", None, len(one), len(text))
    )
    found = [text[q.start : q.end] for q in done.quotations]
    assert found == ["‘Yes,’", "‘No.’"] * 5 + ["“Yes,”", "“No.”"] * 5
    assert [text[a:b] for a, b in done.asides] == ["‘queen’"] * 5


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ('The so-called "expert" had left.', '"expert"'),
        ('He spelled the word "gate" twice.', '"gate"'),
        ('She had read "The Blue Chairs" in bed.', '"The Blue Chairs"'),
        ("The ‘hero’ of the hour was asleep.", "‘hero’"),
        ('It was all very "modern," and cold.', '"modern,"'),
        ('"Gate" was the word he wanted.', '"Gate"'),
        ('A ship called "Wanderer" came in.', '"Wanderer"'),
    ],
)
def test_scare_quotes_titles_and_words_as_words_are_asides(text: str, quoted: str) -> None:
    assert (speech(text), asides(text)) == ([], [quoted])


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ('He said "no" and left.', '"no"'),
        ('"Gate," he said.', '"Gate,"'),
        ('"I know" was all she said to him.', '"I know"'),
        ('She whispered, "the gate".', '"the gate"'),
        ('He called "Help!" from the roof.', '"Help!"'),
        ('Someone shouted: "Fire"', '"Fire"'),
    ],
)
def test_short_speech_is_speech_where_somebody_says_it(text: str, quoted: str) -> None:
    assert (speech(text), asides(text)) == ([quoted], [])


def test_emphasis_around_marks_does_not_hide_them() -> None:
    assert speech('*"Help me,"* he said. _"Now."_') == ['"Help me,"', '"Now."']


def test_what_is_texted_or_written_is_not_spoken() -> None:
    done = read(
        'She texted, "Where are you?"\n\nHe wrote back, "Home."\n\n'
        'The letter said: "Come at once."\n\n"No," she said.'
    )
    assert [q.medium for q in done.quotations] == ["message", "writing", "writing", "speech"]


def test_front_matter_back_matter_and_notes_hold_no_speech() -> None:
    text = '"Preface," she said.\n\n"Story," she said.\n\n"Note," she said.'
    note = text.index('"Note')
    story = text.index('"Story')
    done = read(text, Section("front", None, 0, story - 2), Section("note", None, note, len(text)))
    assert [text[q.start : q.end] for q in done.quotations] == ['"Story,"']
