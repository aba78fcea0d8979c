"""Closed sets of English function words that the grammar of clauses reads."""

from __future__ import annotations

SUBJECTS = frozenset("i he she they we ze xe ey ve fae thou".split())
POSSESSIVES = frozenset("my your his her its our their zir hir xyr eir faer vis thy".split())
REFLEXIVES = frozenset(
    "myself yourself himself herself themselves themself ourselves oneself zirself xemself "
    "hirself eirself verself thyself".split()
)
NEGATIONS = frozenset(
    "not n't never no nobody none neither nor hardly scarcely barely cannot".split()
)
AUXILIARIES = frozenset(
    "was were is are am be been being had has have having did does do will would could can may "
    "might "
    "must shall should ca wo 's 'd 'll 've 're 'm n't not never".split()
)
STOPS = frozenset(". ? ! ; : … ...".split())
DASHES = frozenset("— – -- ―".split())
OPENERS = frozenset(
    "and but or so then yet as if when while because that before after until till than where "
    "how what "
    "why whether though although since for now suddenly nor once unless which whom , ; : — – "
    "-- ( \" ' “ "
    "” ‘ ’ still even only perhaps maybe here there again finally presently tonight today".split()
)
CAUSERS = frozenset(
    "make makes made making let lets letting see sees saw seeing seen hear hears heard hearing "
    "watch "
    "watches watched watching have had help helped find finds found leave left keep kept set felt "
    "notice noticed".split()
)
IMPERSONAL = frozenset(
    "it there that this which what nothing everything something everyone".split()
)
PREPOSITIONS = frozenset(
    "of in on at by for with from to into onto upon under over about against among between behind "
    "beside beyond near through toward towards across along around round without within inside "
    "outside except beneath above below like past off".split()
)
