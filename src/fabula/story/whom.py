"""Whom does "he" mean? What speaks for each of those who may be meant.

Beside the reading's links: genders, who is on everybody's mind and who is the centre of attention
(after Lappin & Leass 1994; Grosz, Joshi & Weinstein 1995), where and in what part of a sentence
each was last spoken of, what binding forbids, who speaks the words here and beside, and that it is
somebody new. ``story.ranking`` weighs it all; of nouns ``story.which`` knows more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import log

from fabula.reading.lexicon import BODY, INDEFINITE, Gender
from fabula.story.constraints import Grammar
from fabula.story.deeds import acts
from fabula.story.draft import Attribution, Being, Draft, Likely, Referents
from fabula.story.genders import Genders
from fabula.story.memory import Memory
from fabula.story.ranking import NEW, Features, faint

LISTED = 4
"""How many of those to whom the links lead, and of those on everybody's mind, are candidates."""
DOES = 0.15
"""Of the deeds of who does most, how many make a doer."""
NEAR = 2
"""Paragraphs within which somebody is there."""
FEEBLE = 0.05
"""A link that tells nothing of whom it leads to."""
AHEAD = 12
"""Mentions that are looked ahead."""
_AGO = ("0", "1", "2", "3", "3", "3")


class Evidence:
    """What speaks for and against those whom the mentions of one draft may mean.

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
    ) -> None:
        assert draft.quoted is not None
        self._draft, self._grammar, self._beings = draft, grammar, beings
        self._referents, self._genders, self._memory = referents, genders, memory
        self._spans, self._words = draft.reading.mentions, draft.text.words
        self._quoted = draft.quoted
        self._owners = frozenset(grammar.owner.values())
        self._tags: dict[int, list[int]] = defaultdict(list)  # a tag's mention: its quotations
        for q, attribution in enumerate(draft.attributions or ()):
            if attribution.cue is not None:
                self._tags[attribution.cue].append(q)
        self._later = self._linked_later()
        self._tagged: tuple[int, set[int]] = (-1, set())  # the last tag's sentence, whom it told of

    def of_pronoun(
        self,
        i: int,
        gender: Gender,
        links: Mapping[Referents, float],
        new: float,
        talk: Attribution | None,
        told_of: Mapping[int, list[int]],
    ) -> dict[Referents, Features]:
        """For "he" and "she".

        Args:
            i: the mention.
            links: what the reading's links say for each candidate; ``new`` for somebody new.
            talk: who says the words that it stands in, to whom.
            told_of: of each quotation heard whom it told of as he or she.
        """
        memory, genders = self._memory, self._genders
        said = self._quoted[i] >= 0
        kind = "said" if said else "told"
        role = memory.role(i, self._words[self._spans[i].head].lower(), i in self._owners)
        listed = self.listed(links)
        top = listed[0] if listed else -1
        fits: dict[int, float] = {}
        mind = memory.mind.all()
        for b in self.foremost(mind):
            fit = genders.fit((b,), gender)
            if fit > 0.25:
                fits[b] = fit
                if b not in listed:
                    listed.append(b)
                if len(fits) == LISTED:
                    break
        later = self._later.get(i, {})
        for b in sorted(later, key=lambda b: (-later[b], b))[:2]:
            if b not in listed:
                listed.append(b)
        weight = dict(mind)
        found = self.common(i, listed, links, talk, kind, weight)
        tag = i in self._tags
        if tag and not said:
            told = {b for q in self._tags[i] for b in told_of.get(q, ())}
            self._tagged = memory.sentence, told
        of = self._tagged[1] if not said and self._tagged[0] == memory.sentence else ()
        deeds = {b: memory.acted.of(b) for b in listed} if acts(self._draft, i) else {}
        most_done = max(deeds.values(), default=0.0)
        beside = {b for b in listed if self._is_acting(b, gender)}
        spoke, heard, where, next_ = (-1, -1, "", -1) if said or tag else self._beside()
        centre = memory.centre[0][0] if len(memory.centre[0]) == 1 else -1
        since = memory.sentence - memory.centre[1]
        agent = memory.agent(memory.verb(i))
        body = role == "owner" and self._owned(i) in BODY
        ahead = self._named_ahead(i)
        nobody = True
        for b in listed:
            f = found[b,]
            f["later " + kind] = faint(later.get(b, 0.0))
            if b == top:
                f["top " + kind] = 1.0
            fit = fits.get(b) or genders.fit((b,), gender)
            f["fit"] = log(0.02 + fit)
            if fit > 0.3 and weight.get(b, 0.0) > 0.05:
                nobody = False
            if genders.unknown(b):
                f["unknown"] = 1.0
            if b == memory.last.get(gender):
                f["last " + kind] = 1.0
            trace = memory.traces.get(b)
            if trace is not None:
                if trace.role == role:
                    f["parallel " + role] = 1.0
                f["by " + trace.form] = 1.0
                if trace.sentence == memory.sentence and trace.role == "subject":
                    f["subject here " + role] = 1.0
            if b == agent:
                f["of verb " + role] = 1.0
                if body:
                    f["of verb body"] = 1.0
            if b in ahead:
                f["named ahead " + role] = 1.0
            if said:
                continue
            if b == centre and since < 3:
                f[f"centre {since} {role}"] = 1.0
            if memory.opener[0] != memory.paragraph:
                if b == memory.opener_before:
                    f["opened before"] = 1.0
            elif b == memory.opener[1]:
                f["opened " + role] = 1.0
            if beside and b not in memory.onstage:
                f["offstage"] = 1.0
            if most_done > 0.0:
                f["deeds"] = min(1.0, deeds[b] / (DOES * most_done))
            if b in of:  # "He's asleep," he said: two people
                f["told of tag" if tag else "told of after"] = 1.0
            if b == spoke:
                f["spoke " + where] = 1.0
            if b == heard:
                f["heard " + where] = 1.0
            if b == next_:
                f["speaks"] = 1.0
        fresh: Features = {"new " + kind: 1.0, "new link": faint(new)}
        if nobody:
            fresh["nobody " + kind] = 1.0
        found[NEW] = fresh
        return found

    def _linked_later(self) -> dict[int, dict[int, float]]:
        """For each pronoun whom those that are linked back to it mean, by all but that link.

        "She" in front of "... It was Ruth" is Ruth, as far as the name is linked to it.
        """
        before = self._draft.likely
        links = self._draft.reading.antecedents
        told: list[Likely] = [
            before[j] if before and before[j] else ((who[0], 1.0),) if len(who) == 1 else ()
            for j, who in enumerate(self._draft.referents or ())
        ]
        later: dict[int, dict[int, float]] = {}
        for j, choices in enumerate(links):
            name = self._spans[j].form == "name" and bool(self._referents[j])
            meant: dict[int, float] = defaultdict(float)
            if name:
                meant.update(dict.fromkeys(self._referents[j], 1.0))
            else:
                for choice in choices:
                    for b, share in () if choice.mention is None else told[choice.mention]:
                        meant[b] += choice.score * share
            for choice in choices:
                i = choice.mention
                if i is None or self._spans[i].form != "pronoun" or choice.score < FEEBLE:
                    continue
                own = {} if name else dict(told[i])
                at = later.setdefault(i, defaultdict(float))
                for b, share in meant.items():
                    rest = share - choice.score * own.get(b, 0.0)
                    if rest > 0.01 and self._beings[b].type == "PER":
                        at[b] += choice.score * rest
        return later

    def _is_acting(self, being: int, gender: Gender) -> bool:
        """Whether one of a gender has been there, doing something, in these few paragraphs."""
        memory, trace = self._memory, self._memory.traces.get(being)
        if being not in memory.onstage or trace is None:
            return False
        near = memory.paragraph - trace.paragraph <= NEAR
        return near and self._genders.fit((being,), gender) > 0.5

    def _owned(self, i: int) -> str:
        """The noun that a mention is the owner of."""
        syntax = self._draft.reading.syntax
        owned = syntax[self._spans[i].head].head if syntax else -1
        return self._draft.text.lower[owned] if owned >= 0 else ""

    def _named_ahead(self, i: int) -> set[int]:
        """Who is named later in the sentence: "she" before a name is mostly another."""
        spans = self._spans
        starts, n = self._draft.text.sentence_starts, self._memory.sentence
        end = starts[n + 1] if n + 1 < len(starts) else len(self._draft.text.string)
        found: set[int] = set()
        for j in range(i + 1, min(len(spans), i + 1 + AHEAD)):
            if spans[j].start >= end:
                break
            if spans[j].form == "name" and self._quoted[j] == self._quoted[i]:
                found.update(self._referents[j])
        return found

    def _beside(self) -> tuple[int, int, str, int]:
        """Who has spoken just before, to whom, whether in this paragraph ("here") or the one
        before ("next"), and who speaks next in this one; -1 where nobody."""
        memory, attributions = self._memory, self._draft.attributions
        spoke = heard = next_ = -1
        where = ""
        if attributions is None:
            return spoke, heard, where, next_
        last, paragraph = memory.spoken
        if last >= 0 and memory.paragraph - paragraph <= 1:
            where = "here" if paragraph == memory.paragraph else "next"
            said = attributions[last]
            spoke = -1 if said.speaker is None else said.speaker
            heard = said.addressees[0] if len(said.addressees) == 1 else -1
        text = self._draft.text
        after = last + 1
        while after < len(text.quotations) and text.quotations[after].depth:
            after += 1
        if after < len(text.quotations):
            start = text.quotations[after].start
            a, b = text.paragraphs[memory.paragraph]
            if a <= start < b:
                speaker = attributions[after].speaker
                next_ = -1 if speaker is None else speaker
        return spoke, heard, where, next_

    # Any mention

    def around_tag(self, i: int) -> tuple[int, int]:
        """For a mention in a tag who speaks in the paragraph before, and who in the next; -1 where
        nobody does."""
        attributions, text = self._draft.attributions, self._draft.text
        tagged = self._tags.get(i)
        if not tagged or attributions is None:
            return -1, -1
        found = []
        for q, step in ((tagged[0], -1), (tagged[-1], 1)):
            here = text.paragraph_at(text.quotations[q].start)
            other = q + step
            while 0 <= other < len(attributions) and text.quotations[other].depth:
                other += step
            who = None
            if 0 <= other < len(attributions):
                there = text.paragraph_at(text.quotations[other].start)
                who = attributions[other].speaker if there == here + step else None
            found.append(-1 if who is None else who)
        return found[0], found[1]

    def listed(self, links: Mapping[Referents, float]) -> list[int]:
        """The few to whom the links lead, the likeliest first."""
        singles = [(-s, who[0]) for who, s in links.items() if len(who) == 1]
        singles.sort()
        return [b for _, b in singles[:LISTED]]

    def foremost(self, mind: list[tuple[int, float]]) -> Iterator[int]:
        """The people on everybody's mind, one person each, the foremost first."""
        beings = self._beings
        for _, b in sorted([(-s, b) for b, s in mind]):
            if beings[b].type == "PER" and not beings[b].plural:
                yield b

    def _is_vague(self, being: int) -> bool:
        """Whether one was met as "somebody", as "a man": no more than that is told of them."""
        met = self._beings[being].description
        if met is None or self._spans[met].form != "nominal":
            return False
        span = self._spans[met]
        first = self._draft.text.token_at(span.start)
        head = self._words[span.head].lower()
        return head in INDEFINITE or self._words[first].lower() in ("any", "every", "some", "no")

    def common(
        self,
        i: int,
        listed: Sequence[int],
        links: Mapping[Referents, float],
        talk: Attribution | None,
        kind: str,
        weight: Mapping[int, float],
    ) -> dict[Referents, Features]:
        """The evidence that does not depend on the word."""
        memory = self._memory
        said = self._quoted[i] >= 0
        most = max([weight.get(b, 0.0) for b in listed], default=0.0) or 1.0
        told = {b: memory.told.of(b) for b in listed}
        mostly = max(told.values(), default=0.0) or 1.0
        barred: dict[int, float] = {}
        for j, left in self._grammar.apart.get(i, {}).items():
            if len(self._referents[j]) == 1:
                b = self._referents[j][0]
                barred[b] = min(left, barred.get(b, 1.0))
        found: dict[Referents, Features] = {}
        for b in listed:
            f: Features = {
                "link " + kind: faint(links.get((b,), 0.0)),
                "mind " + kind: faint(weight.get(b, 0.0) / most),
                "told " + kind: faint(told[b] / mostly),
            }
            if b in barred:
                f["apart"] = faint(barred[b])
            trace = memory.traces.get(b)
            if trace is None:
                f["unseen"] = 1.0
            else:
                ago = memory.sentence - trace.sentence
                f[f"ago {_AGO[ago] if ago < len(_AGO) else '6'} {kind}"] = 1.0
                f["times"] = log(1.0 + trace.times)
                if trace.quoted != said:
                    f["other voice " + kind] = 1.0
                if trace.paragraph == memory.paragraph:
                    f["paragraph " + kind] = 1.0
            if b == memory.last.get("name"):
                f["last named " + kind] = 1.0
            if talk is not None:
                if b == talk.speaker:
                    f["speaker"] = 1.0
                elif b in talk.addressees:
                    f["spoken to"] = 1.0
            if not said and b == self._draft.narrator:
                f["narrator"] = 1.0
            if not self._beings[b].names:
                f["nameless"] = 1.0
                if self._is_vague(b):
                    f["vague"] = 1.0
            if self._beings[b].plural:
                f["plural"] = 1.0
            if self._beings[b].type != "PER":
                f["thing"] = 1.0
            found[b,] = f
        return found


__all__ = ["Evidence"]
