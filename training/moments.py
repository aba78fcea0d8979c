"""Moments: short passages of fiction with every word marked that shows a feeling.

``training/moments/*.txt`` has one a line, its marks inline: ``{fear shown|backed up until the sink
stopped her}``, an emotion, a mode and the words. Nobody in them is marked. They teach what shows
which emotion, of which whole stories, marked for everything else too, have too few.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from fabula.source.source import Source
from fabula.story.emotions import MODES
from fabula.text.annotate import annotate
from training.documents import EMOTIONS, LAYERS, Cue, Document, Quote

DEV_EACH = 20  # one line in so many is kept from training
_MARK = re.compile(r"\{(\w+) (\w+)\|([^{}|]+)\}")


def load(folder: Path, *, dev: bool) -> list[Document]:
    """The passages of a folder, those of training or those kept from it.

    Raises ValueError for a line that is not marked as it should be.
    """
    return [
        parse(line, f"{path.stem}:{k + 1}")
        for path in sorted(folder.glob("*.txt"))
        for k, line in enumerate(path.read_text("utf-8").splitlines())
        if (k % DEV_EACH == 0) == dev
    ]


def parse(line: str, name: str) -> Document:
    """One passage as a document whose cues are its feelings.

    >>> moment = parse("Mara {fear shown|backed away}.", "a:1")
    >>> [moment.words[c.start : c.end] for c in moment.cues]
    [['backed', 'away']]
    """
    text, spans, at = "", [], 0
    for match in _MARK.finditer(line):
        text += line[at : match.start()]
        spans.append((len(text), len(text) + len(match[3]), match[1], match[2]))
        text += match[3]
        at = match.end()
    text += line[at:]
    if re.search(r"[{}|]", text):
        raise ValueError(f"{name}: a mark that is not whole")
    found = annotate(Source("moment.txt", "txt", "", text))
    starts = np.array(found.token_starts)
    cues = []
    for a, b, emotion, mode in spans:
        if emotion not in EMOTIONS or mode not in MODES:
            raise ValueError(f"{name}: no such emotion or mode: {emotion} {mode}")
        first, end = int(np.searchsorted(starts, a)), int(np.searchsorted(starts, b))
        label, how = EMOTIONS.index(emotion), MODES.index(mode)
        cues.append(Cue(LAYERS.index("feeling"), first, end, (label,), how))
    said = [q for q in found.quotations if q.depth == 0]
    spoken = [found.tokens_in(q.start, q.end) for q in said]
    return Document(
        name,
        list(found.words),
        np.maximum(0, np.searchsorted(found.sentence_starts, starts, "right") - 1),
        np.maximum(0, np.searchsorted(found.paragraph_starts, starts, "right") - 1),
        quotes=[Quote(r.start, r.stop, q.turn, None) for q, r in zip(said, spoken, strict=True)],
        typed=False,
        cues=[c for c in cues if c.end > c.start],
        layers=(LAYERS.index("feeling"),),
    )
