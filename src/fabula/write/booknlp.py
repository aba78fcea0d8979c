"""booknlp: the files of BookNLP 1.0, for what already reads them.

``.tokens``, ``.entities`` and ``.quotes`` are tab-separated with a header line, ``.book`` is JSON
(Bamman 2021, https://github.com/booknlp/booknlp). As there, token ends are inclusive, and
``byte_onset`` and ``byte_offset`` are offsets in characters, not bytes. What differs is only what
stands in the fields:

* ids (``COREF``, ``char_id``, ``id``) are those of story.json; a mention of several people at once
  gets one of its own for each such group, as does a mention that refers to nobody known.
* tags, lemmas and relations are Universal Dependencies v2; fine tags are ``None``, BookNLP's mark
  for what was not read. For a story without syntax so are the others, the head is the token
  itself, as it is where BookNLP has no parse, and ``.book`` has only the agents and patients of
  events.
* a quotation whose speaker was not named beside it is given that speaker's nearest mention, as
  BookNLP does; one without a speaker has ``None`` throughout.
* ``.book`` lists every character, BookNLP only those with two mentions or more.
"""

from __future__ import annotations

import json
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from fabula.story.roles import deeds
from fabula.story.story import Character, Mention, Quote, Story
from fabula.text.text import Span
from fabula.write.files import Output

TOKEN_COLUMNS = (
    "paragraph_ID", "sentence_ID", "token_ID_within_sentence", "token_ID_within_document", "word",
    "lemma", "byte_onset", "byte_offset", "POS_tag", "fine_POS_tag", "dependency_relation",
    "syntactic_head_ID", "event",
)  # fmt: skip
ENTITY_COLUMNS = ("COREF", "start_token", "end_token", "prop", "cat", "text")
QUOTE_COLUMNS = (
    "quote_start", "quote_end", "mention_start", "mention_end", "mention_phrase", "char_id",
    "quote",
)  # fmt: skip
PROP = {"name": "PROP", "nominal": "NOM", "pronoun": "PRON"}
GENDERS = (
    ("he", "him", "his"),
    ("she", "her"),
    ("they", "them", "their"),
    ("xe", "xem", "xyr", "xir"),
    ("ze", "zem", "zir", "hir"),
)


def write(story: Story, stem: str) -> Iterator[Output]:
    """``STEM.booknlp/STEM.tokens``, ``.entities``, ``.quotes`` and ``.book``."""
    book = _Book(story)
    folder = f"{stem}.booknlp/{stem}"
    yield f"{folder}.tokens", _lines(TOKEN_COLUMNS, book.token_rows())
    yield f"{folder}.entities", _lines(ENTITY_COLUMNS, book.entity_rows())
    yield f"{folder}.quotes", _lines(QUOTE_COLUMNS, book.quote_rows())
    yield f"{folder}.book", [json.dumps({"characters": book.characters()}, ensure_ascii=False)]


def _lines(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield "\t".join(columns) + "\n"
    for row in rows:
        yield "\t".join(map(str, row)) + "\n"


class _Book:
    """A story by tokens."""

    def __init__(self, story: Story) -> None:
        self._story = story
        self._words = [_word(story.text[start:end]) for start, end in story.tokens]
        self._starts = [start for start, _ in story.tokens]
        self._ends = [end for _, end in story.tokens]

    def _range(self, start: int, end: int) -> range:
        """The tokens that lie in or reach into a span."""
        return range(bisect_right(self._ends, start), bisect_left(self._starts, end))

    def _text(self, tokens: range) -> str:
        return " ".join(self._words[tokens.start : tokens.stop])

    def token_rows(self) -> Iterator[Sequence[object]]:
        events = {i for e in self._story.events for i in self._range(e.start, e.end)}
        paragraphs = _Counter(self._story.paragraphs)
        sentences = _Counter(self._story.sentences)
        last, within = -1, 0
        for i, (start, end) in enumerate(self._story.tokens):
            sentence = sentences.at(start)
            within = within + 1 if sentence == last else 0
            last = sentence
            lemma, upos, relation, head = None, None, None, i
            if self._story.syntax:
                word = self._story.syntax[i]
                lemma, upos, relation = _word(word.lemma), word.upos, word.relation
                head = word.head if word.head >= 0 else i
            yield (
                paragraphs.at(start), sentence, within, i, self._words[i], lemma, start, end,
                upos, None, relation, head, "EVENT" if i in events else "O",
            )  # fmt: skip

    @cached_property
    def _mentions(self) -> list[tuple[range, Mention, int]]:
        """Each mention with its tokens and its one cluster, by token."""
        used = [c.id for c in self._story.characters] + [e.id for e in self._story.entities]
        used += [id for m in self._story.mentions for id in m.entities]
        fresh = max(used, default=-1) + 1
        groups: dict[tuple[int, ...], int] = {}
        found = []
        for mention in self._story.mentions:
            tokens = self._range(mention.start, mention.end)
            if not tokens:
                continue
            if len(mention.entities) == 1:
                cluster = mention.entities[0]
            else:
                # The key of a mention of nobody known is its own id, which no group can be.
                key = tuple(sorted(mention.entities)) or (-1, mention.id)
                cluster = groups.setdefault(key, fresh + len(groups))
            found.append((tokens, mention, cluster))
        return sorted(found, key=lambda m: (m[0].start, m[0].stop, m[1].id))

    def entity_rows(self) -> Iterator[Sequence[object]]:
        for tokens, mention, cluster in self._mentions:
            yield (
                cluster, tokens.start, tokens.stop - 1, PROP[mention.form], mention.type,
                self._text(tokens),
            )  # fmt: skip

    def quote_rows(self) -> Iterator[Sequence[object]]:
        for quote in sorted(self._story.quotes, key=lambda q: (q.start, q.end)):
            tokens = self._range(quote.start, quote.end)
            if not tokens:
                continue
            near = self._cue(quote)
            mention: tuple[object, ...] = (None, None, None)
            if near is not None:
                mention = (near.start, near.stop - 1, self._text(near))
            yield tokens.start, tokens.stop - 1, *mention, quote.speaker, self._text(tokens)

    @cached_property
    def _outside(self) -> dict[int, list[range]]:
        """For each character, the tokens of the mentions that the narration makes."""
        inside = sorted((q.start, q.end) for q in self._story.quotes)
        starts = [start for start, _ in inside]
        reach = _furthest(inside)
        found = defaultdict(list)
        for tokens, mention, cluster in self._mentions:
            i = bisect_right(starts, mention.start) - 1
            if i < 0 or reach[i] <= mention.start:
                found[cluster].append(tokens)
        return found

    def _cue(self, quote: Quote) -> range | None:
        if quote.speaker is None:
            return None
        cue = self._story.mentions_by_id.get(-1 if quote.cue is None else quote.cue)
        if cue is not None and (tokens := self._range(cue.start, cue.end)):
            return tokens
        mentions = self._outside.get(quote.speaker, [])
        place = self._range(quote.start, quote.end)
        i = bisect_left(mentions, place.start, key=lambda tokens: tokens.start)
        near = mentions[max(0, i - 1) : i + 1]
        return min(near, key=lambda tokens: abs(tokens.start - place.start), default=None)

    def characters(self) -> list[dict[str, Any]]:
        """What ``.book`` holds, by number of mentions."""
        phrases: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
        count: Counter[int] = Counter()
        for tokens, mention, cluster in self._mentions:
            phrases[cluster, PROP[mention.form]][self._text(tokens)] += 1
            count[cluster] += 1
        done: dict[tuple[int, str], list[dict[str, Any]]] = defaultdict(list)
        for deed in deeds(self._story):
            if deed.token >= len(self._words):  # an event of a file that holds no such token
                continue
            word = {"w": self._words[deed.token], "i": deed.token}
            done[deed.who, deed.role].append(word)

        def named(id: int, prop: str) -> list[dict[str, Any]]:
            return [{"c": c, "n": n} for n, c in phrases[id, prop].most_common()]

        return [
            {
                "agent": done[c.id, "agent"],
                "patient": done[c.id, "patient"],
                "mod": done[c.id, "mod"],
                "poss": done[c.id, "poss"],
                "id": c.id,
                "g": _gender(c, phrases[c.id, "PRON"]),
                "count": count[c.id],
                "mentions": {
                    "proper": named(c.id, "PROP"),
                    "common": named(c.id, "NOM"),
                    "pronoun": named(c.id, "PRON"),
                },
            }
            for c in sorted(self._story.characters, key=lambda c: -count[c.id])
        ]


class _Counter:
    """Which span of an ascending list an ascending offset lies in (or after)."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._starts = [start for start, _ in spans]
        self._at = 0

    def at(self, offset: int) -> int:
        while self._at + 1 < len(self._starts) and self._starts[self._at + 1] <= offset:
            self._at += 1
        return self._at


def _furthest(spans: Iterable[Span]) -> list[int]:
    """For each span the furthest end of it and all before it."""
    furthest, out = 0, []
    for _, end in spans:
        furthest = max(furthest, end)
        out.append(furthest)
    return out


def _word(text: str) -> str:
    """A token's text on one line and in one field: BookNLP writes S, N and T for white space."""
    if text.isalnum():
        return text
    return "".join(
        "N" if c in "\r\n" else "T" if c == "\t" else "S" if c.isspace()
        else "\ufffd" if unicodedata.category(c) == "Cc" else c
        for c in text
    )  # fmt: skip


def _gender(character: Character, pronouns: Counter[str]) -> dict[str, Any] | None:
    """Which pronouns refer to a character, counted; without any, the set that fabula knows by
    other means (a title, say), with a total of 0."""
    counts = Counter({"/".join(group): 0 for group in GENDERS})
    for word, n in pronouns.items():
        for group in GENDERS:
            if word.lower() in group:
                counts["/".join(group)] += n
    total = counts.total()
    known = next(("/".join(g) for g in GENDERS if g[0] == character.pronouns), None)
    if not total and known is None:
        return None
    shares = {k: round(n / total, 3) if total else float(k == known) for k, n in counts.items()}
    best = max(shares, key=lambda k: (shares[k], k == known))
    return {"inference": shares, "argmax": best, "max": shares[best], "total": total}
