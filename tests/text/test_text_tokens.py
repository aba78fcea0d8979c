"""Words as the Penn Treebank cuts them, with nothing lost in between."""

import pytest

from fabula.text.tokens import tokenize


def cut(text: str) -> list[str]:
    spans, words = tokenize(text)
    assert tuple(text[a:b] for a, b in spans) == words
    return list(words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I don't", "I do n't"),
        ("I don’t", "I do n’t"),
        ("We can't, won't, shan't", "We ca n't , wo n't , sha n't"),
        ("I cannot. Cannot you?", "I can not . Can not you ?"),
        ("I'm gonna go", "I 'm gon na go"),
        ("she wouldn't've", "she would n't 've"),
        ("Clara's coat", "Clara 's coat"),
        ("the girls' coats", "the girls ' coats"),
        ("o'clock, ma'am, O'Neill", "o'clock , ma'am , O'Neill"),
        ("'Tis so; 'twas not", "'T is so ; 't was not"),
        ("'Tisn't", "'T is n't"),
        ("Get 'em, Joe", "Get 'em , Joe"),
        ("the '90s", "the '90s"),
    ],
)
def test_contractions_and_possessives_come_apart(text: str, words: str) -> None:
    assert cut(text) == words.split()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a twenty-year-old sister-in-law", "a twenty-year-old sister-in-law"),
        ("wait--no", "wait -- no"),
        ("wait—no – yes", "wait — no – yes"),
        ("well...", "well ..."),
        ("What?! No!!", "What ?! No !!"),
        ("1,000 at 10:30 on the 3rd", "1,000 at 10:30 on the 3rd"),
        ("(so) [there]", "( so ) [ there ]"),
        ("_very_ *well*", "_ very _ * well *"),
        ("ok :) @ada #late ***", "ok :) @ada #late ***"),
        ("see https://example.org/a?b=c now", "see https://example.org/a?b=c now"),
    ],
)
def test_dashes_hyphens_numbers_and_marks(text: str, words: str) -> None:
    assert cut(text) == words.split()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Mr. and Mrs. Oduya", "Mr. and Mrs. Oduya"),
        ("DR. VOSS", "DR. VOSS"),
        ("J. R. Hartley", "J. R. Hartley"),
        ("at 5 p.m. sharp", "at 5 p.m. sharp"),
        ("No. 5, no. No.", "No. 5 , no . No ."),
        ("So did I. Then", "So did I . Then"),
        ("The end.", "The end ."),
    ],
)
def test_a_stop_belongs_to_abbreviations_and_initials_only(text: str, words: str) -> None:
    assert cut(text) == words.split()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('"Go," he said.', '" Go , " he said .'),
        ("“Go,” he said.", "“ Go , ” he said ."),
        ("'Go,' he said.", "' Go , ' he said ."),
        ("``Go,'' he said.", "`` Go , '' he said ."),
        ("«Go»", "« Go »"),
    ],
)
def test_quotation_marks_stand_alone(text: str, words: str) -> None:
    assert cut(text) == words.split()


def test_an_accent_stays_with_its_letter_and_an_emoji_is_one_token() -> None:
    assert cut("cafe\u0301 ❤️👍🏽 naïve") == ["cafe\u0301", "❤️👍🏽", "naïve"]
