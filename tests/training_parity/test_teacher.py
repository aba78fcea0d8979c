"""The teacher's own arithmetic, and that a run of it goes on as what it was."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("torch", reason="training parity needs the training environment")
pytest.importorskip("safetensors", reason="training parity needs the training environment")

import torch

from training.labels import Labels
from training.network import Network, restore
from training.teacher import Teacher, buckets


def test_near_places_have_buckets_of_their_own_and_far_ones_share() -> None:
    """Worked by hand from T5's rule: 16 buckets each way, 8 of them single, the rest by logarithms
    up to 128."""
    row = buckets(200)
    back = {n: int(row[199, 199 - n]) for n in (0, 1, 7, 8, 11, 12, 22, 23, 127, 128, 199)}
    assert back == {0: 0, 1: 1, 7: 7, 8: 8, 11: 8, 12: 9, 22: 10, 23: 11, 127: 15, 128: 15, 199: 15}
    ahead = {n: int(row[0, n]) for n in (1, 7, 8, 12, 199)}
    assert ahead == {1: 17, 7: 23, 8: 24, 12: 25, 199: 31}


def test_a_saved_teacher_is_restored_as_one(tmp_path: Path) -> None:
    torch.manual_seed(1)
    network = Network(Teacher(layers=1), Labels(["NOUN", "VERB"], ["nsubj", "root"]))
    network.save(tmp_path / "last.pt", epoch=3)
    again, more = restore(tmp_path / "last.pt")
    assert more == {"epoch": 3}
    assert isinstance(again.encoder, Teacher) and len(again.encoder.layers) == 1
    ids = torch.tensor([[101, 1996, 2214, 2158, 102]])
    blank = torch.zeros_like(ids)
    inputs = (ids, blank, blank, torch.ones_like(ids))
    one = network.eval().encoder(*inputs)
    other = again.eval().encoder(*inputs)
    assert one.shape == (1, 5, 384)
    assert torch.equal(one, other)
