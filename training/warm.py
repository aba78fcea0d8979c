"""How a larger encoder begins: behind its vectors stand the heads that a small one has trained.

A linear map brings the large encoder's vectors to those of the small one as nearly as least squares
can (with a ridge), over the same words; from there all of it learns on.
"""

from __future__ import annotations

from pathlib import Path

import torch

from training import windows
from training.documents import Document
from training.network import Network
from training.teacher import Teacher

RIDGE = 1e-3  # of the mean square of a large vector's entry, for each word


@torch.no_grad()
def teacher_of(small: Network, documents: list[Document], vocabulary: Path, layers: int) -> Network:
    """MPNet of ``layers`` layers with ``small``'s heads, its map fitted on the documents."""
    teacher = Teacher.from_mpnet(vocabulary, layers)
    network = Network(teacher, small.labels)
    network.heads.load_state_dict(small.heads.state_dict())
    teacher.eval()
    square = torch.zeros(teacher.narrow.in_features + 1, teacher.narrow.in_features + 1)
    product = torch.zeros(len(square), teacher.narrow.out_features)
    for document in documents:
        slices, _ = windows.cut(document, windows.WINDOW)
        arrays = windows.batch([document], [slices])
        inputs = {name: torch.from_numpy(values) for name, values in arrays.items()}
        kept = inputs["attention_mask"].bool()
        with torch.autocast("cpu", torch.bfloat16):
            words = teacher.words(inputs.pop("input_ids"))
            wide = teacher.wide(words, **inputs)[kept].float()
        wide = torch.cat([wide, torch.ones(len(wide), 1)], -1)
        square += wide.T @ wide
        product += wide.T @ small.encode(arrays)[kept]
    square += RIDGE * square.diagonal()[:-1].mean() * torch.eye(len(square))
    solved = torch.linalg.solve(square, product)
    teacher.narrow.weight.copy_(solved[:-1].T)
    teacher.narrow.bias.copy_(solved[-1])
    return network
