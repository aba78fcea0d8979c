"""Finding a quotation again by its words and what stands around it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from fabula.story.story import Quote, Story

CONTEXT = 40  # characters kept before and after
_ENOUGH = 8  # of them that must still be there, where the words alone could be others
_LONG = 25  # characters: words as long as this are known by themselves
_PLAIN = str.maketrans("“”„«»‘’‚`", '"""""\'\'\'\'')


class Unmatched(Exception):
    """Why a fix does not fit the story any more, in words."""


def plain(words: str) -> str:
    """Words in which white space and the shape of quotation marks do not matter."""
    return " ".join(words.translate(_PLAIN).split())


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after a span, on one line, up to ``CONTEXT`` characters each."""
    before = " ".join(text[max(0, start - 2 * CONTEXT) : start].split())
    after = " ".join(text[end : end + 2 * CONTEXT].split())
    return before[-CONTEXT:], after[:CONTEXT]


class Places:
    """The quotations of a story, by their words."""

    def __init__(self, story: Story) -> None:
        self._text = story.text
        self._by_words: defaultdict[str, list[Quote]] = defaultdict(list)
        for quote in sorted(story.quotes, key=lambda q: (q.start, q.end, q.id)):
            self._by_words[plain(story.text[quote.start : quote.end])].append(quote)

    def find(self, words: str, before: str, after: str, nth: int) -> int:
        """The id of the quotation meant. Raises ``Unmatched``."""
        wanted = plain(words)
        quotes = self._by_words.get(wanted, [])
        if not quotes:
            raise Unmatched("no quotation has these words")
        before, after = plain(before), plain(after)
        alike = [self._around(q, before, after) for q in quotes]
        best = max(alike)
        if best < min(_ENOUGH, len(before) + len(after)) and (
            len(quotes) > 1 or len(wanted) < _LONG
        ):
            raise Unmatched("these words stand elsewhere, not with what stood around them")
        tied = [q for q, likeness in zip(quotes, alike, strict=True) if likeness == best]
        if len(tied) == 1:
            return tied[0].id
        if 1 <= nth <= len(quotes) and quotes[nth - 1] in tied:
            return quotes[nth - 1].id
        raise Unmatched(f"{len(tied)} quotations have these words and the same around them")

    def _around(self, quote: Quote, before: str, after: str) -> int:
        """How many characters around a quotation are as they were."""
        there, then = around(self._text, quote.start, quote.end)
        return _alike(plain(there)[::-1], before[::-1]) + _alike(plain(then), after)


def _alike(a: str, b: str) -> int:
    """How many characters two strings have in common from their beginning."""
    n = min(len(a), len(b))
    return next((k for k in range(n) if a[k] != b[k]), n)


def occurrence(quotes: Sequence[Quote], text: str, quote: Quote) -> int:
    """Which of the quotations with the same words this is, from 1."""
    wanted = plain(text[quote.start : quote.end])
    same = [q for q in quotes if plain(text[q.start : q.end]) == wanted]
    return 1 + sorted((q.start, q.end, q.id) for q in same).index(
        (quote.start, quote.end, quote.id)
    )
