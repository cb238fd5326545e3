"""What PyTorch makes of 24 held-out prompts, for parity.mjs to compare with llama.cpp: python3 parity.py

Weights are rounded to F16 as in the exported file. Writes build/parity.json: prompt text, ids, greedy reply ids.
"""
import argparse
import json
from pathlib import Path

import torch

from model import Model, Shape
from vocabulary import Vocabulary

HERE = Path(__file__).resolve().parent
EXTRA = ("  空白  ふたつ", "Ｆｕｌｌ　ｗｉｄｔｈ！？", "絵文字🎉と\n改行", "鬱蒼とした薔薇の麒麟", "hello, how are you?", "<b>&amp;{x}|")


def rendered(system, turns, user):
    text = f"<s><|system|>{system}<|end|>"
    for said, reply in turns:
        text += f"<|user|>{said}<|end|><|assistant|>{reply}<|end|>"
    return text + f"<|user|>{user}<|end|><|assistant|>"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=Path, default=HERE / "build")
    args = parser.parse_args()
    saved = torch.load(args.build / "checkpoint.pt", map_location="cpu")
    torch.set_num_threads(1)
    words = Vocabulary(args.build / "vocabulary.model")
    model = Model(Shape(**saved["shape"]))
    model.load_state_dict({name: weight.half().float() if weight.dim() == 2 else weight
                           for name, weight in saved["model"].items()})
    cases = []
    with open(args.build / "heldout.jsonl", encoding="utf-8") as source:
        conversations = [json.loads(row) for row in source][:18]
    for number, conversation in enumerate(conversations):
        turns = [(turn["user"], turn["reply"]) for turn in conversation["turns"]]
        depth = number % len(turns)
        cases.append((conversation["system"], turns[:depth], turns[depth][0]))
    cases += [(conversations[0]["system"], [], text) for text in EXTRA]
    rows = []
    for system, turns, user in cases:
        ids = words.prompt(system, turns, user)
        rows.append({"text": rendered(system, turns, user), "ids": ids, "reply": model.generate(ids, words.end, 48)})
    (args.build / "parity.json").write_text(json.dumps(rows, ensure_ascii=False), "utf-8")
    print(f"{len(rows)} prompts written")


if __name__ == "__main__":
    main()
