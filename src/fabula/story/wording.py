"""What the words themselves tell of a feeling: which family it is of, in which mode, or none.

Words, pairs of words and stems of a place, and the words beside it in its sentence, each with a
weight for every answer: a linear model as fast as looking words up (Joulin et al. 2017). The
network reads a place in its context; this knows many more words for feelings than it does
("blubbering", "bristled"). ``lexicon/wording.tsv`` has the weights, in tenths of a nat.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from fabula.story.emotions import FAMILY_NAMES, MODES
from fabula.story.tables import rows

TABLE = "wording.tsv"
NOTHING = "nothing"
ANSWERS = (*FAMILY_NAMES, NOTHING, *MODES)
"""The columns of the table: two questions, whether it is a feeling and of which family, and in
which mode."""
AROUND = 60
"""Words of a sentence on either side of a place that are looked at."""
_ENDINGS = ("ingly", "edly", "ing", "ed", "es", "s", "ly", "er", "e")
_SCALE = 0.1


@dataclass(frozen=True)
class Weights:
    """For each feature a row of ``values``, ``[features, answers]`` in nats."""

    row: Mapping[str, int]
    values: NDArray[np.float32]


def stem(word: str) -> str:
    """A word without its ending, as roughly as counting words needs.

    >>> stem("blubbering") == stem("blubbered")
    True
    """
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def features(words: Sequence[str], beside: Sequence[str], *, spoken: bool) -> set[str]:
    """The names of what is looked up for a place.

    Args:
        words: of the place, in lower case.
        beside: the other words of its sentence.
        spoken: whether it is direct speech.
    """
    found = {"said:" if spoken else "told:"}
    found.update(words)
    found.update(f"{a} {b}" for a, b in pairwise(words))
    found.update(f"{stem(word)}-" for word in words if word.isalpha())
    found.update(f"~{word}" for word in beside)
    return found


def beside(words: Sequence[str], first: int, last: int, start: int, end: int) -> list[str]:
    """The words of the sentence ``[start, end)`` around the place ``[first, last)``."""
    return [*words[max(start, first - AROUND) : first], *words[last : min(end, last + AROUND)]]


@cache
def weights() -> Weights:
    """The table, read once."""
    return parse(rows(TABLE))


def parse(lines: Iterable[list[str]]) -> Weights:
    """The weights from the table's rows: a feature, and a number of tenths for each answer."""
    names, tenths = [], []
    for name, values in lines:
        names.append(name)
        tenths.append(values)
    table = np.array(" ".join(tenths).split(), np.float32).reshape(len(names), len(ANSWERS))
    return Weights({name: i for i, name in enumerate(names)}, table * np.float32(_SCALE))


def told(found: Iterable[str], known: Weights) -> Mapping[str, float]:
    """For each of ``ANSWERS`` the logarithm of its share among those to the same question."""
    row = known.row
    total = known.values[[row[x] for x in found if x in row]].sum(0)
    families = len(FAMILY_NAMES) + 1
    shares = np.concatenate([_log_shares(total[:families]), _log_shares(total[families:])])
    return dict(zip(ANSWERS, shares.tolist(), strict=True))


def _log_shares(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    shifted = logits - logits.max()
    out: NDArray[np.float32] = shifted - np.log(np.exp(shifted).sum())
    return out


__all__ = [
    "ANSWERS", "NOTHING", "TABLE", "Weights", "beside", "features",
    "parse", "stem", "told", "weights",
]  # fmt: skip
