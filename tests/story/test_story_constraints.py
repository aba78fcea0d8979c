"""Grammar says who can and who cannot be the same one, before anybody is known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from fabula.reading.reading import Choice, Form, MentionSpan, Reading, Syntax
from fabula.source.source import Source
from fabula.story.constraints import OBJECT, Grammar, grammar
from fabula.story.draft import Draft
from fabula.story.mended import mended
from fabula.story.names import names
from fabula.story.salience import Salience
from fabula.text import annotate
from fabula.text.text import Text

Marked = Sequence[tuple[str, Form, str]]


def _seen(string: str, marked: Marked, parse: str = "") -> tuple[Text, Reading, Source]:
    """A text whose mentions are these words in turn, each with its head word; ``parse`` gives every
    token's ``relation:head``, with a head of 0 for the root and tokens counted from 1."""
    source = Source("a.txt", "txt", "", string)
    text = annotate(source)
    spans: list[MentionSpan] = []
    for words, form, head in marked:
        at = spans[-1].start if spans else 0
        taken = {(s.start, s.end) for s in spans}
        found = next(
            m for m in re.finditer(rf"\b{words}\b", string[at:])
            if (at + m.start(), at + m.end()) not in taken
        )  # fmt: skip
        start, end = at + found.start(), at + found.end()
        token = text.token_at(start + words.rindex(head))
        spans.append(MentionSpan(start, end, "PER", form, token, 0.9))
    syntax = []
    for one in parse.split():
        relation, _, to = one.rpartition(":")
        syntax.append(Syntax("NOUN", "", int(to) - 1, relation))
    assert not syntax or len(syntax) == len(text.tokens)
    links = ((Choice(None, 1.0),),) * len(spans)
    return text, Reading(tuple(spans), links, syntax=tuple(syntax)), source


def _grammar(string: str, marked: Marked, parse: str = "") -> Grammar:
    return grammar(names(Draft(*_seen(string, marked, parse))))


def test_a_noun_between_commas_after_a_name_is_its_bearer() -> None:
    told = _grammar(
        "Mara Voss, his oldest friend, stood up.",
        [("Mara Voss", "name", "Voss"), ("his oldest friend", "nominal", "friend"),
         ("his", "pronoun", "his")],
    )  # fmt: skip
    assert told.same == {1: 0}


def test_nobody_is_their_own_mother() -> None:
    told = _grammar(
        "Ada, her mother, wept.",
        [("Ada", "name", "Ada"), ("her mother", "nominal", "mother"), ("her", "pronoun", "her")],
    )
    assert told.apart[2][1] == 0.0  # whoever "she" is, she is not her mother
    assert told.apart[2][0] == 0.0  # and her mother is Ada
    assert told.owner == {1: 2}


def test_a_man_is_not_in_apposition_to_a_woman() -> None:
    told = _grammar(
        "The landlady, a man, and the cook came.",
        [("The landlady", "nominal", "landlady"), ("a man", "nominal", "man")],
    )
    assert told.same == {}


def test_a_predicate_noun_is_its_subject_unless_it_would_be() -> None:
    marked: Marked = [("She", "pronoun", "She"), ("a surgeon", "nominal", "surgeon")]
    was = _grammar("She was a surgeon.", marked, "nsubj:4 cop:4 det:4 root:0 punct:4")
    would = _grammar("She would be a surgeon.", marked, "nsubj:5 aux:5 cop:5 det:5 root:0 punct:5")
    assert was.same == {1: 0}
    assert would.same == {}


def test_subject_and_object_are_two_save_with_herself() -> None:
    parse = "nsubj:2 root:0 obj:2 punct:2"
    her = _grammar(
        "Agnes thanked her.", [("Agnes", "name", "Agnes"), ("her", "pronoun", "her")], parse
    )
    herself = _grammar(
        "Agnes thanked herself.",
        [("Agnes", "name", "Agnes"), ("herself", "pronoun", "herself")],
        parse,
    )
    assert her.apart[1][0] == OBJECT
    assert herself.apart == {}


def test_two_joined_by_and_are_two_people_and_one_group() -> None:
    told = _grammar("Bea and Colm ran.", [("Bea", "name", "Bea"), ("Colm", "name", "Colm")])
    assert told.joined == {1: (0, 1)}
    assert told.apart[0][1] == told.apart[1][0] == 0.0


def test_my_dear_is_called_out_and_a_dear_who_is_told_of_is_not() -> None:
    called = _grammar("“Go home, my dear.”", [("my dear", "nominal", "dear")])
    told = _grammar("“I saw my dear yesterday.”", [("my dear", "nominal", "dear")])
    assert called.called == {0}
    assert told.called == set()


def test_who_was_on_everybodys_mind_fades() -> None:
    mind = Salience()
    mind.add(1, 1.0)
    now = mind.of(1)
    mind.clock = 3
    assert 0 < mind.of(1) < now / 2


def test_neopronouns_that_the_reader_did_not_see_are_put_in_and_links_follow() -> None:
    text, reading, _ = _seen(
        "Ash sat. Xe had built it xemself, and xe smiled at Bo.",
        [("Ash", "name", "Ash"), ("xe", "name", "xe"), ("Bo", "name", "Bo")],
    )
    links = (*reading.antecedents[:2], (Choice(1, 0.9),))
    after = mended(text, replace(reading, antecedents=links))
    words = [text.string[m.start : m.end] for m in after.mentions]
    assert words == ["Ash", "Xe", "xemself", "xe", "Bo"]
    assert [m.form for m in after.mentions] == ["name", "pronoun", "pronoun", "pronoun", "name"]
    assert after.antecedents[4] == (Choice(3, 0.9),)


def test_a_name_is_of_one_kind_throughout() -> None:
    text, reading, _ = _seen(
        "Lisbon shone. Lisbon slept. Lisbon woke.", [("Lisbon", "name", "Lisbon")] * 3
    )
    towns = [replace(m, type="GPE") for m in reading.mentions[:2]]
    after = mended(text, replace(reading, mentions=(*towns, reading.mentions[2])))
    assert [m.type for m in after.mentions] == ["GPE"] * 3


def test_a_name_right_behind_a_noun_of_kin_names_them() -> None:
    told = _grammar(
        "Come away, said his aunt Bich, and his cat Tom purred.",
        [("his aunt", "nominal", "aunt"), ("his", "pronoun", "his"), ("Bich", "name", "Bich"),
         ("his cat", "nominal", "cat"), ("his", "pronoun", "his"), ("Tom", "name", "Tom")],
    )  # fmt: skip
    assert told.same == {0: 2}


def test_a_phrase_that_ends_in_the_name_of_kin_is_its_bearer() -> None:
    told = _grammar(
        "Then his sergeant Miles drank with a girl who knew Miles.",
        [("his sergeant Miles", "nominal", "Miles"), ("his", "pronoun", "his"),
         ("Miles", "name", "Miles"), ("a girl who knew Miles", "nominal", "girl"),
         ("Miles", "name", "Miles")],
    )  # fmt: skip
    assert told.same == {0: 2}


def test_a_name_behind_a_noun_of_kin_that_the_reader_passed_over_is_put_in() -> None:
    string = "Later her uncle Fred sat down, and her uncle French polished it."
    text, reading, _ = _seen(
        string,
        [("her uncle", "nominal", "uncle"), ("her", "pronoun", "her"),
         ("her uncle", "nominal", "uncle"), ("her", "pronoun", "her")],
        "x:0 " * 14,
    )  # fmt: skip
    tags = ["PROPN" if w == "Fred" else "NOUN" for w in text.words]
    syntax = tuple(replace(s, upos=u) for s, u in zip(reading.syntax, tags, strict=True))
    got = mended(text, replace(reading, syntax=syntax))
    assert [string[m.start : m.end] for m in got.mentions if m.form == "name"] == ["Fred"]
