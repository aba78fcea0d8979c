"""Feelings as the network saw them and as the tables know them, made one.

The network finds more of what is shown without a word of feeling (``did not sing``), and whose it
is; the tables know better which emotion a word of feeling names. What both say of the same words,
and the words around, is evidence that is weighed (``evidence``, ``weighing``) with weights fitted
to marked stories that the network was not trained on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import cast

from fabula.reading.reading import Choice
from fabula.story.clauses import Clauses
from fabula.story.cue import Cue
from fabula.story.emotions import FAMILIES
from fabula.story.evidence import Place, Row, Surroundings, places
from fabula.story.modes import Concealment
from fabula.story.phrases import whole
from fabula.story.story import Emotion, Mode
from fabula.story.weighing import Question, as_a_novel, questions, shifted
from fabula.story.whose import Whose

TABLE = "feeling.tsv"
NOVELS = "feeling_novels.tsv"
"""By how much evidence weighs more or less in a whole novel than in the short stories that
``TABLE`` was fitted to: these are about what people hide, and every other smile is put on."""
LEAST = 0.22
"""What is less likely to be right is left out. F1 was best here on stories kept apart; in parts
kept from each fit it was best at 0.25."""
SURE = 0.3
"""What is less likely is kept but not built on: not drawn, not said of anybody, no sign of a
viewpoint. Of marked stories that the weights were fitted to, the words of four in five rows above
it were marked."""
_TOLD = 0.6  # what the tables' word for an emotion adds to its share within the family
_FOR = 0.6  # a share below which it is left open for whom a feeling is
_MOST = 3  # a feeling of more people than this is a crowd's


def fuse(c: Clauses, told: Sequence[Row], hiding: Sequence[Concealment]) -> list[Row]:
    """The rows of the tables ``told``, by first word, and those of the reading as one list, each
    with how likely it is that a reader would say so. ``hiding`` are the words of concealment."""
    around = Surroundings(c, hiding)
    ask = asked(len(c.words))
    out: list[Row] = []
    for place in places(c, told):
        row = _row(c, around, place, ask)
        if row is None:
            continue
        out.append(row)
        for other in place.told if place.seen else ():
            alone = _row(c, around, Place(other[0].first, other[0].last, None, (other,)), ask)
            if alone is not None and _differ(alone, row):
                out.append(alone)
    kept = [row for row in out if row[0].score >= LEAST]
    return sorted(kept, key=lambda row: (row[0].first, row[0].last))


def _differ(a: Row, b: Row) -> bool:
    """Whether two rows are of two people, or two families of emotions: both in one clause."""
    families = FAMILIES[a[0].emotion], FAMILIES[b[0].emotion]
    return set(a[0].who).isdisjoint(b[0].who) or families[0] != families[1]


def asked(words: int) -> Mapping[str, Question]:
    """The questions as they are weighed in a text of so many words and marks."""
    share = as_a_novel(words)
    if share <= 0.0:
        return questions(TABLE)
    return shifted(questions(TABLE), questions(NOVELS), share)


def _row(c: Clauses, around: Surroundings, place: Place, ask: Mapping[str, Question]) -> Row | None:
    """What a place shows, of whom, and how likely; None where it can be nobody's."""
    people = {k: v for k, v in people_of(around, place).items() if len(k) <= _MOST}
    if not people:
        return None
    whose = ask["whose"].choose(people)
    who = max(whose, key=lambda k: whose[k])
    families = ask["family"].shares(around.family(place))
    modes = ask["mode"].shares(around.mode(place, who))
    so = around.so(place, who, whose[who], families, modes)
    score = 0.5 * (ask["emotion so"].likelihood(so) + ask["mode so"].likelihood(so))
    seen, same = place.seen, [row for row in place.told if set(row[0].who) & set(who)]
    toward = next((row[0].toward for row in same if row[0].toward is not None), None)
    if toward is None and seen is not None:
        toward = _toward(around.people, seen.toward, who)
    first, last = whole(c, place.first, place.last) if seen else (place.first, place.last)
    told = place.told[0][0] if place.told else None
    return (
        Cue(
            first,
            last,
            told.verb if told else place.first,
            told.kind if told else "seen",
            _emotion(place, families),
            None,
            who,
            toward,
            score,
        ),
        cast(Mode, max(modes, key=lambda k: modes[k])),
    )


def people_of(around: Surroundings, place: Place) -> dict[tuple[int, ...], dict[str, float]]:
    """Who may be the one that feels what a place shows, each with what speaks for them."""
    told = [cue.who for cue, _ in place.told]
    return around.whose(place.first, place.last, place.seen, told)


def _emotion(place: Place, families: Mapping[str, float]) -> Emotion:
    """The likeliest emotion of the likeliest family."""
    family = max(families, key=lambda k: families[k])
    emotions: defaultdict[Emotion, float] = defaultdict(float)
    for label, p in place.seen.labels if place.seen else ():
        emotions[cast(Emotion, label)] += p
    for cue, _ in place.told:
        emotions[cue.emotion] += _TOLD
    likely = [x for x in emotions if FAMILIES[x] == family]
    return max(likely, key=lambda k: emotions[k]) if likely else cast(Emotion, family)


def _toward(whose: Whose, choices: Sequence[Choice], who: tuple[int, ...]) -> int | None:
    """For whom a feeling is, where somebody other than who feels it is likelier than nobody."""
    shares = {k: v for k, v in whose.shares(choices).items() if not set(k) & set(who)}
    best = max(shares, key=lambda k: shares[k], default=())
    return best[0] if len(best) == 1 and shares[best] >= _FOR else None


__all__ = ["LEAST", "NOVELS", "SURE", "TABLE", "asked", "fuse", "people_of"]
