"""Whom does each mention mean, where the reading has scored its likely antecedents?

One pass in the order of the head words. Names are known (``story.names``), and a being with a name
never joins another one with a name. A "he", a "she" or a noun means the likeliest of those for
whom its links and all else speak (``story.whom``, ``story.which``), and so do "they" and "we"
(``story.groups``). An "I" is whoever is speaking and a "you" whom they speak to.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from fabula.reading.lexicon import (
    NEOPRONOUNS,
    PERSON_NOUNS,
    PERSON_PLURALS,
    PRONOUN_SETS,
    QUANTIFIED,
    Gender,
)
from fabula.story import salience
from fabula.story.adoption import Adoption
from fabula.story.constraints import grammar
from fabula.story.deeds import acts, reported
from fabula.story.draft import Attribution, Being, Draft, Likely, Referents
from fabula.story.genders import GENDERS, Genders
from fabula.story.groups import NUMBERS, Groups
from fabula.story.memory import Memory
from fabula.story.ranking import NEW, Features, chances, weights
from fabula.story.which import Nouns
from fabula.story.whom import Evidence

# Weights beside the links' own shares, which sum to 1, for all but "he" and "she". Chosen on
# LitBank's dev texts and the marked stories.
NARRATOR = 2.0  # an "I" of the narration is the narrator
SPEAKER = 2.0  # an "I" in speech is the one who says it
ADDRESSEE = 1.4  # a "you" in speech is the one whom it is said to
AWAY = 0.15  # what is left of a link in speech from a neopronoun to one of those two
CUE = 0.3  # a noun in a tag is the speaker whom the whole conversation speaks for
NEWER = 1.3  # how much a being not met before weighs against one who was
CERTAIN = 0.9999  # a link that is given, not scored
FAINT = 0.02  # the chance below which nobody is passed on
ADOPT = 0.5  # how likely one of the named must be to be a nameless one
VOTES = 0.5  # how sure a name's link to somebody nameless must be to speak for it
PHRASE = 0.4  # "the twins" are whom "the twins" meant before,
PHRASE_FADES = 0.995  # a mention
SEVERAL = 0.5  # how sure it must be that a noun for one means several: "the pair"
NAMED = 0.5  # whom "the Hatter" meant before, it means again
NEO = 1.0  # who goes by a neopronoun is who it means, as far as on everybody's mind

TABLES = ("whom.tsv", "which.tsv", "several.tsv", "adoption.tsv")
"""The weights that a run takes: for "he" and "she", for nouns for one, for several, for those who
turn out to have a name."""
_NEO = {form: subject for subject, forms in NEOPRONOUNS.items() for form in forms}


class Linker:
    """One run over a draft's mentions.

    Args:
        draft: with beings and referents of the names, and attributions if they are known.
        cues: mentions in tags, with who was found to speak.
    """

    def __init__(self, draft: Draft, cues: dict[int, Referents] | None = None) -> None:
        assert draft.beings is not None and draft.referents is not None
        assert draft.quoted is not None and draft.narrator is not None
        self.draft, self.cues, self.text = draft, cues or {}, draft.text
        self.spans, self.words = draft.reading.mentions, draft.text.words
        self.quoted, self.links = draft.quoted, draft.reading.antecedents
        self.beings: list[Being] = list(draft.beings)
        self.referents: list[Referents] = [
            who if span.form == "name" else ()
            for who, span in zip(draft.referents, self.spans, strict=True)
        ]
        self.likely: list[Likely] = [()] * len(self.spans)
        # A pronoun passes on whom it may mean, not only whom it was taken for: one wrong "he"
        # would draw every later one after it.
        self.shares: dict[int, list[tuple[Referents, float]]] = {}
        self.votes: dict[int, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
        self.by_capital: dict[str, Referents] = {}
        self.by_name = _definite_names(self.beings)
        self.into: dict[int, int] = {}
        self.born = {mention: being.id for being in self.beings for mention in being.met}
        self.grammar = grammar(draft)
        self.genders = Genders(self.beings)
        self.genders.hear(self.spans, self.words, self.links, self.referents, self.grammar.apart)
        self.memory = Memory(self.spans, draft.reading.syntax)
        self.mind = self.memory.mind
        self.evidence = Evidence(
            draft, self.grammar, self.beings, self.referents, self.genders, self.memory
        )
        self.nouns = Nouns(
            draft, self.grammar, self.beings, self.referents, self.genders, self.memory,
            self.evidence,
        )  # fmt: skip
        self.groups = Groups(
            draft, self.grammar, self.beings, self.referents, self.genders, self.memory,
            self.evidence,
        )  # fmt: skip
        self.weights = {table: weights(table) for table in TABLES}
        self.within = reported(draft)
        self.told_of: dict[int, list[int]] = defaultdict(list)  # a quotation: whom it tells of
        self.owners = frozenset(self.grammar.owner.values())

    def run(self) -> Draft:
        """The draft with every mention's referents; attributions follow whoever got a name."""
        heard, quotations = 0, self.text.quotations
        # In the order of the head words, so that possessors come before what they own.
        for i in sorted(range(len(self.spans)), key=lambda i: (self.spans[i].head, i)):
            span = self.spans[i]
            at = span.start
            self.memory.turn_to(self.text.sentence_at(at), self.text.paragraph_at(at))
            while heard < len(quotations) and quotations[heard].end <= span.start:
                if quotations[heard].depth == 0:
                    self._hear(heard)
                heard += 1
            if span.form == "name" and self.referents[i]:
                self._vote(i)
            else:
                self.referents[i] = self._meant(i)
            self._remember(i)
        self._adopt()
        attributions = self.draft.attributions
        if attributions is not None and self.into:
            attributions = tuple(
                replace(
                    a,
                    speaker=None if a.speaker is None else self.into.get(a.speaker, a.speaker),
                    addressees=_swapped(a.addressees, self.into),
                )
                for a in attributions
            )
        return replace(
            self.draft,
            attributions=attributions,
            beings=tuple(map(self.genders.known, self.beings)),
            referents=tuple(self.referents),
            likely=tuple(self.likely),
        )

    def _meant(self, i: int) -> Referents:
        if self._means_nobody(i):
            return ()
        known = self._known(i)
        if known:
            return known
        scores, new = self._scores(i)
        subject, capital = self._subject(i), self._capital(i)
        if subject in GENDERS:
            return self._he_or_she(i, GENDERS[subject], scores, new)
        several = self._several(i, subject)
        if several and capital is None:
            return self._those(i, several, scores, new)
        if self._is_one_noun(i) and capital is None:
            return self._noun(i, scores, new)
        if subject:
            self._weigh(i, subject, scores)
        else:
            earlier = self.nouns.last(i)
            if earlier is not None:
                scores[self.referents[earlier]] += PHRASE * PHRASE_FADES ** (i - earlier)
        for j, left in self.grammar.apart.get(i, {}).items():
            if self.referents[j] in scores:
                scores[self.referents[j]] *= left
        if capital is not None:
            scores = self._bearers(capital, scores)
        ranked = _ranked(scores)
        total = new + sum(scores.values()) or 1.0
        self.likely[i] = tuple((who[0], s / total) for who, s in ranked[:5] if len(who) == 1)
        if i in self.cues:  # not part of what is likely: speakers are found by that
            scores[self.cues[i]] += CUE
            ranked = _ranked(scores)
        if ranked and (capital is not None or ranked[0][1] >= NEWER * new):
            chosen = ranked[0][0]
            if capital is not None:
                self.by_capital[capital] = chosen
            return chosen
        made = (self._new(i, None),)
        if capital is not None:
            self.by_capital[capital] = made
        return made

    def _he_or_she(
        self, i: int, gender: Gender, links: dict[Referents, float], new: float
    ) -> Referents:
        """The likeliest of those for whom anything speaks; a certain link leaves no choice."""
        sure = self._certain(i, links)
        if sure:
            self.shares[i] = [(sure, 1.0)]
            self.genders.count(sure[0], gender, 1.0)
            return sure
        found = self.evidence.of_pronoun(i, gender, links, new, self._talk(i), self.told_of)
        ranked = self._chances(i, found, "whom.tsv")
        best, chance = ranked[0]
        if best == NEW:
            return (self._new(i, gender),)
        self.genders.count(best[0], gender, chance)
        if i not in self.cues:
            self.shares[i] = [(who, s) for who, s in ranked[:3] if s > FAINT and who != NEW]
        return best

    def _noun(self, i: int, links: dict[Referents, float], new: float) -> Referents:
        """The likeliest of those whom a noun for one person may mean."""
        sure = self._certain(i, links)
        if sure:
            return sure
        several = max(links, key=lambda who: links[who], default=NEW)
        if len(several) > 1 and links[several] > SEVERAL:
            return several
        found = self.nouns.evidence(i, links, new, self._talk(i))
        best, _ = self._chances(i, found, "which.tsv")[0]
        return (self._new(i, None),) if best == NEW else best

    def _several(self, i: int, subject: str) -> str:
        """The kind of word for several that a mention is; "" if it is none."""
        span = self.spans[i]
        if subject in ("they", "we"):
            return subject
        if span.type != "PER" or span.form == "name":
            return ""
        last = self.text.token_at(span.end - 1)
        if subject == "you":  # "you two", "both of you"
            return "you" if last > self.text.token_at(span.start) else ""
        if not self._count(i):
            return ""
        return {"us": "we", "you": "you"}.get(self.text.lower[last], "they")

    def _those(self, i: int, word: str, links: dict[Referents, float], new: float) -> Referents:
        """The likeliest of those whom a word for several may mean."""
        found = self.groups.evidence(i, word, self._count(i), links, new, self._talk(i))
        return self._chances(i, found, "several.tsv")[0][0] or (self._new(i, None),)

    def _certain(self, i: int, links: dict[Referents, float]) -> Referents:
        """The one to whom a link that is given leads."""
        sure = max(links, key=lambda who: links[who], default=NEW)
        if len(sure) != 1 or links[sure] < CERTAIN:
            return ()
        self.likely[i] = ((sure[0], 1.0),)
        return sure

    def _chances(
        self, i: int, found: dict[Referents, Features], table: str
    ) -> list[tuple[Referents, float]]:
        """The candidates of a mention with their chances, the likeliest first."""
        ranked = chances(found, self.weights[table])
        self.likely[i] = tuple((who[0], s) for who, s in ranked[:6] if len(who) == 1)[:5]
        cue = self.cues.get(i)
        if cue is not None and len(cue) == 1:
            # No part of what is likely: speakers are found by that.
            found.setdefault(cue, {})["cue"] = 1.0
            ranked = chances(found, self.weights[table])
        self.watched(i, found, table)
        return ranked

    def watched(self, i: int, found: dict[Referents, Features], table: str) -> None:
        """For those who fit the weights: the candidates of a mention and what speaks for each."""

    def _is_one_noun(self, i: int) -> bool:
        """Whether a mention is a noun for one person."""
        span = self.spans[i]
        head = self.words[span.head].lower()
        return span.type == "PER" and span.form == "nominal" and head not in PERSON_PLURALS

    def _subject(self, i: int) -> str:
        """The subject form of a pronoun for people: "she" for "her"; "" for a noun."""
        span = self.spans[i]
        if span.type != "PER" or span.form != "pronoun":
            return ""
        word = self.words[span.head].lower()
        return PRONOUN_SETS.get(word) or _NEO.get(word, "they")

    def _scores(self, i: int) -> tuple[dict[Referents, float], float]:
        """The links of a mention added up by whom they lead to, and the share of a new being."""
        scores: dict[Referents, float] = defaultdict(float)
        new = 0.0
        for choice in self.links[i]:
            if choice.mention is None:
                new += choice.score
            elif choice.mention in self.shares:
                for who, share in self.shares[choice.mention]:
                    scores[who] += choice.score * share
            elif self.referents[choice.mention]:
                scores[self.referents[choice.mention]] += choice.score
        return scores, new

    # What is known without the links

    def _known(self, i: int) -> Referents:
        """Whom an apposition or a predicate noun tells of; "my dear" is the one spoken to."""
        if self.spans[i].type != "PER":
            return ()
        j = self.grammar.same.get(i)
        if j is not None and self.referents[j]:
            owner = self.grammar.owner.get(i)
            if owner is None or not set(self.referents[owner]) & set(self.referents[j]):
                return self.referents[j]
        if self.spans[i].form == "nominal":
            named = self.by_name.get(self.nouns.phrase(i))
            if named is not None:
                return (named,)
        if i in self.grammar.called:
            talk = self._talk(i)
            told = talk.addressees if talk is not None else ()
            plural = self.words[self.spans[i].head].lower() in PERSON_PLURALS
            if told and plural == (len(told) > 1):
                return told
        return ()

    def _means_nobody(self, i: int) -> bool:
        """Whether nobody in particular is meant: "everyone", "neither of them", "no son"."""
        span = self.spans[i]
        if span.type != "PER" or span.form == "name":
            return False
        first = self.words[self.text.token_at(span.start)].lower()
        if first in QUANTIFIED or self.words[span.head].lower() in QUANTIFIED:
            return True
        return span.form == "nominal" and first in ("no", "any", "every")

    def _count(self, i: int) -> int:
        """How many people the words count who are known already: "both", "the two of them"."""
        span = self.spans[i]
        if span.type != "PER" or span.form == "name":
            return 0
        low = [self.text.lower[t] for t in self.text.tokens_in(span.start, span.end)]
        if low[-1] in NUMBERS and low[0] in ("we", "us", "you", "they", "them"):
            return NUMBERS[low[-1]]
        head = self.text.lower[span.head]
        if head not in NUMBERS:
            return 0
        if low[0] in ("the", "all", "both", "these", "those") or low[-1] in ("them", "us", "you"):
            return NUMBERS[head]
        return 0

    def _talk(self, i: int) -> Attribution | None:
        """Who says the words that a mention is in to whom; None where others' words are told."""
        if self.quoted[i] < 0 or i in self.within or self.draft.attributions is None:
            return None
        return self.draft.attributions[self.quoted[i]]

    # What is weighed beside them

    def _weigh(self, i: int, subject: str, scores: dict[Referents, float]) -> None:
        """Add to a pronoun's scores what grammar and the conversation say."""
        talk = self._talk(i)
        narrator = self.draft.narrator
        if subject == "i":
            if talk is not None and talk.speaker is not None:
                scores[(talk.speaker,)] += SPEAKER
            elif self.quoted[i] < 0 and narrator is not None and narrator >= 0:
                scores[(narrator,)] += NARRATOR
        elif subject == "you":
            if talk is not None and talk.addressees:
                scores[talk.addressees] += ADDRESSEE
        else:
            # In speech whoever is spoken of is neither who speaks nor who is spoken to.
            away = set() if talk is None else {talk.speaker, *talk.addressees}
            for who in scores:
                if away & set(who):
                    scores[who] *= AWAY
            for b, share in self.mind.all():
                if self.genders.unknown(b) and b not in away and not self.beings[b].plural:
                    scores[(b,)] += NEO * min(1.0, share)

    # Nouns that do a name's work

    def _capital(self, i: int) -> str | None:
        """The head of "the Hatter", "the Queen": a noun that does a name's work, in lower case."""
        span = self.spans[i]
        if span.form != "nominal" or span.type != "PER":
            return None
        head, first = self.words[span.head], self.text.token_at(span.start)
        proper = span.head > first and head[:1].isupper() and head[1:].islower()
        return head.lower() if proper and self.words[first].lower() == "the" else None

    def _bearers(self, capital: str, scores: dict[Referents, float]) -> dict[Referents, float]:
        """Of those whom a noun that does a name's work may mean, those known by that noun."""
        known = self.by_capital.get(capital)
        kept: dict[Referents, float] = defaultdict(float)
        for who, score in scores.items():
            beings = [self.beings[b] for b in who]
            called = {w.lower() for b in beings for name in b.names for w in name.split()}
            if who == known or capital in called or any(capital in b.titles for b in beings):
                kept[who] = score
        if known is not None:
            kept[known] += NAMED
        return kept

    # What is remembered

    def _remember(self, i: int) -> None:
        """Take note of whom a mention means."""
        span, who = self.spans[i], self.referents[i]
        if not who:
            return
        if span.form == "nominal":
            self.nouns.remember(i, who)
        if acts(self.draft, i):
            for b in who:
                self.memory.acted.add(b, 1.0)
        if span.type != "PER":
            return
        if self.quoted[i] >= 0 and i not in self.within and self._subject(i) in GENDERS:
            self.told_of[self.quoted[i]].extend(who)
        head = self.words[span.head].lower()
        members = self.grammar.joined.get(i)
        if members is not None and all(len(self.referents[j]) == 1 for j in members):
            together = tuple(sorted({self.referents[j][0] for j in members}))
            if not any(self.beings[b].plural for b in together):
                self.groups.add(together, named=True)
        elif len(who) > 1:
            self.groups.add(who, named=False)
        subject, under = i in self.grammar.subjects, i in self.grammar.under
        quoted, owns = self.quoted[i] >= 0, i in self.owners
        if len(who) == 1:
            if subject and not quoted and not under:
                self.memory.centre = who, self.memory.sentence
                self.memory.onstage.add(who[0])
            role = self.memory.role(i, head, owns)
            own = "".join(g for g in ("m", "f") if self.genders.fit(who, g) > 0.5)
            self.memory.leave_trace(who[0], i, role, quoted, subject, own)
        self.memory.weigh_in(who, span.form, subject, under, owns, quoted)

    def _hear(self, quotation: int) -> None:
        """Who has just spoken, and who was spoken to, is on everybody's mind."""
        self.memory.hear(quotation, self.text.paragraph_at(self.text.quotations[quotation].start))
        if self.draft.attributions is None:
            return
        attribution = self.draft.attributions[quotation]
        if attribution.speaker is not None:
            self.mind.add(attribution.speaker, salience.SPOKE)
        for b in attribution.addressees[:2]:
            self.mind.add(b, salience.SPOKEN_TO)

    def _new(self, i: int, gender: Gender | None) -> int:
        if i in self.born:
            return self.born[i]  # met in an earlier run
        span = self.spans[i]
        head = self.words[span.head].lower()
        if span.form == "nominal":
            gender = PERSON_NOUNS.get(head) or PERSON_PLURALS.get(head)
        names = (self.text.string[span.start : span.end],) if span.form == "name" else ()
        self.beings.append(
            Being(
                len(self.beings),
                type=span.type,
                names=names,
                gender=gender,
                plural=span.type == "PER" and head in PERSON_PLURALS,
                description=None if names else i,
                met=(i,),
            )
        )
        self.genders.add(self.beings[-1])
        return len(self.beings) - 1

    # Who turns out to have a name

    def _vote(self, i: int) -> None:
        """A name that is linked to somebody nameless says who they are.

        Save a name that is called out: it may well be linked to whoever calls it.
        """
        if len(self.referents[i]) != 1:
            return
        if i in self.grammar.called and self.draft.attributions is None:
            return  # who calls it is not yet known
        scores, _ = self._scores(i)
        for who, score in scores.items():
            if score < VOTES or len(who) != 1:
                continue
            nameless = not self.beings[who[0]].names and who[0] != self.draft.narrator
            if nameless and self.beings[who[0]].type == self.spans[i].type:
                self.votes[who[0]][self.referents[i][0]].append(score)

    def _adopt(self) -> None:
        """The nameless for whom more speaks to be one of the named are that one.

        Not before it is known who talks to whom: most of what speaks against it is there.
        """
        if self.draft.attributions is None:
            return
        adoption = Adoption(
            self.draft, self.grammar, self.beings, self.referents, self.likely, self.genders,
            self.votes,
        )  # fmt: skip
        for one in adoption.nameless():
            found = adoption.evidence(one)
            self.weighed(one, found)
            best, chance = chances(found, self.weights["adoption.tsv"])[0]
            if best != NEW and chance > ADOPT:
                self.into[one] = best[0]
        for one in self.into:
            last = self.into[one]
            while last in self.into:
                last = self.into[last]
            self.into[one] = last
            own, other = self.beings[one], self.beings[last]
            # Met again in a later run, the nameless one is the one of that name at once.
            self.beings[last] = replace(
                other, met=(*other.met, *own.met), names=(*other.names, *own.names)
            )
        if self.into:
            self.referents = [_swapped(who, self.into) for who in self.referents]
            self.likely = [_joined(likely, self.into) for likely in self.likely]

    def weighed(self, one: int, found: dict[Referents, Features]) -> None:
        """For those who fit the weights: the named who may be a nameless one."""


def _ranked(scores: dict[Referents, float]) -> list[tuple[Referents, float]]:
    return sorted(scores.items(), key=lambda s: (-s[1], s[0]))


def _definite_names(beings: list[Being]) -> dict[str, int]:
    """Whom "the invisible man" means, if somebody is named the Invisible Man."""
    found: dict[str, int] = {}
    for being in beings:
        for name in being.names if being.type == "PER" else ():
            low = name.lower()
            found.setdefault(low if low.startswith("the ") else "the " + low, being.id)
    return found


def _swapped(who: Referents, into: dict[int, int]) -> Referents:
    return tuple(dict.fromkeys(into.get(b, b) for b in who))


def _joined(likely: Likely, into: dict[int, int]) -> Likely:
    """Whom a mention may mean, when some have turned out to be others: their shares add up."""
    if not any(b in into for b, _ in likely):
        return likely
    shares: dict[int, float] = defaultdict(float)
    for b, share in likely:
        shares[into.get(b, b)] += share
    return tuple(sorted(shares.items(), key=lambda s: (-s[1], s[0])))
