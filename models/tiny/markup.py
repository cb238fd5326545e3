"""Register markup of the corpus (corpus/README.md): one written reply becomes five spoken ones."""
import re

REGISTERS = ("casual", "polite", "rough", "child", "old")

MACROS = {
    "だ": ("だよ", "です", "だぜ", "だよ", "じゃ"),
    "だね": ("だね", "ですね", "だな", "だね", "じゃな"),
    "だよね": ("だよね", "ですよね", "だよな", "だよね", "じゃのう"),
    "だった": ("だったよ", "でした", "だったぜ", "だったよ", "じゃった"),
    "かな": ("かな", "でしょうか", "かな", "かな", "かのう"),
    "い": ("よ", "です", "ぜ", "よ", "のう"),
    "いね": ("ね", "ですね", "な", "ね", "のう"),
    "ありがとう": ("ありがとう", "ありがとうございます", "ありがとな", "ありがとう", "礼を言うぞ"),
    "ごめん": ("ごめんね", "申し訳ありません", "悪いな", "ごめんなさい", "すまぬのう"),
    "うん": ("うん", "はい", "おう", "うん", "うむ"),
    "ううん": ("ううん", "いいえ", "いや", "ううん", "いや"),
}
CHOICE = re.compile(r"\[([^\[\]]*)\]")
MACRO = re.compile(r"<([^<>]*)>")
SLOT = re.compile(r"\{(\w+)\}")
# A verb before <い>: 「できる」 becomes 「できるんです」, since です follows adjectives (〜い, 〜かった) only.
VERB_BEFORE_I = re.compile(r"((?:見つか|助か|受か|[わ分]か)った|[^か]った|[^っ]た|[^いた])<い(ね?)>")
DOUBLED_STOP = re.compile(r"([！？!?。])。")


def registers_of(reply):
    """The registers a reply may be spoken in: a two-way choice limits it to casual and polite."""
    two_way = any(len(body.split("|")) == 2 for body in CHOICE.findall(reply))
    return REGISTERS[:2] if two_way else REGISTERS


def problems(reply, slots):
    """What is wrong with a reply's markup, as a list of sentences (empty when nothing is)."""
    found = []
    for body in CHOICE.findall(reply):
        if len(body.split("|")) not in (2, 5):
            found.append(f"choice with {len(body.split('|'))} parts: [{body}]")
    for macro in MACRO.findall(reply):
        if macro not in MACROS:
            found.append(f"unknown macro <{macro}>")
    for slot in SLOT.findall(reply):
        if slot != "I" and slot not in slots:
            found.append(f"unknown slot {{{slot}}}")
    rest = SLOT.sub("", MACRO.sub("", CHOICE.sub("", reply)))
    if re.search(r"[\[\]<>{}|]", rest):
        found.append("stray markup character")
    return found


def expand(text, register, values):
    """The text as it is spoken in one register, with its slots filled from `values`."""
    index = REGISTERS.index(register)

    def choose(match):
        parts = match.group(1).split("|")
        return parts[index] if index < len(parts) else parts[0]

    text = CHOICE.sub(choose, text)
    if register == "polite":
        text = VERB_BEFORE_I.sub(r"\1ん<だ\2>", text)
    text = MACRO.sub(lambda match: MACROS[match.group(1)][index], text)
    return DOUBLED_STOP.sub(r"\1", SLOT.sub(lambda match: values[match.group(1)], text))
