"""The network that shipped files were made of, to train on from.

A checkpoint in floats holds hundreds of megabytes and is kept nowhere; the shipped files are in the
repository. What eight bits have rounded off is no more than training moves in some steps.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from training.encoder import Encoder
from training.heads import Heads
from training.labels import Labels
from training.network import Network, restore

MIDDLE = 128  # of eight bits: a symmetric matrix has its zero there


def thaw(folder: Path) -> Network:
    """The small network, its matrices as ``encoder.onnx`` (MatMulNBits, 8 bits) and ``heads.npz``
    of ``folder`` have them.

    Raises KeyError for files of another encoder, such as the large model's.
    """
    settings = json.loads((folder / "model.json").read_text())
    network = Network(Encoder(), Labels(settings["upos"], settings["relations"]))
    encoder = _encoder_state(onnx.load(str(folder / "encoder.onnx")).graph)
    network.encoder.load_state_dict(encoder)
    fill(network.heads, folder)
    return network


def fill(heads: Heads, folder: Path) -> None:
    """Give the heads the values of ``heads.npz`` of ``folder``."""
    with np.load(folder / "heads.npz") as arrays, torch.no_grad():
        for name, value in heads.named_parameters():
            value.copy_(torch.from_numpy(arrays[name].astype(np.float32)))


def begun(path: Path) -> Network:
    """The network of a checkpoint (a file) or of shipped weights (a folder)."""
    return thaw(path) if path.is_dir() else restore(path)[0]


def _encoder_state(graph: onnx.GraphProto) -> dict[str, torch.Tensor]:
    """By the names of ``training.encoder``: those of the graph, or of the node that uses it."""
    kept = {x.name: numpy_helper.to_array(x) for x in graph.initializer}
    state = {
        name.removeprefix("encoder."): value
        for name, value in kept.items()
        if name.startswith("encoder.")
    }
    state["words.weight"] = kept["table"].astype(np.float32) * kept["scale"]
    for node in graph.node:
        if node.op_type != "MatMulNBits":
            continue
        _, matrix, scales = node.input[:3]
        rows = next(a.i for a in node.attribute if a.name == "K")
        values = (kept[matrix].astype(np.float32) - MIDDLE) * kept[scales][..., None]
        # "/layers.0/up/MatMul_Q8": a row of it for each of the layer's outputs, in blocks
        layer = node.name.strip("/").rsplit("/", 1)[0].replace("/", ".")
        state[f"{layer}.weight"] = values.reshape(len(values), -1)[:, :rows]
    return {name: torch.from_numpy(np.array(value)) for name, value in state.items()}
