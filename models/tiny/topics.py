"""Reads the topic files: exchanges of phrasings and replies, checked, with held-out phrasings kept apart."""
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from markup import SLOT, problems

OPENING_WORDS = re.compile(r"^(ねえねえ|ねえ|ねぇ|ところで|そういえば|あのさ|あのね|あのう|あの|ちなみに|ねね)[、,]?")


def plain(text):
    """A phrasing without what does not change it: width, case, punctuation, spaces, a leading 「ねえ、」."""
    text = unicodedata.normalize("NFKC", text).lower()
    text = OPENING_WORDS.sub("", text)
    return "".join(char for char in text if unicodedata.category(char)[0] not in "PZSC" or char in "{}")


@dataclass
class Exchange:
    topic: str
    key: str
    ask: list
    heldout: list
    reply: list


@dataclass
class Topic:
    name: str
    slots: dict
    openers: list
    followups: list = field(default_factory=list)


def read_topics(folders, forbidden=frozenset()):
    """All topics by name. Phrasings equal to a held-out one or to a forbidden one (a shipped scenario's) are dropped."""
    raw = []
    for folder in folders:
        for path in sorted(Path(folder).glob("*.yaml")):
            raw.append((path, yaml.safe_load(path.read_text("utf-8"))))
    entries = [entry for _, data in raw for part in ("openers", "followups") for entry in data.get(part) or []]
    banned = set(forbidden) | {plain(str(text)) for entry in entries for text in entry.get("heldout") or []}
    topics = {}
    for path, data in raw:
        slots = {name: [str(value) for value in values] for name, values in (data.get("slots") or {}).items()}
        parts = {}
        for part in ("openers", "followups"):
            listed = enumerate(data.get(part) or [])
            parts[part] = [_exchange(data["name"], f"{part}{i}", entry, slots, banned, path) for i, entry in listed]
        topics[data["name"]] = Topic(data["name"], slots, parts["openers"], parts["followups"])
    return topics


def _exchange(topic, key, entry, slots, banned, path):
    replies = [str(text).strip() for text in entry["reply"]]
    for text in replies:
        for problem in problems(text, slots):
            raise SystemExit(f"{path}: {problem} in: {text}")
    asks = [str(text).strip() for text in entry["ask"]]
    for text in asks + [str(text) for text in entry.get("heldout") or []]:
        if any(slot not in slots for slot in SLOT.findall(text)):
            raise SystemExit(f"{path}: unknown slot in: {text}")
    kept = [text for text in asks if plain(text) not in banned]
    heldout = [str(text).strip() for text in entry.get("heldout") or []]
    return Exchange(topic, f"{topic}/{key}", kept, heldout, replies)


def scenario_lines(folder):
    """Every user line of the shipped scenarios, plain: the model must never have been trained on them."""
    lines = set()
    for path in sorted(Path(folder).glob("*.yaml")):
        data = yaml.safe_load(path.read_text("utf-8")) or {}
        for turn in data.get("turns") or []:
            text = turn if isinstance(turn, str) else (turn or {}).get("user")
            if isinstance(text, str):
                lines.add(plain(text))
    return lines - {""}
