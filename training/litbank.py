"""LitBank (Bamman et al. 2019, 2020; Sims et al. 2019; Sims and Bamman 2020) as documents.

Its texts have lost their paragraphs; they are found again by aligning the words with those of the
whole book in the folder of novels, or guessed as for a reader who has no book. Copula and
apposition partners are entities of their own, as in LitBank's own CoNLL files.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from itertools import pairwise
from pathlib import Path

import numpy as np

from evaluation.paragraphs import paragraph_starts
from fabula.text.paragraphs import begins_paragraph
from training.documents import TYPES, Document, Mention, Quote, turns

_MENTION = re.compile(r"(PROP|NOM|PRON)_([A-Z]{3})\Z")
_FORM = {"PROP": 0, "NOM": 1, "PRON": 2}


def load(data: Path, part: str, guessed: bool = False) -> list[Document]:
    """The texts of ``part`` ("train" or "dev"); ``data`` holds the folders litbank and novels.

    ``guessed`` paragraphs are what the runtime makes of sentences that come without any, so that
    the network meets the mistakes of that guess before its users do.
    """
    names = json.loads((data / "litbank/split.json").read_text())[part]
    return [_document(data, name, guessed) for name in sorted(names)]


def _document(data: Path, name: str, guessed: bool) -> Document:
    root = data / "litbank"
    text = (root / f"coref/brat/{name}_brat.txt").read_text()
    words: list[str] = []
    starts: list[int] = []
    line_of: list[int] = []
    line_starts: list[int] = []  # the first word of each line
    at = 0
    for row, line in enumerate(text.split("\n")):
        line_starts.append(len(words))
        for word in line.split(" "):
            if word:
                words.append(word)
                starts.append(at)
                line_of.append(row)
            at += len(word) + 1
        at += 1 if not line else 0
    entities: dict[str, int] = {}
    mentions = _mentions(root / f"coref/brat/{name}_brat.ann", text, starts, entities)
    breaks = _guessed(words, line_starts) if guessed else _found(data, name, words, line_starts)
    breaks -= {i for m in mentions for i in range(m.first + 1, m.last + 1)}
    new_paragraph = np.array([i in breaks for i in range(len(words))])
    new_line = np.diff(np.array(line_of), prepend=-1) != 0
    paragraph = np.cumsum(new_paragraph)
    ann = (root / f"quotations/tsv/{name}_brat.ann").read_text()
    return Document(
        name=name,
        words=words,
        sentence=np.cumsum(new_line | new_paragraph) - 1,
        paragraph=paragraph,
        quotes=_quotes(ann, line_starts, entities, paragraph, words),
        mentions=mentions,
        events=_events(root / f"events/tsv/{name}_brat.tsv", words),
        attributed=True,
    )


def _found(data: Path, name: str, words: list[str], lines: list[int]) -> set[int]:
    novel = data / f"novels/{name}.txt"
    return paragraph_starts(words, lines, novel.read_text()) if novel.exists() else {0}


def _guessed(words: list[str], lines: list[int]) -> set[int]:
    bounds = [*lines, len(words)]
    begins = begins_paragraph([words[a:b] for a, b in pairwise(bounds)])
    return {a for a, begin in zip(lines, begins, strict=True) if begin and a < len(words)}


def _mentions(path: Path, text: str, starts: list[int], entities: dict[str, int]) -> list[Mention]:
    labels: dict[tuple[int, int], tuple[int, int]] = {}
    entity: dict[tuple[int, int], str] = {}
    for line in path.read_text().splitlines():
        if not line.startswith("T"):
            continue
        label, a, b = line.split("\t")[1].split(" ")
        span = int(a), int(b)
        found = _MENTION.match(label)
        if found:
            labels[span] = TYPES.index(found[2]), _FORM[found[1]]
        else:
            entity[span] = label
    mentions = []
    for span, (kind, form) in labels.items():
        key = entity.get(span, f"alone {span}")
        number = entities.setdefault(key, len(entities))
        first = bisect_right(starts, span[0]) - 1
        last = bisect_left(starts, span[1]) - 1
        mentions.append(Mention(first, last, kind, form, number))
    return sorted(mentions, key=lambda m: (m.first, -m.last))


def _quotes(
    ann: str, lines: list[int], entities: dict[str, int], paragraph: np.ndarray, words: list[str]
) -> list[Quote]:
    spans: dict[str, tuple[int, int]] = {}
    speaker: dict[str, int] = {}
    for line in ann.splitlines():
        cells = line.split("\t")
        if cells[0] == "QUOTE":
            row, word, last_row, last = map(int, cells[2:6])
            spans[cells[1]] = lines[row] + word, lines[last_row] + last + 1
        elif cells[0] == "ATTRIB":
            speaker[cells[1]] = entities.get(cells[2], -1)
    order = sorted(spans, key=lambda q: spans[q])
    numbers = turns([spans[q] for q in order], paragraph, words)
    return [Quote(*spans[q], turn, speaker.get(q)) for q, turn in zip(order, numbers, strict=True)]


def _events(path: Path, words: list[str]) -> np.ndarray:
    rows = [line.split("\t") for line in path.read_text().splitlines() if line.strip()]
    if [row[0] for row in rows] != words:
        raise ValueError(f"{path.name}: words differ from the coreference file's")
    return np.array([row[1] == "EVENT" for row in rows])
