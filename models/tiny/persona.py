"""Draws personas: a system text together with the register, first person, name and favourite topics it implies."""
from dataclasses import dataclass
from pathlib import Path

import yaml

from markup import REGISTERS

REGISTER_SHARES = {"casual": 0.42, "polite": 0.35, "rough": 0.08, "child": 0.07, "old": 0.08}
PUBLISHED_SHARE = 0.07
NAMED_SHARE = 0.30
FIRST_PERSON_SHARE = 0.20
UNSTATED_MANNER_SHARE = 0.15


@dataclass
class Persona:
    system: str
    register: str
    first_person: str
    name: str | None
    likes: tuple
    kind: str  # the relation: friend, customer, voice, ...


class Personas:
    """All persona descriptions of corpus/personas.yaml, ready to be drawn from."""

    def __init__(self, folder):
        self.data = yaml.safe_load((Path(folder) / "personas.yaml").read_text("utf-8"))
        self.name_replies = self.data["names"]["replies"]

    def draw(self, rng):
        if rng.random() < PUBLISHED_SHARE:
            return self.published()
        register = rng.choices(REGISTERS, [REGISTER_SHARES[name] for name in REGISTERS])[0]
        roles = [role for role in self.data["roles"] if register in role["registers"]]
        role = rng.choices(roles, [role["registers"][register] for role in roles])[0]
        first_person, first_person_text = self._first_person(rng, role, register)
        name, name_text = self._name(rng)
        extras = [text for text in (name_text, first_person_text) if text]
        rng.shuffle(extras)
        system = self._join(rng, self._base(rng, role, register), extras)
        return Persona(system, register, first_person, name, tuple(role.get("likes", ())), role["with"])

    def published(self):
        """The persona the harness ships, word for word (its name is not part of the text)."""
        entry = self.data["published"]
        first_person = self.data["first_person"]["default"][entry["register"]]
        return Persona(entry["text"], entry["register"], first_person, None, tuple(entry["likes"]), "friend")

    def _base(self, rng, role, register):
        """Role, relation and manner as one text; the manner may be left out where the role implies the register."""
        manners = self.data["manners"][register]
        unstated = role.get("implied") == register and rng.random() < UNSTATED_MANNER_SHARE
        form = rng.choice(self.data["forms"]["implied" if unstated else "stated"])
        sentences = manners["sentence"]
        if role["with"] == "voice" and "voice" in manners and rng.random() < 0.6:
            sentences = manners["voice"]
        relation = rng.choice(self.data["relations"][role["with"]])
        if "で、{rel}" in form and relation.startswith(("あなた", "相手", "出力", "返答")):
            form = form.replace("で、{rel}", "です。{rel}")
        return form.format(
            role=role["role"], rel=relation, manner=rng.choice(sentences), tone=rng.choice(manners["tone"])
        )

    def _first_person(self, rng, role, register):
        settings = self.data["first_person"]
        default = role.get("first") if role.get("implied") == register else None
        default = default or settings["default"][register]
        if rng.random() >= FIRST_PERSON_SHARE:
            return default, None
        chosen = rng.choice(settings[register])
        return chosen, rng.choice(settings["told"]).replace("{I}", chosen)

    def _name(self, rng):
        if rng.random() >= NAMED_SHARE:
            return None, None
        name = rng.choice(self.data["names"]["pool"])
        return name, rng.choice(self.data["names"]["told"]).replace("{name}", name)

    @staticmethod
    def _join(rng, base, extras):
        """Name and first person come after the description, or (one time in four) before it."""
        closed = [text if text.endswith("。") else text + "。" for text in extras]
        if closed and rng.random() < 0.25:
            return "".join(closed) + base
        gap = rng.choice(["", "", " ", "\n"])
        if closed and not base.endswith("。"):
            gap = rng.choice(["\n", " ", "。"])
        return gap.join([base, "".join(closed)]) if closed else base
