"""REMAN (Kim and Klinger 2018): passages of fiction with emotion spans and their roles.

The corpus has no official split and its passages overlap within a book, so it is split by author:
``part_of`` decides by a digest of the author's name, which keeps a book, and the several editions
of one, on one side for good.
"""

from __future__ import annotations

import hashlib
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from evaluation.errors import EvaluationError

Part = Literal["train", "dev"]
EMOTION_NAMES = (
    "joy", "sadness", "anger", "fear", "disgust", "surprise", "trust", "anticipation",
    "other-emotion",
)  # fmt: skip
ROLES = ("experiencer", "target", "cause")
_DEV = 0.25


@dataclass(frozen=True, slots=True)
class RemanPassage:
    """A passage and its spans, as half-open character offsets.

    ``emotions``: each with the set of emotions that annotators gave to those words; ``roles``: for
    each of ``ROLES`` the words that fill it for some emotion of the passage.
    """

    id: str
    author: str
    text: str
    emotions: dict[tuple[int, int], frozenset[str]]
    roles: dict[str, frozenset[tuple[int, int]]]


def part_of(author: str) -> Part:
    """The side of the split that an author's books are on."""
    digest = hashlib.sha256(author.encode()).digest()
    return "dev" if int.from_bytes(digest[:4], "big") / 2**32 < _DEV else "train"


def load(path: Path, part: Part) -> list[RemanPassage]:
    """The passages of ``part``; ``path`` is ``reman.xml`` or the folder that holds it.

    Raises:
        EvaluationError: there is no such file, or it is not REMAN.
    """
    file = path / "reman.xml" if path.is_dir() else path
    try:
        root = ElementTree.parse(file).getroot()
    except (OSError, ElementTree.ParseError) as error:
        raise EvaluationError(f"cannot read REMAN from {file}: {error}") from error
    found = [x for x in _passages(root) if part_of(x.author) == part]
    if not found:
        raise EvaluationError(f"{file} holds no passage of the {part} part")
    return found


def _passages(root: ElementTree.Element) -> Iterator[RemanPassage]:
    for node in root.iter("document"):
        emotions: dict[tuple[int, int], frozenset[str]] = {}
        span_of: dict[str, tuple[int, int]] = {}
        for span in node.iterfind("adjudicated/spans/span"):
            where = int(span.get("cbegin", 0)), int(span.get("cend", 0))
            span_of[span.get("annotation_id", "")] = where
            kind = span.get("type", "")
            if kind in EMOTION_NAMES:
                emotions[where] = emotions.get(where, frozenset()) | {kind}
        roles: dict[str, set[tuple[int, int]]] = {role: set() for role in ROLES}
        for relation in node.iterfind("adjudicated/relations/relation"):
            filler = span_of.get(relation.get("target_annotation_id", ""))
            role = relation.get("type", "")
            if filler is not None and role in roles:
                roles[role].add(filler)
        yield RemanPassage(
            node.get("doc_id", ""),
            node.get("author", ""),
            node.findtext("text", ""),
            emotions,
            {role: frozenset(spans) for role, spans in roles.items()},
        )
