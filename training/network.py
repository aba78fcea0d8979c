"""Encoder and heads together, and their file."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from training import windows
from training.documents import Document
from training.encoder import Encoder
from training.heads import Heads
from training.labels import Labels
from training.teacher import Teacher


class Network(nn.Module):
    """One encoder, many heads."""

    def __init__(self, encoder: Encoder | Teacher, labels: Labels) -> None:
        super().__init__()
        self.encoder = encoder
        self.labels = labels
        self.half_precision = True
        self.heads = Heads(len(labels.upos), len(labels.relations))

    def encode(self, arrays: windows.Arrays) -> Tensor:
        """Hidden states ``[B, L, 384]`` in float32, computed in bfloat16 if ``half_precision``."""
        inputs = {k: torch.from_numpy(v) for k, v in arrays.items()}
        with torch.autocast("cpu", torch.bfloat16, enabled=self.half_precision):
            hidden: Tensor = self.encoder(**inputs)
        return hidden.float()

    def vectors(self, document: Document) -> np.ndarray:
        """Word vectors as the runtime reads them, from float32 weights."""

        def run(arrays: windows.Arrays) -> np.ndarray:
            with torch.no_grad():
                out: np.ndarray = self.encode(arrays).numpy()
            return out

        self.eval()
        return windows.read(document, run)

    def save(self, path: Path, **more: Any) -> None:
        """Write atomically, so that a killed run leaves the last whole checkpoint."""
        part = path.with_suffix(".part")
        torch.save({"state": self.state_dict(), "labels": asdict(self.labels), **more}, part)
        part.replace(path)


def restore(path: Path) -> tuple[Network, dict[str, Any]]:
    """The network of a checkpoint and what else was saved with it."""
    saved = torch.load(path, weights_only=False)
    # a run of before this may have labels of a head that is no more
    labels = {k: v for k, v in saved.pop("labels").items() if k in Labels.__slots__}
    state = saved.pop("state")
    network = Network(_encoder(state), Labels(**labels))
    fresh = network.state_dict()
    if state.keys() != fresh.keys():  # a run of before some head was there
        state = fresh | {k: v for k, v in state.items() if k in fresh}
    network.load_state_dict(state)
    return network, saved


def _encoder(state: dict[str, Tensor]) -> Encoder | Teacher:
    """An empty encoder of the kind whose weights these are."""
    if "encoder.narrow.weight" not in state:
        return Encoder()
    layers = {name.split(".")[2] for name in state if name.startswith("encoder.layers.")}
    return Teacher(len(layers))
