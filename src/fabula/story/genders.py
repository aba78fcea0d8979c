"""Is a being a he or a she? What titles, given names and pronouns say, weighed.

Gender is one fact of a whole person, not of one link: every pronoun of the book that is linked
straight to a name speaks for the gender of its bearer before anything is decided.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from fabula.reading.lexicon import PRONOUN_SETS, TITLES, Gender, given_names
from fabula.reading.reading import Choice, MentionSpan
from fabula.story.draft import Being, Referents

DOUBT = 0.3
"""A gender is known as far as what speaks for it outweighs this."""
MISFIT = 0.1
"""What is left of a link from "he" to several or to a crowd."""
NAME = 0.5
"""How much one mention by name speaks for the gender that the name shows, beside a pronoun."""
GENDERS: Mapping[str, Gender] = {"he": "m", "she": "f"}
_SURE = 3.0


class Genders:
    """For each being what speaks for he, and what for she."""

    def __init__(self, beings: list[Being]) -> None:
        self._beings = beings
        self._said = [self._told(being) for being in beings]

    def add(self, being: Being) -> None:
        """A being not met before; it must be the last of the beings."""
        said = self._told(being)
        if being.gender in ("m", "f"):
            said["mf".index(being.gender)] += 1.0
        self._said.append(said)

    def hear(
        self,
        spans: Sequence[MentionSpan],
        words: Sequence[str],
        links: Sequence[Sequence[Choice]],
        referents: Sequence[Referents],
        apart: Mapping[int, Mapping[int, float]],
    ) -> None:
        """Count every "he" and "she" that is linked straight to a name, and every name.

        What a name is by itself and by the pronouns that follow it (``story.names``) speaks as
        often as the name stands: a reader may take a rare name for the wrong gender all along.
        """
        for i, span in enumerate(spans):
            if span.form == "name" and len(referents[i]) == 1:
                bearer = self._beings[referents[i][0]]
                if bearer.gender in ("m", "f") and bearer.type == "PER":
                    self.count(bearer.id, bearer.gender, NAME)
            gender = GENDERS.get(PRONOUN_SETS.get(words[span.head].lower(), ""))
            if span.form != "pronoun" or gender is None:
                continue
            for choice in links[i]:
                j = choice.mention
                if j is None or spans[j].form != "name" or len(referents[j]) != 1:
                    continue
                self.count(referents[j][0], gender, choice.score * apart.get(i, {}).get(j, 1.0))

    def count(self, being: int, gender: Gender, weight: float) -> None:
        """One more word that speaks for a gender."""
        self._said[being]["mf".index(gender)] += weight

    def fit(self, who: Referents, gender: Gender) -> float:
        """How well a gender goes with what is known of whom a mention may mean, 0 to 1."""
        if len(who) != 1 or self._beings[who[0]].plural:
            return MISFIT
        male, female = self._said[who[0]]
        return ((male if gender == "m" else female) + DOUBT) / (max(male, female) + DOUBT)

    def unknown(self, being: int) -> bool:
        """Whether hardly anything says that somebody is a he or a she."""
        return max(self._said[being]) < 1.0

    def differ(self, a: int, b: int) -> bool:
        """Whether one is a he and the other a she, as far as one can be sure."""
        one, two = self._leaning(a), self._leaning(b)
        return one is not None and two is not None and one != two

    def _leaning(self, being: int) -> Gender | None:
        male, female = self._said[being]
        if max(male, female) < 1.0 or max(male, female) < _SURE * min(male, female):
            return None
        return "m" if male > female else "f"

    def known(self, being: Being) -> Being:
        """The being with the gender that its pronouns show, where they agree."""
        male, female = self._said[being.id]
        sure = max(male, female) >= 2.0 and max(male, female) >= _SURE * min(male, female)
        if being.plural or not sure:
            return being
        return replace(being, gender="m" if male > female else "f")

    def _told(self, being: Being) -> list[float]:
        """What names and titles say of a being's gender: for he, for she."""
        said = [0.0, 0.0]
        for name in being.names:
            for word in name.split():
                title, given = TITLES.get(word.rstrip(".")), given_names().get(word.casefold())
                for gender, weight in ((title, 3.0), (given, 1.0)):
                    if gender in ("m", "f"):
                        said["mf".index(gender)] += weight
        if being.gender in ("m", "f"):
            said["mf".index(being.gender)] += 0.3
        return said


__all__ = ["GENDERS", "MISFIT", "Genders"]
