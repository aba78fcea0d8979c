"""Corrections applied to a story, in order. One function a kind of fix; ``KINDS`` names them."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from fabula.fixes.files import Table
from fabula.fixes.people import reassign, recount, unique
from fabula.fixes.places import Places, Unmatched
from fabula.story.story import Cast, Character, Corrections, Story

_PRONOUNS = {
    **dict.fromkeys(("she", "her", "hers", "herself"), "she"),
    **dict.fromkeys(("he", "him", "his", "himself"), "he"),
    **dict.fromkeys(("they", "them", "their", "theirs", "themself", "themselves"), "they"),
    **dict.fromkeys(("it", "its", "itself"), "it"),
}


def apply(story: Story, fixes: Iterable[Table]) -> Story:
    """The story with corrections made; what does not fit it is in ``corrections.unmatched``.

    Fixes always act on the story as it was read, so that a second time changes nothing and other
    fixes replace the former ones.

    >>> apply(story, load(Path("ferry.fixes.toml"))).corrections.unmatched   # doctest: +SKIP
    ()
    """
    tables = tuple(fixes)
    before = story.corrections.before if story.corrections else story
    work = before
    unmatched = []
    places = Places(before)
    for n, table in enumerate(tables, 1):
        try:
            work = _fixed(work, table, places)
        except Unmatched as reason:
            unmatched.append(f"fix {n} ({_told(table)}): {reason}")
    if work is not before:
        work = recount(work)
    reread = before.reread
    again = None if reread is None else partial(_reread, reread, tables)
    corrections = Corrections(before, tables, tuple(unmatched)) if tables else None
    return replace(work, corrections=corrections, reread=again)


def _reread(reread: Callable[[int], Story], fixes: tuple[Table, ...], position: int) -> Story:
    return apply(reread(position), fixes)


def _told(table: Table) -> str:
    """A fix in a few words, for a list of those that do not match."""
    parts = [table.get("do"), table.get("who") or table.get("words")]
    flat = [", ".join(map(str, p)) if isinstance(p, list | tuple) else str(p) for p in parts if p]
    line = " ".join(" ".join(flat).split())
    return line if len(line) <= 60 else line[:59] + "…"


def _fixed(story: Story, table: Table, places: Places) -> Story:
    do = table.get("do")
    if not isinstance(do, str) or do not in KINDS:
        raise Unmatched(f"there is no such kind of fix; there are: {', '.join(KINDS)}")
    make, keys = KINDS[do]
    # A key mistyped must not be passed over: a speaker without ``to`` is nobody.
    other = next((key for key in table if key != "do" and key not in keys), None)
    if other is not None:
        raise Unmatched(f"it takes no {other!r}, only {', '.join(keys)}")
    return make(story, table, places)


def _rename(story: Story, table: Table, places: Places) -> Story:
    old = _person(story, _word(table, "who"))
    name = _word(table, "to")
    if name == old.name:
        return story
    aliases = tuple(a for a in dict.fromkeys((*old.aliases, old.name)) if a != name)
    return _put(story, replace(old, name=name, aliases=aliases, named=True))


def _merge(story: Story, table: Table, places: Places) -> Story:
    people = [_person(story, who) for who in _words(table, "who")]
    kept, others = people[0], [p for p in people[1:] if p.id != people[0].id]
    if not others:
        raise Unmatched("these are one already")
    for other in others:
        # Two of one name (``#2``) can be named twice over; the second is gone by then.
        if story.characters.by_id(other.id) is None:
            continue
        names = (*kept.aliases, other.name, *other.aliases)
        kept = replace(
            kept,
            aliases=tuple(a for a in dict.fromkeys(names) if a != kept.name),
            pronouns=kept.pronouns or other.pronouns,
            narrator=kept.narrator or other.narrator,
            named=kept.named or other.named,
            on_stage=kept.on_stage or other.on_stage,
        )
        to = kept.id
        mentions = {m.id: to for m in story.mentions if other.id in m.entities}
        story = reassign(story, other.id, mentions, lambda _, to=to: to)  # type: ignore[misc]
        left = tuple(c for c in story.characters if c.id != other.id)
        story = _put(replace(story, characters=Cast(left)), kept)
    return story


def _split(story: Story, table: Table, places: Places) -> Story:
    """Mentions by the names go to somebody new, and so does what comes after one of them: a
    pronoun, a line, a feeling is of whoever of the two was named last before it."""
    old = _person(story, _word(table, "who"))
    names = _words(table, "names")
    wanted = {_fold(name) for name in names}
    name = _word(table, "to") if "to" in table else names[0]
    new = _unused(story)
    own = sorted((m for m in story.mentions if old.id in m.entities), key=lambda m: m.start)
    called = {m.id: _fold(story.text[m.start : m.end]) for m in own}
    anchors = [
        (m.start, new if called[m.id] in wanted else old.id)
        for m in own
        if m.form == "name" or called[m.id] in wanted
    ]
    if not any(who == new for _, who in anchors):
        raise Unmatched("nowhere is this character called so")
    if all(who == new for _, who in anchors):
        raise Unmatched("this character is called nothing else")
    starts = [at for at, _ in anchors]

    def owner(at: int) -> int:
        return anchors[max(0, bisect_right(starts, at) - 1)][1]

    given = dict(anchors)
    mentions = {m.id: given.get(m.start, owner(m.start)) for m in own}
    story = reassign(story, old.id, mentions, owner)
    used: dict[int, Counter[str]] = {new: Counter(), old.id: Counter()}
    for m in own:
        if m.form == "pronoun" and called[m.id] in _PRONOUNS and len(m.entities) == 1:
            used[mentions[m.id]][_PRONOUNS[called[m.id]]] += 1

    def pronouns(id: int) -> str | None:
        return used[id].most_common(1)[0][0] if used[id] else old.pronouns

    left = [a for a in (old.name, *old.aliases) if _fold(a) not in wanted] or [old.name]
    gone = [a for a in (old.name, *old.aliases) if _fold(a) in wanted and a != name]
    somebody = Character(
        id=new, name=name, aliases=tuple(gone), pronouns=pronouns(new), narrator=False,
        named=True, on_stage=old.on_stage, mentions=0, quotes=0, words_spoken=0, first=0,
    )  # fmt: skip
    kept = replace(old, name=left[0], aliases=tuple(left[1:]), pronouns=pronouns(old.id))
    return _put(_put(story, kept), somebody)


def _add(story: Story, table: Table, places: Places) -> Story:
    """Somebody whom the reading missed; the fixes after this one can give them lines."""
    name = _word(table, "who")
    if story.characters.get(name) is not None:
        raise Unmatched("there is one already")
    somebody = Character(
        id=_unused(story), name=name, aliases=(), pronouns=None, narrator=False, named=True,
        on_stage=False, mentions=0, quotes=0, words_spoken=0, first=0,
    )  # fmt: skip
    return _put(story, somebody)


def _speaker(story: Story, table: Table, places: Places) -> Story:
    id = _place(table, places)
    to = _word(table, "to") if table.get("to") else None
    who = None if to is None else _person(story, to).id
    said = next((q for q in story.quotes if q.id == id), None)
    if said is None:
        raise Unmatched("it was dismissed before")
    # The parts of a quotation that its tag divides are one speech.
    parts = {q.id: q for q in story.quotes if q.turn == said.turn and q.speaker == said.speaker}
    parts[id] = said
    cues = {q.cue for q in parts.values()}
    told = {
        m.id
        for m in story.mentions
        if m.id in cues and m.form != "name" and said.speaker in m.entities
    }
    mentions = story.mentions
    if who is not None and said.speaker is not None and told:
        # “No,” he said: he is who says it.
        mentions = tuple(
            replace(m, entities=unique(who if e == said.speaker else e for e in m.entities))
            if m.id in told
            else m
            for m in story.mentions
        )
    quotes = tuple(
        replace(
            q,
            speaker=who,
            cue=q.cue if who == q.speaker or (who is not None and q.cue in told) else None,
            addressees=tuple(a for a in q.addressees if a != who),
            score=1.0,
        )
        if q.id in parts
        else q
        for q in story.quotes
    )
    return replace(story, quotes=quotes, mentions=mentions)


def _addressees(story: Story, table: Table, places: Places) -> Story:
    id = _place(table, places)
    to = unique(_person(story, who).id for who in _words(table, "to", empty=True))
    said = next((q for q in story.quotes if q.id == id), None)
    if said is None:
        raise Unmatched("it was dismissed before")
    same = {q.id for q in story.quotes if q.turn == said.turn and q.speaker == said.speaker}
    quotes = tuple(
        replace(q, addressees=to) if q.id in same or q.id == id else q for q in story.quotes
    )
    return replace(story, quotes=quotes)


def _dismiss(story: Story, table: Table, places: Places) -> Story:
    id = _place(table, places)
    return replace(story, quotes=tuple(q for q in story.quotes if q.id != id))


_PLACE = ("words", "before", "after", "nth")
_Kind = tuple[Callable[[Story, Table, Places], Story], tuple[str, ...]]
KINDS: dict[str, _Kind] = {
    "rename": (_rename, ("who", "to")),
    "merge": (_merge, ("who",)),
    "split": (_split, ("who", "names", "to")),
    "add": (_add, ("who",)),
    "speaker": (_speaker, (*_PLACE, "to")),
    "addressees": (_addressees, (*_PLACE, "to")),
    "dismiss": (_dismiss, _PLACE),
}
"""Name of a kind to what makes it and the keys that it takes."""


def _place(table: Table, places: Places) -> int:
    nth = table.get("nth", 0)
    return places.find(
        _word(table, "words"),
        _word(table, "before") if "before" in table else "",
        _word(table, "after") if "after" in table else "",
        nth if type(nth) is int else 0,
    )


def _word(table: Table, key: str) -> str:
    value = table.get(key)
    if isinstance(value, str) and (value.strip() or key in ("before", "after")):
        return value if key in ("words", "before", "after") else " ".join(value.split())
    raise Unmatched(f'it needs {key} = "…"')


def _words(table: Table, key: str, *, empty: bool = False) -> list[str]:
    value = table.get(key)
    if isinstance(value, str) and value.strip():
        value = [value]
    if isinstance(value, list | tuple) and all(isinstance(v, str) for v in value):
        words = [" ".join(v.split()) for v in value if v.strip()]
        if words or empty:
            return words
    raise Unmatched(f'it needs {key} = ["…"]')


def _fold(name: str) -> str:
    return " ".join(name.split()).casefold().replace("’", "'")


def _person(story: Story, name: str) -> Character:
    """Whom a fix names: a name, or ``"name#2"`` for the second of that name."""
    head, mark, number = name.rpartition("#")
    if mark and number.isascii() and number.isdecimal() and len(number) < 5:
        same = [c for c in story.characters if _fold(c.name) == _fold(head)]
        same.sort(key=lambda c: (c.first, c.id))
        if 1 <= int(number) <= len(same):
            return same[int(number) - 1]
    found = story.characters.get(name)
    if found is None:
        raise Unmatched(f"nobody is called {name!r}")
    return found


def _unused(story: Story) -> int:
    """An id that neither a character nor an entity has."""
    return 1 + max([-1, *(c.id for c in story.characters), *(e.id for e in story.entities)])


def _put(story: Story, character: Character) -> Story:
    """The story with a character in place of the one of the same id, or as one more."""
    cast = list(story.characters)
    at = next((i for i, c in enumerate(cast) if c.id == character.id), None)
    if at is None:
        cast.append(character)
    else:
        cast[at] = character
    return replace(story, characters=Cast(cast))
