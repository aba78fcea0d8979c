"""The neural reader: one pass of one small network over a whole text.

::

    words -> pieces -> windows -> vectors -> mentions, events, syntax, cues   (as the windows pass)
                                          -> antecedents, speakers, whose     (when all have passed)

The encoder runs in onnxruntime, the heads in numpy. A text is never held as vectors: each block is
read by the heads that need nothing else and let go, and only the mentions' and the quotations' own
vectors are kept, so that memory grows by some two hundred bytes a word and time linearly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from fabula.reading import attribution, events, inner, links, mentions, syntax
from fabula.reading.layout import Ints, lay_out
from fabula.reading.reading import EventSpan, MentionSpan, Reading
from fabula.reading.session import BUILT_IN, Model, load
from fabula.reading.windows import blocks, lay_pieces, read_windows
from fabula.text.text import Text

Progress = Callable[[float], None]


def read(
    text: Text,
    *,
    model: str | Path = BUILT_IN,
    threads: int | None = None,
    progress: Progress | None = None,
    known: Sequence[MentionSpan] | None = None,
) -> Reading:
    """Read a text with the network.

    Args:
        text: any text; an empty one gives an empty reading.
        model: ``fabula.reading.session.BUILT_IN``, or the folder of an exported model.
        threads: processor threads of the encoder; None for one a core. (The heads' matrix
            products are numpy's, which has its own setting: ``OPENBLAS_NUM_THREADS``.)
        progress: called with the fraction that is read.
        known: the mentions, by (start, -end), where they are known; then none are sought, and
            these are linked and attributed to.

    Raises:
        UsageError: there is no such model.
        ModelError: the model is missing, damaged, or made for another version.
    """
    tell = progress or (lambda done: None)
    loaded = load(model, threads=threads)
    if not text.words:
        return Reading(mentions=(), model=loaded.name)
    layout = lay_out(text, int(loaded.settings["max_sentence"]))
    feed = lay_pieces(text.words, layout, loaded)
    quotations = attribution.Quotations(layout, loaded)
    told = None if known is None else mentions.listed(text, known, loaded)
    found: list[mentions.Mentions] = []
    triggers: list[EventSpan] = []
    parses: list[syntax.Parse] = []
    cues: list[dict[inner.Kind, inner.Cues]] = []
    for block in blocks(read_windows(feed, loaded), layout.runs):
        end = block.start + len(block.vectors)
        low, high = np.searchsorted(layout.runs, (block.start, end))
        runs = layout.runs[low : high + 1]
        if told is None:
            found.append(mentions.find(block, runs, loaded))
        else:
            found.append(mentions.given(block, told, loaded))
        triggers.extend(events.find(block, loaded))
        parses.append(syntax.parse(block, runs, loaded))
        cues.append(inner.find(block, layout, loaded))
        quotations.add(block)
        tell(0.8 * end / layout.words)
    everything = mentions.join(found, loaded)
    where = links.spots(everything, layout)
    wording = links.wordings(everything, text.words, loaded)
    antecedents = links.link(
        everything, wording, where, loaded, lambda done: tell(0.8 + 0.1 * done)
    )
    if told is None:
        everything = replace(everything, type=links.agreed_types(everything, antecedents, loaded))
    speakers, addressees = attribution.attribute(quotations, everything, where.turn, layout, loaded)
    feelings, beliefs = (
        inner.tell(
            kind, inner.join([part[kind] for part in cues]), everything, where.turn, layout, loaded
        )
        for kind in inner.KINDS
    )
    tell(0.95)
    heads = mentions.head_words(everything, np.concatenate([part.head for part in parses]))
    reading = Reading(
        mentions=_spans(text, everything, heads, loaded),
        antecedents=antecedents,
        events=tuple(triggers),
        speakers=speakers,
        addressees=addressees,
        feelings=feelings,
        beliefs=beliefs,
        syntax=syntax.spell_out(text.words, parses, loaded),
        model=loaded.name,
    )
    tell(1.0)
    return reading


def _spans(
    text: Text, found: mentions.Mentions, heads: Ints, model: Model
) -> tuple[MentionSpan, ...]:
    types, forms = model.settings["types"], model.settings["forms"]
    tokens = text.tokens
    columns = (found.first, found.end, found.type, found.form, heads, found.score)
    return tuple(
        MentionSpan(tokens[first][0], tokens[end - 1][1], types[type_], forms[form], head, score)
        for first, end, type_, form, head, score in zip(
            *(column.tolist() for column in columns), strict=True
        )
    )
