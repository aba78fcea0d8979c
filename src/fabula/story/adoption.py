"""Who among those without a name turns out to be somebody with one?

"His brother" of one chapter is the Tom of another, and "Dad" is Mr. Hale. When a text has been read
through, each who is known only by nouns and pronouns, or by what kin call them, is weighed as a
whole against the named: what every link and every noun said, whose brother is known to be who, who
answers to "Dad"; and, against it, that the two are spoken of as two, or talk to one another.
Entity against entity, as in entity-centric coreference (Clark & Manning 2015); ``story.ranking``
weighs it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import log

from fabula.reading.lexicon import KIN_NAMES
from fabula.story.constraints import Grammar
from fabula.story.draft import Being, Draft, Likely, Referents
from fabula.story.genders import Genders
from fabula.story.households import Households
from fabula.story.kinship import KIN_CLASSES, family, key, seen_from
from fabula.story.ranking import NEW, Features
from fabula.story.ties import KIN_ABROAD, ties
from fabula.story.which import kinds_of, known_ties

LISTED = 3
"""Of the named the most that each kind of evidence brings forward."""
BESIDE = 2
"""Quotations within which one answers another."""
_TWO = {"name", "nominal"}
_KIN_WORDS = KIN_NAMES | KIN_ABROAD
SURE = 0.75
"""A link from a name from which on hardly anything else need speak for it."""
SELDOM = 100
"""Whoever is spoken of so many times as often has another name, or none."""
Votes = Mapping[int, Mapping[int, Sequence[float]]]


def is_kin_name(being: Being) -> bool:
    """Whether somebody is called only what their own people call them: Mum, Grandpa."""
    return bool(being.names) and all(name in _KIN_WORDS for name in being.names)


class Adoption:
    """What speaks for each named one to be each of the nameless, after one run over a draft.

    Args:
        draft: with the attributions, if any, that the run began with.
        beings, referents, likely: as the run left them.
        votes: nameless -> named -> the links from the name to the nameless.
    """

    def __init__(
        self,
        draft: Draft,
        grammar: Grammar,
        beings: Sequence[Being],
        referents: Sequence[Referents],
        likely: Sequence[Likely],
        genders: Genders,
        votes: Votes,
    ) -> None:
        self._draft, self._grammar, self._beings = draft, grammar, beings
        self._referents, self._likely, self._genders = referents, likely, genders
        self._votes = votes
        self._spans, self._lower = draft.reading.mentions, draft.text.lower
        self._house = Households(beings)
        self._of: dict[int, list[int]] = defaultdict(list)
        for i, who in enumerate(referents):
            if len(who) == 1:
                self._of[who[0]].append(i)
        self._ties = known_ties(draft, grammar, referents)
        self._kinds = kinds_of(self._ties)
        self._owning = self._with_nameless_kin()
        self._talks: Counter[tuple[int, int]] = Counter()
        self._says: Counter[int] = Counter()
        for said in draft.attributions or ():
            if said.speaker is not None:
                self._says[said.speaker] += 1
                self._talks.update((said.speaker, b) for b in said.addressees)
        self._next: Counter[tuple[int, int]] = Counter()
        # Named in one tag, a noun in the next: a writer who tells who answers whom.
        self._tagged: Counter[tuple[int, int]] = Counter()
        cues = [said.cue for said in draft.attributions or ()]
        for x, y in pairwise(cues):
            if x is not None and y is not None and {self._form(x), self._form(y)} == _TWO:
                self._tagged.update((one, b) for one in referents[x] for b in referents[y])
        speakers = [said.speaker for said in draft.attributions or ()]
        for speaker, answerer in pairwise(speakers):
            if speaker is not None and answerer is not None and speaker != answerer:
                self._next[speaker, answerer] += 1

    def nameless(self) -> Iterator[int]:
        """Those who may be somebody with a name."""
        for being in self._beings:
            single = being.type == "PER" and not being.plural and being.id in self._of
            if not single or being.id == self._draft.narrator:
                continue
            if is_kin_name(being) or (not being.names and self._nouns(being.id)):
                yield being.id

    def evidence(self, one: int) -> dict[Referents, Features]:
        """What speaks for each of the named, and for nobody (``NEW``), to be a nameless one."""
        mentions, nouns = self._of[one], self._nouns(one)
        size = len(mentions)
        links = self._votes.get(one, {})
        votes = {b: sum(scores) for b, scores in links.items()}
        pronouns = [i for i in mentions if self._form(i) == "pronoun"]
        noun, pronoun = self._chances(nouns), self._chances(pronouns)
        tied, whose = self._tied(one, nouns)
        answers = self._answers(one, nouns)
        mirrored = self._mirrored(one, nouns, whose)
        house = {
            b
            for i in nouns
            for of in self._owners(i)
            for b in self._house.kin(of, self._lower[self._spans[i].head])
        }
        found: dict[Referents, Features] = {}
        apart = Counter(
            who[0]
            for i in mentions
            for j in self._grammar.apart.get(i, {})
            if len(who := self._referents[j]) == 1
        )
        heads = {self._lower[self._spans[i].head] for i in nouns}
        kin = any(family(h) for h in heads)
        surnames = {self._beings[of].surname for of in whose}
        for b in self._listed(one, votes, tied, mirrored, house):
            f: Features = {
                "named by links": min(1.0, votes.get(b, 0.0)),
                "noun chance": log(0.05 + noun.get(b, 0.0)),
                "pronoun chance": log(0.05 + pronoun.get(b, 0.0)),
            }
            if max(links.get(b, ()), default=0.0) > SURE:
                f["named by a sure link"] = 1.0
            if tied.get(b):
                f["tied, kin" if kin else "tied"] = tied[b] / sum(tied.values())
                f["tied often"] = log(tied[b])
            elif tied:
                f["others tied"] = 1.0
            if kin and self._otherwise(b, whose):
                f["tied otherwise"] = 1.0
            if mirrored.get(b):
                f["mirrored"] = mirrored[b]
            if b in house:
                f["house"] = 1.0
            if answers.get(b):
                f["answers"] = answers[b]
            if kin and self._beings[b].surname and self._beings[b].surname in surnames:
                f["surname"] = 1.0
            if apart[b]:
                f["apart"] = apart[b] / size
            talks = self._talks[one, b] + self._talks[b, one]
            if talks:
                f["talk together"] = min(1.0, talks / max(1, self._says[one]))
            if self._tagged[one, b] + self._tagged[b, one]:
                f["tagged in turn"] = 1.0
            beside = self._next[one, b] + self._next[b, one]
            if beside:
                f["answer each other"] = min(1.0, beside / max(1, self._says[one]))
            genders = {self._genders.known(self._beings[x]).gender for x in (one, b)}
            f["gender same" if len(genders) == 1 and None not in genders else "gender open"] = 1.0
            if self._of[b][0] > mentions[0]:
                f["named later"] = 1.0
            if whose and any(self._near(of, b) for of in whose):
                f["with owner"] = 1.0
            found[b,] = f
        fresh: Features = {"nobody": 1.0, "nobody, times": log(size)}
        fresh["nobody " + self._kind(one, nouns)] = 1.0
        if self._says[one]:
            fresh["nobody, speaks"] = 1.0
        found[NEW] = fresh
        return found

    def _nouns(self, being: int) -> list[int]:
        return [i for i in self._of[being] if self._spans[i].form != "pronoun"]

    def _form(self, i: int) -> str:
        return self._spans[i].form

    def _owners(self, i: int) -> Referents:
        """Whose a noun is: the one of its possessive; of "Dad" in speech whoever says it, and else
        whoever tells the story."""
        owner = self._grammar.owner.get(i)
        if owner is not None:
            who = self._referents[owner]
            return who if len(who) == 1 else ()
        word = self._draft.text.words[self._spans[i].head]
        quoted = self._draft.quoted
        if word not in _KIN_WORDS or not self._draft.attributions or quoted is None:
            return ()
        told = quoted[i] < 0
        speaker = self._draft.narrator if told else self._draft.attributions[quoted[i]].speaker
        return () if speaker is None else (speaker,)

    def _chances(self, mentions: Sequence[int]) -> dict[int, float]:
        """What was thought likely of those mentions for each of the named, on average."""
        chances: dict[int, float] = defaultdict(float)
        for i in mentions:
            for b, share in self._likely[i]:
                chances[b] += share / len(mentions)
        return chances

    def _tied(self, one: int, nouns: Sequence[int]) -> tuple[dict[int, float], dict[int, set[str]]]:
        """Who is known, by other mentions, to be what a nameless one is to somebody, how often; and
        those whose it is, with what."""
        tied: dict[int, float] = defaultdict(float)
        whose: dict[int, set[str]] = defaultdict(set)
        for i in nouns:
            head = self._lower[self._spans[i].head]
            if head in ties():
                for of in self._owners(i):
                    if of != one:
                        whose[of].add(key(head)[0])
        for of, kinds in whose.items():
            for kind in kinds:
                for b, where in self._ties.get((of, kind), {}).items():
                    if b != one and self._is_named(b):
                        tied[b] += len(where)
        return tied, whose

    def _with_nameless_kin(self) -> Mapping[str, Sequence[tuple[int, int]]]:
        """For each class of kin the named who have one without a name, each with that one."""
        found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for (b, kind), people in self._ties.items():
            if kind in KIN_CLASSES and self._is_named(b):
                found[kind] += ((b, y) for y in people if not self._beings[y].names)
        return found

    def _mirrored(
        self, one: int, nouns: Sequence[int], whose: Mapping[int, set[str]]
    ) -> dict[int, float]:
        """Who may be a nameless one because their kin in turn has no name and may be the owner:
        where "her granddaughter" is said of Loveday's and "her gran" of Tess's, the two fit.
        Each by the share of those who do. Only for one who is mostly called somebody's kin, and
        not where they are said to be two things to one owner."""
        mirrored: Counter[int] = Counter()
        heads = [self._lower[self._spans[i].head] for i in nouns]
        if 2 * sum(family(h) is not None for h in heads) < len(heads):
            return {}
        for of, kinds in whose.items():
            if len(kinds) > 1:
                continue
            for kind in kinds & KIN_CLASSES:
                mirrored.update(
                    {
                        b
                        for b, y in self._owning.get(seen_from(kind, turned=True), ())
                        if y not in (one, of)
                        and b not in (one, of)
                        and not self._genders.differ(y, of)
                    }
                )
        number = len(mirrored)
        return {b: 1.0 / number for b in mirrored if self._may_be(one, b)}

    def _otherwise(self, b: int, whose: Mapping[int, set[str]]) -> bool:
        """Whether a named one is known to be kin of another sort to the same people."""
        return any(
            kind in KIN_CLASSES
            for of, kinds in whose.items()
            for kind in self._kinds.get((of, b), set()) - kinds
        )

    def _answers(self, one: int, nouns: Sequence[int]) -> dict[int, float]:
        """Who speaks beside the words in which "Dad" is called out, by share."""
        attributions, quoted = self._draft.attributions, self._draft.quoted
        answers: dict[int, float] = defaultdict(float)
        called = [i for i in nouns if i in self._grammar.called]
        if attributions is None or quoted is None:
            return answers
        for i in called:
            q = quoted[i]
            near = attributions[max(0, q - BESIDE) : q + BESIDE + 1]
            beside = {a.speaker for a in near if a.speaker is not None}
            for b in beside - {attributions[q].speaker, one}:
                answers[b] += 1.0 / len(called)
        return answers

    def _listed(self, one: int, *evidence: Mapping[int, float] | set[int]) -> list[int]:
        """The named for whom anything speaks."""
        listed: dict[int, None] = {}
        for some in evidence:
            weight = dict.fromkeys(some, 1.0) if isinstance(some, set) else some
            fit = [b for b in weight if self._may_be(one, b)]
            listed.update(dict.fromkeys(sorted(fit, key=lambda b: (-weight[b], b))[:LISTED]))
        return list(listed)

    def _is_named(self, b: int) -> bool:
        being = self._beings[b]
        person = being.type == "PER" and not being.plural and bool(self._of.get(b))
        return person and bool(being.names)

    def _may_be(self, one: int, b: int) -> bool:
        if b == one or not self._is_named(b) or self._genders.differ(one, b):
            return False
        if len(self._of[b]) * SELDOM < len(self._of[one]):
            return False
        # Whom the whole story calls Grandmother is not another who is named in passing.
        lesser = len(self._of[b]) >= len(self._of[one]) and not is_kin_name(self._beings[b])
        return lesser or not is_kin_name(self._beings[one])

    def _near(self, a: int, b: int) -> bool:
        """Whether two talk to each other."""
        return self._talks[a, b] + self._talks[b, a] + self._next[a, b] + self._next[b, a] > 0

    def _kind(self, one: int, nouns: Sequence[int]) -> str:
        """What a nameless one is known by: "kin" for Dad, "tie" for "her father", "the" ..."""
        if self._beings[one].names:
            return "kin"
        first = nouns[0]
        if first in self._grammar.owner:
            return "tie" if self._lower[self._spans[first].head] in ties() else "owned"
        word = self._lower[self._draft.text.token_at(self._spans[first].start)]
        return "the" if word == "the" else "a" if word in ("a", "an") else "bare"


__all__ = ["Adoption", "is_kin_name"]
