"""Words are cut as BERT's own tokenizer cuts them."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabula.errors import ModelError
from fabula.reading.wordpieces import Wordpieces, case_of

VOCABULARY = [
    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "garden", "play", "##ing", "##er",
    "naive", "##te", "'", "-", "\"",
    "—", "…", "!", "m", "##ary", "mary", "s", "é", "e", "日", "本", "ß", "ss", "i", "##i", "a",
    "##a", "##b", "##́", "b", "o", "##o", "ό", "ο", "##ο", "ς", "σ", "π", "##ά", "½", "1",
]  # fmt: skip
ODD_WORDS = [
    "The", "GARDEN", "playing", "Player", "naïveté", "NAÏVETÉ", "good-humoured", "o’clock", "d'ye",
    "!!!", "日本", "日a本", "Straße", "İi", "ǅ", "ﬁ", "a\u0301b", "a\u200bb", "\u200d",
    "\x00", "\ufffd",
    "a\x07b", "a\tb", "a\u00a0b", "½", "¿", "٣", "🙂", "👩‍👧", "", " ", "a" * 100, "a" * 101,
    "ab" * 250, "-" * 500, "Ω" * 120, "όπα", "ΣΑΣ", "\u1e9b\u0323", "한국", "\U0002f800",
    "$", "a^b",
]  # fmt: skip


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("vocabulary") / "vocab.txt"
    path.write_text("\n".join(VOCABULARY) + "\n", encoding="utf-8")
    return path


def _as_bert_cuts(word: str) -> list[int]:
    tokenizers = pytest.importorskip("tokenizers", reason="parity is with the tokenizers library")
    bert = tokenizers.BertWordPieceTokenizer(
        vocab={piece: i for i, piece in enumerate(VOCABULARY)}, lowercase=True
    )
    return bert.encode(word, add_special_tokens=False).ids or [VOCABULARY.index("[UNK]")]


@pytest.mark.parametrize("word", ODD_WORDS, ids=ascii)
def test_odd_words_are_cut_as_bert_cuts_them(word: str, vocabulary: Path) -> None:
    ours = Wordpieces.load(vocabulary, most_pieces=1000)
    assert list(ours.cut(word)) == _as_bert_cuts(word)


def _settled(char: str) -> bool:
    """Characters that any version of Unicode in use knows alike."""
    old = unicodedata.ucd_3_2_0.category(char)
    return old == unicodedata.category(char) and old not in ("Cn", "Cs")


@given(st.text(st.characters(max_codepoint=0xFFFF).filter(_settled), max_size=40))
def test_any_word_is_cut_as_bert_cuts_it(word: str) -> None:
    assert list(Wordpieces(VOCABULARY, most_pieces=1000).cut(word)) == _as_bert_cuts(word)


def test_typographic_marks_are_read_as_plain_ones() -> None:
    pieces = Wordpieces(VOCABULARY, marks={"“": '"', "--": "—"}, apostrophes="’‘")
    assert pieces.cut("“") == pieces.cut('"')
    assert pieces.cut("--") == pieces.cut("—")
    assert pieces.cut("Mary’s") == pieces.cut("mary's")
    assert pieces.plain("Mary’s") == "Mary's"


def test_a_page_without_a_space_fills_no_window() -> None:
    pieces = Wordpieces(VOCABULARY, most_pieces=16)
    assert len(pieces.cut("日本" * 100_000)) == 16


def test_many_words_are_laid_end_to_end() -> None:
    pieces = Wordpieces(VOCABULARY).encode(["The", "player", "?", "THE"])
    assert pieces.starts.tolist() == [0, 1, 3, 4, 5]
    assert [VOCABULARY[i] for i in pieces.ids] == ["the", "play", "##er", "[UNK]", "the"]
    assert pieces.cases.tolist() == [2, 1, 0, 3]
    assert pieces.ids.dtype == np.int64


def test_no_words_give_no_pieces() -> None:
    pieces = Wordpieces(VOCABULARY).encode([])
    assert len(pieces.ids) == 0
    assert pieces.starts.tolist() == [0]


def test_case_is_told_apart() -> None:
    words = ["…", "42nd", "garden", "I", "É", "Mary", "MARY", "McCoy", "O'Neil", "iPad"]
    assert [case_of(word) for word in words] == [0, 1, 1, 2, 2, 2, 3, 4, 4, 4]


def test_a_vocabulary_without_the_unknown_is_refused() -> None:
    with pytest.raises(ModelError):
        Wordpieces(["a", "b"])


def test_a_missing_or_binary_vocabulary_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        Wordpieces.load(tmp_path / "vocab.txt")
    (tmp_path / "vocab.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ModelError):
        Wordpieces.load(tmp_path / "vocab.txt")
