"""Dialogue that a dash introduces and nothing closes."""

from fabula.source.source import Source
from fabula.text import annotate


def speech(text: str) -> list[str]:
    done = annotate(Source("story.txt", "txt", "", text))
    return [text[q.start : q.end] for q in done.quotations]


def test_the_tag_is_cut_out() -> None:
    text = (
        "— Hello, said Tom. Are you well?\n\n— I am, she answered quietly.\n\n"
        "— Good! cried the old man. Come in, then.\n\nThe door closed behind them."
    )
    assert speech(text) == ["Hello,", "Are you well?", "I am,", "Good!", "Come in, then."]


def test_the_pieces_of_one_paragraph_are_one_turn() -> None:
    text = "— Hello, said Tom. Are you well?\n\n— Yes.\n\n— Good."
    done = annotate(Source("story.txt", "txt", "", text))
    assert [q.turn for q in done.quotations] == [0, 0, 1, 2]


def test_a_sentence_of_narration_after_the_tag_is_not_spoken() -> None:
    text = "— Come, said Ann. Now. She opened the door.\n\n— Yes.\n\n— Good."
    assert speech(text) == ["Come,", "Now.", "Yes.", "Good."]


def test_speech_goes_on_after_a_comma() -> None:
    text = "— Look at yourself, he said, you old fool!\n\n— Yes.\n\n— Good."
    assert speech(text) == ["Look at yourself,", "you old fool!", "Yes.", "Good."]


def test_two_hyphens_do_as_well() -> None:
    assert speech("--Hello.\n\n--Who is it?\n\n--Me, said Ann.") == ["Hello.", "Who is it?", "Me,"]


def test_one_dash_is_no_custom() -> None:
    assert speech("— and so it ended.\n\nThe rain fell.\n\nNobody spoke.") == []


def test_marks_win_where_a_text_has_both() -> None:
    text = '"Yes," he said.\n\n"No."\n\n"Why?"\n\n— an hour passed —\n\n"Because."'
    assert speech(text) == ['"Yes,"', '"No."', '"Why?"', '"Because."']


def test_a_call_set_with_dashes_is_heard_in_a_story_set_with_marks() -> None:
    marked = '"Yes," he said.\n\n"No."\n\n' * 4
    call = (
        "—Who is it?\n\n—Me, a voice says. Let me in.\n\nHer hand stops. —Who is me?\n\n—Your son."
    )
    assert speech(marked + call)[8:] == [
        "Who is it?",
        "Me,",
        "Let me in.",
        "Who is me?",
        "Your son.",
    ]


def test_what_they_say_is_part_of_what_is_said() -> None:
    text = "— I left it, they say you should.\n\n— Yes.\n\n— Good."
    assert speech(text) == ["I left it, they say you should.", "Yes.", "Good."]
