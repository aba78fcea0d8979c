"""A bound on what is read: a very long text that is nothing but names, "she" and speech.

Time and memory grow with the people mentioned and the pieces of speech rather than with the
words. A shelf of novels is read within both bounds; a sentence of two names, copied until it fills
as many pages, or a log of a million messages would take several times as much.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from fabula.errors import TooLarge
from fabula.text.words import word_set

LARGE = 2_000_000
"""Words and marks up to which a text may be as dense as it likes."""
# Of each word of the whole. 150 novels have 0.21 at most, with "it" and all that has a capital, and
# a piece of speech for 25 words: nothing of two million words is a quarter above them.
MOST_PEOPLE, MOST_SPEECH = 0.26, 0.06
_PEOPLE = word_set(
    "i me my mine myself you your yours he him his himself she her hers herself it its we us our "
    "ours they them their theirs who whom whose"
)
_BOTH, _OPENING = ('"', "'"), ("“", "„", "«", "‘")


def check_density(name: str, words: Sequence[str]) -> None:
    """Raise ``TooLarge`` for a text beyond ``LARGE`` that is too dense to be read in bounds.

    Args:
        name: what the text is called in the message.
        words: all words and marks of it.
    """
    if len(words) <= LARGE:
        return
    counts = Counter(words)
    people = sum(n for w, n in counts.items() if w[0].isupper() or w.lower() in _PEOPLE)
    speech = sum(counts[w] for w in _BOTH) // 2 + sum(counts[w] for w in _OPENING)
    for found, most, what, usual in (
        (people, MOST_PEOPLE, "name or pronoun", 5),
        (speech, MOST_SPEECH, "piece of speech", 25),
    ):
        if found > most * len(words):
            raise TooLarge(
                f"{name}: {len(words):,} words and marks with a {what} for every "
                f"{len(words) / found:.1f}, where the densest novels have one for {usual}; "
                "if it is a story, read it in parts"
            )
