"""Who is called by a name that the narration has not given them?

A narrator is "I" and a story may open on a bare "he": their names come from the mouths of others.
Who answers when a name is called, or is answered with it, is the one called.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace

from fabula.story.aliases import TABLE, Aliases, together, vocatives
from fabula.story.draft import Attribution, Being, Draft, step
from fabula.story.ranking import NEW, chances, weights

ALIAS = 0.55
"""How likely it must be that two names are one person's."""


@step(
    "beings referents likely quoted narrator attributions",
    "beings referents attributions narrator",
)
def called(draft: Draft) -> Draft:
    """Give the narrator and those first met as "he" or "she" the names that others call them by."""
    assert draft.beings is not None and draft.referents is not None
    assert draft.attributions is not None and draft.narrator is not None
    swap: dict[int, int] = {}
    beings = list(draft.beings)
    narrator = draft.narrator
    if narrator >= 0 and not beings[narrator].names:
        narrator = _name_narrator(draft, beings, swap)
    _introduced(draft, beings, swap)
    _name_others(draft, beings, swap)
    _by_other_names(draft, beings, swap)
    if not swap:
        return draft
    return replace(
        draft,
        beings=tuple(beings),
        narrator=narrator,
        referents=tuple(
            w if swap.keys().isdisjoint(w) else tuple(dict.fromkeys(_last(swap, b) for b in w))
            for w in draft.referents
        ),
        attributions=tuple(
            replace(
                a,
                speaker=None if a.speaker is None else _last(swap, a.speaker),
                addressees=tuple(dict.fromkeys(_last(swap, b) for b in a.addressees)),
            )
            for a in draft.attributions
        ),
    )


def _last(swap: dict[int, int], being: int) -> int:
    while being in swap:
        being = swap[being]
    return being


def _name_narrator(draft: Draft, beings: list[Being], swap: dict[int, int]) -> int:
    """The narrator's own word for it, then what others call them; all names that go together."""
    assert draft.narrator is not None
    me = draft.narrator
    said = _says_so(draft)
    known = list(dict.fromkeys([*([said] if said is not None else []), *_names_called(draft)]))
    if not known:
        return me
    named = known[0]
    names = list(beings[named].names)
    gender = beings[named].gender
    swap[me] = named
    for other in known[1:]:
        if _goes_with(names, beings[other].names) and gender in (None, beings[other].gender):
            names.extend(beings[other].names)
            swap[other] = named
    beings[named] = replace(beings[named], names=tuple(names), description=beings[me].description)
    return named


def _goes_with(names: list[str], others: tuple[str, ...]) -> bool:
    """A first name and a surname are one narrator's two names; two first names are not."""
    full = [any(len(n.split()) > 1 for n in some) for some in (names, others)]
    return full[0] != full[1]


def _says_so(draft: Draft) -> int | None:
    """The name in "my name is ...", "I am called ...", "call me ...", said by the narrator."""
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
        before = tuple(w.lower().replace("’", "'") for w in words[max(0, first - 3) : first])
        if before in _OWN_NAME or before[-2:] == ("call", "me"):
            return draft.referents[i][0]
    return None


_OWN_NAME = frozenset(
    {("my", "name", "is"), ("my", "name", "was"), ("my", "name", "'s"), ("i", "am", "called"),
     ("i", "was", "called"), ("i", "was", "christened"), ("they", "named", "me")}
)  # fmt: skip


def _told(draft: Draft) -> Counter[int]:
    """How often narration names each being."""
    assert draft.referents is not None and draft.quoted is not None
    told: Counter[int] = Counter()
    for i, mention in enumerate(draft.reading.mentions):
        if mention.form == "name" and draft.quoted[i] < 0:
            told.update(draft.referents[i])
    return told


def _names_called(draft: Draft) -> list[int]:
    """The names that others use to the narrator's face and that narration uses of nobody."""
    assert draft.attributions is not None
    told = _told(draft)
    times: Counter[int] = Counter()
    replied: Counter[int] = Counter()
    speakers = [draft.narrator if _told_by_i(draft, a) else a.speaker for a in draft.attributions]
    for who, quote in vocatives(draft):
        if speakers[quote] not in (draft.narrator, who):
            times[who] += 1
            replied[who] += draft.narrator in speakers[max(0, quote - 2) : quote + 3]
    fit = [
        who
        for who, n in times.items()
        if n >= 2 and told[who] <= 0.25 * n and replied[who] * 2 >= n
    ]
    return sorted(fit, key=lambda who: (3 * told[who] - times[who], who))


def _told_by_i(draft: Draft, attribution: Attribution) -> bool:
    """Whether a tag of the narration has "I" say it, whoever was taken for the speaker."""
    assert draft.quoted is not None
    cue = attribution.cue
    if cue is None or draft.quoted[cue] >= 0:
        return False
    return draft.text.words[draft.reading.mentions[cue].head] == "I"


def _introduced(draft: Draft, beings: list[Being], swap: dict[int, int]) -> None:
    """ "I am Colin," says the boy: one without a name who tells it bears it."""
    assert draft.referents is not None and draft.quoted is not None
    assert draft.attributions is not None
    text, words = draft.text, draft.text.words
    for i, mention in enumerate(draft.reading.mentions):
        quote, named = draft.quoted[i], draft.referents[i]
        if mention.form != "name" or mention.type != "PER" or quote < 0 or len(named) != 1:
            continue
        first, end = text.token_at(mention.start), text.token_at(mention.end - 1) + 1
        before = tuple(w.lower().replace("’", "'") for w in words[max(0, first - 3) : first])
        after = words[end] if end < len(words) else ""
        if after[:1].isalnum() or after in ("'s", "’s"):
            continue
        if before not in _OWN_NAME and before[-2:] not in _I_AM:
            continue
        speaker, name = draft.attributions[quote].speaker, named[0]
        if speaker is None or speaker in (name, draft.narrator) or speaker in swap:
            continue
        own, bearer = beings[speaker], beings[name]
        if own.names or own.plural or not bearer.names or {own.gender, bearer.gender} >= {"m", "f"}:
            continue
        swap[speaker] = name
        beings[name] = replace(bearer, gender=bearer.gender or own.gender, met=bearer.met + own.met)
        beings[speaker] = replace(own, met=())


_I_AM = frozenset({("i", "am"), ("i", "'m")})


def _name_others(draft: Draft, beings: list[Being], swap: dict[int, int]) -> None:
    """One who speaks, is only "he" so far, and is called by a name not yet told, bears it."""
    assert draft.referents is not None and draft.attributions is not None
    assert draft.quoted is not None
    speakers = [a.speaker for a in draft.attributions]
    first_told: dict[int, int] = {}
    first_seen: dict[int, int] = {}
    bare: set[int] = set()
    for i, who in enumerate(draft.referents):
        mention = draft.reading.mentions[i]
        for b in who:
            first_seen.setdefault(b, i)
            if mention.form == "name" and draft.quoted[i] < 0:
                first_told.setdefault(b, i)
    for being in draft.beings or ():
        i = -1 if being.description is None else being.description
        if not being.names and i >= 0 and draft.reading.mentions[i].form == "pronoun":
            bare.add(being.id)
    bare.discard(draft.narrator if draft.narrator is not None else -1)
    if not bare:
        return
    votes: dict[int, Counter[int]] = defaultdict(Counter)
    called_out = vocatives(draft)
    names = {name for name, _ in called_out}
    for name, quote in called_out:
        speaker = speakers[quote]
        others = {
            s
            for s in speakers[max(0, quote - 3) : quote + 4]
            if s in bare and s != speaker and s is not None
        }
        others |= {b for b in draft.attributions[quote].addressees if b in bare}
        for other in others:
            votes[other][name] += 1
    for attribution in draft.attributions:
        # A tag's pronoun was taken for the one just called by name: "Petra!" ... she said.
        cue, speaker = attribution.cue, attribution.speaker
        if cue is not None and speaker is not None and draft.likely is not None:
            for b, score in draft.likely[cue]:
                if b in bare and speaker != b and speaker in names and score >= 0.3:
                    votes[b][speaker] += 1
    for other in sorted(votes):
        gender = beings[other].gender
        for name, _ in votes[other].most_common():
            fits = gender in ("n", None) or beings[name].gender in (None, "n", gender)
            later = first_told.get(name, 1 << 60) > first_seen.get(other, 0)
            if fits and later and name not in swap:
                swap[other] = name
                beings[name] = replace(
                    beings[name],
                    gender=beings[name].gender or gender,
                    met=beings[name].met + beings[other].met,
                )
                beings[other] = replace(beings[other], met=())
                break


def _by_other_names(draft: Draft, beings: list[Being], swap: dict[int, int]) -> None:
    """Those for whom more speaks to be somebody else of another name are that one."""
    aliases, weigh = Aliases(draft), weights(TABLE)
    known = {*swap, *swap.values()}  # whose names were just given them
    for one in aliases.named():
        found = aliases.evidence(one) if one not in known else {}
        best, chance = chances(found, weigh)[0] if found else (NEW, 1.0)
        if best == NEW or chance <= ALIAS:
            continue
        last = best[0]
        while last in swap:
            last = swap[last]
        own, bearer = beings[one], beings[last]
        if last == one or together(own, bearer) is None:
            continue
        swap[one] = last
        beings[last] = replace(
            bearer,
            names=tuple(dict.fromkeys((*bearer.names, *own.names))),
            titles=bearer.titles | own.titles,
            surname=bearer.surname or own.surname,
            gender=bearer.gender if bearer.gender in ("m", "f") else own.gender,
        )
        beings[one] = replace(own, names=(), met=())
