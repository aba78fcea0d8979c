"""Whom does "the old man" mean, and whom "her brother"? What speaks for each who may be meant.

Beside what speaks for anybody (``story.whom``): whom the same words have meant, whom a story has
called so before, and for a noun of kinship or friendship what is known of its owner's people: whom
the owner called "Dad", who said "my son" of the owner, who bears the same surname. Within one run
only what was told so far counts; what an earlier run found of the owner's people counts wherever
it stands, since a story may name the brother only later. ``story.ranking`` weighs it all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from math import log

from fabula.reading.lexicon import KIN_NAMES, PERSON_NOUNS
from fabula.story.agreement import ANYONE
from fabula.story.constraints import Grammar
from fabula.story.draft import Attribution, Being, Draft, Referents
from fabula.story.genders import Genders
from fabula.story.households import Households
from fabula.story.kinship import family, key, seen_from
from fabula.story.memory import Memory
from fabula.story.ranking import NEW, Features, faint
from fabula.story.ties import KIN_ABROAD, ties
from fabula.story.whom import Evidence

LISTED = 3
"""How many of those on everybody's mind are candidates."""
_FADES = 0.995
"""What the same words still count for a mention later."""
_DEFINITE = frozenset("the this that these those".split())
_INDEFINITE = frozenset("a an another some one any each every".split())
_LOOSE = frozenset("son boy girl child love dear daughter lad brother sister friend man".split())
"""So one calls others than one's own, too."""

_KIN = KIN_NAMES | KIN_ABROAD

Ties = Mapping[tuple[int, str], Mapping[int, Set[int]]]
"""Somebody and what (parent, friend) -> who is that to them -> the mentions that say so."""


def known_ties(draft: Draft, grammar: Grammar, referents: Sequence[Referents]) -> Ties:
    """Whose what everybody is, by those for whom the owned and the called out were taken."""
    found: dict[tuple[int, str], dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    quoted = draft.quoted or ()
    teller = draft.narrator if draft.narrator is not None and draft.narrator >= 0 else None
    for i, span in enumerate(draft.reading.mentions):
        if span.type != "PER" or span.form == "pronoun":
            continue
        head = draft.text.lower[span.head]
        if head not in ties():
            continue
        owner, who = grammar.owner.get(i), referents[i]
        said = draft.attributions[quoted[i]] if draft.attributions and quoted[i] >= 0 else None
        of: Referents = ()
        if owner is not None:
            of = referents[owner]
        elif said is not None and said.speaker is not None and family(head) and head not in _LOOSE:
            of = (said.speaker,)
            if i in grammar.called:
                who = said.addressees
        elif quoted[i] < 0 and teller is not None and draft.text.words[span.head] in _KIN:
            of = (teller,)  # "Mama" of who tells the story is the teller's
        if len(of) == 1 and len(who) == 1 and of != who:
            kind = key(head)[0]
            found[of[0], kind][who[0]].add(i)
            if family(head) or ties()[head].mutual:
                found[who[0], seen_from(kind, turned=True)][of[0]].add(i)
    return found


def kinds_of(known: Ties) -> Mapping[tuple[int, int], Set[str]]:
    """Somebody and another -> all that the other is to them."""
    kinds: dict[tuple[int, int], set[str]] = defaultdict(set)
    for (of, kind), people in known.items():
        for b in people:
            kinds[of, b].add(kind)
    return kinds


class Nouns:
    """What the nouns of one draft have meant so far, and what speaks for those they may mean."""

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
        self._spans, self._lower = draft.reading.mentions, draft.text.lower
        self._house = Households(beings)
        self._ties = known_ties(draft, grammar, draft.referents or ())
        self._kinds = kinds_of(self._ties)
        self._meant: dict[str, int] = {}  # a phrase: its last mention
        self._owned: dict[tuple[int, str], int] = {}  # somebody's what: the last mention
        self._called: dict[int, set[str]] = defaultdict(set)  # the nouns that have meant somebody

    def phrase(self, i: int) -> str:
        """A mention's words, in lower case."""
        span = self._spans[i]
        return " ".join(self._draft.text.string[span.start : span.end].lower().split())

    def last(self, i: int) -> int | None:
        """The mention of a noun that the same words, or the same one's same people, had last."""
        head, of = self._lower[self._spans[i].head], self._owner(i)
        if i in self._grammar.owner:
            return self._owned.get((of, key(head)[0] if head in ties() else head))
        return self._meant.get(self.phrase(i))

    def remember(self, i: int, who: Referents) -> None:
        """A noun means those."""
        head = self._lower[self._spans[i].head]
        self._meant[self.phrase(i)] = i
        for b in who:
            self._called[b].add(head)
        of = self._owner(i)
        if of >= 0 and self._spans[i].type == "PER":
            self._owned[of, key(head)[0] if head in ties() else head] = i

    def _owner(self, i: int) -> int:
        owner = self._grammar.owner.get(i)
        if owner is None or len(self._referents[owner]) != 1:
            return -1
        return self._referents[owner][0]

    def _kind(self, i: int) -> str:
        """Whether a noun is somebody's ("tie" for kin, friends and the like), "the" one, "a" one,
        or a bare one."""
        if i in self._grammar.owner:
            return "tie" if self._lower[self._spans[i].head] in ties() else "owned"
        first = self._lower[self._draft.text.token_at(self._spans[i].start)]
        return "the" if first in _DEFINITE else "a" if first in _INDEFINITE else "bare"

    def evidence(
        self, i: int, links: Mapping[Referents, float], new: float, talk: Attribution | None
    ) -> dict[Referents, Features]:
        """The candidates of a noun for one person, with what speaks for each.

        Args:
            i: the mention.
            links: what the reading's links say for each candidate; ``new`` for somebody new.
            talk: who says the words that it stands in, to whom.
        """
        memory, genders = self._memory, self._genders
        kind = self._kind(i)
        head = self._lower[self._spans[i].head]
        gender = PERSON_NOUNS.get(head)
        of, is_ = self._owner(i), key(head)[0] if head in ties() else head
        said = "said" if self._quoted[i] >= 0 else "told"
        phrase = self.phrase(i)
        before = self._meant.get(phrase) if kind != "tie" else None
        owned = self._owned.get((of, is_)) if of >= 0 else None
        people = self._ties.get((of, is_), {}) if of >= 0 and kind == "tie" else {}
        shown = {b: len(where) - (i in where) for b, where in people.items()}
        most = max(shown.values(), default=0)
        kin = self._house.kin(of, head) if of >= 0 else ()
        bearer = self._house.bearer(head, memory.mind) if kind in ("the", "bare") else None
        mind = memory.mind.all()
        listed = self._evidence.listed(links)
        more = [*self._single(before), *self._single(owned), *kin]
        more += [b for b in sorted(shown, key=lambda b: (-shown[b], b)) if shown[b]][:LISTED]
        more += [] if bearer is None else [bearer]
        if kind != "a":
            fitting = (
                b
                for b in self._evidence.foremost(mind)
                if gender not in ("m", "f") or genders.fit((b,), gender) > 0.25
            )
            more += [b for b, _ in zip(fitting, range(LISTED), strict=False)]
        listed = [b for b in dict.fromkeys((*listed, *more)) if b != of]
        spoke, speaks = self._evidence.around_tag(i)
        found = self._evidence.common(i, listed, links, talk, kind, dict(mind))
        nobody = True
        for b in listed:
            f, being = found[b,], self._beings[b]
            if gender in ("m", "f"):
                fit = genders.fit((b,), gender)
                f["fit"] = log(0.02 + fit)
            else:
                fit = 1.0
            if fit > 0.3 and links.get((b,), 0.0) > 0.05:
                nobody = False
            f[f"named {kind} {said}" if being.names else f"unnamed {kind}"] = 1.0
            if before is not None and b in self._referents[before]:
                loose = " loose" if head in ANYONE else ""
                f[f"same words {kind}{loose}"] = _FADES ** (i - before)
            if head in self._called[b]:
                f[f"called {kind}"] = 1.0
            if owned is not None:
                f["owned" if b in self._referents[owned] else "not owned"] = 1.0
            if b in kin:
                f["house"] = 1.0
            if b == bearer:
                f["bears " + kind] = 1.0
            if kind == "tie" and of >= 0:
                if shown.get(b):
                    f["tied"] = shown[b] / most
                elif most:
                    f["others tied"] = 1.0
                if self._kinds.get((of, b), set()) - {is_}:
                    f["tied otherwise"] = 1.0
                if being.surname and being.surname == self._beings[of].surname and family(head):
                    f["surname"] = 1.0
            if b in memory.onstage:
                f["onstage " + kind] = 1.0
            if b == spoke:
                f["spoke before tag"] = 1.0
            if b == speaks:
                f["speaks after tag"] = 1.0
            if talk is not None and b in (talk.speaker, *talk.addressees):
                f["talks " + kind] = 1.0
        fresh: Features = {f"new {kind} {said}": 1.0, "new link " + kind: faint(new)}
        if nobody:
            fresh["nobody " + kind] = 1.0
        if before is not None:
            fresh["new, same words " + kind] = 1.0
        if owned is not None or most:
            fresh["new, tied"] = 1.0
        found[NEW] = fresh
        return found

    def _single(self, mention: int | None) -> Referents:
        """Whom an earlier mention meant, if one."""
        who = self._referents[mention] if mention is not None else ()
        return who if len(who) == 1 else ()


__all__ = ["Nouns", "Ties", "kinds_of", "known_ties"]
