"""Writes the trained checkpoint as hitogara-tiny-f16.gguf: python3 export.py

Matrices become F16, norms stay F32. The embedding is tied: llama.cpp reads it for the output too, so there is no
output.weight. No weight is permuted, since training rotated neighbouring channels, as llama.cpp does for Llama.
"""
import argparse
from pathlib import Path

import numpy
import sentencepiece
import torch

from gguf_writer import BOOL, FLOAT32, INT32, STRING, UINT32, write

HERE = Path(__file__).resolve().parent
NORMAL, UNKNOWN, CONTROL, BYTE = 1, 2, 3, 6
CHAT_TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}{{ '<|' + message['role'] + '|>' + message['content'] + '<|end|>' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}"
)


def tokenizer_metadata(path):
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(path))
    numbers = range(pieces.get_piece_size())

    def kind(number):
        if pieces.is_unknown(number):
            return UNKNOWN
        if pieces.is_control(number):
            return CONTROL
        return BYTE if pieces.is_byte(number) else NORMAL

    end = pieces.piece_to_id("<|end|>")
    return [
        ("tokenizer.ggml.model", STRING, "llama"),
        ("tokenizer.ggml.pre", STRING, "default"),
        ("tokenizer.ggml.tokens", STRING, [pieces.id_to_piece(number) for number in numbers]),
        ("tokenizer.ggml.scores", FLOAT32, [pieces.get_score(number) for number in numbers]),
        ("tokenizer.ggml.token_type", INT32, [kind(number) for number in numbers]),
        ("tokenizer.ggml.bos_token_id", UINT32, 1),
        ("tokenizer.ggml.eos_token_id", UINT32, end),
        ("tokenizer.ggml.eot_token_id", UINT32, end),
        ("tokenizer.ggml.unknown_token_id", UINT32, 0),
        ("tokenizer.ggml.add_bos_token", BOOL, True),
        ("tokenizer.ggml.add_eos_token", BOOL, False),
        ("tokenizer.ggml.add_space_prefix", BOOL, False),
        ("tokenizer.chat_template", STRING, CHAT_TEMPLATE),
    ]


def model_metadata(shape, count):
    return [
        ("general.architecture", STRING, "llama"),
        ("general.name", STRING, "hitogara-tiny"),
        ("general.description", STRING, "A tiny Japanese persona-chat model, trained from scratch on a generated corpus"),
        ("general.license", STRING, "MIT"),
        ("general.languages", STRING, ["ja"]),
        ("general.size_label", STRING, f"{count / 1e6:.1f}M"),
        ("general.file_type", UINT32, 1),
        ("llama.context_length", UINT32, shape["context"]),
        ("llama.embedding_length", UINT32, shape["width"]),
        ("llama.block_count", UINT32, shape["layers"]),
        ("llama.feed_forward_length", UINT32, shape["feed_forward"]),
        ("llama.attention.head_count", UINT32, shape["heads"]),
        ("llama.attention.head_count_kv", UINT32, shape["heads"]),
        ("llama.attention.layer_norm_rms_epsilon", FLOAT32, shape["norm_eps"]),
        ("llama.rope.dimension_count", UINT32, shape["width"] // shape["heads"]),
        ("llama.rope.freq_base", FLOAT32, shape["rope_base"]),
        ("llama.vocab_size", UINT32, shape["vocabulary"]),
    ]


def tensors(weights, layers):
    """PyTorch's weights under llama.cpp's names; the fused matrices are cut apart."""
    named = {"token_embd.weight": weights["embedding.weight"], "output_norm.weight": weights["norm.weight"]}
    for layer in range(layers):
        block, into = f"blocks.{layer}.", f"blk.{layer}."
        query, key, value = weights[block + "query_key_value.weight"].chunk(3)
        gate, up = weights[block + "gate_up.weight"].chunk(2)
        parts = {
            "attn_norm": weights[block + "attention_norm.weight"], "attn_q": query, "attn_k": key, "attn_v": value,
            "attn_output": weights[block + "attention_output.weight"],
            "ffn_norm": weights[block + "feed_forward_norm.weight"], "ffn_gate": gate, "ffn_up": up,
            "ffn_down": weights[block + "down.weight"],
        }
        named |= {f"{into}{name}.weight": weight for name, weight in parts.items()}
    return {
        name: numpy.ascontiguousarray(weight.numpy().astype("float16" if weight.dim() == 2 else "float32"))
        for name, weight in named.items()
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--checkpoint", type=Path, default=HERE / "build" / "checkpoint.pt")
    parser.add_argument("--vocabulary", type=Path, default=HERE / "build" / "vocabulary.model")
    parser.add_argument("--out", type=Path, default=HERE / "hitogara-tiny-f16.gguf")
    args = parser.parse_args()
    saved = torch.load(args.checkpoint, map_location="cpu")
    arrays = tensors(saved["model"], saved["shape"]["layers"])
    count = sum(array.size for array in arrays.values())
    part = args.out.with_suffix(".part")
    write(part, model_metadata(saved["shape"], count) + tokenizer_metadata(args.vocabulary), arrays)
    part.replace(args.out)
    print(f"{args.out}: {count:,} parameters, {args.out.stat().st_size:,} bytes, {saved['elapsed'] / 60:.1f} min of training")


if __name__ == "__main__":
    main()
