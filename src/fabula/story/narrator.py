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
    said = _says_so(draft)
    all_named = list(dict.fromkeys([*([said] if said is not None else []), *_called(draft)]))
    if not all_named:
        return draft
    me = draft.narrator
    named = all_named[0]
    beings = list(draft.beings)
    gender = beings[named].gender
    swap = {me: named}
    names = list(beings[named].names)
    for other in all_named[1:]:
        # A first name and a surname are one narrator's two names; two first names are not.
        if _goes_with(names, beings[other].names) and gender in (None, beings[other].gender):
            names.extend(beings[other].names)
            swap[other] = named
    beings[named] = replace(
        beings[named], names=tuple(names), description=beings[me].description
    )
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
                speaker=swap.get(a.speaker, a.speaker) if a.speaker is not None else None,
                addressees=tuple(dict.fromkeys(b for b in (swap.get(x, x) for x in a.addressees))),
            )
            for a in draft.attributions
        ),
    )


def _goes_with(names: list[str], others: tuple[str, ...]) -> bool:
    """Whether one set of names is bare first names and the other titled or with a surname."""
    titled = [any(len(n.split()) > 1 for n in some) for some in (names, others)]
    return titled[0] != titled[1]


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


def _called(draft: Draft) -> list[int]:
    """The names that others use to the narrator's face and that narration uses of nobody."""
    assert draft.referents is not None and draft.quoted is not None
    assert draft.beings is not None and draft.attributions is not None
    words, text = draft.text.words, draft.text
    told: Counter[int] = Counter()
    called: Counter[int] = Counter()
    replied: Counter[int] = Counter()
    speakers = [a.speaker for a in draft.attributions]
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
        if before[:1].isalnum() or after[:1].isalnum():
            continue
        if speakers[quote] not in (draft.narrator, who):
            called[who] += 1
            near = speakers[max(0, quote - 2) : quote + 3]
            replied[who] += draft.narrator in near
    fit = [
        who
        for who, times in called.items()
        if times >= 2 and told[who] <= 0.25 * times and replied[who] * 2 >= times
    ]
    return sorted(fit, key=lambda who: (3 * told[who] - called[who], who))
