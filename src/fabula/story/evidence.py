"""What speaks for a feeling: the network's shares, the tables' rows and the words around them.

A place is a stretch of words that may show a feeling. Its evidence is put to four questions, with
weights fitted to marked stories (``lexicon/feeling.tsv``): whose it is, which family of emotions,
in which mode, and whether a reader would say so at all.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log

from fabula.reading.reading import TONES, CueSpan
from fabula.story import wording
from fabula.story.clauses import Clauses
from fabula.story.cue import Cue
from fabula.story.emotions import FAMILIES, FAMILY_NAMES, MODES
from fabula.story.function_words import NEGATIONS, POSSESSIVES
from fabula.story.modes import Concealment
from fabula.story.story import Mode
from fabula.story.tables import forms
from fabula.story.whose import Whose

Row = tuple[Cue, Mode]

_LONGEST = 60  # words between the beginnings of two cues that may still overlap
_NEAR = 8  # words between a feeling and words of concealment that may be about it
_SMALL = 0.001  # added to a share before its logarithm is taken
_SPOKEN = ("seen", "likeliest", "inside", "addressee")  # says something else of speech
# Classes of words within the place itself.
_WORDS: dict[str, frozenset[str]] = {
    "smile": forms("smile") | forms("laugh") | forms("grin") | forms("giggle") | forms("chuckle"),
    "cry": forms("cry") | forms("weep") | forms("sob") | {"tears", "tear"},
    "fine": frozenset("fine nothing alright okay ok".split()),
    "would": frozenset("would 'd might could if".split()),
    "as if": frozenset(("as", "like", "though")),
    "feel": forms("feel") | forms("think") | forms("know") | forms("wish") | forms("want"),
    "not": NEGATIONS,
    "!": frozenset("!"),
    "?": frozenset("?"),
    "say": forms("say") | forms("tell") | forms("ask") | forms("speak"),
    "look": forms("look") | forms("stare") | forms("watch") | {"eyes", "face", "voice"},
}


@dataclass(frozen=True, slots=True)
class Place:
    """Words that may show a feeling.

    Attributes:
        first, last: half-open range of tokens.
        seen: what the network saw there, if anything.
        told: the rows of the tables for words of it.
    """

    first: int
    last: int
    seen: CueSpan | None
    told: tuple[Row, ...]


def places(c: Clauses, told: Sequence[Row]) -> list[Place]:
    """Where the network saw a cue, each with the rows of ``told`` (by first word) that overlap it,
    and where only the tables have one; by first word."""
    out = []
    for seen, rows in overlapping(c.reading.feelings, [(x.first, x.last) for x, _ in told]):
        some = tuple(told[i] for i in rows)
        first, last = (seen.first, seen.last) if seen else (some[0][0].first, some[0][0].last)
        out.append(Place(first, last, seen, some))
    return sorted(out, key=lambda p: (p.first, p.last))


def overlapping(
    cues: Sequence[CueSpan], spans: Sequence[tuple[int, int]]
) -> Iterator[tuple[CueSpan | None, list[int]]]:
    """Each cue with the indices of those ``spans``, ordered by their beginnings, that overlap it;
    and every span that overlaps none, by itself."""
    taken: set[int] = set()
    low = 0
    for seen in cues:
        while low < len(spans) and spans[low][0] < seen.first - _LONGEST:
            low += 1
        i = low
        over: list[int] = []
        while i < len(spans) and spans[i][0] < seen.last:
            if spans[i][1] > seen.first:
                over.append(i)
                taken.add(i)
            i += 1
        yield seen, over
    yield from ((None, [i]) for i in range(len(spans)) if i not in taken)


class Surroundings:
    """The words of a text around its places."""

    def __init__(
        self, c: Clauses, hiding: Sequence[Concealment], words: wording.Weights | None = None
    ) -> None:
        self._c = c
        self._weights = words
        self._worded: tuple[tuple[int, int], Mapping[str, float]] = ((-1, -1), {})
        self._hiding = hiding
        self._starts = [h.first for h in hiding]
        self.people = Whose(c)

    def whose(
        self, first: int, last: int, seen: CueSpan | None, told: Iterable[tuple[int, ...]]
    ) -> dict[tuple[int, ...], dict[str, float]]:
        """Who may be the one that feels or thinks what the tokens ``[first, last)`` show, each with
        what speaks for them: what the network saw there, whom the tables ``told`` of."""
        c = self._c
        shares = self.people.shares(seen.who) if seen else {}
        best = max((p for k, p in shares.items() if k), default=0.0)
        out: dict[tuple[int, ...], dict[str, float]] = {k: {} for k in shares if k}

        def mark(who: tuple[int, ...], name: str) -> None:
            if who:
                out.setdefault(who, {})[name] = 1.0

        for who in told:
            mark(who, "told")
        for token, name in ((first, "subject of the first"), (last - 1, "subject of the last")):
            mark(c.who(c.subject(token)), name)
        named = False
        for token in range(first, last):
            mention = c.starting(token)
            who = c.who(mention)
            if mention is None or not who:
                continue
            mark(who, "inside")
            if not named:
                mark(who, "first inside")
            if c.words[c.ranges[mention][0]] in POSSESSIVES:
                mark(who, "possessor")
            named = True
        mark(c.speaker(first), "speaker")
        addressee = c.addressee(first)
        mark(() if addressee is None else (addressee,), "addressee")
        spoken = c.voice[first] >= 0
        for who, evidence in out.items():
            share = shares.get(who, 0.0)
            evidence["seen"] = log(share + 0.01)
            evidence |= {"likeliest": 1.0} if share and share == best else {}
            evidence |= {} if share else {"unseen": 1.0}
            evidence |= {"several": 1.0} if len(who) > 1 else {}
            if "told" in evidence and seen:
                evidence["told too"] = 1.0
            if spoken:
                evidence |= {f"spoken, {x}": v for x, v in evidence.items() if x in _SPOKEN}
        return out

    def family(self, place: Place) -> dict[str, float]:
        """What speaks for a family of emotions."""
        told = {FAMILIES[cue.emotion]: 1.0 for cue, _ in place.told}
        words = self.wording(place)
        worded = {f"worded {x}": words[x] for x in FAMILY_NAMES}
        if place.seen is None:
            return worded | {f"told alone {x}": 1.0 for x in told}
        shares: defaultdict[str, float] = defaultdict(float)
        for label, p in place.seen.labels:
            shares[FAMILIES[label]] += p  # type: ignore[index]
        seen = {f"seen {x}": log(shares[x] + _SMALL) for x in FAMILY_NAMES}
        tones = {f"sounds like {x}": v for x, v in zip(TONES, place.seen.tones, strict=False)}
        return {"any": 1.0, **worded, **seen, **tones, **{f"told {x}": 1.0 for x in told}}

    def wording(self, place: Place) -> Mapping[str, float]:
        """What the words themselves tell (``story.wording``)."""
        key = (place.first, place.last)
        if key != self._worded[0]:
            c, (first, last) = self._c, key
            around = wording.beside(c.words, first, last, *c.sentence(first))
            found = wording.features(c.words[first:last], around, spoken=c.voice[first] >= 0)
            known = wording.weights() if self._weights is None else self._weights
            self._worded = (key, wording.told(found, known))
        return self._worded[1]

    def mode(self, place: Place, who: tuple[int, ...]) -> dict[str, float]:
        """What speaks for a mode."""
        c, first, last = self._c, place.first, place.last
        worded = self.wording(place)
        out = {"any": 1.0} | {f"worded {x}": worded[x] for x in MODES}
        if place.seen is None:
            out["unseen"] = 1.0
        else:
            shares = dict(place.seen.modes)
            out |= {f"seen {x}": log(shares.get(x, 0.0) + _SMALL) for x in MODES}
        out |= {f"told {mode}": 1.0 for _, mode in place.told}
        out |= {f"near {how}": 1.0 for how in self._near(first, last)}
        spoken = c.voice[first] >= 0
        held = {
            "spoken": spoken,
            "spoken of oneself": spoken and who == c.speaker(first),
            "asked": c.asked(first),
            "unreal": c.unreal(first) or c.unreal(last - 1),
            "denied": c.denied(first) or c.denied(last - 1),
        }
        out |= {name: 1.0 for name, so in held.items() if so}
        words = frozenset(c.words[first:last])
        out |= {f"has {name}": 1.0 for name, some in _WORDS.items() if not some.isdisjoint(words)}
        return out

    def so(
        self, place: Place, who: tuple[int, ...], share: float,
        families: Mapping[str, float], modes: Mapping[str, float],
    ) -> dict[str, float]:  # fmt: skip
        """What speaks for it that a reader would say so: that these words show this feeling, and
        whose it is. ``share`` is that of ``who``, ``families`` and ``modes`` what was answered
        before."""
        c, first, last = self._c, place.first, place.last
        seen = place.seen
        spoken = c.voice[first] >= 0
        family, mode = (max(x, key=lambda k: x[k]) for x in (families, modes))
        out = {
            "any": 1.0,
            "whose": log(share),
            "length": log(last - first),
            "family": log(families[family]),
            "mode": log(modes[mode]),
            f"family {family}": 1.0,
            f"mode {mode}": 1.0,
            "worded nothing": self.wording(place)[wording.NOTHING],
        }
        if seen is None:
            out["unseen"] = 1.0
        else:
            out["seen"] = log(seen.score / (1.0 - seen.score + _SMALL))
        if place.told:
            out["told"] = 1.0
            out["told surely"] = max(cue.score for cue, _ in place.told)
            out |= {f"told {cue.kind}": 1.0 for cue, _ in place.told}
            if any(set(cue.who) & set(who) for cue, _ in place.told):
                out["told of them"] = 1.0
        held = {
            "spoken": spoken,
            "spoken of oneself": spoken and who == c.speaker(first),
            "asked": c.asked(first),
            "several": len(who) > 1,
            "subject": any(who == c.who(c.subject(k)) for k in (first, last - 1)),
        }
        return out | {name: 1.0 for name, is_so in held.items() if is_so}

    def _near(self, first: int, last: int) -> Iterable[str]:
        """What the words of concealment within and around a place say."""
        i = bisect_left(self._starts, first - _NEAR)
        out: set[str] = set()
        while i < len(self._hiding) and self._hiding[i].first < last + _NEAR:
            out.add(self._hiding[i].how)
            i += 1
        return sorted(out)


__all__ = ["Place", "Row", "Surroundings", "overlapping", "places"]
