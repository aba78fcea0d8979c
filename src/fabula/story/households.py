"""Whose father is Mr. Woodhouse, and who is "the doctor"? What surnames and titles tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from fabula.story.agreement import HOUSEHOLD, titles_meant
from fabula.story.draft import Being, Referents
from fabula.story.salience import Salience


class Households:
    """The named people of a story by their titles and their surnames."""

    def __init__(self, beings: Sequence[Being]) -> None:
        self._beings = beings
        self._by_title: dict[str, list[int]] = defaultdict(list)
        self._house: dict[str, list[int]] = defaultdict(list)
        for being in beings:
            if being.type != "PER" or being.plural:
                continue
            for title in being.titles:
                self._by_title[title].append(being.id)
            if being.surname is not None:
                self._house[being.surname].append(being.id)

    def bearer(self, head: str, mind: Salience) -> int | None:
        """Who bears a title that a noun can mean: of several the one on everybody's mind."""
        found = [b for title in titles_meant(head) for b in self._by_title.get(title, ())]
        if len(found) > 1:
            found = [b for b in found if mind.of(b) > 0.0]
            found.sort(key=lambda b: (-mind.of(b), b))
        return found[0] if found else None

    def kin(self, owner: int, head: str) -> Referents:
        """Whom a kin word means in a house whose members have one surname; ``()`` if unknown.

        Emma Woodhouse's father is Mr. Woodhouse; Mr. Weston's wife is Mrs. Weston.
        """
        surname = self._beings[owner].surname
        wanted = HOUSEHOLD.get(head)
        if surname is None or wanted is None:
            return ()
        titles, gender = wanted
        if head in ("wife", "husband") and self._beings[owner].gender == gender:
            return ()
        found = [
            b
            for b in self._house.get(surname, ())
            if b != owner and self._beings[b].gender == gender and self._beings[b].titles & titles
        ]
        return (found[0],) if len(found) == 1 else ()


__all__ = ["Households"]
