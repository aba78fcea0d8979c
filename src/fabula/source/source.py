"""The value that every reader of a file format ends in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Media = Literal["txt", "html", "epub", "docx", "md", "rtf", "pdf"]
SectionKind = Literal["front", "chapter", "scene", "note", "back"]
Header = Mapping[str, str | tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of the text: a chapter, a scene between two breaks, front or back matter, a note.

    ``start`` and ``end`` are half-open code-point offsets into ``Source.text``. Chapters, front
    and back matter follow one another in order; scenes and notes lie inside them. ``title`` is the
    heading as printed; headings themselves are not part of the text.
    """

    kind: SectionKind
    title: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Source:
    """A story as a reader gets it, and what stood around it.

    Attributes:
        name: file name with its suffix (``"story.txt"``).
        media: the format it was read from.
        sha256: hex digest of the bytes.
        text: the prose: the source's own characters, paragraphs parted by ``"\\n\\n"``. A hard line
            wrap inside a paragraph is one space; a line of verse ends in one ``"\\n"``. Header
            fields, headings, scene-break marks and furniture (licences, page numbers,
            navigation) are left out.
        sections: chapters and what lies in and around them, by ``start``, longest first.
        breaks: offsets of the paragraphs before which a scene break stood (``* * *``, ``<hr>``,
            a lone ``#``, wide blank space). Ascending.
        header: paratext as named fields, lower case (``"title"``, ``"author"``, ``"rating"``,
            ``"disclaimer"``, ``"pairing"``, ``"summary"``, ``"notes"`` ...); several values of one
            field are a tuple.
    """

    name: str
    media: Media
    sha256: str
    text: str
    sections: tuple[Section, ...] = ()
    breaks: tuple[int, ...] = ()
    header: Header = field(default_factory=dict)

    @property
    def stem(self) -> str:
        """The file name without its suffix; outputs are named after it."""
        stem, dot, _ = self.name.rpartition(".")
        return stem if dot and stem else self.name
