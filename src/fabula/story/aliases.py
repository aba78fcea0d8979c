"""Are two names one person's? "Lavinia" to her sister, Miss Pell to the town and the narration.

Each who has a name is weighed against those whom the story names more often: whether the two names
can be one person's, who answers when the one is called, what the links say; and, against it, that
the one calls the other, or that they are named side by side. Entity against entity, as the nameless
are adopted (``story.adoption``); ``story.ranking`` weighs it, with ``lexicon/aliases.tsv``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from math import log

from fabula.story.adoption import is_kin_name
from fabula.story.draft import Being, Draft, Referents
from fabula.story.ranking import NEW, Features

TABLE = "aliases.tsv"
LISTED = 4
"""Of the others the most that are brought forward for one."""
_ANSWERS = (1, 2, -1)  # the quotations beside one in which a name is called, the likeliest first
_FAINT = 0.03
_COMPANY = 50  # of those named in one sentence the most that are held against one another


def vocatives(draft: Draft) -> list[tuple[int, int]]:
    """``(being, quotation)`` for every name set off by marks in a quotation."""
    assert draft.referents is not None and draft.quoted is not None
    words, text = draft.text.words, draft.text
    found: list[tuple[int, int]] = []
    for i, mention in enumerate(draft.reading.mentions):
        quote = draft.quoted[i]
        if quote < 0 or mention.form != "name" or mention.type != "PER":
            continue
        if len(draft.referents[i]) != 1:
            continue
        first = text.token_at(mention.start)
        last = text.token_at(max(mention.start, mention.end - 1))
        before = words[first - 1] if first else ""
        after = words[last + 1] if last + 1 < len(words) else ""
        if not before[:1].isalnum() and not after[:1].isalnum() and after not in ("'s", "’s"):
            found.append((draft.referents[i][0], quote))
    return found


def alike(short: str, names: tuple[str, ...]) -> bool:
    """Whether a name begins as a word of another's names does, by two letters at the least."""
    start = short.casefold()[:3]
    return len(start) > 1 and any(
        word.casefold().startswith(start) for name in names for word in name.split()
    )


def without_given(being: Being) -> bool:
    """Whether somebody is known by title and surname alone: "Miss Pym"."""
    return bool(being.titles) and all(len(name.split()) == 2 for name in being.names)


def together(one: Being, other: Being) -> str | None:
    """How the names of two go together as one person's; None where they cannot.

    Who of one surname is who is asked when names are sorted: Mrs. Lennox is Mary Lennox's mother
    more often than Mary.
    """
    if one.plural or other.plural or {one.gender, other.gender} >= {"m", "f"}:
        return None
    single = all(" " not in name for name in one.names)
    bare = all(" " not in name for name in other.names)
    if is_kin_name(one) or is_kin_name(other):
        return None  # whom Grandmother means is asked when the nameless are
    if single and any(alike(name, other.names) for name in one.names):
        return "alike"
    if single and without_given(other):
        return "first and titled"
    if without_given(one) and bare:
        return "titled and first"
    if single and bare:
        return "single"
    full = any(len(name.split()) > 1 for name in other.names) and not without_given(other)
    if single and full:
        return "first and full"
    return None


class Aliases:
    """What speaks for it that someone who has a name is another who has one too.

    Args:
        draft: with beings, referents and attributions.
    """

    def __init__(self, draft: Draft) -> None:
        assert draft.beings is not None and draft.referents is not None
        assert draft.attributions is not None and draft.quoted is not None
        self._draft, self._beings = draft, draft.beings
        referents, quoted, attributions = draft.referents, draft.quoted, draft.attributions
        self._speakers = [a.speaker for a in attributions]
        self.size: Counter[int] = Counter(b for who in referents for b in who)
        self._named: Counter[int] = Counter()
        self._told: Counter[int] = Counter()
        self._calls: dict[int, list[int]] = defaultdict(list)
        self._said: dict[int, Counter[int]] = defaultdict(Counter)  # by whom a name is spoken
        self._links: dict[int, Counter[int]] = defaultdict(Counter)
        self._beside: dict[int, Counter[int]] = defaultdict(Counter)
        for one, quote in vocatives(draft):
            self._calls[one].append(quote)
        sentence, company, starts = -1, set[int](), draft.text.sentence_starts
        for i, mention in enumerate(draft.reading.mentions):
            if mention.form != "name" or len(referents[i]) != 1:
                continue
            one = referents[i][0]
            self._named[one] += 1
            for choice in draft.reading.antecedents[i] if draft.reading.antecedents else ():
                if choice.mention is not None and len(referents[choice.mention]) == 1:
                    other = referents[choice.mention][0]
                    if other != one:
                        self._links[one][other] += choice.score  # type: ignore[assignment]
                        self._links[other][one] += choice.score  # type: ignore[assignment]
            quote = quoted[i]
            speaker = self._speakers[quote] if quote >= 0 else None
            if speaker is not None:
                self._said[one][speaker] += 1
            if quote >= 0:
                continue
            self._told[one] += 1
            at = bisect_right(starts, mention.start)
            if at != sentence:
                sentence, company = at, set()
            for other in company - {one}:
                self._beside[one][other] += 1
                self._beside[other][one] += 1
            if len(company) < _COMPANY:
                company.add(one)

    def named(self) -> Iterator[int]:
        """Those who may be somebody who is named more often."""
        for being in self._beings:
            single = being.type == "PER" and bool(being.names) and not being.plural
            if single and self._named[being.id] and being.id != self._draft.narrator:
                yield being.id

    def evidence(self, one: int) -> dict[Referents, Features]:
        """What speaks for each of the others, and for nobody (``NEW``), to be the same."""
        calls, times = self._calls.get(one, []), self._named[one]
        answers, heard = self._answers(one, calls)
        links, said = self._links.get(one, Counter()), self._said.get(one, Counter())
        beside = self._beside.get(one, Counter())
        rank = {b: answers[b] + heard[b] + links[b] for b in {*answers, *heard, *links}}
        found: dict[Referents, Features] = {}
        for b in sorted(rank, key=lambda b: (-rank[b], b)):
            if len(found) == LISTED:
                break
            bearer = self._beings[b]
            how = together(self._beings[one], bearer) if bearer.names else None
            if how is None or bearer.type != "PER" or self.size[b] < self.size[one]:
                continue
            f: Features = {
                how: 1.0,
                "answers": log(_FAINT + answers[b] / max(1, len(calls))),
                "spoken to": log(_FAINT + heard[b] / max(1, len(calls))),
                "links": log(_FAINT + min(1.0, links[b] / times)),
            }
            if said[b]:
                f["named by the other"] = said[b] / max(1, sum(said.values()))
            if beside[b]:
                f["side by side"] = min(1.0, beside[b] / max(1, self._told[one]))
            if b == self._draft.narrator:
                f["narrator"] = 1.0
            genders = {self._beings[one].gender, bearer.gender}
            f["gender same" if len(genders) == 1 and None not in genders else "gender open"] = 1.0
            found[b,] = f
        if found:
            told = self._told[one] / times
            found[NEW] = {
                "nobody": 1.0,
                "nobody, times": log(times),
                "nobody, told": told,
                "nobody, never told": float(not told),
                "nobody, called": len(calls) / times,
                "nobody, only called": float(len(calls) == times),
                "nobody, size": log(self.size[one] / times),
            }
        return found

    def _answers(self, one: int, calls: list[int]) -> tuple[Counter[int], Counter[int]]:
        """Who speaks next when somebody is called by name, and to whom the calling is said."""
        assert self._draft.attributions is not None
        answers: Counter[int] = Counter()
        heard: Counter[int] = Counter()
        for quote in calls:
            caller = self._speakers[quote]
            heard.update(b for b in self._draft.attributions[quote].addressees if b != one)
            for step in _ANSWERS:
                at = quote + step
                other = self._speakers[at] if 0 <= at < len(self._speakers) else None
                if other is not None and other not in (caller, one):
                    answers[other] += 1
                    break
        return answers, heard


__all__ = ["TABLE", "Aliases", "alike", "together", "vocatives", "without_given"]
