"""The vocabulary, and conversations as token ids.

SentencePiece BPE with byte fallback and no normalisation of any kind: the settings under which llama.cpp's own
tokenizer gives the same ids. Pieces are kept short, so that a new sentence is made of familiar parts.
"""
import json
import random

import numpy
import sentencepiece

SIZE = 3072
CONTROLS = ("<|system|>", "<|user|>", "<|assistant|>", "<|end|>")
LONGEST_PIECE = 5
BOS = 1


def train(conversations_path, model_prefix, sentences=400_000):
    """Trains the vocabulary on distinct system texts, user lines and replies."""
    lines = set()
    with open(conversations_path, encoding="utf-8") as source:
        for row in source:
            conversation = json.loads(row)
            lines.add(conversation["system"])
            for turn in conversation["turns"]:
                lines |= {turn["user"], turn["reply"]}
            if len(lines) > sentences:
                break
    distinct = sorted(part for line in lines for part in line.split("\n") if part)
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(distinct), model_prefix=str(model_prefix), model_type="bpe", vocab_size=SIZE,
        byte_fallback=True, character_coverage=0.9997, normalization_rule_name="identity", add_dummy_prefix=False,
        remove_extra_whitespaces=False, control_symbols=list(CONTROLS), max_sentencepiece_length=LONGEST_PIECE,
        unk_id=0, bos_id=1, eos_id=2, pad_id=-1, num_threads=2, minloglevel=1,
    )


class Vocabulary:
    """Turns conversations into ids in the prompt format `<s><|system|>…<|end|><|user|>…<|end|><|assistant|>…<|end|>`."""

    def __init__(self, path):
        self.pieces = sentencepiece.SentencePieceProcessor(model_file=str(path))
        self.system, self.user, self.assistant, self.end = (self.pieces.piece_to_id(name) for name in CONTROLS)

    def encode(self, text, dropout=0.0):
        if dropout:
            return self.pieces.encode(text, enable_sampling=True, alpha=dropout, nbest_size=-1)
        return self.pieces.encode(text)

    def decode(self, ids):
        return self.pieces.decode([int(token) for token in ids])

    def prompt(self, system, turns, user, dropout=0.0):
        """Ids up to where the reply begins; `turns` are the (user, reply) pairs so far."""
        ids = [BOS, self.system, *self.encode(system, dropout), self.end]
        for said, reply in turns:
            ids += [self.user, *self.encode(said, dropout), self.end, self.assistant, *self.encode(reply), self.end]
        return ids + [self.user, *self.encode(user, dropout), self.end, self.assistant]

    def conversation(self, conversation, dropout=0.0):
        """Ids and, for each, whether it is to be predicted (1: part of a reply or the end of one)."""
        ids = [BOS, self.system, *self.encode(conversation["system"], dropout), self.end]
        learn = [0] * len(ids)
        for turn in conversation["turns"]:
            asked = [self.user, *self.encode(turn["user"], dropout), self.end, self.assistant]
            reply = [*self.encode(turn["reply"]), self.end]
            ids += asked + reply
            learn += [0] * len(asked) + [1] * len(reply)
        return ids, learn

    def encode_file(self, path, seed=None):
        """All conversations of a JSONL file as two lists of arrays. With a seed, some user texts are cut into other
        pieces than usual (BPE dropout), so that the model is not thrown by an unfamiliar spelling."""
        rng = random.Random(seed)
        ids, learn = [], []
        with open(path, encoding="utf-8") as source:
            for row in source:
                dropout = 0.1 if seed is not None and rng.random() < 0.25 else 0.0
                one, mask = self.conversation(json.loads(row), dropout)
                ids.append(numpy.array(one[:1024], dtype=numpy.int64))
                learn.append(numpy.array(mask[:1024], dtype=bool))
        return ids, learn
