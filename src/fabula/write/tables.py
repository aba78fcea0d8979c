"""What the page's script knows of a story, as small as JSON goes.

Offsets are converted to UTF-16 units, in which a browser counts; long columns hold differences.
The layout is read by ``page/story.js`` alone.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import get_args

from fabula.story.emotions import MODES
from fabula.story.story import Emotion, Story
from fabula.text.text import Span
from fabula.write.files import safe_stem

EMOTIONS: tuple[str, ...] = get_args(Emotion)
DRAWN = 0.45
"""Score below which a feeling stands in story.json alone and is not drawn on the page: in novels
four of five places above it show a feeling indeed."""
# Characters that are not to be seen in a page's source: control, direction, halves of pairs.
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_FORMS = {"name": "n", "nominal": "d", "pronoun": "p"}


def tables(story: Story, paragraphs: Sequence[Span]) -> str:
    """The story as JSON that can stand inside a ``<script>`` element. ``paragraphs`` are those of
    the page, in order."""
    at = _Utf16(story.text)
    people = {c.id for c in story.characters}
    fixes = story.corrections.fixes if story.corrections else ()
    mentions = [m for m in story.mentions if people & set(m.entities)]
    mentions.sort(key=lambda m: (m.start, -m.end, m.id))
    behind = {i for m in story.masks for i in m.evidence}
    quotes = sorted(story.quotes, key=lambda q: (q.start, -q.end, q.id))
    value = {
        "stem": safe_stem(story.stem),
        "key": story.sha256[:16],
        "length": at(len(story.text)),
        "unused": 1 + max([-1, *people, *(e.id for e in story.entities)]),  # an id for somebody new
        "emotions": EMOTIONS,
        "modes": MODES,
        "people": [
            [c.id, c.name, list(c.aliases), c.pronouns, int(c.narrator), int(c.named)]
            for c in story.characters
        ],
        "paragraphs": [
            _steps(at(start) for start, _ in paragraphs),
            [at(end) - at(start) for start, end in paragraphs],
        ],
        "mentions": [
            _steps(at(m.start) for m in mentions),
            [at(m.end) - at(m.start) for m in mentions],
            [_one([e for e in m.entities if e in people]) for m in mentions],
            "".join(_FORMS[m.form] for m in mentions),
            [round(m.score * 100) for m in mentions],
        ],
        "quotes": [
            _steps(at(q.start) for q in quotes),
            [at(q.end) - at(q.start) for q in quotes],
            [-1 if q.speaker is None else q.speaker for q in quotes],
            [_one(q.addressees) for q in quotes],
            "".join(q.manner[0] for q in quotes),
            [round(q.score * 100) for q in quotes],
            [q.turn for q in quotes],
        ],
        "feelings": [
            [
                at(f.start), at(f.end), f.who, EMOTIONS.index(f.emotion), MODES.index(f.mode),
                f.toward, [at(f.cause[0]), at(f.cause[1])] if f.cause else None,
                round(f.score * 100), f.id,
            ]
            for f in sorted(story.feelings, key=lambda f: f.start)
            if f.score >= DRAWN or f.id in behind
        ],
        "beliefs": [
            [at(b.start), at(b.end), b.who, b.attitude, at(b.content[0]), at(b.content[1]),
             round(b.score * 100)]
            for b in sorted(story.beliefs, key=lambda b: b.start)
        ],
        "relations": [
            [r.a, r.b, r.label, sorted([at(s), at(e)] for s, e in r.evidence),
             round(r.score * 100),
             *([at(t[0]), at(t[1])] if t else None for t in (r.since, r.until))]
            for r in story.relations
        ],
        "masks": [
            [m.who, m.felt, m.shown, list(m.hidden_from), list(m.seen_through_by),
             list(m.evidence), round(m.score * 100)]
            for m in story.masks
        ],
        "scenes": [
            [at(s.start), at(s.end), s.place, s.time, list(s.present), s.viewpoint, s.person,
             s.tense]
            for s in story.scenes
        ],
        "fixes": [dict(fix) for fix in fixes],
    }  # fmt: skip
    encoded = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    # Nothing in it may end the element or begin a comment; lone surrogates are no UTF-8.
    encoded = encoded.replace("<", "\\u003c")
    return _HIDDEN.sub(lambda m: f"\\u{ord(m[0]):04x}", encoded)


def _steps(starts: Iterable[int]) -> list[int]:
    """Each as the difference from the one before."""
    out = []
    last = 0
    for start in starts:
        out.append(start - last)
        last = start
    return out


def _one(ids: Sequence[int]) -> int | list[int]:
    return ids[0] if len(ids) == 1 else list(ids)


class _Utf16:
    """From code points to UTF-16 units: characters beyond U+FFFF count twice."""

    def __init__(self, text: str) -> None:
        self._wide = [i for i, c in enumerate(text) if c > "\uffff"] if not text.isascii() else []

    def __call__(self, offset: int) -> int:
        return offset + bisect_left(self._wide, offset)
