"""What words tell of a feeling: what is looked up, how it is summed, and the table as shipped."""

import numpy as np
import pytest

import fabula
from fabula.story import wording
from fabula.story.emotions import FAMILIES, FAMILY_NAMES, MODES
from fabula.story.wording import ANSWERS, NOTHING


def test_what_is_looked_up_for_a_place() -> None:
    found = wording.features(["his", "moustache", "bristled"], ["at", "noon"], spoken=False)
    assert found == {
        "told:", "his", "moustache", "bristled", "his moustache", "moustache bristled",
        "his-", "moustach-", "bristl-", "~at", "~noon",
    }  # fmt: skip


def test_the_words_beside_a_place_are_those_of_its_sentence_and_near() -> None:
    words = [str(i) for i in range(300)]
    assert wording.beside(words, 5, 7, 2, 10) == ["2", "3", "4", "7", "8", "9"]
    far = wording.beside(words, 150, 151, 0, 300)
    assert far[0] == "90" and far[-1] == "210" and len(far) == 2 * wording.AROUND


def test_weights_are_summed_and_shared_out_question_by_question() -> None:
    """By hand: 2 nats for sadness against five families and nothing, 1 for shown of six modes."""
    row = ["0"] * len(ANSWERS)
    row[ANSWERS.index("sadness")] = "20"
    row[ANSWERS.index("shown")] = "10"
    known = wording.parse([["wept", " ".join(row)], ["never", " ".join(["0"] * len(ANSWERS))]])
    shares = wording.told({"wept", "never", "unheard of"}, known)
    assert shares["sadness"] == pytest.approx(2 - np.log(np.exp(2) + 6), abs=1e-5)
    assert shares["joy"] == pytest.approx(-np.log(np.exp(2) + 6), abs=1e-5)
    assert shares["shown"] == pytest.approx(1 - np.log(np.exp(1) + 5), abs=1e-5)
    nobody_knows = wording.told({"unheard of"}, known)
    assert nobody_knows[NOTHING] == pytest.approx(-np.log(7), abs=1e-5)


@pytest.mark.parametrize(
    ("place", "sentence", "family"),
    [
        ("tears ran down her cheeks", "when the letter came", "sadness"),
        ("he slammed the door behind him", "", "anger"),
        ("his knees were knocking", "in the dark of the cellar", "fear"),
        ("her mouth fell open", "", "surprise"),
        ("he could not look her in the eye", "after what he had done", "shame"),
        ("she beamed at the whole room", "", "joy"),
    ],
)
def test_the_shipped_table_knows_plain_signs(place: str, sentence: str, family: str) -> None:
    found = wording.features(place.split(), sentence.split(), spoken=False)
    shares = wording.told(found, wording.weights())
    assert max(FAMILY_NAMES, key=lambda k: shares[k]) == family
    assert sum(np.exp(shares[x]) for x in (*FAMILY_NAMES, NOTHING)) == pytest.approx(1, abs=1e-4)
    assert sum(np.exp(shares[x]) for x in MODES) == pytest.approx(1, abs=1e-4)


def test_what_a_sum_over_words_leaves_open_the_whole_reading_knows() -> None:
    story = fabula.read_text("Anna sat down. She burst into tears when the letter came.\n")
    tears = [f for f in story.feelings if "tears" in story.text[f.start : f.end]]
    assert [FAMILIES[f.emotion] for f in tears] == ["sadness"]
