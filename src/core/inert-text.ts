/**
 * Model output, character cards and GGUF metadata may be hostile. Every dynamic string passes through here on its way to a terminal:
 * escape sequences, control characters (except tab and newline), and characters that reorder or hide text are removed. Other characters
 * that nobody sees are written as `\u{ad}`.
 */
export function inertText(text: string): string {
  return withoutControls(text)
    .replace(BIDI_AND_INVISIBLE, '')
    .replace(UNSEEN, (seen) => (seen.length > 2 ? seen : `\\u{${(seen.codePointAt(0) ?? 0).toString(16)}}`));
}

/**
 * What somebody says, after his name: its further lines are indented, so that none can be taken for another's. GitHub's logs take an indented
 * line for a command too.
 */
export function inertSpeech(text: string): string {
  return inertText(text)
    .replace(/\n([^\S\n]*):(?=:)/g, '\n$1: ')
    .replaceAll('##[', '# #[')
    .replaceAll('\n', '\n    ');
}

/** The same for a place that is one line: newlines and tabs become visible spaces. */
export function inertLine(text: string): string {
  return inertText(text).replace(/[\n\t]+/g, ' ');
}

/** Without what controls a terminal: escape sequences and control characters, except tab and newline. */
export function withoutControls(text: string): string {
  return text.replace(ESCAPE_SEQUENCE, '').replace(CONTROL, '');
}

/** Inert text with visible symbols for white space and control characters, so that texts that differ only in those look different. */
export function visibleText(text: string): string {
  const signs: Record<string, string> = { ' ': '␣', '\n': '↵', '\t': '⇥', '\u3000': '□' };
  return inertText(
    text.replace(/[\u0000-\u0020\u3000]/g, (sign) => signs[sign] ?? String.fromCodePoint(0x2400 + sign.charCodeAt(0))),
  );
}

/**
 * OSC, DCS and similar strings up to their terminator (an unclosed one ends with its line, or it could hide the rest), CSI sequences,
 * and two-character escapes; each also in its one-character form.
 */
const ESCAPE_SEQUENCE =
  /(?:\u001b[\]P^_X]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c\n]*(?:\u0007|\u001b\\|\u009c)?|(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?|\u001b[ -/]*[0-~]?/g;
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
/** Zero-width joiners stay, because emoji need them. */
const BIDI_AND_INVISIBLE = /[\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/**
 * Such as tag characters and fillers. Not the joiners and selectors that emoji and variants of kanji need, nor a flag such as Scotland's, which
 * is written with tags.
 */
const UNSEEN =
  /\u{1f3f4}[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{3,6}\u{e007f}|(?!\u200c|\u200d|[\ufe00-\ufe0f\u{e0100}-\u{e01ef}])\p{Default_Ignorable_Code_Point}/gu;

/**
 * JSON for terminals as well as programs: anything a terminal might interpret is written as a JSON escape.
 * @param indent 0: one line
 */
export function inertJson(data: unknown, indent = 2): string {
  return JSON.stringify(data, null, indent)
    .replace(/[\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g, escaped)
    .replace(UNSEEN, (unseen) => unseen.replace(/[\s\S]/g, escaped));
}

/** @param unit of UTF-16 */
function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
