"""Reading by rule: names, nominals and pronouns for persons, without any model.

The baseline that the network must beat, and the reader where none is installed. It gives mentions
only; links and speakers are left to deduction in ``story/``.
"""

from __future__ import annotations

from fabula.reading.lexicon import EPITHETS, TITLES
from fabula.reading.reading import MentionSpan, Reading
from fabula.reading.rules_names import bare, find_names
from fabula.reading.rules_nominals import find_nominals, find_pronouns
from fabula.text.text import Text
from fabula.text.words import word_set

_DESCRIBING = word_set(
    "poor dear old young little good sweet darling dearest lovely pretty wretched late great "
    "beautiful beloved kind unhappy honest big fat wicked brave gallant"
)


def read(text: Text) -> Reading:
    """The mentions of persons, and of what places are plain, in ``text``.

    Mentions nest but never cross; ``antecedents``, ``speakers`` and ``syntax`` stay empty. Scores
    are rough precisions by kind. Time and memory grow linearly with the text.

    >>> [text.string[m.start : m.end] for m in read(text).mentions]  # doctest: +SKIP
    ['Emma Woodhouse', 'her', 'her father', 'Mr. Weston']
    """
    starts, ends = text.token_starts, text.token_ends
    words, lower = text.words, text.lower
    # By a number that puts them in order of start and, of those that begin together, the longest
    # first.
    mentions: dict[int, MentionSpan] = {}
    size = len(text.string) + 1
    taken = bytearray(len(words) + 1)

    def add(span: MentionSpan) -> None:
        place = span.start * size - span.end
        known = mentions.get(place)
        if known is None or known.score < span.score:
            mentions[place] = span

    names = find_names(text)
    for name in names:
        for i in range(name.first, name.last + 1):
            taken[i] = 1
        taken[name.first] = 2
    for name in names:
        first = name.first
        if name.type == "PER":
            while first and lower[first - 1] in _DESCRIBING and not taken[first - 1]:
                first -= 1
            if first < name.first and first and lower[first - 1] in ("the", "my", "our"):
                first -= 1
            if _of_two(words, first) and not taken[first - 2]:
                first -= 2
        end = ends[name.last]
        add(MentionSpan(starts[first], end, name.type, "name", name.head, name.score))
    del names
    for i in find_pronouns(text):
        if not taken[i]:
            add(MentionSpan(starts[i], ends[i], "PER", "pronoun", i, 0.9))
    for nominal in find_nominals(text, taken):
        end = ends[_with_name(nominal.head, taken, words)]
        add(MentionSpan(starts[nominal.first], end, "PER", "nominal", nominal.head, 0.75))
    return Reading(mentions=tuple(_nested([mentions[place] for place in sorted(mentions)])))


def _of_two(words: tuple[str, ...], first: int) -> bool:
    """Whether the title that a name begins with is the second of two: "Mr. and Mrs. Gardiner"."""
    if first < 2 or words[first - 1] != "and":
        return False
    return {bare(words[first - 2]), bare(words[first])} <= TITLES.keys()


def _with_name(head: int, taken: bytearray, words: tuple[str, ...]) -> int:
    """The last token of a nominal: "the Queen of Norhall", "a friend of mine" are whole."""
    if head + 2 >= len(words) or words[head + 1] != "of":
        return head
    after = head + 2
    if words[after].lower() in ("mine", "his", "hers", "ours", "yours", "theirs") and (
        after + 1 >= len(words) or not words[after + 1][0].isalpha()
    ):
        return after
    if words[after].lower() == "the" and after + 1 < len(words) and taken[after + 1] == 2:
        after += 1
    if taken[after] != 2:
        return head
    last = after
    while last + 1 < len(words) and taken[last + 1] == 1:
        last += 1
    return last


def _nested(mentions: list[MentionSpan]) -> list[MentionSpan]:
    """Without the mentions that cross one before them."""
    kept: list[MentionSpan] = []
    open_ends: list[int] = []
    for mention in mentions:
        while open_ends and open_ends[-1] <= mention.start:
            open_ends.pop()
        if open_ends and mention.end > open_ends[-1]:
            continue
        open_ends.append(mention.end)
        kept.append(mention)
    return kept


__all__ = ["EPITHETS", "TITLES", "bare", "read"]
