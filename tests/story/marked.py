"""Small stories with their people marked by hand, so that a test is of one step and no other.

``[Maud]`` is a mention of somebody, ``[she=maud]`` one under another word, and they nest:
``[[her=maud] sister=ada]``. ``{maud>edwin}"Go."`` says who speaks to whom. ``[we=maud+edwin]`` is
several people.
"""

from __future__ import annotations

from dataclasses import replace

from fabula.reading.reading import Reading, Syntax
from fabula.source.source import Source
from fabula.story import STEPS, clauses
from fabula.story.draft import Draft
from fabula.story.story import Cast, Character, Mention, Quote, Story
from fabula.text.annotate import annotate

HE = frozenset(("edwin", "bram", "jimmy"))


def _pronoun(key: str) -> str:
    return "he" if key in HE else "she"


def tell(
    marked: str,
    *,
    narrator: str | None = None,
    breaks: tuple[int, ...] = (),
    syntax: tuple[Syntax, ...] = (),
) -> Story:
    """Run the steps of inner life on a story whose mentions and speakers are marked."""
    string, spans, turns = _unmark(marked)
    text = annotate(Source("tale.txt", "txt", "", string, breaks=breaks))
    keys = list(dict.fromkeys(k for _, _, keys in spans for k in keys))
    ids = {key: i for i, key in enumerate(keys)}
    mentions = tuple(
        Mention(i, a, b, tuple(ids[k] for k in keys), "name", "PER", 1.0)
        for i, (a, b, keys) in enumerate(sorted(spans, key=lambda s: (s[0], -s[1])))
    )
    quotes = []
    for i, q in enumerate(text.quotations):
        speaker, told = turns.get(q.start, (None, ()))
        heard = tuple(ids[k] for k in told)
        who = ids.get(speaker) if speaker else None
        quotes.append(Quote(i, q.start, q.end, who, heard, None, "explicit", "speech", q.turn, 1.0))
    people = tuple(
        Character(i, k.title(), (), _pronoun(k), k == narrator, True, True, 1, 0, 0, 0)
        for k, i in ids.items()
    )
    draft = Draft(
        text, Reading((), syntax=syntax), Source("tale.txt", "txt", "", string),
        characters=people, entities=(), mentions=mentions, quotes=tuple(quotes),
    )  # fmt: skip
    for step in STEPS[STEPS.index(clauses) :]:
        draft = step(draft)
    return replace(
        EMPTY, text=string, characters=Cast(people), mentions=mentions, quotes=tuple(quotes),
        thoughts=draft.thoughts or (), feelings=draft.feelings or (), beliefs=draft.beliefs or (),
        relations=draft.relations or (), masks=draft.masks or (), scenes=draft.scenes or (),
    )  # fmt: skip


EMPTY = Story("tale.txt", "txt", "", "marked", {}, "", (), (), (), (), (), Cast())


def name(story: Story, who: int | None) -> str | None:
    found = story.characters.by_id(who)
    return found.name if found else None


def _unmark(
    marked: str,
) -> tuple[str, list[tuple[int, int, list[str]]], dict[int, tuple[str, tuple[str, ...]]]]:
    out: list[str] = []
    spans: list[tuple[int, int, list[str]]] = []
    turns: dict[int, tuple[str, tuple[str, ...]]] = {}
    opened: list[int] = []
    i = 0
    while i < len(marked):
        ch = marked[i]
        if ch == "{":
            end = marked.index("}", i)
            speaker, _, told = marked[i + 1 : end].partition(">")
            turns[len(out)] = (speaker, tuple(told.split()))
            i = end + 1
        elif ch == "[":
            opened.append(len(out))
            i += 1
        elif ch == "=" and opened:
            end = marked.index("]", i)
            spans.append((opened.pop(), len(out), marked[i + 1 : end].split("+")))
            i = end + 1
        elif ch == "]":
            start = opened.pop()
            spans.append((start, len(out), ["".join(out[start:]).lower()]))
            i += 1
        else:
            out.append(ch)
            i += 1
    return "".join(out), spans, turns
