"""More pretraining on novels: ``python -m training.pretrain --shared ../shared --out FOLDER``.

Masked pieces of whole novels are guessed again (Devlin et al. 2019), so that the encoder learns
fiction, and what its two added inputs (casing, quotation) and the paragraph breaks mean, before it
is trained on few marked texts. Writes ``encoder.pt`` for ``training.train --encoder``; goes on from
there when called again. Nothing is read of PDNC's novels or of LitBank's held-out texts.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training import plain, selfmade, windows
from training.base import minilm
from training.documents import BREAK_ID, Document, Quote, Wordpieces
from training.encoder import VOCABULARY, WIDTH, Encoder

MASK_ID = 103
SHARE = 0.2  # of the pieces that are guessed
_BLANK = re.compile(r"\n[ \t\r]*\n")


class Guesser(nn.Module):
    """Guesses pieces from their vectors, with the encoder's own word table as output."""

    def __init__(self) -> None:
        super().__init__()
        self.dense = nn.Linear(WIDTH, WIDTH)
        self.norm = nn.LayerNorm(WIDTH)
        self.bias = nn.Parameter(torch.zeros(VOCABULARY))

    def forward(self, h: Tensor, table: Tensor) -> Tensor:
        return F.linear(self.norm(F.gelu(self.dense(h))), table, self.bias)


def main() -> None:
    parse = argparse.ArgumentParser(description=__doc__)
    parse.add_argument("--shared", type=Path, required=True, help="folder that holds data/")
    parse.add_argument("--out", type=Path, required=True)
    parse.add_argument("--steps", type=int, default=3000)
    parse.add_argument("--batch", type=int, default=4, help="windows of 512 pieces a step")
    parse.add_argument("--rate", type=float, default=2e-4)
    parse.add_argument("--seed", type=int, default=7)
    options = parse.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(options.seed)
    torch.set_flush_denormal(True)
    path = options.out / "encoder.pt"
    encoder, guesser = Encoder.from_minilm(minilm() / "model.safetensors"), Guesser()
    optimizer = torch.optim.AdamW(
        [p for m in (encoder, guesser) for p in m.parameters() if p.requires_grad], lr=0.0
    )
    begin = 0
    if path.exists():
        saved = torch.load(path, weights_only=False)
        encoder.load_state_dict(saved["encoder"])
        guesser.load_state_dict(saved["guesser"])
        optimizer.load_state_dict(saved["optimizer"])
        begin = saved["step"]
    chance = random.Random(options.seed + begin)
    texts = stretches(options.shared / "data", Wordpieces(minilm() / "vocab.txt"), chance)
    started, losses = time.monotonic(), []
    for step in range(begin, options.steps):
        done = step / options.steps
        for group in optimizer.param_groups:
            group["lr"] = options.rate * min(done / 0.05, 1.0) * (1.0 - done)
        loss = _loss(encoder, guesser, [next(texts) for _ in range(options.batch)], chance)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_([*encoder.parameters(), *guesser.parameters()], 1.0)
        optimizer.step()
        losses.append(float(loss.detach()))
        if (step + 1) % 50 == 0 or step + 1 == options.steps:
            line = {"step": step + 1, "loss": round(float(np.mean(losses[-50:])), 4)}
            line["minutes"] = round((time.monotonic() - started) / 60, 2)
            print(json.dumps(line), flush=True)
            with (options.out / "metrics.jsonl").open("a") as file:
                file.write(json.dumps(line) + "\n")
        if (step + 1) % 500 == 0 or step + 1 == options.steps:
            state: dict[str, Any] = {
                "encoder": encoder.state_dict(),
                "guesser": guesser.state_dict(),
            }
            state |= {"optimizer": optimizer.state_dict(), "step": step + 1}
            torch.save(state, path.with_suffix(".part"))
            path.with_suffix(".part").replace(path)


def _loss(
    encoder: Encoder, guesser: Guesser, documents: list[Document], chance: random.Random
) -> Tensor:
    plans = [windows.cut(d)[0][:1] for d in documents]
    arrays = {k: torch.from_numpy(v) for k, v in windows.batch(documents, plans).items()}
    generator = torch.Generator().manual_seed(chance.randrange(1 << 30))
    drawn = torch.rand(arrays["input_ids"].shape, generator=generator)
    words = (arrays["input_ids"] > BREAK_ID) & (arrays["input_ids"] != 101)
    masked = (drawn < SHARE) & words & (arrays["input_ids"] != 102)
    wanted = arrays["input_ids"][masked]
    arrays["input_ids"] = arrays["input_ids"].masked_fill(masked & (drawn < 0.9 * SHARE), MASK_ID)
    with torch.autocast("cpu", torch.bfloat16):
        h = encoder(**arrays)
        logits = guesser(h[masked], encoder.words.weight)
    return F.cross_entropy(logits.float(), wanted)


def stretches(data: Path, cut: Wordpieces, chance: random.Random) -> Iterator[Document]:
    """Stretches of some 430 words of the novels that may be trained on, at random, without end."""
    novels = [
        [" ".join(p.split()) for p in _BLANK.split(path.read_text()) if p.strip()]
        for path in selfmade.allowed(data)
    ]
    sizes = [sum(map(len, novel)) for novel in novels]
    while True:
        novel = chance.choices(novels, sizes)[0]
        at = chance.randrange(len(novel))
        chosen: list[str] = []
        while at < len(novel) and sum(p.count(" ") + 1 for p in chosen) < 430:
            chosen.append(novel[at])
            at += 1
        text = "\n\n".join(chosen)
        prose = plain.cut(text)
        words = prose.words
        if len(words) < 100:
            continue
        starts = {a: i for i, (a, _) in enumerate(prose.tokens)}
        ends = {b: i + 1 for i, (_, b) in enumerate(prose.tokens)}
        quotes = [
            Quote(starts[a], ends[b], 0, None)
            for a, b in selfmade.spoken(text)
            if a in starts and b in ends
        ]
        yield cut.fill(Document("novel", words, prose.sentence, prose.paragraph, quotes))


if __name__ == "__main__":
    main()
