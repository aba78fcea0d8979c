"""A bound on what is read at once: how many people are mentioned, and how much is said.

Time and memory grow with these rather than with the words. A line of twenty megabytes of prose is
read within half a minute and a gigabyte; one of two names over and over, a log of a million
messages, or ten shelves of novels in one file would take several times as much.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from fabula.errors import TooLarge
from fabula.text.words import word_set

MOST = 1_050_000
"""Names and pronouns, a piece of speech counted as so many (``SPEECH``). Twenty megabytes of prose
of many novels have 950,000, the most of 112 novels (David Copperfield) 103,000."""
SPEECH = 3
_PEOPLE = word_set(
    "i me my mine myself you your yours he him his himself she her hers herself it its we us our "
    "ours they them their theirs who whom whose"
)
_BOTH, _OPENING = ('"', "'"), ("“", "„", "«", "‘")


def check_density(name: str, words: Sequence[str]) -> None:
    """Raise ``TooLarge`` for a text in which more people are named and more is said than ``MOST``.

    Args:
        name: what the text is called in the message.
        words: all words and marks of it.
    """
    if len(words) <= MOST:
        return
    counts = Counter(words)
    people = sum(n for w, n in counts.items() if w[0].isupper() or w.lower() in _PEOPLE)
    speech = sum(counts[w] for w in _BOTH) // 2 + sum(counts[w] for w in _OPENING)
    if people + SPEECH * speech > MOST:
        raise TooLarge(
            f"{name}: {people:,} names and pronouns and {speech:,} pieces of speech in "
            f"{len(words):,} words and marks are more than is read at once; "
            "if it is a story, split it and read the parts one by one"
        )
