"""The time-delay network: trained as concatenations and products, ten times as fast on a CPU as convolutions; saved as int8."""

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from tests.tiny_vosk.acoustic import MEL_BINS, OFFSETS, SCORED, SUBSAMPLING

WIDTH = 160
_FIRST_SPARSE_LAYER = 2  # from here on one frame in three is computed


class Network(nn.Module):
    """(batch, frames, cepstra) to (batch, every third frame, scores); the edges' context is cut off."""

    def __init__(self, mean: NDArray[np.float32], deviation: NDArray[np.float32]) -> None:
        super().__init__()
        self.register_buffer("mean", torch.from_numpy(mean))
        self.register_buffer("deviation", torch.from_numpy(deviation))
        widths = [MEL_BINS, *[WIDTH] * len(OFFSETS)]
        self.layers = nn.ModuleList(
            nn.Linear(width * len(offsets), WIDTH) for width, offsets in zip(widths, OFFSETS, strict=False)
        )
        self.norms = nn.ModuleList(nn.BatchNorm1d(WIDTH) for _ in OFFSETS)
        self.scores = nn.Linear(WIDTH, SCORED)

    def forward(self, cepstra: Tensor) -> Tensor:
        """Unnormalised log posteriors."""
        x = (cepstra - self.mean) / self.deviation
        for i, (layer, norm, offsets) in enumerate(zip(self.layers, self.norms, OFFSETS, strict=True)):
            step = 1 if i <= _FIRST_SPARSE_LAYER else SUBSAMPLING
            reach = (offsets[-1] - offsets[0]) // step
            stride = SUBSAMPLING if i == _FIRST_SPARSE_LAYER else 1
            shifts = [(offset - offsets[0]) // step for offset in offsets]
            x = torch.cat([x[:, shift : x.shape[1] - reach + shift : stride] for shift in shifts], dim=-1)
            x = layer(x)
            x = torch.relu(norm(x.flatten(0, 1)).view_as(x))
        return self.scores(x)


def affine_layers(network: Network, log_prior: NDArray[np.float32]) -> list[tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """(matrix, bias) for each layer, with input scaling, batch norm and the priors folded in."""
    folded = []
    for i, (layer, norm, offsets) in enumerate(zip(network.layers, network.norms, OFFSETS, strict=True)):
        matrix, bias = layer.weight.detach().double().numpy(), layer.bias.detach().double().numpy()
        if i == 0:
            scale = np.tile(1 / network.deviation.double().numpy(), len(offsets))
            bias = bias - matrix @ (np.tile(network.mean.double().numpy(), len(offsets)) * scale)
            matrix = matrix * scale
        gain = norm.weight.detach().double().numpy() / np.sqrt(norm.running_var.double().numpy() + norm.eps)
        bias = (bias - norm.running_mean.double().numpy()) * gain + norm.bias.detach().double().numpy()
        folded.append(((matrix * gain[:, None]).astype(np.float32), bias.astype(np.float32)))
    bias = network.scores.bias.detach().numpy() - log_prior
    return [*folded, (network.scores.weight.detach().numpy(), bias.astype(np.float32))]


def save_quantised(path: Path, layers: list[tuple[NDArray[np.float32], NDArray[np.float32]]], garbage_bias: float) -> None:
    """One int8 matrix, a scale for each row of it and a bias for each layer."""
    arrays: dict[str, NDArray[np.generic]] = {"garbage_bias": np.array(garbage_bias, np.float32)}
    for i, (matrix, bias) in enumerate(layers):
        scale = np.maximum(np.abs(matrix).max(axis=1), 1e-9) / 127
        arrays |= {
            f"matrix{i}": np.round(matrix / scale[:, None]).astype(np.int8),
            f"scale{i}": scale.astype(np.float32),
            f"bias{i}": bias.astype(np.float32),
        }
    np.savez_compressed(path, **arrays)
