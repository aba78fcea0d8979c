"""What a format module gives: a work as a plain list of blocks, before anything is judged.

Every format ends here. What follows (furniture, header fields, headings, breaks, offsets) is
done once for all of them by the modules that `assemble` calls in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from fabula.source.source import Media

Kind = Literal["paragraph", "verse", "heading", "break"]
Role = Literal["body", "front", "back"]
Fields = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, piece of verse, heading or scene break.

    Attributes:
        kind: ``verse`` keeps its line ends, ``paragraph`` joins its lines with one space.
        lines: the lines as the source has them, without surrounding blanks.
        level: 1..6 for a heading that the format itself marks as one, else 0.
        gap: how much blank space stood before it: empty lines or empty paragraphs.
        role: where the format itself places it; ``body`` where it says nothing.
        sure: the format itself says that this is what ``kind`` says; False where fabula guesses.
    """

    kind: Kind
    lines: tuple[str, ...]
    level: int = 0
    gap: int = 0
    role: Role = "body"
    sure: bool = False

    @property
    def text(self) -> str:
        """The block as it stands in the text.

        A word broken at its hyphen (``looking-`` / ``glass``) keeps it and gets no space.
        """
        if len(self.lines) == 1:
            return self.lines[0]
        if self.kind == "verse":
            return "\n".join(self.lines)
        parts: list[str] = []
        for line in self.lines:
            if parts and not _broken_word(parts[-1], line):
                parts.append(" ")
            parts.append(line)
        return "".join(parts)


def _broken_word(line: str, following: str) -> bool:
    return line[-1:] == "-" and line[-2:-1].isalpha() and following[:1].islower()


@dataclass(frozen=True, slots=True)
class Draft:
    """A work as its format gives it: blocks in reading order and the fields it names itself.

    Attributes:
        media: the format.
        blocks: in reading order.
        fields: metadata by header name, each a tuple of one or more values.
        usual_gap: the blank space that parts two ordinary paragraphs (1 in plain text).
    """

    media: Media
    blocks: Sequence[Block]
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    usual_gap: int = 0


def put(fields: Fields, name: str, values: Iterable[str], *, more: bool = False) -> None:
    """Set a header field unless it has a value; with ``more``, add to what it has.

    Empty values and repetitions are left out.
    """
    old = fields.get(name, ())
    if old and not more:
        return
    new = list(old)
    for value in values:
        value = value.strip()
        if value and value not in new:
            new.append(value)
    if new:
        fields[name] = tuple(new)


def words(listed: str) -> list[str]:
    """The words of a list written as one string, for tables of names."""
    return listed.split()
