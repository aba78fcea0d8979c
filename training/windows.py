"""Overlapping windows over a document's pieces, and which window each piece is read from."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from training.documents import BREAK_ID, CLS_ID, PAD_ID, SEP_ID, Document

WINDOW, STRIDE, MARGIN = 510, 384, 63

Arrays = dict[str, np.ndarray]


def cut(
    document: Document, stride: int = STRIDE, shift: int = 0, fresh: bool = False
) -> tuple[list[slice], np.ndarray]:
    """Windows as slices of the pieces, and each piece's row in the flattened ``[windows, 512]``.

    ``shift`` (training only) makes the first window shorter, so that edges fall elsewhere in
    every epoch. ``fresh`` (training only) lets every window begin with a sentence and be read from
    its first word on, as a text is that begins there: or else nothing but the beginnings of books
    would teach what stands at the beginning of a text.
    """
    count = len(document.pieces)
    starts = [0]
    while starts[-1] + WINDOW - (shift if starts[-1] == 0 else 0) < count:
        starts.append(starts[-1] + stride - (shift if starts[-1] == 0 else 0))
    if fresh:
        opens = _openings(document)
        moved = sorted({int(opens[np.searchsorted(opens, a, side="right") - 1]) for a in starts})
        fresh = bool((np.diff([*moved, count]) <= WINDOW).all())  # no sentence fills a window
        starts = moved if fresh else starts
    if fresh:
        slices = [slice(a, min(a + WINDOW, count)) for a in starts]
    else:
        slices = [
            slice(a, min(a + WINDOW - (shift if a == 0 and len(starts) > 1 else 0), count))
            for a in starts
        ]
    margin = 0 if fresh else (WINDOW - stride) // 2
    owner = np.zeros(count, np.int64)
    for k, a in enumerate(starts[1:], 1):
        owner[a + margin :] = k
    row = owner * (WINDOW + 2) + np.arange(count) - np.array(starts)[owner] + 1
    return slices, row


def _openings(document: Document) -> np.ndarray:
    """The pieces that sentences begin with, a paragraph's mark before its first sentence."""
    first = document.first_piece[np.flatnonzero(np.diff(document.sentence, prepend=-1))]
    opens: np.ndarray = np.where(
        document.pieces[np.maximum(first - 1, 0)] == BREAK_ID, first - 1, first
    )
    return opens


def batch(documents: list[Document], plans: list[list[slice]], width: int | None = None) -> Arrays:
    """The four inputs of the encoder for all windows of all documents, padded alike."""
    rows = [(d, s) for d, plan in zip(documents, plans, strict=True) for s in plan]
    width = width or max(s.stop - s.start for _, s in rows) + 2
    shape = (len(rows), width)
    out = {k: np.zeros(shape, np.int64) for k in ("case_ids", "quote_ids", "attention_mask")}
    out["input_ids"] = np.full(shape, PAD_ID, np.int64)
    for r, (document, s) in enumerate(rows):
        n = s.stop - s.start
        out["input_ids"][r, : n + 2] = [CLS_ID, *document.pieces[s], SEP_ID]
        out["case_ids"][r, 1 : n + 1] = document.cases[s]
        out["quote_ids"][r, 1 : n + 1] = document.quoted[s]
        out["attention_mask"][r, : n + 2] = 1
    return out


def read(document: Document, run: Callable[[Arrays], np.ndarray], size: int = 8) -> np.ndarray:
    """Word vectors ``[words, 384]`` of a document by the runtime's rule, ``run`` the encoder."""
    slices, row = cut(document)
    parts = []
    for i in range(0, len(slices), size):
        hidden = run(batch([document], [slices[i : i + size]]))
        # rows are counted for full windows; a short text's only window is narrower
        full = np.zeros((len(hidden), WINDOW + 2, hidden.shape[-1]), np.float32)
        full[:, : hidden.shape[1]] = hidden
        parts.append(full.reshape(-1, hidden.shape[-1]))
    vectors: np.ndarray = np.concatenate(parts)[row[document.first_piece]]
    return vectors
