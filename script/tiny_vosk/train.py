"""Trains the tiny model: `python -m script.tiny_vosk.train`. About 15 minutes on one core; the same seeds give the same data.

1. synthesise: eSpeak NG and flite voices say words, with the time of every phone
2. heard: twice each, at other paces, in other rooms, levels and noises
3. learn: cross-entropy on the phones
4. write: int8 weights to tests/fixtures/tiny_vosk/weights.npz
"""

import math
import time
from pathlib import Path

import click
import numpy as np
import soxr
import torch
from numpy.typing import NDArray
from torch.nn.functional import cross_entropy

from script.tiny_vosk.features import frames_of
from script.tiny_vosk.network import Network, affine_layers, save_quantised
from script.tiny_vosk.rooms import RATE_HZ, heard, noise_only
from script.tiny_vosk.texts import texts
from script.tiny_vosk.voices import utterances
from tests.tiny_vosk import FIXTURE
from tests.tiny_vosk.acoustic import CONTEXT, SCORED, SUBSAMPLING

_BATCH, _CHUNK = 64, 50  # chunks, and the frames asked of each
_SPAN = SUBSAMPLING * (_CHUNK - 1) + 1 + 2 * CONTEXT
_TOP_RATE = 4e-3
GARBAGE_BIAS = -2.4  # less: more answers are refused; more: more other words are taken for answers
_FLITE_SHARE = 0.22
_NOISE_EVERY = 25  # one stretch without speech after so many utterances

Frames = tuple[NDArray[np.float16], NDArray[np.uint8]]


def training_frames(count: int, seed: int) -> Frames:
    """Cepstra and targets of `count` utterances, each heard twice, as one long stream."""
    rng = np.random.default_rng(seed)
    spoken = list(utterances(texts(count, seed), seed, _FLITE_SHARE))
    babble = [soxr.resample(each.samples, each.rate_hz, RATE_HZ) for each in spoken[:200]]
    parts: list[Frames] = []
    for _ in range(2):
        for i, utterance in enumerate(spoken):
            parts.append(frames_of(heard(utterance, babble, rng)))
            if i % _NOISE_EVERY == 0:
                parts.append(frames_of(noise_only(rng.uniform(1, 4), babble, rng)))
    order = rng.permutation(len(parts))
    return np.concatenate([parts[i][0] for i in order]), np.concatenate([parts[i][1] for i in order])


def learn(frames: Frames, epochs: float, seed: int) -> Network:
    """One cycle of AdamW over random chunks of the stream; bfloat16 products."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    cepstra, wanted = frames
    network = Network(cepstra.mean(0, dtype=np.float64).astype(np.float32), cepstra.std(0, dtype=np.float64).astype(np.float32))
    steps = int(epochs * len(cepstra) / (_BATCH * _CHUNK * SUBSAMPLING))
    optimiser = torch.optim.AdamW(network.parameters(), lr=_TOP_RATE, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, _TOP_RATE, total_steps=steps, pct_start=0.2)
    asked = CONTEXT + SUBSAMPLING * np.arange(_CHUNK)
    began, running = time.monotonic(), math.nan
    for step in range(steps):
        starts = rng.integers(0, len(cepstra) - _SPAN, _BATCH)
        x = torch.from_numpy(np.stack([cepstra[start : start + _SPAN] for start in starts]).astype(np.float32))
        y = torch.from_numpy(wanted[starts[:, None] + asked].astype(np.int64))
        with torch.autocast("cpu", dtype=torch.bfloat16):
            scores = network(x)
        loss = cross_entropy(scores.float().flatten(0, 1), y.flatten())
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 2.0)
        optimiser.step()
        schedule.step()
        running = loss.item() if math.isnan(running) else 0.99 * running + 0.01 * loss.item()
        if step % 200 == 199:
            click.echo(f"step {step + 1} of {steps}, loss {running:.3f}, {time.monotonic() - began:.0f} s", err=True)
    return network.eval()


@click.command()
@click.option("--utterances", "count", default=15_000, show_default=True)
@click.option("--epochs", default=6.0, show_default=True)
@click.option("--seed", default=20, show_default=True)
@click.option("--out", type=click.Path(path_type=Path), default=FIXTURE / "weights.npz", show_default=True)
@click.option("--keep", type=click.Path(path_type=Path), help="Keep the frames there, or take them from there.")
def main(count: int, epochs: float, seed: int, out: Path, keep: Path | None) -> None:
    """Synthesise, learn, write."""
    torch.set_num_threads(1)
    began = time.monotonic()
    if keep and keep.exists():
        with np.load(keep) as kept:
            frames = kept["cepstra"], kept["wanted"]
    else:
        frames = training_frames(count, seed)
        if keep:
            np.savez(keep, cepstra=frames[0], wanted=frames[1])
    click.echo(f"{len(frames[0]) / 360_000:.1f} hours of sound after {time.monotonic() - began:.0f} s", err=True)
    network = learn(frames, epochs, seed)
    counts = np.bincount(frames[1], minlength=SCORED) + 1.0
    save_quantised(out, affine_layers(network, np.log(counts / counts.sum()).astype(np.float32)), GARBAGE_BIAS)
    click.echo(f"{out} written after {time.monotonic() - began:.0f} s", err=True)


if __name__ == "__main__":
    main()
