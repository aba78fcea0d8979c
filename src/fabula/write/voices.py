"""voices: a story as a script for audiobook makers, every line in order with who reads it.

A line is an unbroken stretch that one voice reads inside one paragraph: a quotation in its
speaker's voice (what is quoted inside it too), everything else in the narrator's. Read in order,
the lines are the story's own words, each once. Where the narrator is somebody in the story, the
narration has that character's voice; a quotation whose speaker is not known is the narrator's.

Four files: ``script.json``; ``script.ssml`` (SSML 1.1, W3C 2010: a ``<voice>`` a line, a ``<p>`` a
paragraph, a ``<mark>`` with the line's id); ``script.txt`` (``[voice:Name]...[/voice]``, the marks
that ebook2audiobook reads); ``casting.csv`` (who needs a voice, and lines to try it on).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from itertools import groupby

import fabula
from fabula.story.story import Character, Quote, Story
from fabula.text.text import Span
from fabula.write import csv, escape
from fabula.write.files import Output

NARRATOR = "Narrator"
_SAMPLES = 3
_SAMPLE_WORDS = (6, 30)
_JOINER = "\u2060"
_TAG_LIKE = re.compile(rf"\[{_JOINER}*(?=[\s/]*\w)")
_GUARDED = re.compile(rf"\[{_JOINER}({_JOINER}*)(?=[\s/]*\w)")


@dataclass(frozen=True, slots=True)
class Line:
    """What one voice reads without a break.

    ``id`` is made of the words (and how often they were read before), so that it stays when other
    lines change. ``voice`` is a ``Voice.id``; ``speaker`` a character's id, None for a narrator
    outside the story and for a speaker who is not known. ``start`` and ``end`` are offsets into
    the story's text, ``after`` is the white space up to the next line, so that the ``text`` and
    ``after`` of all lines together are the story's text. ``section`` is an index into its sections.
    """

    id: str
    voice: str
    speaker: int | None
    kind: str
    start: int
    end: int
    section: int | None
    paragraph: int
    score: float | None
    text: str
    after: str


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody to be cast. ``id`` has neither white space nor marks other than ``_`` and ``-``."""

    id: str
    character: Character | None
    narrates: bool


def write(story: Story, stem: str) -> Iterator[Output]:
    """``STEM.voices/script.json``, ``script.ssml``, ``script.txt`` and ``casting.csv``."""
    voices = _voices(story)
    lines = script(story)
    used = Counter(line.voice for line in lines)
    voices = [v for v in voices if used[v.id]]
    yield f"{stem}.voices/script.json", _json(story, voices, lines)
    yield f"{stem}.voices/script.ssml", _ssml(story, voices, lines)
    yield f"{stem}.voices/script.txt", _tagged(lines)
    yield f"{stem}.voices/casting.csv", csv.lines(_COLUMNS, _casting(voices, lines))


def script(story: Story) -> list[Line]:
    """Every line of a story in order."""
    names = {v.character.id: v.id for v in _voices(story) if v.character is not None}
    narrator = next((c.id for c in story.characters if c.narrator), None)
    narration = names[narrator] if narrator is not None else NARRATOR
    spans = _joined(story.text, _cut(story))
    tops = [(i, s) for i, s in enumerate(story.sections) if s.kind in ("chapter", "front", "back")]
    seen: Counter[str] = Counter()
    out = []
    for n, (start, end, paragraph, quote) in enumerate(spans):
        following = spans[n + 1][0] if n + 1 < len(spans) else len(story.text)
        words = story.text[start:end]
        key = sha256(" ".join(words.split()).encode("utf-8", "replace")).hexdigest()[:10]
        seen[key] += 1
        while len(tops) > 1 and tops[1][1].start <= start:
            del tops[0]
        speaker = narrator if quote is None else quote.speaker
        voice = narration if quote is None else names.get(_known(quote.speaker), narration)
        out.append(
            Line(
                id=f"l{key}" + (f"-{seen[key]}" if seen[key] > 1 else ""),
                voice=voice,
                speaker=speaker,
                kind="narration" if quote is None else quote.medium,
                start=start,
                end=end,
                section=tops[0][0] if tops and tops[0][1].start <= start else None,
                paragraph=paragraph,
                score=None if quote is None else quote.score,
                text=words,
                after=story.text[end:following],
            )
        )
    return out


def _known(speaker: int | None) -> int:
    return -1 if speaker is None else speaker


_Piece = tuple[int, int, int, Quote | None]


def _cut(story: Story) -> Iterator[_Piece]:
    """The text cut at its paragraphs and outermost quotations: (start, end, paragraph, quote)."""
    quotes = sorted((q for q in story.quotes if q.end > q.start), key=lambda q: (q.start, -q.end))
    paragraphs = _tiled(sorted(story.paragraphs), len(story.text))
    i = at = 0
    for number, (_, stop) in enumerate(paragraphs):
        while at < stop:
            while i < len(quotes) and quotes[i].end <= at:
                i += 1
            quote = quotes[i] if i < len(quotes) and quotes[i].start < stop else None
            if quote is None or quote.start > at:
                end = stop if quote is None else quote.start
                yield at, end, number, None
            else:
                end = min(quote.end, stop)
                yield at, end, number, quote
            at = end


def _tiled(paragraphs: Sequence[Span], length: int) -> Iterator[Span]:
    """The paragraphs, each reaching to the start of the next, so that nothing lies between."""
    at = 0
    for start, _ in paragraphs:
        if at < start < length:
            yield at, start
            at = start
    if at < length:
        yield at, length


def _joined(text: str, pieces: Iterable[_Piece]) -> list[_Piece]:
    """Without the white space around; a piece without a word goes to the line before it."""
    out: list[_Piece] = []
    for start, end, paragraph, quote in pieces:
        words = text[start:end]
        start += len(words) - len(words.lstrip())
        end = start + len(words.strip())
        if start >= end:
            continue
        wordless = not any(c.isalnum() for c in text[start:end])
        if wordless and out and out[-1][2] == paragraph:
            out[-1] = out[-1][0], end, paragraph, out[-1][3]
        else:
            out.append((start, end, paragraph, quote))
    return out


def _voices(story: Story) -> list[Voice]:
    """The narrator, then everybody who speaks, most words first."""
    narrator = next((c for c in story.characters if c.narrator), None)
    speaks = {q.speaker for q in story.quotes}
    cast = [c for c in story.characters if c.id in speaks and c is not narrator]
    # Names are given in order of appearance: a later reader of the same name gets the number.
    taken = {NARRATOR.casefold(): 1}
    ids: dict[int, str] = {}
    for c in sorted([*cast, *([narrator] if narrator else [])], key=lambda c: (c.first, c.id)):
        ids[c.id] = _unique(c.name, taken)
    first = Voice(ids[narrator.id] if narrator else NARRATOR, narrator, True)
    cast.sort(key=lambda c: (-c.words_spoken, c.first, c.id))
    return [first, *(Voice(ids[c.id], c, False) for c in cast)]


def _unique(name: str, taken: dict[str, int]) -> str:
    """``taken`` has the last number of each name, as a long book has hundreds of "the man"."""
    words = re.findall(r"\w[\w\-]*", name.replace("’", "").replace("'", ""))
    plain = "_".join(words)[:60] or "Voice"
    id, n = plain, taken.get(plain.casefold(), 0)
    while id.casefold() in taken:
        n += 1
        id = f"{plain}_{n}"
    taken[plain.casefold()] = n or 1
    taken[id.casefold()] = 1
    return id


_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def _json(story: Story, voices: Sequence[Voice], lines: Sequence[Line]) -> Iterator[str]:
    head = {
        "fabula": {"version": fabula.__version__, "model": story.model},
        "source": {"name": story.name, "sha256": story.sha256},
        "title": story.title,
        "sections": [{"id": i, "title": s.title} for i, s in enumerate(story.sections)],
        "voices": [
            {
                "id": v.id,
                "character": v.character.id if v.character else None,
                "name": v.character.name if v.character else NARRATOR,
                "pronouns": v.character.pronouns if v.character else None,
                "narrates": v.narrates,
            }
            for v in voices
        ],
    }
    yield _encode(head)[:-1] + ',\n"lines": ['
    for i, line in enumerate(lines):
        yield (",\n" if i else "\n") + _encode(asdict(line))
    yield "\n]}\n"


_GENDERS = {"she": "female", "he": "male"}


def _ssml(story: Story, voices: Sequence[Voice], lines: Sequence[Line]) -> Iterator[str]:
    genders = {v.id: _GENDERS.get(v.character.pronouns or "") for v in voices if v.character}
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<speak version="1.1" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="en">\n'
    )
    for _, group in groupby(lines, key=lambda line: line.paragraph):
        yield "<p>"
        for i, line in enumerate(group):
            gender = genders.get(line.voice)
            told = f' gender="{gender}"' if gender else ""
            yield ("\n" if i else "") + (
                f'<voice name="{escape.attribute(line.voice)}"{told}>'
                f'<mark name="{line.id}"/>{escape.text(line.text)}</voice>'
            )
        yield "</p>\n"
    yield "</speak>\n"


def _tagged(lines: Sequence[Line]) -> Iterator[str]:
    for _, group in groupby(lines, key=lambda line: line.paragraph):
        yield " ".join(f"[voice:{line.voice}]{guard(line.text)}[/voice]" for line in group) + "\n\n"


def guard(words: str) -> str:
    """Words in which no bracket reads as a tag: ``[voice`` becomes ``[⁠voice`` with an unheard
    word joiner (U+2060) inside. :func:`unguard` takes it out again."""
    return _TAG_LIKE.sub(lambda m: m[0] + _JOINER, words)


def unguard(words: str) -> str:
    """The words that :func:`guard` was given."""
    return _GUARDED.sub(r"[\1", words)


_COLUMNS = (
    "voice", "name", "aliases", "pronouns", "narrates", "lines", "words", "share_of_words",
    "share_of_talk", "first_line_id", "first_line", "sample_1", "sample_2", "sample_3",
)  # fmt: skip


def _casting(voices: Sequence[Voice], lines: Sequence[Line]) -> Iterator[csv.Row]:
    read: dict[str, list[Line]] = {v.id: [] for v in voices}
    for line in lines:
        read[line.voice].append(line)
    words = {id: sum(len(line.text.split()) for line in own) for id, own in read.items()}
    total = sum(words.values()) or 1
    talk = {v.id: v.character.words_spoken if v.character else 0 for v in voices}
    spoken = sum(talk.values()) or 1
    for voice in voices:
        own, who = read[voice.id], voice.character
        yield (
            voice.id, who.name if who else NARRATOR, "; ".join(who.aliases) if who else None,
            who.pronouns if who else None, voice.narrates, len(own), words[voice.id],
            words[voice.id] / total, talk[voice.id] / spoken, own[0].id, own[0].text,
            *_samples(own),
        )  # fmt: skip


def _samples(lines: Sequence[Line]) -> list[str]:
    """Lines long enough to hear a voice in, from all over its part."""
    low, high = _SAMPLE_WORDS
    fit = [line.text for line in lines[1:] if low <= len(line.text.split()) <= high]
    fit = fit or [line.text for line in lines[1:]]
    step = max(1, len(fit) // _SAMPLES)
    chosen = fit[::step][:_SAMPLES]
    return chosen + [""] * (_SAMPLES - len(chosen))
