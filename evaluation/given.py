"""Gold given in place of what fabula would find: quotations, mentions, links.

A gold judgement goes in through the same value that a reader's would, so the rest of the pipeline
cannot tell the difference.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from fabula.pipeline import DEFAULT_MODEL, MODELS
from fabula.reading import network
from fabula.reading.reading import Choice, MentionSpan, Reading
from fabula.text import Quotation, Span, Text

_ENDS_HEAD = frozenset((
    ",", "of", "in", "on", "at", "with", "who", "whom", "whose", "which", "that", "from", "for",
    "to", "by", "whose", "--", "—", ";", ":", "(", "as", "like", "under", "near", "behind",
    "beside", "upon", "about", "over", "without", "between", "among", "than",
))  # fmt: skip


def with_quotations(text: Text, spans: Iterable[Span]) -> Text:
    """The text with these quotations, ascending and apart, in place of those that were found.

    A piece takes the turn of the found piece that it shares most with, as gold marks pieces and no
    turns; where none was found it is a turn of its own.
    """
    found = [q for q in text.quotations if q.depth == 0]
    pieces: list[tuple[Span, Quotation | None]] = []
    i = 0
    for start, end in spans:
        while i < len(found) and found[i].end <= start:
            i += 1
        best, shared = None, 0
        for quotation in found[i:]:
            if quotation.start >= end:
                break
            both = min(end, quotation.end) - max(start, quotation.start)
            if both > shared:
                best, shared = quotation, both
        pieces.append(((start, end), best))
    turns: dict[Hashable, int] = {}
    made = []
    for n, ((start, end), like) in enumerate(pieces):
        turn = turns.setdefault(("own", n) if like is None else ("found", like.turn), len(turns))
        if like is None:
            made.append(Quotation(start, end, turn))
        else:
            made.append(Quotation(start, end, turn, like.medium, like.label))
    return replace(text, quotations=tuple(made))


def head_token(words: Sequence[str], first: int, last: int, form: str) -> int:
    """The head of a mention over tokens ``first..last``: its last word, for a nominal the last word
    before a comma, preposition or relative."""
    if form == "nominal":
        for token in range(first + 1, last + 1):
            if words[token].lower() in _ENDS_HEAD:
                return token - 1
    return last


def links(entities: Sequence[Hashable | None]) -> tuple[tuple[Choice, ...], ...]:
    """For each mention, in order, the choice that gold makes: the mention before of the same
    entity, or none. A mention whose entity is None is left without a choice."""
    last: dict[Hashable, int] = {}
    made: list[tuple[Choice, ...]] = []
    for i, entity in enumerate(entities):
        if entity is None:
            made.append(())
            continue
        made.append((Choice(last.get(entity), 1.0),))
        last[entity] = i
    return tuple(made)


def with_mentions(
    reading: Reading, mentions: Sequence[MentionSpan], entities: Sequence[Hashable | None] | None
) -> Reading:
    """The reading of a reader that makes no links with these mentions in place of its own, linked
    as gold if ``entities`` is given.

    What the reading said about its own mentions (links, speakers) goes with them.
    """
    return replace(
        reading,
        mentions=tuple(mentions),
        antecedents=() if entities is None else links(entities),
        speakers=(),
        addressees=(),
    )


def with_links(reading: Reading, entities: Mapping[Span, Hashable]) -> Reading:
    """The reading with those of its mentions whose entity is given linked as gold, the others as it
    has them."""
    known = [entities.get((m.start, m.end)) for m in reading.mentions]
    both = zip(links(known), reading.antecedents, strict=True)
    return replace(reading, antecedents=tuple(gold or own for gold, own in both))


def reading_of_mentions(
    text: Text,
    reading: Reading,
    mentions: Sequence[MentionSpan],
    entities: Sequence[Hashable | None] | None,
    model: str | None,
    threads: int | None,
) -> Reading:
    """What the reader of ``reading`` reads where the mentions are given, linked as gold if
    ``entities`` is given. A network reads the text once more, to link and attribute to them."""
    order = sorted(range(len(mentions)), key=lambda i: (mentions[i].start, -mentions[i].end))
    ordered = [mentions[i] for i in order]
    ids = None if entities is None else [entities[i] for i in order]
    if not reading.antecedents:
        return with_mentions(reading, ordered, ids)
    name = model or DEFAULT_MODEL
    read = network.read(
        text, model=name if name in MODELS else Path(name), threads=threads, known=ordered
    )
    return read if ids is None else replace(read, antecedents=links(ids))
