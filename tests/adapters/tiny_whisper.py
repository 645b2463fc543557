"""A Whisper of a thousandth of the size, with random weights.

It loads and decodes as the real ones do, and understands nothing: which letters and words it hears depends on their
place alone. It is written in CTranslate2's form without torch, and without a download.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
from ctranslate2.specs import whisper_spec  # type: ignore[import-untyped]  # It comes without types.
from faster_whisper.tokenizer import _LANGUAGE_CODES  # type: ignore[import-untyped]  # It comes without types.
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

WIDTH, HEADS, MELS, INNER = 32, 2, 80, 64
WORDS = ("deus", "graça", "amor", "fé", "paz", "igreja", "jesus")


def write_tiny_whisper(folder: Path, seed: int = 0) -> Path:
    """Write the model into a new folder."""
    tokenizer = _tokenizer()
    # So sure of these that it never tries again by chance, which it does not do the same way twice.
    heard = [*"abcdefghijklmnopqrstuvwxyz", *(f"\u0120{word}" for word in WORDS), "<|endoftext|>"]
    sure = [number for token in heard if (number := tokenizer.token_to_id(token)) is not None]
    spec = _Weights(seed).fill(whisper_spec.WhisperSpec(1, HEADS, 1, HEADS), tokenizer.get_vocab_size(), sure)
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = [tokenizer.token_to_id("<|endoftext|>")]
    spec.config.lang_ids = [tokenizer.token_to_id(f"<|{code}|>") for code in _LANGUAGE_CODES]
    spec.config.alignment_heads = [(0, 0)]
    spec.register_vocabulary([tokenizer.id_to_token(number) for number in range(tokenizer.get_vocab_size())])
    spec.validate()
    spec.optimize(quantization=None)
    folder.mkdir(parents=True)
    spec.save(str(folder))
    tokenizer.save(str(folder / "tokenizer.json"))
    features = {"feature_size": MELS, "sampling_rate": 16000, "hop_length": 160, "chunk_length": 30, "n_fft": 400}
    (folder / "preprocessor_config.json").write_text(json.dumps(features))
    return folder


def _tokenizer() -> Tokenizer:
    # The empty token is one that CTranslate2 looks for.
    known = [*sorted(pre_tokenizers.ByteLevel.alphabet()), *(f"\u0120{word}" for word in WORDS), ""]
    tokenizer = Tokenizer(models.BPE(vocab={token: number for number, token in enumerate(known)}, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    special = ["<|endoftext|>", "<|startoftranscript|>", *(f"<|{code}|>" for code in _LANGUAGE_CODES)]
    special += [
        "<|translate|>",
        "<|transcribe|>",
        "<|startoflm|>",
        "<|startofprev|>",
        "<|nospeech|>",
        "<|notimestamps|>",
    ]
    special += [f"<|{step * 0.02:.2f}|>" for step in range(1501)]
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in special])
    return tokenizer


class _Weights:
    """Fills the parts of a model with small random numbers."""

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng(seed)

    def fill(self, spec: Any, words: int, sure: list[int]) -> Any:
        """Fill a whole model."""
        encoder, decoder = spec.encoder, spec.decoder
        for conv, inputs in ((encoder.conv1, MELS), (encoder.conv2, WIDTH)):
            conv.weight, conv.bias = self._numbers(WIDTH, inputs, 3), self._numbers(WIDTH)
        encoder.position_encodings.encodings = self._numbers(1500, WIDTH)
        decoder.position_encodings.encodings = self._numbers(448, WIDTH) * 200
        decoder.embeddings.weight = decoder.projection.weight = self._numbers(words, WIDTH)
        decoder.projection.weight[sure] *= 40
        for part in (encoder, decoder):
            self._norm(part.layer_norm)
            for layer in part.layer:
                self._norm(layer.self_attention.layer_norm)
                self._linear(layer.self_attention.linear[0], 3 * WIDTH, WIDTH)
                self._linear(layer.self_attention.linear[1], WIDTH, WIDTH)
                self._norm(layer.ffn.layer_norm)
                self._linear(layer.ffn.linear_0, INNER, WIDTH)
                self._linear(layer.ffn.linear_1, WIDTH, INNER)
        for layer in decoder.layer:
            self._norm(layer.attention.layer_norm)
            for linear, outputs in zip(layer.attention.linear, (WIDTH, 2 * WIDTH, WIDTH), strict=True):
                self._linear(linear, outputs, WIDTH)
        return spec

    def _numbers(self, *shape: int) -> Any:
        return (self._random.standard_normal(shape) * 0.05).astype("float32")

    def _linear(self, linear: Any, outputs: int, inputs: int) -> None:
        linear.weight, linear.bias = self._numbers(outputs, inputs), self._numbers(outputs)

    def _norm(self, norm: Any) -> None:
        norm.gamma, norm.beta = np.ones(WIDTH, "float32"), np.zeros(WIDTH, "float32")
