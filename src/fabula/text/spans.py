"""Many spans in little room: two columns of offsets that read as a sequence of pairs.

A novel has some hundred thousand tokens. As a tuple of tuples they take 120 bytes each, as two
columns eight, and a search by offset needs no list of the starts beside them.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import overload

Span = tuple[int, int]


class Spans(Sequence[Span]):
    """An unchanging sequence of half-open spans; equal to any sequence of the same pairs.

    ``starts`` and ``ends`` are its columns (32-bit integers); nobody but their maker may change
    them. A slice is a tuple of spans.

    >>> spans = Spans.of([(0, 3), (4, 9)])
    >>> spans[-1], list(spans.starts), spans == ((0, 3), (4, 9))
    ((4, 9), [0, 4], True)
    """

    __slots__ = ("ends", "starts")

    def __init__(self, starts: array[int], ends: array[int]) -> None:
        self.starts = starts
        self.ends = ends

    @classmethod
    def of(cls, spans: Iterable[Span]) -> Spans:
        """The spans in columns; what is in columns already is given back itself."""
        if isinstance(spans, cls):
            return spans
        flat = array("i", chain.from_iterable(spans))
        return cls(flat[::2], flat[1::2])

    @overload
    def __getitem__(self, index: int) -> Span: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Span, ...]: ...
    def __getitem__(self, index: int | slice) -> Span | tuple[Span, ...]:
        if isinstance(index, slice):
            return tuple(zip(self.starts[index], self.ends[index], strict=True))
        return self.starts[index], self.ends[index]

    def __len__(self) -> int:
        return len(self.starts)

    def __iter__(self) -> Iterator[Span]:
        return zip(self.starts, self.ends, strict=True)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Spans):
            return self.starts == other.starts and self.ends == other.ends
        if isinstance(other, Sequence) and not isinstance(other, str):
            return len(self) == len(other) and all(map(tuple.__eq__, self, other))
        return NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self))  # as the tuple that it may be equal to

    def __repr__(self) -> str:
        return f"Spans({list(self)!r})"


__all__ = ["Span", "Spans"]
