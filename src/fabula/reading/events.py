"""Realis events: the words for what did happen (Sims et al. 2019)."""

from __future__ import annotations

import numpy as np

from fabula.reading.heads import layer, sigmoid
from fabula.reading.reading import EventSpan
from fabula.reading.session import Model
from fabula.reading.windows import Block


def find(block: Block, model: Model) -> list[EventSpan]:
    """The triggers in a block."""
    heads = model.heads
    hidden = layer(block.vectors, heads, "event")
    score = sigmoid(hidden @ heads["event_out"].reshape(-1) + heads["event_bias"])
    found = np.flatnonzero(score >= model.settings["thresholds"]["event"])
    pairs = zip((found + block.start).tolist(), score[found].tolist(), strict=True)
    return [EventSpan(token, p) for token, p in pairs]
