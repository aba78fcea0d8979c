"""The shipped files give back the network that they were made of."""

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("onnx")

import onnxruntime

from training.thaw import begun

WEIGHTS = Path(__file__).parents[2] / "src/fabula/weights"


def test_a_thawed_network_reads_as_the_shipped_one() -> None:
    network = begun(WEIGHTS)
    network.eval()
    network.half_precision = False
    chance = np.random.default_rng(0)
    arrays = {
        "input_ids": chance.integers(1000, 29000, (2, 64)),
        "case_ids": chance.integers(0, 6, (2, 64)),
        "quote_ids": chance.integers(0, 2, (2, 64)),
        "attention_mask": np.ones((2, 64), np.int64),
    }
    arrays = {name: values.astype(np.int64) for name, values in arrays.items()}
    session = onnxruntime.InferenceSession(str(WEIGHTS / "encoder.onnx"))
    wanted = np.asarray(session.run(["hidden"], arrays)[0])
    found = network.encode(arrays).detach().numpy()
    # What is left is the rounding of the vectors themselves, at run time alone; a matrix in the
    # wrong place gives more than 1.
    assert np.linalg.norm(found - wanted) < 0.08 * np.linalg.norm(wanted)
    with np.load(WEIGHTS / "heads.npz") as heads:
        assert np.array_equal(network.heads.link_a.detach().numpy(), heads["link_a"])
