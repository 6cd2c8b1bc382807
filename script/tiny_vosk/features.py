"""Cepstra as Vosk computes them from the model's `mfcc.conf`, and the network's target for each frame."""

import kaldi_native_fbank
import numpy as np
from numpy.typing import NDArray

from script.tiny_vosk.align import Segment
from script.tiny_vosk.rooms import Heard
from tests.tiny_vosk.acoustic import MEL_BINS, PHONES, SILENCE, SUBSAMPLING

_FRAME_S, _WINDOW_CENTRE_S = 0.010, 0.0125
_INDEX = {phone: i for i, phone in enumerate(PHONES)}
_PAUSE_S = 0.03


def mfcc(samples: NDArray[np.int16]) -> NDArray[np.float32]:
    """(frames, cepstra), 100 frames a second."""
    options = kaldi_native_fbank.MfccOptions()
    options.frame_opts.dither = 0.0
    options.use_energy = False
    options.num_ceps = MEL_BINS
    options.mel_opts.num_bins = MEL_BINS
    options.mel_opts.low_freq = 20
    options.mel_opts.high_freq = -400
    extractor = kaldi_native_fbank.OnlineMfcc(options)
    extractor.accept_waveform(16_000, samples.astype(np.float32).tolist())
    extractor.input_finished()
    return np.stack([extractor.get_frame(i) for i in range(extractor.num_frames_ready)]).astype(np.float32)


def targets(segments: tuple[Segment, ...], frames: int) -> NDArray[np.uint8]:
    """The score wanted at each frame: twice the phone's index on its first frame, one more on the later ones.

    The network is asked at every third frame only, with any of three phases; each phase's sequence is made by itself, and gives
    every phone at least one frame, because the decoder's phones last at least one.
    """
    spans = _with_silences(segments, frames * _FRAME_S + 1)
    wanted = np.zeros(frames, np.uint8)
    for phase in range(SUBSAMPLING):
        count = len(range(phase, frames, SUBSAMPLING))
        first_centre = phase * _FRAME_S + _WINDOW_CENTRE_S
        begin, sequence = 0, np.zeros(count, np.uint8)
        for phone, _, end in spans:
            stop = int(np.ceil((end - first_centre) / (SUBSAMPLING * _FRAME_S)))
            stop = max(stop, begin + (phone != SILENCE))
            sequence[begin:stop] = 2 * phone + 1
            if begin < min(stop, count):
                sequence[begin] = 2 * phone
            begin = max(begin, stop)
        wanted[phase::SUBSAMPLING] = sequence
    return wanted


def _with_silences(segments: tuple[Segment, ...], end: float) -> list[tuple[int, float, float]]:
    spans, reached = [], 0.0
    for phone, start, stop in segments:
        if start - reached > _PAUSE_S:
            spans.append((SILENCE, reached, start))
        spans.append((_INDEX[phone], start, stop))
        reached = stop
    spans.append((SILENCE, reached, end))
    return spans


def frames_of(sound: Heard) -> tuple[NDArray[np.float16], NDArray[np.uint8]]:
    """Cepstra (half precision is plenty) and targets."""
    cepstra = mfcc(sound.samples)
    return cepstra.astype(np.float16), targets(sound.segments, len(cepstra))
