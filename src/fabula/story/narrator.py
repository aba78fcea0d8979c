"""Does somebody in the story tell it, and what is their name?"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from fabula.reading.lexicon import PRONOUN_SETS
from fabula.story.draft import Being, Draft, step

# Of a hundred words of narration, how many "I", "me" or "my" make a first-person story. Third-person
# novels have a slip or two of free thought; first-person ones have three and more.
_SHARE = 0.008


@step("beings referents quoted", "beings narrator")
def narrator(draft: Draft) -> Draft:
    """Find whether "I" tells the story; a narrator is a being of their own until named."""
    assert draft.beings is not None and draft.quoted is not None
    text = draft.text
    first = 0
    earliest: int | None = None
    for i, mention in enumerate(draft.reading.mentions):
        if draft.quoted[i] < 0 and mention.form == "pronoun":
            word = text.words[mention.head].lower()
            if PRONOUN_SETS.get(word) == "i":
                first += 1
                earliest = i if earliest is None else earliest
    spoken = sum(q.end - q.start for q in text.quotations if q.depth == 0)
    share = 1 - spoken / max(1, len(text.string))
    words = max(1.0, len(text.tokens) * share)
    if earliest is None or first < 3 or first / words < _SHARE:
        return replace(draft, narrator=-1)
    beings = (*draft.beings, Being(len(draft.beings), description=earliest))
    return replace(draft, beings=beings, narrator=len(beings) - 1)


@step("beings referents quoted narrator attributions", "beings referents attributions narrator")
def narrator_name(draft: Draft) -> Draft:
    """Name the narrator: "my name is Nell", "Call me Nell", or what others call them to the face."""
    assert draft.beings is not None and draft.referents is not None and draft.quoted is not None
    assert draft.attributions is not None and draft.narrator is not None
    if draft.narrator < 0:
        return draft
    named = _says_so(draft)
    if named is None:
        named = _called(draft)
    if named is None:
        return draft
    me = draft.narrator
    own = draft.beings[me]
    beings = list(draft.beings)
    beings[named] = replace(
        beings[named], gender=beings[named].gender or own.gender, description=own.description
    )
    swap = {me: named}
    return replace(
        draft,
        beings=tuple(beings),
        narrator=named,
        referents=tuple(
            tuple(dict.fromkeys(swap.get(b, b) for b in who)) for who in draft.referents
        ),
        attributions=tuple(
            replace(
                a,
                speaker=named if a.speaker == me else a.speaker,
                addressees=tuple(dict.fromkeys(b for b in (swap.get(x, x) for x in a.addressees))),
            )
            for a in draft.attributions
        ),
    )


def _says_so(draft: Draft) -> int | None:
    """The name in "my name is ...", "I am called ...", "they call me ...", said by the narrator."""
    assert draft.referents is not None and draft.quoted is not None
    assert draft.attributions is not None
    words = draft.text.words
    for i, mention in enumerate(draft.reading.mentions):
        if mention.form != "name" or mention.type != "PER" or not draft.referents[i]:
            continue
        quote = draft.quoted[i]
        if quote >= 0 and draft.attributions[quote].speaker != draft.narrator:
            continue
        first = draft.text.token_at(mention.start)
        before = [w.lower() for w in words[max(0, first - 4) : first]]
        if before[-3:] in (["my", "name", "is"], ["my", "name", "was"], ["my", "name", "'s"]):
            return draft.referents[i][0]
        if before[-3:-1] == ["my", "name"] or before[-2:] == ["call", "me"]:
            return draft.referents[i][0]
        if before[-3:] in (
            ["i", "am", "called"],
            ["i", "was", "called"],
            ["i", "was", "christened"],
        ):
            return draft.referents[i][0]
    return None


def _called(draft: Draft) -> int | None:
    """The name that others use to the narrator's face and that narration does not use of anyone."""
    assert draft.referents is not None and draft.quoted is not None
    assert draft.beings is not None and draft.attributions is not None
    words, text = draft.text.words, draft.text
    told: Counter[int] = Counter()
    called: Counter[int] = Counter()
    for i, mention in enumerate(draft.reading.mentions):
        if mention.form != "name" or mention.type != "PER" or len(draft.referents[i]) != 1:
            continue
        who = draft.referents[i][0]
        quote = draft.quoted[i]
        if quote < 0:
            told[who] += 1
            continue
        first = text.token_at(mention.start)
        last = text.token_at(max(mention.start, mention.end - 1))
        before = words[first - 1] if first else ""
        after = words[last + 1] if last + 1 < len(words) else ""
        if not before[:1].isalnum() and not after[:1].isalnum():
            attribution = draft.attributions[quote]
            if attribution.speaker not in (draft.narrator, who):
                called[who] += 2 if draft.narrator in attribution.addressees else 1
    best: tuple[float, int] | None = None
    for who, times in called.items():
        if times >= 2 and told[who] <= 0.25 * times:
            score = times - 3 * told[who]
            if best is None or score > best[0]:
                best = (score, who)
    return best[1] if best is not None else None
