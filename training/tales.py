"""The marked stories of this project (people, speech, feelings, beliefs) as documents."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np

from fabula.story.emotions import MODES
from training import plain
from training.documents import (
    ATTITUDES,
    EMOTIONS,
    FORMS,
    LAYERS,
    Cue,
    Document,
    Mention,
    Quote,
    turns,
)

_PRONOUNS_TEXT = (
    "i me my mine myself you your yours yourself yourselves he him his himself she her hers "
    "herself it its itself we us our ours ourselves they them their theirs themselves "
    "themself who whom whose ye thee thou thy thine y'all ze xe hir zir xem xyr"
)
_PRONOUNS = frozenset(_PRONOUNS_TEXT.split())
_PRONOUN_CAPITALS = frozenset("I I'm I'd I'll I've".split())


def load(folder: Path) -> list[Document]:
    """One document for each ``NAME.xml`` in ``folder``."""
    return [_document(path) for path in sorted(folder.glob("*.xml"))]


def _document(path: Path) -> Document:
    text, spans = _flatten(ElementTree.fromstring(path.read_text()))
    prose = plain.cut(text)
    words = prose.words
    starts = np.array([a for a, _ in prose.tokens])
    in_scene = np.zeros(len(words), bool)
    ids: dict[str, int] = {}
    mentions = []
    marked = []
    cues = []
    for tag, attributes, a, b in spans:
        first, end = int(np.searchsorted(starts, a)), int(np.searchsorted(starts, b))
        if end <= first:
            continue
        if tag == "scene":
            in_scene[first:end] = True
        elif tag == "p":
            # several people (they, we: "a+b") make a group, an entity of its own
            entity = ids.setdefault(attributes["c"], len(ids))
            form = _form(words[first:end])
            mentions.append(Mention(first, end - 1, 0, form, entity))
        elif tag == "q":
            marked.append((first, end, attributes))
        elif tag in ("f", "b"):
            cues.append(_cue(tag, first, end, attributes, ids))
    cues.sort(key=lambda c: (c.start, -c.end))
    marked.sort(key=lambda q: q[:2])
    numbers = turns([q[:2] for q in marked], prose.paragraph, words)
    quotes = [
        Quote(
            first,
            end,
            turn,
            ids.setdefault(at.get("s", ""), len(ids)),
            tuple(ids.setdefault(x, len(ids)) for x in at.get("to", "").split()),
        )
        for (first, end, at), turn in zip(marked, numbers, strict=True)
    ]
    unique = {(m.first, m.last): m for m in mentions}
    order = sorted(unique.values(), key=lambda m: (m.first, -m.last))
    return Document(
        name=path.stem,
        words=words,
        sentence=prose.sentence,
        paragraph=prose.paragraph,
        quotes=quotes,
        mentions=order,
        typed=False,
        unknown=_unknown(prose, order, in_scene),
        attributed=True,
        cues=cues,
        layers=(LAYERS.index("feeling"), LAYERS.index("belief")),
    )


def _unknown(prose: plain.Plain, mentions: list[Mention], in_scene: np.ndarray) -> np.ndarray:
    """The words that may belong to a mention although the stories, which mark people only, do not
    say so: of the header, and with a capital (places, firms, ships).

    Taught that these are no mentions, the network would forget what LitBank's types are: it came to
    read "Lisbon" as nothing when most of its texts were stories. A sentence's first word counts if
    it has its capital elsewhere too.
    """
    words = prose.words
    unknown: np.ndarray = ~in_scene
    capital = np.array([w[0].isupper() and w not in _PRONOUN_CAPITALS for w in words], bool)
    for m in mentions:
        if m.form == FORMS.index("name") or m.last - m.first < 3:  # else "the man from Lisbon"
            capital[m.first : m.last + 1] = False
    opens = np.diff(prose.sentence, prepend=-1) != 0
    opens[1:] |= np.array([not w[0].isalpha() for w in words[:-1]], bool)  # as after a mark
    names = {w for w, c, o in zip(words, capital, opens, strict=True) if c and not o}
    for i in np.flatnonzero(capital):
        unknown[i] |= not opens[i] or words[i] in names
    return unknown


def _cue(tag: str, first: int, end: int, at: dict[str, str], ids: dict[str, int]) -> Cue:
    def entity(name: str) -> int:
        return ids.setdefault(name, len(ids)) if name else -1

    who = entity(at["who"])
    if tag == "b":
        return Cue(LAYERS.index("belief"), first, end, (ATTITUDES.index(at["att"]),), who=who)
    return Cue(
        LAYERS.index("feeling"),
        first,
        end,
        (EMOTIONS.index(at["emo"]),),
        MODES.index(at["mode"]),
        who,
        entity(at["toward"]),
    )


def _flatten(
    root: ElementTree.Element,
) -> tuple[str, list[tuple[str, dict[str, str], int, int]]]:
    """The plain text and every tag's offsets in it."""
    parts: list[str] = []
    spans: list[tuple[str, dict[str, str], int, int]] = []
    length = 0

    def visit(node: ElementTree.Element) -> None:
        nonlocal length
        start = length
        for piece in (node.text or "",):
            parts.append(piece)
            length += len(piece)
        for child in node:
            visit(child)
            parts.append(child.tail or "")
            length += len(child.tail or "")
        spans.append((node.tag, dict(node.attrib), start, length))

    visit(root)
    return "".join(parts), spans


def _form(words: list[str]) -> int:
    """0 name, 1 nominal, 2 pronoun, by the words' look: the stories do not mark it."""
    lower = [w.lower().replace("\u2019", "'") for w in words]
    if all(w in _PRONOUNS or w in {"all", "both", "two", "of"} for w in lower):
        return 2
    capital = [w[0].isupper() for w in words if w[0].isalpha()]
    if capital and capital[-1] and lower[0] not in {"the", "a", "an", "my", "his", "her", "our"}:
        return 0
    return 1
