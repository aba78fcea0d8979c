"""Who are they, we, you two, both of them?

What speaks for each of those whom a word for several may mean: beside the reading's links, who was
last spoken of together ("Bea and Colm"), who is on everybody's mind and here, and in speech who
talks to whom. A plural means its members, or one being that is many ("the neighbours"), or
somebody who goes by "they". ``story.ranking`` weighs it all, by ``lexicon/several.tsv``.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from itertools import combinations
from math import log

from fabula.reading.lexicon import PRONOUN_SETS
from fabula.story.constraints import Grammar
from fabula.story.draft import Attribution, Being, Draft, Referents
from fabula.story.genders import Genders
from fabula.story.memory import STEADY, Memory
from fabula.story.ranking import NEW, Features, faint
from fabula.story.whom import FEEBLE, LISTED, Evidence

KEPT = 12
"""Groups remembered."""
WITHIN = 40
"""Sentences for which a group is remembered."""
RECENT = 3
"""How many groups, the last ones, are candidates."""
MANY = 2
"""How many of the beings that are many, the foremost, are candidates."""
THEY = 0.5
"""The share of somebody's pronouns that makes them a candidate for "they" wherever it stands."""
DOUBT = 4.0
"""Pronouns that somebody must have for "they" to be theirs."""
DOING = 0.5
"""Deeds, faded, that make somebody a doer of late."""

NUMBERS = {
    "both": 2, "two": 2, "pair": 2, "couple": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8,
}  # fmt: skip
_SIZES = {2: "two", 3: "three"}
_THEY = frozenset(w for w, subject in PRONOUN_SETS.items() if subject in ("they", "we"))
_AGO = ("0", "1", "2", "3", "3", "3")


class Groups:
    """The groups of one draft so far, and what speaks for those whom a word for several may mean.

    ``beings`` and ``referents`` grow while it is asked.
    """

    def __init__(
        self,
        draft: Draft,
        grammar: Grammar,
        beings: Sequence[Being],
        referents: Sequence[Referents],
        genders: Genders,
        memory: Memory,
        evidence: Evidence,
    ) -> None:
        assert draft.quoted is not None
        self._draft, self._grammar, self._beings = draft, grammar, beings
        self._referents, self._genders, self._memory = referents, genders, memory
        self._evidence, self._quoted = evidence, draft.quoted
        self._recent: deque[tuple[Referents, int]] = deque(maxlen=KEPT)
        self._named: tuple[Referents, int] = (), 0
        self._lately: dict[Referents, tuple[float, int]] = {}
        self._they = self._called_they()
        self._theys = sorted(b for b, share in self._they.items() if share > THEY)

    def add(self, members: Referents, named: bool) -> None:
        """Several are spoken of together; ``named``: one by one ("Bea and Colm")."""
        if len(members) > 1:
            if named:
                self._named = members, self._memory.sentence
            self._recent.append((members, self._memory.sentence))
            self._lately[members] = self._spoken_of(members) + 1.0, self._memory.sentence

    def evidence(
        self,
        i: int,
        word: str,
        count: int,
        links: Mapping[Referents, float],
        new: float,
        talk: Attribution | None,
    ) -> dict[Referents, Features]:
        """The candidates of a word for several, with what speaks for each.

        Args:
            i: the mention.
            word: "they", "we" or "you" ("you two").
            count: how many, where the words say it ("both of them"); else 0.
            links: what the reading's links say for each candidate; ``new`` for somebody new.
            talk: who says the words that it stands in, to whom.
        """
        memory, beings = self._memory, self._beings
        said = "said" if self._quoted[i] >= 0 else "told"
        speakers = {talk.speaker} if talk is not None and talk.speaker is not None else set()
        heard = set(talk.addressees) if talk is not None else set()
        narrator = self._draft.narrator
        if said == "told" and narrator is not None and narrator >= 0:
            speakers = {narrator}
        # Whom the word has in it, and whom it cannot have.
        within = speakers if word == "we" else heard if word == "you" else set()
        away = speakers if word == "you" else speakers | heard if word == "they" else set()
        mind = memory.mind.all()
        folk = [b for b in self._evidence.foremost(mind) if b not in away]
        most = max((share for _, share in mind), default=0.0) or 1.0
        weight = {b: share / most for b, share in mind}
        groups = self._last(away)
        found: dict[Referents, Features] = {}
        many = [b for b in weight if beings[b].plural and beings[b].type == "PER"]
        many.sort(key=lambda b: (-weight[b], b))
        alone = [(b,) for b in (*many[:MANY], *self._theys) if b in memory.traces]
        for who in self._candidates(links, groups, folk, within, heard, alone):
            one = beings[who[0]] if len(who) == 1 else None
            if one is None and count and len(who) != count:
                continue
            if one is not None and not self._is_many(one) and (word != "they" or count):
                continue  # nobody by themselves is "we", or both of anybody
            found[who] = self._of(i, who, word, said, links, weight)
            f = found[who]
            if away & set(who):
                f["away " + word] = 1.0
            if within:
                f[("with " if within <= set(who) else "without ") + word] = 1.0
            if word == "we" and heard:
                f["heard in" if heard <= set(who) else "heard out"] = 1.0
                if set(who) == speakers | heard:
                    f["those who talk"] = 1.0
            self._beside_groups(f, who, groups, "both" if count else word)
            others = [b for b in folk if b not in who]
            f["left out " + word] = faint(max([weight[b] for b in others], default=0.0))
            if any(self._is_here(b) for b in others):
                f["here, left out " + word] = 1.0
        fresh: Features = {f"new {word} {said}": 1.0, "new link " + word: faint(new)}
        if count:
            fresh["new, counted"] = 1.0
        if not any(len(who) > 1 for who in found):
            fresh["nobody " + word] = 1.0
        found[NEW] = fresh
        return found

    def _called_they(self) -> dict[int, float]:
        """The share of "they" among the pronouns of each who has a name: of all in the text, as
        the links lead through others of the same kind to the name, before anything is decided."""
        spans, links = self._draft.reading.mentions, self._draft.reading.antecedents
        meant: list[dict[int, float]] = [{}] * len(spans)
        kinds: list[str] = [""] * len(spans)
        heard: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for i, span in enumerate(spans):
            who = self._referents[i]
            if span.form == "name":
                one = self._beings[who[0]] if len(who) == 1 else None
                if one is not None and one.type == "PER" and not one.plural:
                    meant[i] = {one.id: 1.0}
                continue
            kind = PRONOUN_SETS.get(self._draft.text.lower[span.head], "")
            if span.form != "pronoun" or kind not in ("he", "she", "they"):
                continue
            kinds[i] = kind
            mine: dict[int, float] = defaultdict(float)
            for choice in links[i]:
                j = choice.mention
                if j is not None and choice.score > FEEBLE and kinds[j] in ("", kind):
                    for b, share in meant[j].items():
                        mine[b] += choice.score * share
            meant[i] = {b: share for b, share in mine.items() if share > FEEBLE}
            for b, share in meant[i].items():
                heard[b][kind] += share
        return {b: of["they"] / (sum(of.values()) + DOUBT) for b, of in heard.items()}

    def _last(self, away: set[int]) -> list[tuple[Referents, int]]:
        """The last groups, newest first, and how many sentences ago each was spoken of."""
        now = self._memory.sentence
        last: dict[Referents, int] = {}
        for members, when in reversed(self._recent):
            if now - when <= WITHIN and not away & set(members):
                last.setdefault(members, now - when)
        return list(last.items())

    def _candidates(
        self,
        links: Mapping[Referents, float],
        groups: Sequence[tuple[Referents, int]],
        folk: Sequence[int],
        within: set[int],
        heard: set[int],
        alone: Sequence[Referents],
    ) -> list[Referents]:
        """Those to whom the links lead, the last groups, and whom the foremost would make up."""
        linked = sorted(links, key=lambda who: (-links[who], who))[:LISTED]
        found = dict.fromkeys(linked)
        found.update(dict.fromkeys(who for who, _ in groups[:RECENT]))
        found.update(dict.fromkeys(alone))
        base = within | heard if within else set()
        foremost = [b for b in folk if b not in within][:LISTED]
        for some in (within, base) if within else (set[int](),):
            for size in range(0 if some else 2, len(foremost) + 1):
                for more in combinations(foremost, size):
                    who = tuple(sorted(some | set(more)))
                    if len(who) > 1:
                        found[who] = None
        return list(found)

    def _of(
        self,
        i: int,
        who: Referents,
        word: str,
        said: str,
        links: Mapping[Referents, float],
        weight: Mapping[int, float],
    ) -> Features:
        """What speaks for some people whatever else is known; ``weight``: how much on everybody's
        mind each is, beside the foremost."""
        memory, beings = self._memory, self._beings
        kind = f"{word} {said}"
        f: Features = {
            "link " + kind: faint(links.get(who, 0.0)),
            "least mind " + word: faint(min(weight.get(b, 0.0) for b in who)),
            "here " + word: sum(map(self._is_here, who)) / len(who),
            "doing " + word: sum(memory.acted.of(b) > DOING for b in who) / len(who),
        }
        barred = [
            left
            for j, left in self._grammar.apart.get(i, {}).items()
            if set(self._referents[j]) & set(who)
        ]
        if barred:
            f["apart"] = faint(min(barred))
        if any(beings[b].type != "PER" for b in who):
            f["thing"] = 1.0
        if len(who) > 1:
            f[f"{_SIZES.get(len(who), 'more')} {kind}"] = 1.0
            # A link to one of several speaks for them all, as far as the least of them has one.
            reach = [sum([s for some, s in links.items() if b in some]) for b in who]
            f["link to each " + word] = faint(min(reach))
            if any(self._is_many(beings[b]) for b in who):
                f["many in it"] = 1.0
        else:
            one = beings[who[0]]
            if self._is_many(one):
                f["many" if one.names else "many, nameless"] = 1.0
            else:
                sure = "" if self._genders.unknown(who[0]) else ", he or she"
                f[f"one person{sure} {said}"] = 1.0
                f["goes by they"] = self._they.get(who[0], 0.0)
        return f

    def _beside_groups(
        self, f: Features, who: Referents, groups: Sequence[tuple[Referents, int]], word: str
    ) -> None:
        """How some people stand to those who were spoken of together."""
        if who in self._lately:
            f["lately " + word] = log(1.0 + self._spoken_of(who))
        named, when = self._named
        ago = self._memory.sentence - when
        if who == named and ago <= WITHIN:
            f[f"named together {word} {_AGO[ago] if ago < len(_AGO) else '6'}"] = 1.0
        for place, (members, ago) in enumerate(groups):
            if members == who:
                if place == 0:
                    f[f"last {word} {_AGO[ago] if ago < len(_AGO) else '6'}"] = 1.0
                f["a group " + word] = 1.0
        if groups and groups[0][0] != who and groups[0][1] < len(_AGO):
            last, some = set(groups[0][0]), set(who)
            if some < last:
                f["of the last " + word] = 1.0
            elif some > last:
                f["the last and more " + word] = 1.0
            elif some & last:
                f["across the last " + word] = 1.0

    def _spoken_of(self, members: Referents) -> float:
        """How often a group has been spoken of, each time fading with every sentence since: in a
        long text they are not who they were a hundred pages ago."""
        times, when = self._lately.get(members, (0.0, 0))
        return float(times * STEADY ** (self._memory.sentence - when))

    def _is_many(self, being: Being) -> bool:
        """Whether a being is many, or known by no more than a "they"."""
        met = being.description
        if being.plural or met is None or being.names:
            return being.plural
        return self._draft.text.lower[self._draft.reading.mentions[met].head] in _THEY

    def _is_here(self, being: int) -> bool:
        """Whether the narration has spoken of somebody in this paragraph."""
        trace = self._memory.traces.get(being)
        return trace is not None and trace.paragraph == self._memory.paragraph and not trace.quoted


__all__ = ["NUMBERS", "Groups"]
