"""Trains the embedded model: python3 train.py --minutes 75 (again with the same command to resume after a stop).

The budget is training time, kept in the checkpoint; it drives the learning rate: warm-up, constant, and a linear
decline over the last quarter. Each conversation is one row of a batch of conversations of like length; only replies
are learnt. Conversations come from build/train.jsonl (corpus.py), in one long shuffled stream.
"""
import argparse
import ctypes
import json
import math
import os
import random
import time
from pathlib import Path

import torch

import vocabulary
from model import Model, Shape

BUILD = Path(__file__).resolve().parent / "build"
PEAK_RATE, WARM_UP_STEPS, DECLINE = 1.5e-3, 150, 0.25
CENTRING = 0.01
FIXED = (  # fixed dialogues whose replies are printed while training
    ("casual", "あなたは大のアニメファンで、友達と会話しています。 返信は短くカジュアルなものにする必要があります。"),
    ("polite", "あなたは音声で会話するボットです。返答は音声で読み上げられます。短く丁寧に答えてください。"),
)
FIXED_LINES = ("やっほー、元気にしてた？", "一番好きなアニメ教えてよ", "そのアニメのどこが好きなの？", "おなかすいたなあ", "今日は天気どうかな", "明日の試験が不安だよ", "ありがとう、またね")


def batches(ids, tokens_per_batch, seed):
    """Endless batches (lists of conversation numbers) of like length; a new shuffle for every pass."""
    while True:
        order = list(range(len(ids)))
        rng = random.Random(seed)
        rng.shuffle(order)
        for start in range(0, len(order), 4000):
            group = sorted(order[start : start + 4000], key=lambda i: len(ids[i]))
            made, batch = [], []
            for i in group:
                if batch and len(ids[i]) * (len(batch) + 1) > tokens_per_batch:
                    made.append(batch)
                    batch = []
                batch.append(i)
            rng.shuffle(made)
            yield from made
        seed += 1


def padded(ids, learn, batch):
    length = max(len(ids[i]) for i in batch)
    tokens = torch.zeros(len(batch), length, dtype=torch.long)
    mask = torch.zeros(len(batch), length, dtype=torch.bool)
    for row, i in enumerate(batch):
        tokens[row, : len(ids[i])] = torch.from_numpy(ids[i])
        mask[row, : len(ids[i])] = torch.from_numpy(learn[i])
    return tokens, mask


def rate(step, elapsed, budget):
    warm = min(1.0, (step + 1) / WARM_UP_STEPS)
    return PEAK_RATE * warm * max(0.01, min(1.0, (1 - elapsed / budget) / DECLINE))


@torch.no_grad()
def heldout_loss(model, ids, learn, budget):
    total = count = 0
    for batch in (list(range(start, min(start + 8, len(ids)))) for start in range(0, len(ids), 8)):
        tokens, mask = padded(ids, learn, batch)
        wanted = int(mask[:, 1:].sum())
        total += float(model.loss(tokens, mask)) * wanted
        count += wanted
    return total / count


def show_samples(model, words):
    """Replies to the fixed lines, drawn as the harness draws them by default."""
    generator = torch.Generator().manual_seed(7)
    for name, system in FIXED:
        turns = []
        for line in FIXED_LINES:
            reply = words.decode(model.generate(words.prompt(system, turns, line), words.end, temperature=0.7,
                                                penalty=1.18, generator=generator))
            turns.append((line, reply))
            print(f"    {name}  {line} → {reply}")


def prepare():
    if not (BUILD / "vocabulary.model").exists():
        vocabulary.train(BUILD / "train.jsonl", BUILD / "vocabulary")
    return vocabulary.Vocabulary(BUILD / "vocabulary.model")


class Threads:
    """As many threads as asked for while the cores are free, one while others compute: two threads that wait for each
    other at every matrix product were slower than one alone (1,260 against 2,600 tokens/s beside a compiler)."""

    def __init__(self, most):
        self.most = most
        self.openblas = ctypes.CDLL("libopenblas.so.0")
        self.use(most)
        self.seen = self.now()

    def use(self, count):
        self.used = count
        torch.set_num_threads(count)
        self.openblas.openblas_set_num_threads(count)

    @staticmethod
    def now():
        """Seconds since boot, and processor seconds that other processes have used."""
        fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:4]
        everything = sum(map(int, fields)) / os.sysconf("SC_CLK_TCK")
        return time.monotonic(), everything - sum(os.times()[:2])

    def look(self):
        """Called after every step; every ten seconds, follows the number of cores that others keep busy."""
        (then, used), (now, by_now) = self.seen, self.now()
        if now - then > 10:
            others = (by_now - used) / (now - then)
            self.seen = now, by_now
            wanted = 1 if others > 0.6 else self.most if others < 0.3 else self.used
            if wanted != self.used:
                self.use(wanted)


class Trainer:
    """Model, optimiser and the place in the stream; saved together so that a stopped run goes on where it was."""

    def __init__(self, checkpoint):
        self.checkpoint = checkpoint
        self.model = Model(Shape())
        decayed = [weight for weight in self.model.parameters() if weight.dim() == 2]
        others = [weight for weight in self.model.parameters() if weight.dim() != 2]
        groups = [{"params": decayed, "weight_decay": 0.05}, {"params": others, "weight_decay": 0.0}]
        self.optimiser = torch.optim.AdamW(groups, lr=PEAK_RATE, betas=(0.9, 0.97))
        self.step, self.elapsed, self.tokens, self.history = 0, 0.0, 0, []
        if checkpoint.exists():
            saved = torch.load(checkpoint)
            self.model.load_state_dict(saved["model"])
            self.optimiser.load_state_dict(saved["optimiser"])
            self.step, self.elapsed = saved["step"], saved["elapsed"]
            self.tokens, self.history = saved["tokens"], saved["history"]

    def save(self):
        part = self.checkpoint.with_suffix(".part")
        torch.save({"model": self.model.state_dict(), "optimiser": self.optimiser.state_dict(), "step": self.step,
                    "elapsed": self.elapsed, "tokens": self.tokens, "history": self.history,
                    "shape": self.model.shape.asdict()}, part)
        part.replace(self.checkpoint)

    def learn(self, tokens, mask, budget):
        for group in self.optimiser.param_groups:
            group["lr"] = rate(self.step, self.elapsed, budget)
        loss = self.model.loss(tokens, mask, CENTRING)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.step()
        self.step += 1
        self.tokens += tokens.numel()
        return float(loss)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batch", type=int, default=2048, help="tokens per batch")
    parser.add_argument("--report", type=float, default=4, help="minutes between held-out measurements")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    threads = Threads(args.threads)
    words = prepare()
    ids, learn = words.encode_file(BUILD / "train.jsonl", seed=args.seed)
    held_ids, held_learn = (part[:64] for part in words.encode_file(BUILD / "heldout.jsonl"))
    print(f"{len(ids)} conversations, {sum(map(len, ids)) / 1e6:.1f} M tokens, "
          f"{sum(map(sum, learn)) / 1e6:.1f} M of them in replies", flush=True)
    trainer = Trainer(BUILD / "checkpoint.pt")
    stream = batches(ids, args.batch, args.seed)
    for _ in range(trainer.step):
        next(stream)
    budget, recent, last_report = args.minutes * 60, [], trainer.elapsed
    clock = time.monotonic()
    while trainer.elapsed < budget:
        recent.append(trainer.learn(*padded(ids, learn, next(stream)), budget))
        threads.look()
        now = time.monotonic()
        trainer.elapsed, clock = trainer.elapsed + now - clock, now
        if not all(map(math.isfinite, recent[-1:])):
            raise SystemExit(f"loss is not finite at step {trainer.step}")
        if trainer.step % 50 == 0:
            print(f"{trainer.elapsed / 60:6.1f} min  step {trainer.step}  loss {sum(recent) / len(recent):.3f}  "
                  f"{trainer.tokens / trainer.elapsed:.0f} tokens/s  {threads.used} threads", flush=True)
            recent = []
        if trainer.elapsed - last_report > args.report * 60 or trainer.elapsed >= budget:
            last_report = trainer.elapsed
            held = heldout_loss(trainer.model, held_ids, held_learn, args.batch)
            trainer.history.append((round(trainer.elapsed), trainer.step, round(held, 4)))
            print(f"{trainer.elapsed / 60:6.1f} min  step {trainer.step}  held-out loss {held:.3f}", flush=True)
            show_samples(trainer.model, words)
            trainer.save()
            clock = time.monotonic()
    trainer.save()
    (BUILD / "training.json").write_text(json.dumps({"minutes": args.minutes, "steps": trainer.step,
                                                     "tokens": trainer.tokens, "history": trainer.history}))


if __name__ == "__main__":
    main()
