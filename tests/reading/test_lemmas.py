"""The lemma of a word is what a dictionary lists it under."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabula.reading.lemmas import lemma, possible
from fabula.reading.session import load

known = load("small").wordpieces.__contains__


PAIRS = """
VERB think think whispered whisper cried cry thought think found find put put set set
VERB hoped hope hopping hop stopping stop named name quoted quote used use needed need
VERB rolled roll called call controlled control compelled compel added add need need
VERB changed change clinging cling singing sing arrived arrive visited visit lying lie
VERB gloating gloat inquired inquire exclaimed exclaim breathed breathe enjoys enjoy
VERB Wept weep goes go carries carry watches watch cometh come goin' go focused focus
AUX was be wouldst would ca can 'll will 's be ’m be had have sha shall could could
NOUN ladies lady women woman feet foot wives wife houses house crocuses crocus
NOUN clergymen clergyman specimen specimen glasses glass watches watch shoes shoe
NOUN thanks thanks atlas atlas kiss kiss heroes hero boxes box sisters-in-law sister-in-law
ADJ biggest big happier happy nicer nice better good other other eager eager finest fine
ADV sooner soon best well rather rather together together
PRON him he her she them they me I those that myself myself whom whom
PROPN James James Higgins Higgins
DET an a these this her her his his
PUNCT — — “ “ . .
"""


@pytest.mark.parametrize("line", PAIRS.strip().splitlines())
def test_lemmas(line: str) -> None:
    upos, *words = line.split()
    for form, base in zip(words[::2], words[1::2], strict=True):
        assert lemma(form, upos, known) == base, form


@given(st.text(min_size=1, max_size=12), st.sampled_from(["VERB", "NOUN", "ADJ", "AUX", "X"]))
def test_any_word_has_a_lemma(word: str, upos: str) -> None:
    assert lemma(word, upos, known)


@given(st.from_regex("[a-z]{2,6}(ing|ed|s|er|est|ies)", fullmatch=True))
def test_a_lemma_is_hardly_longer_than_its_form(word: str) -> None:
    for upos in ("VERB", "NOUN", "ADJ"):
        assert len(lemma(word, upos, known)) <= len(word)


def test_a_verb_is_no_preposition() -> None:
    assert [possible(w, "ADP") for w in ("stood", "Sat", "men", "upon", "off")] == [
        "VERB", "VERB", "NOUN", "ADP", "ADP",
    ]  # fmt: skip
    assert possible("'em", "PRON") == "PRON"
    assert possible("art", "AUX") == "AUX"
