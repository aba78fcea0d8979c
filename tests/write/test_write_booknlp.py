"""What reads BookNLP's files reads these."""

import csv
import json
from pathlib import Path
from typing import Any

from stories import FERRY, bare, ferry

from fabula.story.story import Cast, Character, Mention, Story


def files(story: Story, folder: Path) -> dict[str, str]:
    return {p.suffix[1:]: p.read_text("utf-8") for p in story.write(folder, "booknlp")}


def table(content: str) -> list[dict[str, str]]:
    """As the usual readers do: tab-separated, quotation marks mean nothing."""
    lines = content.split("\n")
    assert lines.pop() == ""
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True)
    return list(rows)


def book(content: str) -> list[dict[str, Any]]:
    return list(json.loads(content)["characters"])


def test_the_columns_are_booknlps(tmp_path: Path) -> None:
    written = files(ferry(), tmp_path)
    assert written["tokens"].split("\n")[0].split("\t") == [
        "paragraph_ID", "sentence_ID", "token_ID_within_sentence", "token_ID_within_document",
        "word", "lemma", "byte_onset", "byte_offset", "POS_tag", "fine_POS_tag",
        "dependency_relation", "syntactic_head_ID", "event",
    ]  # fmt: skip
    assert written["entities"].split("\n")[0] == "COREF\tstart_token\tend_token\tprop\tcat\ttext"
    assert written["quotes"].split("\n")[0] == (
        "quote_start\tquote_end\tmention_start\tmention_end\tmention_phrase\tchar_id\tquote"
    )
    assert set(book(written["book"])[0]) == {
        "agent", "patient", "mod", "poss", "id", "g", "count", "mentions",
    }  # fmt: skip


def test_tokens_count_on_by_sentence_and_paragraph(tmp_path: Path) -> None:
    story = ferry()
    rows = table(files(story, tmp_path)["tokens"])
    assert [int(r["token_ID_within_document"]) for r in rows] == list(range(len(story.tokens)))
    assert [(int(r["byte_onset"]), int(r["byte_offset"])) for r in rows] == list(story.tokens)
    assert [r["word"] for r in rows] == [story.words_at(t) for t in story.tokens]
    assert int(rows[-1]["paragraph_ID"]) == len(story.paragraphs) - 1
    assert int(rows[-1]["sentence_ID"]) == len(story.sentences) - 1
    second = next(r for r in rows if r["sentence_ID"] == "1")
    assert (second["word"], second["token_ID_within_sentence"]) == ("She", "0")
    assert {r["word"] for r in rows if r["event"] == "EVENT"} == {"set", "looked"}
    assert {r["event"] for r in rows} == {"EVENT", "O"}
    assert rows[3]["lemma"] == rows[3]["POS_tag"] == "None"
    assert rows[3]["syntactic_head_ID"] == "3"


def test_token_ends_are_inclusive_and_the_words_are_those_tokens(tmp_path: Path) -> None:
    written = files(ferry(), tmp_path)
    words = [r["word"] for r in table(written["tokens"])]
    entities = table(written["entities"])
    for row in entities:
        assert row["text"] == " ".join(words[int(row["start_token"]) : int(row["end_token"]) + 1])
    starts = [(int(r["start_token"]), int(r["end_token"])) for r in entities]
    assert starts == sorted(starts)
    for row in table(written["quotes"]):
        quote = words[int(row["quote_start"]) : int(row["quote_end"]) + 1]
        assert row["quote"] == " ".join(quote)
        assert (quote[0], quote[-1]) == ("“", "”")


def test_quotations_have_their_speaker_and_a_mention_of_that_speaker(tmp_path: Path) -> None:
    written = files(ferry(), tmp_path)
    rows = table(written["quotes"])
    assert [r["char_id"] for r in rows] == ["1", "1", "0", "1", "1", "0", "1", "2", "0", "0", "2"]
    assert rows[3]["mention_phrase"] == "he"
    clusters = {(r["start_token"], r["end_token"]): r["COREF"] for r in table(written["entities"])}
    for row in rows:
        assert clusters[row["mention_start"], row["mention_end"]] == row["char_id"]


def test_without_a_speaker_everything_is_none(tmp_path: Path) -> None:
    from dataclasses import replace

    story = ferry()
    quotes = (replace(story.quotes[0], speaker=None, cue=None), *story.quotes[1:])
    row = table(files(replace(story, quotes=quotes), tmp_path)["quotes"])[0]
    assert [row[k] for k in ("mention_start", "mention_end", "mention_phrase", "char_id")] == [
        "None"
    ] * 4


def test_the_book_counts_names_descriptions_and_pronouns(tmp_path: Path) -> None:
    people = {c["id"]: c for c in book(files(ferry(), tmp_path)["book"])}
    assert list(people) == [0, 2, 1, 3]  # by mentions
    nell = people[0]
    assert nell["count"] == 7
    assert nell["mentions"]["proper"][0] == {"c": 2, "n": "Nell"}
    assert nell["mentions"]["pronoun"] == [{"c": 2, "n": "She"}, {"c": 1, "n": "she"}]
    assert nell["g"]["argmax"] == "she/her" and nell["g"]["total"] == 3
    assert nell["agent"] == [{"w": "set", "i": 20}]
    assert people[1]["mentions"]["common"] == [{"c": 1, "n": "the old man on the bollard"}]
    assert people[3]["g"]["argmax"] == "he/him/his" and people[3]["g"]["total"] == 0


def test_two_at_once_are_a_cluster_of_their_own(tmp_path: Path) -> None:
    text = "They met. They parted. Somebody saw."
    people = tuple(
        Character(i, n, (), None, False, True, True, 1, 0, 0, 0) for i, n in enumerate(("A", "B"))
    )
    mentions = (
        Mention(0, 0, 4, (0, 1), "pronoun", "PER", 1.0),
        Mention(1, 10, 14, (1, 0), "pronoun", "PER", 1.0),
        Mention(2, 23, 31, (), "pronoun", "PER", 1.0),
    )
    story = bare(text, characters=Cast(people), mentions=mentions)
    rows = table(files(story, tmp_path)["entities"])
    they, again, somebody = (row["COREF"] for row in rows)
    assert they == again
    assert len({they, somebody, "0", "1"}) == 4


def test_white_space_inside_a_token_breaks_no_line(tmp_path: Path) -> None:
    story = bare("a\u2028b\tc\nd e", tokens=((0, 3), (4, 9)))
    rows = table(files(story, tmp_path)["tokens"])
    assert [r["word"] for r in rows] == ["aSb", "cNdSe"]


def test_offsets_are_characters_of_the_text(tmp_path: Path) -> None:
    row = table(files(ferry(), tmp_path)["tokens"])[-1]
    assert FERRY[int(row["byte_onset"]) : int(row["byte_offset"])] == row["word"]
