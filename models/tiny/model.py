"""The network: a Llama as llama.cpp understands it (RoPE on interleaved pairs, RMSNorm, SwiGLU, tied embeddings)."""
from dataclasses import asdict, dataclass

import torch
from torch import nn
from torch.nn import functional


@dataclass
class Shape:
    vocabulary: int = 3072
    width: int = 256
    layers: int = 4
    heads: int = 4
    feed_forward: int = 768
    context: int = 1024
    rope_base: float = 10000.0
    norm_eps: float = 1e-5

    def asdict(self):
        return asdict(self)


class RMSNorm(nn.Module):
    def __init__(self, width, eps):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps) * self.weight


def rotations(shape):
    """Unit complex numbers: one per position and pair of neighbouring channels."""
    size = shape.width // shape.heads
    speeds = shape.rope_base ** (-torch.arange(0, size, 2).float() / size)
    angles = torch.outer(torch.arange(shape.context).float(), speeds)
    return torch.polar(torch.ones_like(angles), angles)


class Block(nn.Module):
    def __init__(self, shape):
        super().__init__()
        width, hidden = shape.width, shape.feed_forward
        self.heads = shape.heads
        self.attention_norm = RMSNorm(width, shape.norm_eps)
        self.query_key_value = nn.Linear(width, 3 * width, bias=False)
        self.attention_output = nn.Linear(width, width, bias=False)
        self.feed_forward_norm = RMSNorm(width, shape.norm_eps)
        self.gate_up = nn.Linear(width, 2 * hidden, bias=False)
        self.down = nn.Linear(hidden, width, bias=False)

    def rotate(self, x, turn):
        """x: batch, length, heads, size; neighbouring channels are rotated together, as llama.cpp's Llama does."""
        pairs = torch.view_as_complex(x.reshape(*x.shape[:-1], -1, 2))
        return torch.view_as_real(pairs * turn).flatten(-2)

    def forward(self, x, turn, mask):
        batch, length, width = x.shape
        query, key, value = self.query_key_value(self.attention_norm(x)).chunk(3, dim=-1)
        split = (batch, length, self.heads, width // self.heads)
        scale = (width // self.heads) ** -0.5
        query = self.rotate(query.reshape(split), turn * scale).transpose(1, 2)
        key = self.rotate(key.reshape(split), turn).transpose(1, 2)
        weights = torch.softmax(query @ key.transpose(-2, -1) + mask, dim=-1)
        mixed = (weights @ value.reshape(split).transpose(1, 2)).transpose(1, 2).reshape(batch, length, width)
        x = x + self.attention_output(mixed)
        gate, up = self.gate_up(self.feed_forward_norm(x)).chunk(2, dim=-1)
        return x + self.down(functional.silu(gate) * up)


class Model(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.shape = shape
        self.embedding = nn.Embedding(shape.vocabulary, shape.width)
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.norm = RMSNorm(shape.width, shape.norm_eps)
        self.register_buffer("turns", rotations(shape), persistent=False)
        self.register_buffer("causal", torch.full((shape.context,) * 2, float("-inf")).triu(1), persistent=False)
        for name, weight in self.named_parameters():
            if weight.dim() == 2:
                deep = name.endswith(("attention_output.weight", "down.weight"))
                nn.init.normal_(weight, std=0.02 / (2 * shape.layers) ** 0.5 if deep else 0.02)
        nn.init.normal_(self.embedding.weight, std=0.05)

    def hidden(self, ids):
        length = ids.shape[1]
        x = self.embedding(ids)
        turn = self.turns[:length, None, :]
        for block in self.blocks:
            x = block(x, turn, self.causal[:length, :length])
        return self.norm(x)

    def logits(self, hidden):
        """Tied embeddings: the rows that read a token also write it."""
        return functional.linear(hidden, self.embedding.weight)

    def loss(self, ids, learn, centring=0.0):
        """Mean cross-entropy over the positions whose next token is to be learnt (only those get logits).

        `centring` pulls the logits towards log-probabilities (log-sum-exp 0). A repeat penalty divides positive logits
        and multiplies negative ones: with log-probabilities it hardly touches a token the model is sure of, while
        without the pull (log-sum-exp was 17) a penalty of 1.18 took 2.5 from every word said before.
        """
        wanted = learn[:, 1:]
        logits = self.logits(self.hidden(ids[:, :-1])[wanted])
        loss = functional.cross_entropy(logits, ids[:, 1:][wanted])
        return loss + centring * logits.logsumexp(-1).pow(2).mean() if centring else loss

    @torch.no_grad()
    def generate(self, ids, stop, limit=64, temperature=0.0, top_k=40, top_p=0.95, penalty=1.0, generator=None):
        """One reply, greedy at temperature 0; the repeat penalty is llama.cpp's over the last 256 tokens."""
        ids, reply = list(ids), []
        while len(reply) < limit and len(ids) < self.shape.context:
            scores = self.logits(self.hidden(torch.tensor([ids]))[0, -1])
            if penalty != 1.0:
                seen = torch.tensor(sorted(set(ids[-256:])))
                scores[seen] = torch.where(scores[seen] > 0, scores[seen] / penalty, scores[seen] * penalty)
            token = int(scores.argmax()) if temperature == 0 else self._draw(
                scores, temperature, top_k, top_p, generator)
            if token == stop:
                break
            ids.append(token)
            reply.append(token)
        return reply

    @staticmethod
    def _draw(scores, temperature, top_k, top_p, generator):
        top, tokens = scores.topk(top_k)
        kept = top.softmax(-1).cumsum(-1) - top.softmax(-1) < top_p
        chances = (top / temperature).masked_fill(~kept, float("-inf")).softmax(-1)
        return int(tokens[torch.multinomial(chances, 1, generator=generator)])
