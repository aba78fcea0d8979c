"""What the network reads in a text, and that how long the text is makes no difference to it."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from fabula.errors import ModelError, UsageError
from fabula.reading import network, session
from fabula.reading.attribution import pair
from fabula.reading.layout import lay_out
from fabula.reading.links import agreed_types
from fabula.reading.mentions import Mentions, empty
from fabula.reading.reading import Choice, Reading
from fabula.reading.session import load
from fabula.reading.windows import blocks, lay_pieces, read_windows
from fabula.source.source import Source
from fabula.text import annotate
from fabula.text.text import Text

SCENE = """The ferry was late. Harriet stood at the rail beside her brother and counted gulls.

“You could have told me,” she said.

Daniel did not look up. “I tried to. You were in Lisbon.”

“They have telephones in Lisbon, Dan.”

The captain, a small man with a cold, came down the ladder and told them both to go inside.
"""


SCENES = 40


def _text(string: str) -> Text:
    return annotate(Source("scene.txt", "txt", "", string))


@pytest.fixture(scope="module")
def scene() -> Text:
    return _text(SCENE)


@pytest.fixture(scope="module")
def reading(scene: Text) -> Reading:
    return network.read(scene)


def _spelled(text: Text, reading: Reading) -> list[str]:
    return [text.string[m.start : m.end] for m in reading.mentions]


def test_people_are_found_with_their_kind_and_form(scene: Text, reading: Reading) -> None:
    found = {(scene.string[m.start : m.end], m.type, m.form) for m in reading.mentions}
    assert ("Harriet", "PER", "name") in found
    assert ("her brother", "PER", "nominal") in found
    assert ("her", "PER", "pronoun") in found
    assert ("Lisbon", "GPE", "name") in found


def test_mentions_lie_on_words_nest_and_never_cross(scene: Text, reading: Reading) -> None:
    starts = {a for a, _ in scene.tokens}
    ends = {b for _, b in scene.tokens}
    for m in reading.mentions:
        assert m.start in starts
        assert m.end in ends
        a, b = scene.tokens[m.head]
        assert m.start <= a < b <= m.end
        assert 0 < m.score <= 1
    spans = [(m.start, -m.end) for m in reading.mentions]
    assert spans == sorted(spans)
    for i, one in enumerate(reading.mentions):
        for other in reading.mentions[i + 1 :]:
            assert not one.start < other.start < one.end < other.end


def test_a_pronoun_finds_who_it_speaks_of(scene: Text, reading: Reading) -> None:
    words = _spelled(scene, reading)
    (her,) = (i for i, word in enumerate(words) if word == "her")
    best = reading.antecedents[her][0]
    assert best.mention is not None
    assert words[best.mention] == "Harriet"


def test_antecedents_come_before_and_share_one_whole(reading: Reading) -> None:
    assert len(reading.antecedents) == len(reading.mentions)
    for i, choices in enumerate(reading.antecedents):
        assert choices
        assert all(c.mention is None or c.mention < i for c in choices)
        scores = [c.score for c in choices]
        assert scores == sorted(scores, reverse=True)
        assert sum(scores) <= 1 + 1e-5


def test_each_quotation_is_given_to_somebody_near_it(scene: Text, reading: Reading) -> None:
    assert len(reading.speakers) == len(reading.addressees) == len(scene.quotations) > 0
    words = _spelled(scene, reading)
    best = reading.speakers[0][0]
    assert best.mention is not None
    assert words[best.mention] in ("she", "Harriet", "her")


def test_every_word_has_its_syntax(scene: Text, reading: Reading) -> None:
    assert len(reading.syntax) == len(scene.words)
    by_word = {word: reading.syntax[i] for i, word in enumerate(scene.words)}
    assert by_word["counted"].lemma == "count"
    assert by_word["gulls"].lemma == "gull"
    assert by_word["stood"].upos == "VERB"
    harriet = by_word["Harriet"]
    assert scene.words[harriet.head] == "stood"
    assert harriet.relation == "nsubj"
    for a, b in scene.sentences:
        inside = scene.tokens_in(a, b)
        assert sum(reading.syntax[i].head == -1 for i in inside) == 1
        assert all(h == -1 or h in inside for h in (reading.syntax[i].head for i in inside))


def test_only_what_happened_is_an_event(scene: Text, reading: Reading) -> None:
    events = {scene.words[e.token] for e in reading.events}
    assert {"came", "told"} <= events
    assert "go" not in events  # told to go is not gone


def test_an_empty_text_has_an_empty_reading() -> None:
    empty = network.read(Text("", (), (), (), ()))
    assert empty.mentions == ()
    assert "small" in empty.model


def test_the_same_text_reads_the_same_again(scene: Text, reading: Reading) -> None:
    assert network.read(scene) == reading


@pytest.fixture(scope="module")
def long_text() -> Text:
    """Ten windows or so."""
    return _text("\n\n".join([SCENE.strip()] * SCENES))


def _vectors(text: Text) -> np.ndarray:  # type: ignore[type-arg]
    model = load()
    layout = lay_out(text, model.settings["max_sentence"])
    return np.concatenate(list(read_windows(lay_pieces(text.words, layout, model), model)))


def test_what_comes_later_changes_nothing_before_it(long_text: Text) -> None:
    whole = _vectors(long_text)
    part = _text(long_text.string[: len(long_text.string) // 2].rsplit("\n\n", 1)[0])
    # All but the last window of the part holds the same pieces as in the whole.
    same = len(part.words) - 512
    assert np.array_equal(whole[:same], _vectors(part)[:same])


def test_every_word_is_read_exactly_once(long_text: Text) -> None:
    model = load()
    layout = lay_out(long_text, 256)
    feed = lay_pieces(long_text.words, layout, model)
    done = 0
    for block in blocks(read_windows(feed, model), layout.runs):
        assert block.start == done
        done += len(block.vectors)
        assert done in layout.runs
    assert done == len(long_text.words)


def test_a_word_has_words_around_it_wherever_it_is_read(long_text: Text) -> None:
    settings = load().settings
    least = min(settings["margin"], settings["window"] - settings["stride"] - settings["margin"])
    assert least >= 50


def test_mentions_are_found_alike_wherever_windows_end(long_text: Text, reading: Reading) -> None:
    # The scene stands there again and again, cut by windows at ever other places.
    found = network.read(long_text)
    per_scene = [0] * SCENES
    length = len(SCENE.strip()) + 2
    for m in found.mentions:
        per_scene[m.start // length] += 1
    usual = len(reading.mentions)
    assert abs(np.median(per_scene) - usual) <= 2
    assert np.percentile(np.abs(np.array(per_scene) - np.median(per_scene)), 90) <= 2


def test_a_quotation_late_in_a_book_is_weighed_with_those_near_it_alone() -> None:
    words = np.arange(1000)
    everyone = Mentions(
        first=words,
        end=words + 1,
        score=np.ones(1000, dtype=np.float32),
        type=np.zeros(1000, dtype=np.int64),
        form=np.zeros(1000, dtype=np.int64),
        vectors=words[:, None].astype(np.float16),
    )
    limits = {"before_words": 20, "after_words": 10, "before": 8, "after": 4, "inside": 2}
    pairs = pair(np.array([900]), np.array([905]), everyone, words, limits)
    vectors, places = pairs.near(everyone)
    assert sorted(pairs.mention) == [*range(892, 902), *range(905, 909)]
    assert len(vectors) == 909 - 892
    assert np.array_equal(vectors[places, 0], pairs.mention)


def test_progress_goes_from_nothing_to_all(long_text: Text) -> None:
    told: list[float] = []
    network.read(long_text, progress=told.append)
    assert all(a <= b for a, b in pairwise(told))
    assert told[-1] == 1.0


@pytest.mark.parametrize(
    "string",
    [
        "a",
        "“",
        "““““““““““““““““““““““““““““““““““““““““",
        "She " * 2_000,
        "日本" * 2_000,
        "\u200b\u200d \ufffd \x07",
        "x" * 20_000,
        "“Oh!” " * 500,
        "He said that she said that " * 300,
        "a\n\n" * 500,
    ],
    ids=["letter", "mark", "marks", "she", "ideographs", "nothing", "x", "oh", "said", "lines"],
)
def test_odd_texts_are_read_to_the_end(string: str) -> None:
    text = _text(string)
    reading = network.read(text)
    assert len(reading.syntax) == len(text.words)
    assert len(reading.speakers) == len(text.quotations)


# The model's own folder


def test_a_model_is_loaded_once() -> None:
    assert load("small") is load("small")


def test_no_more_threads_are_started_than_there_are_cores() -> None:
    assert load("small", threads=1_000_000) is load("small", threads=os.cpu_count())


def test_an_unknown_name_is_the_caller_s_mistake() -> None:
    with pytest.raises(UsageError, match="small"):
        load("gigantic")
    with pytest.raises(UsageError):
        load("small", threads=0)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    import fabula

    source = Path(fabula.__file__).parent / "weights"
    return Path(shutil.copytree(source, tmp_path / "weights"))


def test_without_its_package_the_large_model_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "fabula_large", None)  # as if it were not there
    with pytest.raises(UsageError, match="fabula-large, which is not installed"):
        load("large", threads=1)


def test_the_large_model_is_read_from_its_package(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = copy.parent / "site" / "fabula_large"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    settings = json.loads((copy / "model.json").read_text())
    (copy / "model.json").write_text(json.dumps(settings | {"name": "fabula-large"}))
    copy.rename(package / "weights")
    monkeypatch.delitem(sys.modules, "fabula_large", raising=False)
    monkeypatch.syspath_prepend(str(package.parent))
    try:
        assert load("large").name == f"fabula-large {settings['version']}"
    finally:
        sys.modules.pop("fabula_large", None)
        session.load_once.cache_clear()


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:1000])


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(bytes(data))


@pytest.mark.parametrize("name", ["encoder.onnx", "heads.npz", "vocab.txt", "model.json"])
@pytest.mark.parametrize("harm", [Path.unlink, _cut, _flip])
def test_a_damaged_model_is_refused(name: str, harm: Callable[[Path], None], copy: Path) -> None:
    if name == "model.json" and harm is _flip:
        pytest.skip("nothing vouches for the file that vouches for the others")
    harm(copy / name)
    with pytest.raises(ModelError):
        load(copy)


def test_a_model_of_another_format_is_refused(copy: Path) -> None:
    settings = json.loads((copy / "model.json").read_text())
    (copy / "model.json").write_text(json.dumps(settings | {"format": 99}))
    with pytest.raises(ModelError, match="99"):
        load(copy)


def test_known_mentions_are_linked_and_none_are_sought(scene: Text, reading: Reading) -> None:
    people = [m for m in reading.mentions if m.type == "PER"]
    again = network.read(scene, known=people)
    assert [(m.start, m.end, m.type, m.form) for m in again.mentions] == [
        (m.start, m.end, m.type, m.form) for m in people
    ]
    assert len(again.antecedents) == len(people)
    with pytest.raises(UsageError):
        network.read(scene, known=people[::-1])


def test_what_is_one_is_of_one_type() -> None:
    """A sure mention tells an unsure one that goes back to it, and no other."""
    model = replace(load(), heads={"type_w": np.eye(6, dtype=np.float32), "type_b": np.zeros(6)})
    vectors = np.zeros((3, 6), dtype=np.float16)
    vectors[0, 3] = 5.0  # surely a country
    vectors[1, 0], vectors[1, 3] = 0.5, 0.4  # its pronoun: a person, by a hair
    vectors[2, 0] = 0.5
    where = np.arange(3)
    found = Mentions(where, where + 1, np.ones(3), vectors.argmax(1), np.zeros(3, int), vectors)
    links_of = [(Choice(None, 1.0),), (Choice(0, 0.9), Choice(None, 0.1)), (Choice(None, 1.0),)]
    assert found.type.tolist() == [3, 0, 0]
    assert agreed_types(found, links_of, model).tolist() == [3, 3, 0]
    links_of[1] = (Choice(0, 0.5), Choice(None, 0.5))
    assert agreed_types(found, links_of, model).tolist() == [3, 0, 0], "not by an unsure link"
    assert agreed_types(empty(load()), [], model).tolist() == []
