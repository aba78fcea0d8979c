"""REMAN (Kim and Klinger 2018) as documents: emotion words, experiencers, targets and causes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from pathlib import Path

from evaluation import reman_data
from training import plain
from training.documents import LAYERS, Cue, Document

_MARKED = tuple(LAYERS.index(x) for x in ("emotion", *reman_data.ROLES))


def load(data: Path, part: reman_data.Part) -> list[Document]:
    """The passages of ``part`` in the folder ``data``/reman."""
    return [_document(x) for x in reman_data.load(data / "reman", part)]


def _document(passage: reman_data.RemanPassage) -> Document:
    prose = plain.cut(passage.text)
    starts, ends = [a for a, _ in prose.tokens], [b for _, b in prose.tokens]

    def words(span: tuple[int, int]) -> tuple[int, int]:
        return bisect_right(ends, span[0]), bisect_left(starts, span[1])

    cues = []
    for span, names in passage.emotions.items():
        labels = tuple(sorted(reman_data.EMOTION_NAMES.index(x) for x in names))
        cues.append(Cue(LAYERS.index("emotion"), *words(span), labels))
    for role, spans in passage.roles.items():
        cues += [Cue(LAYERS.index(role), *words(span)) for span in spans]
    return Document(
        name=passage.id,
        words=prose.words,
        sentence=prose.sentence,
        paragraph=prose.paragraph,
        cues=sorted((c for c in cues if c.end > c.start), key=lambda c: (c.start, -c.end)),
        layers=_MARKED,
    )
