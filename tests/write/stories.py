"""Stories made by hand, with what a careful reader would mark in them, for the writers' tests."""

from __future__ import annotations

import re

from fabula.source.source import Section
from fabula.story.story import (
    Belief,
    Cast,
    Character,
    Entity,
    Event,
    Feeling,
    Mask,
    Mention,
    Quote,
    Relation,
    Scene,
    Story,
    Thought,
)
from fabula.text.text import Span

FERRY = (
    "The ferry had stopped running at four, and Nell Ardagh knew it before she reached the slip. "
    "She set down her case all the same.\n\n"
    "“You’ve missed it,” said the old man on the bollard. “By an hour and a bit.”\n\n"
    "“I can see that,” Nell said. She smiled at him as if it were nothing. It was not nothing; "
    "her stomach had dropped like a stone.\n\n"
    "“There’s Tom Weir has a boat,” he offered. “He’d take you over for the price of a pint.”\n\n"
    "“Is he sober?”\n\n"
    "“He’s Tom.”\n\n"
    "Tom Weir’s boat was called the Patience, and it lay on its side in the mud. Tom himself sat "
    "in it, mending a net, and did not look up.\n\n"
    "“No,” he said, before she had asked.\n\n"
    "“My brother is over there,” said Nell. “He’s ill, Mr Weir. He wrote to me.”\n\n"
    "Tom put down the net. He had not known that Davy was ill. He looked at the water, and then "
    "at her case, and then at the water again.\n\n"
    "“Get in, Nelly,” said Tom."
)
CHAPTER = FERRY.index("Tom Weir’s boat")


def spans(text: str) -> tuple[tuple[Span, ...], tuple[Span, ...], tuple[Span, ...]]:
    """Paragraphs, sentences and tokens, near enough for a test."""
    paragraphs = tuple(m.span() for m in re.finditer(r"\S(?:(?!\n\n)[\s\S])*", text))
    sentences = tuple(
        (start + m.start(), start + m.end())
        for start, end in paragraphs
        for m in re.finditer(r"\S.*?[.!?]+[”’\"]?(?=\s|$)|\S.+", text[start:end], re.S)
    )
    tokens = tuple(m.span() for m in re.finditer(r"\w+(?:[’']\w+)*|[^\w\s]", text))
    return paragraphs, sentences, tokens


def bare(text: str, **fields: object) -> Story:
    """A story with a text, and with nobody in it unless ``fields`` say so."""
    paragraphs, sentences, tokens = spans(text)
    values: dict[str, object] = {
        "name": "tale.txt", "media": "txt", "sha256": "0" * 64, "model": "by hand", "header": {},
        "text": text, "sections": (), "breaks": (), "sentences": sentences,
        "paragraphs": paragraphs, "tokens": tokens, "characters": Cast(),
    }  # fmt: skip
    return Story(**(values | fields))  # type: ignore[arg-type]


def find(text: str, words: str, nth: int = 0) -> Span:
    """Where words stand in a text, for the nth time."""
    at = -1
    for _ in range(nth + 1):
        at = text.index(words, at + 1)
    return at, at + len(words)


def ferry() -> Story:
    """Two chapters, three who speak, one who is only talked of, one boat."""
    nell, man, tom, davy, boat = 0, 1, 2, 3, 4
    marks = [
        ("Nell Ardagh", 0, nell, "name"),
        ("she", 0, nell, "pronoun"),
        ("She", 0, nell, "pronoun"),
        ("the old man on the bollard", 0, man, "nominal"),
        ("Nell", 1, nell, "name"),
        ("She", 1, nell, "pronoun"),
        ("him", 0, man, "pronoun"),
        ("Tom Weir", 0, tom, "name"),
        ("he offered", 0, man, "pronoun"),
        ("Tom Weir", 1, tom, "name"),
        ("Patience", 0, boat, "name"),
        ("he said", 0, tom, "pronoun"),
        ("My brother", 0, davy, "nominal"),
        ("Nell.", 0, nell, "name"),
        ("Mr Weir", 0, tom, "name"),
        ("Tom put", 0, tom, "name"),
        ("Davy", 0, davy, "name"),
        ("Nelly", 0, nell, "name"),
        ("Tom.", 1, tom, "name"),
    ]
    heads = {"he offered": "he", "he said": "he", "Nell.": "Nell", "Tom put": "Tom", "Tom.": "Tom"}
    mentions = []
    for words, nth, who, form in marks:
        start, _ = find(FERRY, words, nth)
        end = start + len(heads.get(words, words))
        kind = "VEH" if who == boat else "PER"
        mentions.append(Mention(0, start, end, (who,), form, kind, 0.9))  # type: ignore[arg-type]
    mentions.sort(key=lambda m: (m.start, -m.end))
    mentions = [
        Mention(i, m.start, m.end, m.entities, m.form, m.type, m.score)
        for i, m in enumerate(mentions)
    ]
    at = {m.start: m.id for m in mentions}

    def cue(words: str, nth: int = 0) -> int:
        return at[find(FERRY, words, nth)[0]]

    said = [
        (0, "“You’ve missed it,”", man, nell, cue("the old man"), "explicit"),
        (0, "“By an hour and a bit.”", man, nell, cue("the old man"), "explicit"),
        (1, "“I can see that,”", nell, man, cue("Nell", 1), "explicit"),
        (2, "“There’s Tom Weir has a boat,”", man, nell, cue("he offered"), "anaphoric"),
        (2, "“He’d take you over for the price of a pint.”", man, nell, None, "anaphoric"),
        (3, "“Is he sober?”", nell, man, None, "implicit"),
        (4, "“He’s Tom.”", man, nell, None, "implicit"),
        (5, "“No,”", tom, nell, cue("he said"), "anaphoric"),
        (6, "“My brother is over there,”", nell, tom, cue("Nell."), "explicit"),
        (6, "“He’s ill, Mr Weir. He wrote to me.”", nell, tom, cue("Nell."), "explicit"),
        (7, "“Get in, Nelly,”", tom, nell, cue("Tom.", 1), "explicit"),
    ]
    quotes = tuple(
        Quote(
            i, *find(FERRY, words), speaker=who, addressees=(to,), cue=by,
            manner=manner, medium="speech", turn=turn, score=0.95 if by is not None else 0.45,
        )  # type: ignore[arg-type]
        for i, (turn, words, who, to, by, manner) in enumerate(said)
    )  # fmt: skip

    def person(
        id: int, name: str, *aliases: str, pronouns: str, on_stage: bool = True
    ) -> Character:
        own = [q for q in quotes if q.speaker == id]
        return Character(
            id=id, name=name, aliases=aliases, pronouns=pronouns, narrator=False,
            named=name[0].isupper(), on_stage=on_stage,
            mentions=sum(id in m.entities for m in mentions), quotes=len(own),
            words_spoken=sum(len(FERRY[q.start : q.end].split()) for q in own),
            first=min(m.start for m in mentions if id in m.entities),
        )  # fmt: skip

    smile = find(FERRY, "She smiled at him as if it were nothing.")
    stone = find(FERRY, "her stomach had dropped like a stone")
    return bare(
        FERRY,
        name="ferry.txt",
        header={
            "title": "The Ferry at Low Water",
            "author": "A. Writer",
            "rating": "G",
            "warnings": ("mud", "=cold"),
        },
        sections=(
            Section("chapter", "One: The Slip", 0, CHAPTER - 2),
            Section("chapter", None, CHAPTER, len(FERRY)),
        ),
        breaks=(find(FERRY, "Tom put down")[0],),
        characters=Cast(
            (
                person(nell, "Nell Ardagh", "Nell", "Nelly", pronouns="she"),
                person(man, "the old man on the bollard", pronouns="he"),
                person(tom, "Tom Weir", "Tom", "Mr Weir", pronouns="he"),
                person(davy, "Davy", pronouns="he", on_stage=False),
            )
        ),
        entities=(Entity(boat, "VEH", "Patience", 1),),
        mentions=tuple(mentions),
        quotes=quotes,
        thoughts=(Thought(0, *find(FERRY, "It was not nothing"), nell, 0.5),),
        events=(
            Event(0, *find(FERRY, "set"), "set", nell, None, 0.8),
            Event(1, *find(FERRY, "looked"), "look", tom, None, 0.8),
        ),
        feelings=(
            Feeling(0, *stone, nell, "fear", "felt", None, None, 0.7),
            Feeling(1, *smile, nell, "calm", "feigned", man, (0, 10), 0.7),
        ),
        beliefs=(
            Belief(
                0, *find(FERRY, "had not known"), tom, "not-knows", find(FERRY, "Davy was ill"),
                (davy,), 0.7,
            ),
        ),
        relations=(
            Relation(
                0, davy, nell, "brother", (find(FERRY, "My brother"),), 0.9,
                since=find(FERRY, "at four"), until=find(FERRY, "Get in"),
            ),
        ),
        masks=(Mask(0, nell, "fear", "calm", (man,), (), (0, 1), 0.6),),
        scenes=(
            Scene(0, 0, CHAPTER - 2, "the slip", None, (nell, man), nell, "third", "past"),
            Scene(1, CHAPTER, len(FERRY), None, None, (nell, tom), None, "third", "past"),
        ),
    )  # fmt: skip
