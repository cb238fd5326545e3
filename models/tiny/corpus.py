"""Writes the training and the held-out conversations: python3 corpus.py [--train N] [--heldout N] [--seed S]

A conversation is a walk: often a greeting, a few topics with their follow-ups, reactions in between, often a goodbye,
all spoken in the register that the persona's system text asks for. Held-out conversations use only phrasings that the
training ones never contain, and list every reply that would have been acceptable (`accepted`), for measuring.
"""
import argparse
import json
import random
import re
from pathlib import Path

from markup import expand, registers_of
from persona import Personas
from topics import plain, read_topics, scenario_lines

HERE = Path(__file__).resolve().parent
SCENARIOS = HERE.parent.parent / "scenarios"

REACTIONS = ("agree", "laugh", "thanks", "surprise", "tease", "dunno", "compliment", "too-long", "not-understood",
             "wrong-answer", "nothing-special", "are-you-ai", "boring", "reply-slow")
CHAT = ("name", "age-and-home", "how-are-you", "what-are-you-doing", "are-you-ai", "boring", "joke", "reply-slow",
        "change-topic", "too-formal-or-casual", "unanswerable", "out-of-role", "nothing-special")
GREETINGS, GOODBYES, ANSWERS = ("greetings",), ("goodbye",), ("answers-back",)
FALLBACK = "unknown-things"  # visited six times as often as a topic of its size: it teaches to repeat a new word
RARE_FOR_OTHERS = {"cafe": "customer", "reading": "voice"}  # talked about with that kind of persona only, nearly
FILLERS = ("ねえ、", "あの、", "ところで、", "そういえば、", "ねえねえ、", "あのさ、", "ちなみに、", "えっと、")
SLIPS = (("ない", "なぃ"), ("って", "て"), ("です", "でs"), ("ですか", "すか"), ("けど", "けと"), ("きな", "なき"),
         ("なに", "なn"), ("どう", "どー"), ("よう", "よー"), ("ほんとう", "ほんと"), ("してる", "しる"), ("教えて", "おしえて"))


def starts_with(name, prefixes):
    return any(name.startswith(prefix) for prefix in prefixes)


def perturb(text, rng):
    """The user text as people really type it: punctuation missing, fillers, slips of the finger."""
    if rng.random() < 0.15:
        text = text.rstrip("。？?！!")
    elif rng.random() < 0.06:
        text = text.replace("？", "?")
    elif not re.search(r"[。？?！!…〜ーw]$", text) and rng.random() < 0.15:
        text += rng.choice(["。", "。", "！", "…", "〜"])
    if rng.random() < 0.05 and not text.startswith(FILLERS):
        text = rng.choice(FILLERS) + text
    if rng.random() < 0.02:
        text = text.replace("、", "、  ", 1) if "、" in text else text + "  "
    if rng.random() < 0.04:
        wrong, slip = rng.choice(SLIPS)
        text = text.replace(wrong, slip, 1)
    return text or "…"


class Conversation:
    """One conversation being written: knows what has been said, so that no reply is given twice."""

    def __init__(self, writer, persona, rng, heldout):
        self.writer, self.persona, self.rng, self.heldout = writer, persona, rng, heldout
        self.turns, self.said, self.asked = [], set(), set()

    def slots_of(self, topic):
        values = {name: self.rng.choice(options) for name, options in topic.slots.items()}
        if topic.name == "name" and self.persona.name:
            values["name"] = self.persona.name
        return values | {"I": self.persona.first_person}

    def replies_to(self, exchange, values):
        """Every reply this persona may give: those of its register; a named persona tells its name."""
        replies = exchange.reply
        if exchange.topic == "name" and self.persona.name and self.writer.tells_name(exchange):
            replies = replies + self.writer.personas.name_replies
        spoken = [text for text in replies if self.persona.register in registers_of(text)]
        return [self.writer.finished(expand(text, self.persona.register, values)) for text in spoken]

    def variants(self, exchange, ask, values):
        """The same replies with other slot values, where the question (an opener) did not name one."""
        told = exchange.topic == "name" and self.persona.name
        slots = {} if told else self.writer.topics[exchange.topic].slots
        if "/openers" not in exchange.key or any(values[slot] in ask for slot in slots):
            return []
        return [text for slot, options in slots.items() for option in options
                for text in self.replies_to(exchange, values | {slot: option})]

    def add(self, exchange, values):
        """Appends one exchange; False when nothing new can be asked or answered."""
        phrasings = exchange.heldout if self.heldout else exchange.ask
        asks = [text for text in (expand(text, "casual", values) for text in phrasings) if text not in self.asked]
        asks = [text for text in asks if plain(text) not in self.writer.forbidden or self.heldout]
        accepted = self.replies_to(exchange, values)
        replies = [text for text in accepted if text not in self.said]
        if not asks or not replies:
            return False
        ask, reply = self.rng.choice(asks), self.rng.choice(replies)
        self.asked.add(ask)
        self.said.add(reply)
        user = ask if self.heldout else perturb(ask, self.rng)
        if not self.heldout and plain(user) in self.writer.forbidden:
            user = ask
        turn = {"user": user, "reply": reply}
        if self.heldout:
            turn |= {"exchange": exchange.key, "accepted": accepted + self.variants(exchange, ask, values)}
        self.turns.append(turn)
        return True

    def visit(self, topic, limit):
        """An opener and some of its follow-ups, with reactions in between."""
        values = self.slots_of(topic)
        if not self.add(self.rng.choice(topic.openers), values):
            return
        followups = list(topic.followups)
        self.rng.shuffle(followups)
        for exchange in followups[: self.rng.choice((0, 1, 1, 2, 2, 3))]:
            self.react()
            if len(self.turns) >= limit:
                return
            self.add(exchange, values)
        self.react()

    def react(self):
        """Sometimes the user only reacts; more often after a reply that asked something back."""
        asked_back = self.turns and self.turns[-1]["reply"].endswith(("？", "?"))
        if self.rng.random() < (0.30 if asked_back else 0.14):
            names = ANSWERS + ("agree", "dunno") if asked_back else REACTIONS
            self.visit_one(names)

    def visit_one(self, prefixes):
        """One opener out of the topics with these prefixes, each equally likely; sometimes a follow-up."""
        choices = [(topic, opener) for topic in self.writer.named(prefixes) for opener in topic.openers]
        if choices:
            topic, opener = self.rng.choice(choices)
            values = self.slots_of(topic)
            if self.add(opener, values) and topic.followups and self.rng.random() < 0.35:
                self.add(self.rng.choice(topic.followups), values)


class Writer:
    """Writes conversations from the topics and personas of a corpus folder."""

    def __init__(self, corpus=HERE / "corpus", scenarios=SCENARIOS):
        self.forbidden = scenario_lines(scenarios)
        self.topics = read_topics([corpus / "topics", corpus / "extra"], self.forbidden)
        self.personas = Personas(corpus)
        social = GREETINGS + GOODBYES + REACTIONS + CHAT + ANSWERS
        self.subjects = [topic for topic in self.topics.values() if not starts_with(topic.name, social)]

    def named(self, prefixes):
        return [topic for topic in self.topics.values() if starts_with(topic.name, prefixes)]

    @staticmethod
    def tells_name(exchange):
        return sum("{name}" in text for text in exchange.reply) * 2 > len(exchange.reply)

    @staticmethod
    def finished(reply):
        return reply if re.search(r"[。！？!?…〜」]$", reply) else reply + "。"

    def subject(self, persona, rng):
        """A topic: by its number of exchanges, favourites of the persona six times as often."""
        weights = []
        for topic in self.subjects:
            weight = len(topic.openers) + 0.5 * len(topic.followups)
            if topic.name == FALLBACK or starts_with(topic.name, persona.likes):
                weight *= 6
            for prefix, kind in RARE_FOR_OTHERS.items():
                if topic.name.startswith(prefix) and persona.kind != kind:
                    weight *= 0.25
            weights.append(weight)
        return rng.choices(self.subjects, weights)[0]

    def conversation(self, rng, heldout=False, persona=None):
        persona = persona or self.personas.draw(rng)
        talk = Conversation(self, persona, rng, heldout)
        limit = rng.randint(5, 13)
        closing = rng.random() < 0.4
        if rng.random() < 0.6:
            talk.visit_one(GREETINGS)
            if rng.random() < 0.35:
                talk.visit_one(("how-are-you", "what-are-you-doing", "name"))
        stuck = 0
        while len(talk.turns) < limit - closing and stuck < 40:
            stuck += 1
            if rng.random() < (0.45 if persona.name else 0.08) and not talk.asked & {"name"}:
                talk.asked.add("name")
                talk.visit_one(("name",))
            elif rng.random() < 0.22:
                talk.visit_one(CHAT)
            else:
                talk.visit(self.subject(persona, rng), limit - closing)
        if closing:
            talk.visit_one(GOODBYES)
        return {"system": persona.system, "register": persona.register, "turns": talk.turns}


def write(path, conversations):
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding="utf-8") as out:
        for conversation in conversations:
            out.write(json.dumps(conversation, ensure_ascii=False) + "\n")


def overlap(path, scenarios):
    """The scenario lines that a training file contains after all (scenarios may be written after a training)."""
    wanted, found = scenario_lines(scenarios), {}
    with open(path, encoding="utf-8") as source:
        for row in source:
            for turn in json.loads(row)["turns"]:
                if plain(turn["user"]) in wanted:
                    found.setdefault(plain(turn["user"]), turn["user"])
    print(f"{len(found)} of {len(wanted)} scenario lines are in {path}")
    for text in found.values():
        print(f"  {text}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--train", type=int, default=90000)
    parser.add_argument("--heldout", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=HERE / "build")
    parser.add_argument("--overlap", action="store_true", help="only list the scenario lines that were trained on")
    args = parser.parse_args()
    if args.overlap:
        return overlap(args.out / "train.jsonl", SCENARIOS)
    writer = Writer()
    rng = random.Random(args.seed)
    write(args.out / "train.jsonl", (writer.conversation(rng) for _ in range(args.train)))
    rng = random.Random(args.seed + 1_000_000)
    write(args.out / "heldout.jsonl", (writer.conversation(rng, heldout=True) for _ in range(args.heldout)))
    exchanges = [exchange for topic in writer.topics.values() for exchange in topic.openers + topic.followups]
    print(f"{len(writer.topics)} topics, {len(exchanges)} exchanges, {sum(len(e.ask) for e in exchanges)} phrasings, "
          f"{sum(len(e.heldout) for e in exchanges)} held-out phrasings, {sum(len(e.reply) for e in exchanges)} replies")


if __name__ == "__main__":
    main()
