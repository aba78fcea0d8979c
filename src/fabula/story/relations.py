"""What people are to one another: kin, marriage, friendship, work, in the text's own words.

Many places say it, and those where coreference decided who is meant may be wrong. So all that
shows a relation is weighed together: what the words themselves state counts more, and of two that
cannot both be (two mothers; a sister who is a mother) the one with more to show for it is kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from fabula.story.draft import Draft, step
from fabula.story.function_words import POSSESSIVES
from fabula.story.kinship import (
    ALONE,
    Key,
    Styled,
    clashes,
    doubtful,
    family,
    key,
    most_said,
    seen_from,
    styled,
)
from fabula.story.story import Character, Relation
from fabula.story.tenure import tenures
from fabula.story.ties import Shown, shown, ties

_STATED, _CALLED, _OWN = 0.75, 0.5, 0.75  # how sure one place makes a relation
_NAMED, _UNNAMED = 0.6, 0.4  # stated among many, with a name beside it or with pronouns alone
_LINKED = 0.55  # the same where coreference decided who it is
_SAID = 0.45  # said of a pronoun that is taken to mean somebody without a name
_AMONG_MANY = 0.28  # and where it chose among many; or who "her" is, of "her mother"
_MOST_LINKED = 0.75  # any number of places that coreference decided make it no surer
_CROWD = 12  # named people: from here on coreference has many to choose from
_SUREST = 0.97  # no number of places makes a relation surer
_LEAST = 0.5  # a relation that is less sure is left out
_PASSING = 3  # mentions: somebody without a name who has fewer only passes through
_MUCH = 5  # mentions: of whom there are as many, much is told
# Words for company that is soon over, and styles of address: they need to be stated.
_LOOSE = frozenset("companion lady lord man partner guest assistant date boy girl master".split())
_CHILDREN = frozenset("son daughter child".split())
_SPOUSES = frozenset("husband wife spouse fiancé fiancée betrothed".split())
_HIS = {"his": "he", "her": "she", "hers": "she"}


@dataclass(frozen=True, slots=True)
class _Claim:
    """That ``a`` is ``b``'s something, with all that shows it."""

    a: int
    b: int
    key: Key
    places: tuple[Shown, ...]
    score: float

    @property
    def label(self) -> str:
        return most_said(p.label for p in self.places)

    @property
    def noun(self) -> str:
        return self.places[0].noun

    @property
    def stated(self) -> bool:
        return any(p.kind == "stated" for p in self.places)


@dataclass(frozen=True)
class _People:
    """The cast as far as relations ask about it."""

    by_id: Mapping[int, Character]
    styles: Mapping[int, Styled]
    crowd: bool  # whether coreference has many to choose from

    def group(self, who: int) -> bool:
        """Whether this is several (``both women``): what they have, each of them may not."""
        one = self.by_id[who]
        return not one.named and one.pronouns == "they"

    def passing(self, who: int) -> bool:
        one = self.by_id[who]
        return not one.named and not one.narrator and one.mentions < _PASSING


@step("characters clauses", "relations")
def relations(draft: Draft) -> Draft:
    """Find who is whose what, with every place in the text that shows it, and since and until
    when as far as the text says."""
    c = draft.clauses
    assert c is not None and draft.characters is not None
    narrator = next((x.id for x in draft.characters if x.narrator), None)
    named = sum(x.named for x in draft.characters)
    people = _People(
        {x.id: x for x in draft.characters},
        {x.id: styled(x) for x in draft.characters},
        named > _CROWD,
    )
    pronouns = {x.id: x.pronouns for x in draft.characters}
    places = [p for p in shown(c, narrator, pronouns) if _possible(p, people)]
    claims = _consistent(_one_each(_claims(places, people), people))
    kept = [x for x in claims if x.score >= _LEAST and _matters(x, people)]
    times = tenures(c, [(x.a, x.b, x.noun, [p.span for p in x.places]) for x in kept])
    out = [
        Relation(
            0, x.a, x.b, x.label,
            tuple(dict.fromkeys(p.span for p in x.places)),
            round(x.score, 3), *times[i],
        )
        for i, x in enumerate(kept)
    ]  # fmt: skip
    out.extend(_parents(kept, people))
    out.sort(key=lambda r: (r.evidence[0], r.a, r.b))
    return replace(draft, relations=tuple(replace(r, id=i) for i, r in enumerate(out)))


def _parents(kept: Sequence[_Claim], people: _People) -> Iterator[Relation]:
    """Whose child somebody is said to be is their parent, which a reader is told of both where
    both are on stage or much is told of them. Of other kin the other side goes without saying."""
    pairs = {(x.a, x.b) for x in kept if family(x.noun) is not None}
    for x in kept:
        a, b = people.by_id[x.a], people.by_id[x.b]
        met = (a.on_stage and b.on_stage) or min(a.mentions, b.mentions) >= _MUCH
        if x.noun in _CHILDREN and met and (x.b, x.a) not in pairs:
            pairs.add((x.b, x.a))
            father, mother, parent = ties()[x.noun].back
            label = {"he": father, "she": mother}.get(b.pronouns or "", parent)
            places = tuple(dict.fromkeys(p.span for p in x.places))
            yield Relation(0, x.b, x.a, label, places, round(x.score, 3))


def _possible(p: Shown, people: _People) -> bool:
    """Whether one place can be right, by sex and name, and for the linked by title and surname."""
    a, b = people.by_id[p.a], people.by_id[p.b]
    if p.a == p.b or clashes(p.noun, a.pronouns):
        return False
    if people.group(p.b) and (ties()[p.noun].kind != "work" or people.group(p.a)):
        return False
    said = _HIS.get(p.owner) if p.noun not in _SPOUSES or p.kind != "stated" else None
    if said is not None and b.pronouns in ("he", "she") and b.pronouns != said:
        return False
    if p.name and a.named and not people.styles[p.a].called(p.name):
        return False  # "my aunt Phillips" is nobody who is never called so
    if p.kind == "stated":
        return True
    return not (a.named and doubtful(p.noun, people.styles[p.a], people.styles[p.b]))


def _claims(places: Iterable[Shown], people: _People) -> list[_Claim]:
    """Places that show the same, together. Friends are friends both ways: one claim."""
    merged: dict[tuple[int, int, Key], list[Shown]] = defaultdict(list)
    for p in places:
        what = key(p.noun)
        back = merged.get((p.b, p.a, what))
        mutual = ties()[p.noun].mutual and what[0] != "sibling"
        # A friend is one both ways, a best friend may be so only one way.
        same = back is not None and any(p.label == x.label for x in back)
        (back if back is not None and mutual and same else merged[p.a, p.b, what]).append(p)
    return [_claim(a, b, what, found, people) for (a, b, what), found in merged.items()]


def _claim(a: int, b: int, what: Key, places: Iterable[Shown], people: _People) -> _Claim:
    found = tuple(sorted(places, key=lambda p: p.span))
    sure = linked = 1.0
    own = not people.by_id[a].named
    for p in found:
        doubt = people.crowd and p.owner in POSSESSIVES
        if p.kind == "stated":
            sure *= 1 - ((_NAMED if p.name else _UNNAMED) if doubt else _STATED)
        elif p.kind == "called":
            sure *= 1 - (_AMONG_MANY if people.crowd else _CALLED)
        elif p.kind == "said":
            many = _AMONG_MANY if own else _UNNAMED
            sure *= 1 - (many if people.crowd else _SAID if own else _LINKED)
        elif own:
            sure *= 1 - (_AMONG_MANY if doubt else _OWN)
        elif p.noun not in _LOOSE:
            linked *= 1 - (_AMONG_MANY if people.crowd else _LINKED)
    score = min(_SUREST, 1 - sure * max(1 - _MOST_LINKED, linked))
    return _Claim(a, b, what, found, score)


def _one_each(claims: list[_Claim], people: _People) -> list[_Claim]:
    """Of two mothers or wives of one person the one with more to show; what coreference gave to
    the other is taken to be of her too. So it is with her uncle, and an uncle without a name who
    is met once. Among many people, whom coreference alone makes an aunt must be the likeliest."""
    told: dict[tuple[int, int], int] = defaultdict(int)
    for x in claims:
        if family(x.noun) is not None:
            told[x.a, x.b] += len(x.places)
    rivals: dict[tuple[int, Key], list[_Claim]] = defaultdict(list)
    for x in claims:
        rivals[x.b, x.key].append(x)
    out: list[_Claim] = []
    for (b, what), found in rivals.items():
        found.sort(key=lambda x: (-_weight(x, people, told[x.b, x.a]), x.places[0].span))
        first, *others = found
        alone = what in ALONE
        same = [x for x in others if alone or people.passing(x.a)]
        more = [p for x in same for p in x.places if p.kind != "stated"]
        out.append(_claim(first.a, b, what, (*first.places, *more), people) if more else first)
        for x in others:
            if x in same and not _former(x):
                continue
            linked = people.by_id[x.a].named and not x.stated and family(x.noun) is not None
            if not (linked and people.crowd):
                out.append(x)
    return out


def _weight(x: _Claim, people: _People, back: int) -> float:
    """How much speaks for a claim against its rivals; ``back`` counts what says it from the other
    side (her nephew, of his aunt)."""
    stated = sum(p.kind == "stated" for p in x.places)
    named = people.by_id[x.a].named
    return 3.0 * stated + (1.0 if named else 0.8) * min(6, len(x.places)) + min(6, back)


def _former(x: _Claim) -> bool:
    return any(w in p.label.split() for p in x.places for w in ("ex", "former", "first", "late"))


def _consistent(claims: list[_Claim]) -> list[_Claim]:
    """Of several kin that one person would be to another the one with most to show for it."""
    most: dict[tuple[int, int], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for x in claims:
        kind = _between(x)
        if kind is not None:
            weight = sum(3.0 if p.kind == "stated" else 1.0 for p in x.places)
            most[min(x.a, x.b), max(x.a, x.b)][kind] += weight
    parents: dict[int, set[int]] = defaultdict(set)
    for x in claims:
        if family(x.noun) == "parent":
            parents[x.a].add(x.b)
    out = []
    for x in claims:
        called = all(p.kind == "called" for p in x.places)
        if called and family(x.noun) == "parent" and parents[x.a] & parents[x.b]:
            continue  # who calls the father of her children Pa is no child of his
        kinds = most.get((min(x.a, x.b), max(x.a, x.b)), {})
        kind = _between(x)
        best = max(kinds, key=lambda k: (kinds[k], k), default=None)
        if (
            kind is None
            or kind == best
            or {kind, best} in ({"spouse", "betrothed"}, {"spouse", "cousin"})
        ):
            out.append(x)
    return out


def _between(x: _Claim) -> str | None:
    """The class of kin that a claim makes of its pair, from the side of the lower id."""
    kind = family(x.noun)
    return None if kind is None else seen_from(kind, turned=x.a > x.b)


def _matters(x: _Claim, people: _People) -> bool:
    """Whether a reader would count it: not what passing people without names are to others."""
    if people.passing(x.b) and not people.by_id[x.b].narrator:
        return x.stated and not people.passing(x.a)
    if people.passing(x.a):
        return family(x.noun) is not None or ties()[x.noun].kind == "kin" or len(x.places) > 1
    return True


__all__ = ["relations"]
