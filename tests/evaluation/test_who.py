"""Which kinds of mentions are given to the wrong one, and what each costs."""

from __future__ import annotations

from evaluation.who import _kind, _sorted, b3


def test_a_mention_is_of_the_kind_that_its_words_and_place_make_it() -> None:
    assert _kind("Her", spoken=False, several=False) == "he/she in narration"
    assert _kind("Mr Hale", spoken=True, several=False) == "name in speech"
    assert _kind("her brother", spoken=False, several=False) == "owned noun in narration"
    assert _kind("the old man", spoken=False, several=False) == "noun in narration"
    assert _kind("Ruth's mother", spoken=True, several=False) == "owned noun in speech"
    assert _kind("us", spoken=True, several=True) == "plural pronoun in speech"


def test_one_in_two_entities_is_split_and_one_among_others_is_wrong() -> None:
    gold = {(0, 1): "ruth", (1, 2): "ruth", (2, 3): "ruth", (3, 4): "petra", (4, 5): "petra"}
    told = {(0, 1): "1", (1, 2): "1", (2, 3): "2", (3, 4): "1"}
    kinds = {"name": [(0, 1), (3, 4)], "noun": [(1, 2), (2, 3), (4, 5)]}
    score, counts, gains = _sorted(gold, told, kinds)
    assert counts["name"] == {"right": 1, "wrong": 1}
    assert counts["noun"] == {"right": 1, "split": 1, "missing": 1}
    assert score == b3(gold, told) < 1.0
    assert gains["noun"] > 0 and gains["name"] > 0
