"""Stories marked in the form of the gold stories: XML whose text without tags is the story."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from evaluation.errors import EvaluationError


@dataclass(frozen=True, slots=True)
class Mark:
    """One marked span: ``tag`` is ``q`` speech, ``p`` person, ``t`` thought, ``f`` feeling, ``b``
    belief, ``scene``; offsets are code points of the story's plain text."""

    tag: str
    start: int
    end: int
    attributes: Mapping[str, str]


def home(folder: Path) -> Path:
    """Where the stories lie: the folder itself, or ``stories`` in it."""
    return folder if any(folder.glob("*.xml")) else folder / "stories"


def names(folder: Path) -> list[str]:
    """The marked stories of a folder (those with an XML and a JSON file)."""
    here = home(folder)
    return sorted(p.stem for p in here.glob("*.xml") if p.with_suffix(".json").is_file())


def load(folder: Path, name: str) -> tuple[str, list[Mark]]:
    """A story's plain text and its marks in order. Raises ``EvaluationError`` for broken XML."""
    path = home(folder) / f"{name}.xml"
    reader = _Reader()
    try:
        ET.XMLParser(target=reader).feed(path.read_bytes())
    except ET.ParseError as error:
        raise EvaluationError(f"{path}: {error}") from error
    except OSError as error:
        raise EvaluationError(f"{path}: {error.strerror}") from error
    text = "".join(reader.parts)
    lead = len(text) - len(text.lstrip("\n"))
    end = len(text.rstrip("\n"))
    marks = [
        Mark(m.tag, max(0, m.start - lead), max(0, min(m.end, end) - lead), m.attributes)
        for m in reader.marks
        if m.tag != "story"
    ]
    return text[lead:end] + "\n", sorted(marks, key=lambda m: (m.start, -m.end))


class _Reader:
    """Takes the parser's calls: keeps the words, and for each tag where it began and ended."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.marks: list[Mark] = []
        self._open: list[tuple[int, dict[str, str]]] = []
        self._at = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._open.append((self._at, attributes))

    def data(self, words: str) -> None:
        self.parts.append(words)
        self._at += len(words)

    def end(self, tag: str) -> None:
        start, attributes = self._open.pop()
        self.marks.append(Mark(tag, start, self._at, attributes))

    def close(self) -> None:
        """Nothing is left to do; the parser asks."""
