"""LitBank's layers are read as they lie, and fabula's answers are counted as the protocol says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evaluation.__main__ import main
from evaluation.errors import EvaluationError
from evaluation.given import head_token, links, with_quotations
from evaluation.litbank import conll_column
from evaluation.litbank_data import load, names
from evaluation.paragraphs import paragraphs_of
from fabula.reading.reading import Choice
from fabula.text import from_sentences

SENTENCES = [
    ["“", "You", "came", ",", "”", "said", "Tamsin", "Vole", "to", "her", "brother", "."],
    ["“", "I", "came", ",", "”", "he", "said", "."],
]
# token spans: (start, end, brat kind, conll cluster, brat label)
MENTIONS = [
    (1, 2, "PRON_PER", 1, "brother-1"),
    (6, 8, "PROP_PER", 0, "Tamsin-0"),
    (9, 11, "NOM_PER", 1, "brother-1"),
    (9, 10, "PRON_PER", 0, "Tamsin-0"),
    (13, 14, "PRON_PER", 1, "brother-1"),
    (17, 18, "PRON_PER", 1, "brother-1"),
]
QUOTATIONS = [("Q1", 0, 0, 0, 4, "Tamsin-0"), ("Q2", 1, 0, 1, 4, "brother-1")]


@pytest.fixture
def litbank(tmp_path: Path) -> Path:
    """A LitBank of one text written for this test."""
    words = [w for s in SENTENCES for w in s]
    for folder in ("coref/conll", "coref/brat", "entities/tsv", "events/tsv", "quotations/tsv"):
        (tmp_path / folder).mkdir(parents=True)
    numbers = sorted({m[3] for m in MENTIONS})
    column = conll_column([[m[:2] for m in MENTIONS if m[3] == n] for n in numbers], len(words))
    lines, token, offset = ["#begin document (vole_brat); part 0"], 0, 0
    starts, ends = [], []
    for sentence in SENTENCES:
        for i, word in enumerate(sentence):
            cell = "" if column[token] == "-" else column[token]
            lines.append("\t".join(["vole_brat", "0", str(i), word, *["_"] * 8, cell]))
            starts.append(offset)
            ends.append(offset + len(word))
            offset += len(word) + 1
            token += 1
        lines.append("")
    (tmp_path / "coref/conll/vole_brat.conll").write_text("\n".join([*lines, "#end document"]))
    (tmp_path / "coref/brat/vole_brat.txt").write_text("\n".join(map(" ".join, SENTENCES)) + "\n")
    rows = [
        f"T{i}{n}\t{label} {starts[a]} {ends[b - 1]}\t{' '.join(words[a:b])}"
        for i, (a, b, kind, _, name) in enumerate(MENTIONS)
        for n, label in enumerate((kind, name))
    ]
    (tmp_path / "coref/brat/vole_brat.ann").write_text("\n".join(rows) + "\nR1\tcop Arg1 Arg2\n")
    tags = {6: "B-PER\tO", 7: "I-PER\tO", 9: "B-PER\tB-PER", 10: "I-PER\tO"}
    tsv = [f"{w}\t{tags.get(i, chr(79) + chr(9) + chr(79))}" for i, w in enumerate(words)]
    (tmp_path / "entities/tsv/vole_brat.tsv").write_text("\n".join(tsv) + "\n")
    events = [f"{w}\t{'EVENT' if w == 'said' else 'O'}" for w in words]
    (tmp_path / "events/tsv/vole_brat.tsv").write_text("\n".join(events) + "\n")
    quoted = [f"QUOTE\t{q[0]}\t{q[1]}\t{q[2]}\t{q[3]}\t{q[4]}\t..." for q in QUOTATIONS]
    quoted += [f"ATTRIB\t{q[0]}\t{q[5]}" for q in QUOTATIONS]
    (tmp_path / "quotations/tsv/vole_brat.ann").write_text("\n".join(quoted) + "\n")
    (tmp_path / "split.json").write_text(json.dumps({"dev": ["vole"], "test": ["gone"]}))
    return tmp_path


def test_every_layer_is_read(litbank: Path) -> None:
    assert names(litbank) == ["vole"]
    text = load(litbank, "vole")
    assert [list(s) for s in text.sentences] == SENTENCES
    assert {(*m.span, m.type, m.form, m.cluster) for m in text.mentions} == {
        (1, 2, "PER", "pronoun", "1"),
        (6, 8, "PER", "name", "0"),
        (9, 11, "PER", "nominal", "1"),
        (9, 10, "PER", "pronoun", "0"),
        (13, 14, "PER", "pronoun", "1"),
        (17, 18, "PER", "pronoun", "1"),
    }
    assert text.entities == {((6, 8), "PER"), ((9, 11), "PER"), ((9, 10), "PER")}
    assert text.events == {5, 18}
    assert [(q.span, q.speaker) for q in text.quotations] == [((0, 5), "0"), ((12, 17), "1")]


def test_the_figures_of_one_text(litbank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dumped = litbank / "out"
    code = main(
        [
            "litbank",
            str(litbank),
            "--split",
            "dev",
            "--json",
            "--dump",
            str(dumped),
            "--model",
            "rules",
        ]
    )
    assert code == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["texts"] == 1
    assert figures["quotation_f1"] == 1
    assert figures["event_f1"] is None
    for name in ("mention_f1", "mention_typed_f1", "conll_f1", "speaker_accuracy"):
        assert 0 <= figures[name] <= 1
    # What is written out is enough to count again.
    told = json.loads((dumped / "vole.json").read_text("utf8"))
    said = {tuple(m[:2]) for m in told["predicted"]["mentions"]}
    true = {tuple(m[:2]) for m in told["gold"]["mentions"]}
    f1 = 2 * len(said & true) / (len(said) + len(true))
    assert figures["mention_f1"] == pytest.approx(f1, abs=1e-5)
    assert (dumped / "vole.key.conll").read_text().count("Tamsin") == 1


def test_a_split_that_is_not_there_is_one_line_and_code_2(
    litbank: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments in (["--split", "nowhere"], ["--split", "test"]):
        assert main(["litbank", str(litbank), *arguments]) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.count("\n") == 1
    assert main(["litbank", str(litbank / "missing")]) == 2


def test_the_paragraphs_of_an_excerpt_are_found_again_in_its_book(
    litbank: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = "“You came,” said Tamsin Vole\nto her brother.\n\n“I came,” he said."
    (tmp_path / "vole.txt").write_text(book)
    assert paragraphs_of(SENTENCES, book) == [0, 1]
    assert paragraphs_of(SENTENCES, book.replace("\n\n", " ")) == [0, 0]
    call = ["litbank", str(litbank), "--model", "rules", "--json", "--books"]
    assert main([*call, str(tmp_path)]) == 0
    assert main([*call, str(tmp_path / "nowhere")]) == 2
    assert "vole.txt" in capsys.readouterr().err


def test_a_straight_mark_that_closes_stays_in_its_paragraph() -> None:
    sentences = [['"', "Go", ".", '"'], ['"', "No", ".", '"'], ["He", "went", "."]]
    assert paragraphs_of(sentences, '"Go."\n\n"No."\n\nHe went.') == [0, 1, 2]


def test_a_mention_without_a_type_is_told(litbank: Path) -> None:
    (litbank / "coref/brat/vole_brat.ann").write_text("")
    with pytest.raises(EvaluationError, match="no type"):
        load(litbank, "vole")


def test_nested_mentions_in_the_conll_column() -> None:
    # "her brother" is cluster 1, "her" in it cluster 0, "brother" alone cluster 2
    assert conll_column([[(0, 1)], [(0, 2)], [(1, 2)]], 2) == ["(1|(0)", "(2)|1)"]


def test_gold_links_go_to_the_mention_before_of_the_same_one() -> None:
    assert links(["a", "b", "a", None]) == (
        (Choice(None, 1.0),),
        (Choice(None, 1.0),),
        (Choice(0, 1.0),),
        (),
    )


def test_the_head_of_a_description_is_before_its_preposition() -> None:
    words = ["the", "keeper", "of", "the", "light"]
    assert head_token(words, 0, 4, "nominal") == 1
    assert head_token(["old", "Tamsin", "Vole"], 0, 2, "name") == 2


def test_given_pieces_take_the_turn_of_the_found_ones() -> None:
    text = from_sentences(
        [
            ["“", "Go", ",", "”", "said", "Jo", ",", "“", "at", "once", ".", "”"],
            ["“", "No", ".", "”"],
        ]
    )
    spans = [(q.start, q.end) for q in text.quotations]
    given = with_quotations(text, spans)
    assert [q.turn for q in given.quotations] == [q.turn for q in text.quotations]
    none = with_quotations(text, [])
    assert none.quotations == ()
