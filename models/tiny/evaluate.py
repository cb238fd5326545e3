"""Measures a checkpoint on held-out conversations: python3 evaluate.py [--turns N]

Every question is worded as in no training conversation. The history is the written one, the reply is the model's
greedy one. Counted: replies that are one of the written answers to that question in the right register (`answered`;
another good answer counts as a miss), and replies whose sentence ends fit the register (`in register`).
"""
import argparse
import collections
import json
import re
from pathlib import Path

import torch

from model import Model, Shape
from vocabulary import Vocabulary

HERE = Path(__file__).resolve().parent
POLITE = re.compile(r"(です|ます|ません|でした|ました|ましょう|でしょう|ください|ございま|ですか|でしょうか|なさい)")
OLD = re.compile(r"(じゃ|のう|ぞ|ぬ|おる|おく|わし|じゃろ|かの)")
ROUGH = re.compile(r"(ぜ|だな|よな|かな|な|ろよ|くれ|だ|おう|ねえ)")


def fits(reply, register):
    """A rough reading of the register off the words of a reply."""
    if register == "polite":
        return bool(POLITE.search(reply))
    if register == "old":
        return bool(OLD.search(reply)) and not POLITE.search(reply)
    if register == "rough":
        return bool(ROUGH.search(reply)) and not POLITE.search(reply)
    return not POLITE.search(reply) and not re.search(r"(じゃ|のう|ぜ|ぞ)[。！]", reply)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=Path, default=HERE / "build")
    parser.add_argument("--turns", type=int, default=600)
    parser.add_argument("--misses", type=int, default=0, help="print so many misses")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    saved = torch.load(args.build / "checkpoint.pt", map_location="cpu")
    words = Vocabulary(args.build / "vocabulary.model")
    model = Model(Shape(**saved["shape"]))
    model.load_state_dict(saved["model"])
    counts = collections.defaultdict(lambda: [0, 0, 0])
    measured = 0
    with open(args.build / "heldout.jsonl", encoding="utf-8") as source:
        conversations = [json.loads(row) for row in source]
    for conversation in conversations:
        turns, register = [], conversation["register"]
        for turn in conversation["turns"]:
            prompt = words.prompt(conversation["system"], turns, turn["user"])
            reply = words.decode(model.generate(prompt, words.end, 48))
            hit = reply in turn["accepted"]
            if not hit and args.misses > 0:
                args.misses -= 1
                print(f"  {register} {turn['exchange']}  {turn['user']} → {reply}")
            for name in (register, "all"):
                row = counts[name]
                row[0], row[1], row[2] = row[0] + 1, row[1] + hit, row[2] + fits(reply, register)
            turns.append((turn["user"], turn["reply"]))
            measured += 1
        if measured >= args.turns:
            break
    for name, (total, hits, fitting) in sorted(counts.items()):
        print(f"{name:7} {total:5} turns  answered {hits / total:.1%}  in register {fitting / total:.1%}")


if __name__ == "__main__":
    main()
