// A prompt in pieces that are shown differently: what the template writes, what the conversation says, and what cannot be seen by itself.
// Start at `partsOf`.

interface PromptPart {
  /** template: everything that is not a text of the conversation. */
  kind: 'template' | 'said';
  text: string;
}

export interface PromptParts {
  parts: PromptPart[];
  /** Texts of the conversation that are not in the prompt word for word, and how many there are. */
  missing: number;
  all: number;
}

/** @param said texts of the conversation in the order in which they were said */
export function partsOf(prompt: string, said: readonly string[]): PromptParts {
  const texts = said.map((text) => text.trim()).filter((text) => text !== '');
  const parts: PromptPart[] = [];
  let missing = 0;
  let at = 0;
  const take = (kind: PromptPart['kind'], end: number): void => {
    if (end > at) parts.push({ kind, text: prompt.slice(at, end) });
    at = end;
  };
  for (const text of texts) {
    const found = firstOf(prompt, formsOf(text), at);
    if (found === null) {
      missing += 1;
      continue;
    }
    take('template', found.start);
    take('said', found.end);
  }
  take('template', prompt.length);
  return { parts, missing, all: texts.length };
}

/** As it is, and as JSON has it: prompts of chat APIs are shown as JSON. */
function formsOf(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1);
  return json === text ? [text] : [text, json];
}

function firstOf(prompt: string, forms: readonly string[], from: number): { start: number; end: number } | null {
  for (const form of forms) {
    const start = prompt.indexOf(form, from);
    if (start >= 0) return { start, end: start + form.length };
  }
  return null;
}

export interface Sign {
  /** The character itself, or a run of others. */
  text: string;
  /** What is shown for it; null: it can be seen. */
  sign: string | null;
}

/** White space stays what it is, except where it could be overlooked; what steers, hides or reorders text becomes a sign. */
export function signsOf(text: string): Sign[] {
  return text
    .split(UNSEEN)
    .filter((piece) => piece !== '')
    .map((piece) => ({ text: piece, sign: isUnseen(piece) ? signOf(piece) : null }));
}

/** A line break is shown too: how many of them a prompt has matters. Zero-width joiners stay, because emoji need them. */
const UNSEEN =
  /([\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3000\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|[\ud800-\udfff])/u;

function isUnseen(piece: string): boolean {
  return [...piece].length === 1 && UNSEEN.test(piece);
}

function signOf(character: string): string {
  if (character === '\n') return '↵';
  if (character === '\t') return '⇥';
  if (character === '\u3000') return '□';
  const code = character.codePointAt(0) ?? 0;
  return code < 0x20 ? String.fromCodePoint(0x2400 + code) : `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
