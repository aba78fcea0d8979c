"""Whom does each mention mean, where the reading has scored its likely antecedents?

One pass in the order of the text. A mention joins the being that all its links together speak for,
so that no single link decides; a being with a name never joins another one with a name. What the
links do not know is weighed in: names of another gender, who is speaking (an "I" is the speaker,
a "you" whom they speak to, and "she" is neither), and who was last called by the same words beyond
the reach of the links.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from fabula.reading.lexicon import (
    NEOPRONOUNS,
    PERSON_NOUNS,
    PERSON_PLURALS,
    PRONOUN_SETS,
    TITLES,
    Gender,
    given_names,
)
from fabula.story.draft import Being, Draft, Likely, Referents

# Weights beside the links' own shares, which sum to 1. Chosen on LitBank's dev texts.
DOUBT = 0.3  # a gender is known as far as what speaks for it outweighs this
MISFIT = 0.1  # what is left of a link from "he" to several or to a crowd
NARRATOR = 2.0  # an "I" of the narration is the narrator
SPEAKER = 2.0  # an "I" in speech is the one who says it
ADDRESSEE = 1.4  # a "you" in speech is the one whom it is said to
BOTH = 0.3  # a "we" in speech is those two
AWAY = 0.15  # what is left of a link from "she" in speech to one of those two
CUE = 0.3  # a pronoun in a tag is the speaker whom the whole conversation speaks for
NEW = 1.2  # how much a being not met before weighs against one who was
ADOPT = 0.5  # how sure a name's link to somebody nameless must be to name them
NAMED = 0.5  # whom "the Hatter" meant before, it means again
OFF_STAGE = 0.2  # what is left of a link from the doer of a deed to one who has done none of late
LATELY = 40  # sentences
BEYOND = 250  # mentions after which the links no longer reach, and the same words do

_GENDERS: dict[str, Gender] = {"he": "m", "she": "f"}
_NEO = {form: subject for subject, forms in NEOPRONOUNS.items() for form in forms}
_DEFINITE = ("the", "that", "this")


class Linker:
    """One run over a draft's mentions.

    Args:
        draft: with beings and referents of the names, and attributions if they are known.
        cues: mentions in tags, with who was found to speak.
    """

    def __init__(self, draft: Draft, cues: dict[int, Referents] | None = None) -> None:
        assert draft.beings is not None and draft.referents is not None
        assert draft.quoted is not None and draft.narrator is not None
        self.draft, self.cues = draft, cues or {}
        self.spans, self.words = draft.reading.mentions, draft.text.words
        self.links = draft.reading.antecedents
        self.beings: list[Being] = list(draft.beings)
        self.referents: list[Referents] = list(draft.referents)
        self.likely: list[Likely] = [()] * len(self.spans)
        self.votes: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        self.by_phrase: dict[str, int] = {}
        self.by_capital: dict[str, Referents] = {}
        self.sexes = [self._told(being) for being in self.beings]
        self.into: dict[int, int] = {}
        self.acted: dict[int, int] = {}  # being: the sentence of its last deed
        self.born = {mention: being.id for being in self.beings for mention in being.met}

    def run(self) -> Draft:
        """The draft with every mention's referents; attributions follow whoever got a name."""
        for i, span in enumerate(self.spans):
            if span.form == "name" and self.referents[i]:
                self._vote(i)
            else:
                self.referents[i] = self._meant(i)
            if span.form == "nominal" and self.referents[i]:
                self.by_phrase[self._phrase(i)] = i
            if self._does(i):
                for who in self.referents[i]:
                    self.acted[who] = self.draft.text.sentence_at(span.start)
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
            beings=tuple(map(self._known, self.beings)),
            referents=tuple(self.referents),
            likely=tuple(self.likely),
        )

    def _meant(self, i: int) -> Referents:
        span = self.spans[i]
        scores, new = self._scores(i)
        subject = ""
        if span.type == "PER" and span.form == "pronoun":
            word = self.words[span.head].lower()
            subject = PRONOUN_SETS.get(word) or _NEO.get(word, "they")
            self._weigh(i, subject, scores)
        elif span.type == "PER":
            self._weigh_noun(i, scores)
        capital = self._capital(i)
        if capital is not None:
            scores = self._bearers(capital, scores)
        ranked = _ranked(scores)
        total = new + sum(scores.values()) or 1.0
        self.likely[i] = tuple((who[0], s / total) for who, s in ranked[:5] if len(who) == 1)
        if i in self.cues:  # not part of what is likely: speakers are found by that
            scores[self.cues[i]] += CUE
            ranked = _ranked(scores)
        if ranked and (capital is not None or ranked[0][1] >= NEW * new):
            chosen = ranked[0][0]
            if capital is not None:
                self.by_capital[capital] = chosen
            if subject in _GENDERS and len(chosen) == 1:
                self.sexes[chosen[0]][subject == "she"] += ranked[0][1] / total
            return chosen
        if span.form == "nominal" and span.type == "PER":
            earlier = self.by_phrase.get(self._phrase(i))
            definite = self._phrase(i).split()[0] in _DEFINITE
            if definite and earlier is not None and i - earlier > BEYOND:
                return self.referents[earlier]
        made = (self._new(i, _GENDERS.get(subject)),)
        if capital is not None:
            self.by_capital[capital] = made
        return made

    def _capital(self, i: int) -> str | None:
        """The head of "the Hatter", "the Queen": a noun that does a name's work, in lower case."""
        span = self.spans[i]
        if span.form != "nominal" or span.type != "PER":
            return None
        head, first = self.words[span.head], self.draft.text.token_at(span.start)
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

    def _scores(self, i: int) -> tuple[dict[Referents, float], float]:
        """The links of a mention added up by whom they lead to, and the share of a new being."""
        scores: dict[Referents, float] = defaultdict(float)
        new = 0.0
        for choice in self.links[i]:
            if choice.mention is None:
                new += choice.score
            elif self.referents[choice.mention]:
                scores[self.referents[choice.mention]] += choice.score
        return scores, new

    def _weigh(self, i: int, subject: str, scores: dict[Referents, float]) -> None:
        """Add to a pronoun's scores what grammar and the conversation say."""
        quote = self.draft.quoted[i]  # type: ignore[index]
        narrator = self.draft.narrator
        attribution = None
        if quote >= 0 and self.draft.attributions is not None:
            attribution = self.draft.attributions[quote]
        if subject == "i":
            if attribution is not None and attribution.speaker is not None:
                scores[(attribution.speaker,)] += SPEAKER
            elif quote < 0 and narrator is not None and narrator >= 0:
                scores[(narrator,)] += NARRATOR
        elif subject == "you" and attribution is not None and attribution.addressees:
            scores[attribution.addressees] += ADDRESSEE
        elif subject == "we":
            if attribution is not None and attribution.speaker is not None:
                here = tuple(sorted({attribution.speaker, *attribution.addressees}))
                scores[here] += BOTH
        else:
            if attribution is not None:
                for who in scores:
                    if attribution.speaker in who or set(who) & set(attribution.addressees):
                        scores[who] *= AWAY
            gender = _GENDERS.get(subject)
            if gender is not None:
                for who in scores:
                    scores[who] *= self._fit(who, gender)
                if self._does(i):
                    self._prefer_doers(i, scores)

    def _prefer_doers(self, i: int, scores: dict[Referents, float]) -> None:
        """Who does something now has been doing things, rather than being thought or told of."""
        since = self.draft.text.sentence_at(self.spans[i].start) - LATELY
        doers = {w for w in scores if len(w) == 1 and self.acted.get(w[0], -1) >= max(0, since)}
        if doers:
            for who in scores:
                if who not in doers:
                    scores[who] *= OFF_STAGE

    def _does(self, i: int) -> bool:
        """Whether a mention in narration is the subject of a deed told in a main clause."""
        syntax = self.draft.reading.syntax
        if not syntax or self.draft.quoted[i] >= 0:  # type: ignore[index]
            return False
        head = self.spans[i].head
        if syntax[head].relation != "nsubj":
            return False
        verb = syntax[head].head
        if verb < 0 or syntax[verb].upos != "VERB":
            return False
        for _ in range(4):
            relation = syntax[verb].relation
            if relation in ("root", "parataxis"):
                return True
            if relation not in ("conj", "ccomp") or syntax[verb].head < 0:
                return False
            verb = syntax[verb].head
        return False

    def _weigh_noun(self, i: int, scores: dict[Referents, float]) -> None:
        head = self.words[self.spans[i].head].lower()
        gender = PERSON_NOUNS.get(head)
        if gender in ("m", "f"):
            for who in scores:
                scores[who] *= self._fit(who, gender)

    def _fit(self, who: Referents, gender: Gender) -> float:
        """How well a gender goes with what is known of whom a mention may mean, 0 to 1."""
        if len(who) != 1 or self.beings[who[0]].plural:
            return MISFIT
        male, female = self.sexes[who[0]]
        return ((male if gender == "m" else female) + DOUBT) / (max(male, female) + DOUBT)

    def _known(self, being: Being) -> Being:
        """The being with the gender that its pronouns show, where they agree."""
        male, female = self.sexes[being.id]
        if being.plural or max(male, female) < 2.0 or max(male, female) < 3 * min(male, female):
            return being
        return replace(being, gender="m" if male > female else "f")

    def _told(self, being: Being) -> list[float]:
        """What names and titles say of a being's gender: for he, for she."""
        sexes = [0.0, 0.0]
        for name in being.names:
            for word in name.split():
                title, given = TITLES.get(word.rstrip(".")), given_names().get(word.casefold())
                for gender, weight in ((title, 3.0), (given, 1.0)):
                    if gender in ("m", "f"):
                        sexes["mf".index(gender)] += weight
        if being.gender in ("m", "f"):
            sexes["mf".index(being.gender)] += 0.3
        return sexes

    def _phrase(self, i: int) -> str:
        span = self.spans[i]
        return " ".join(self.draft.text.string[span.start : span.end].lower().split())

    def _new(self, i: int, gender: Gender | None) -> int:
        if i in self.born:
            return self.born[i]  # met in an earlier run
        span = self.spans[i]
        head = self.words[span.head].lower()
        if span.form == "nominal":
            gender = PERSON_NOUNS.get(head) or PERSON_PLURALS.get(head)
        names = (self.draft.text.string[span.start : span.end],) if span.form == "name" else ()
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
        self.sexes.append(self._told(self.beings[-1]))
        if gender in ("m", "f"):
            self.sexes[-1]["mf".index(gender)] += 1.0
        return len(self.beings) - 1

    def _vote(self, i: int) -> None:
        """A name that is linked to somebody nameless says who they are."""
        if len(self.referents[i]) != 1:
            return
        scores, _ = self._scores(i)
        for who, score in scores.items():
            if score < ADOPT or len(who) != 1:
                continue
            nameless = not self.beings[who[0]].names and who[0] != self.draft.narrator
            if nameless and self.beings[who[0]].type == self.spans[i].type:
                self.votes[who[0]][self.referents[i][0]] += score

    def _adopt(self) -> None:
        """The nameless whom one name speaks for are the one of that name."""
        for nameless, votes in self.votes.items():
            best = max(votes, key=lambda b: (votes[b], -b))
            own, other = self.beings[nameless], self.beings[best]
            genders = {own.gender, other.gender} & {"m", "f"}
            if len(genders) < 2 and votes[best] >= 0.6 * sum(votes.values()):
                self.into[nameless] = best
                # Met again in a later run, the nameless one is the one of that name at once.
                self.beings[best] = replace(other, met=(*other.met, *own.met))
        if self.into:
            self.referents = [_swapped(who, self.into) for who in self.referents]


def _ranked(scores: dict[Referents, float]) -> list[tuple[Referents, float]]:
    return sorted(scores.items(), key=lambda s: (-s[1], s[0]))


def _swapped(who: Referents, into: dict[int, int]) -> Referents:
    return tuple(dict.fromkeys(into.get(b, b) for b in who))
