import type { Utterance } from './transcript.ts';

/** A log in the form of Llama 2's prompts. */
interface Instructions {
  /** Of the first reply, 1-based. */
  line: number;
  /** What stands before the first `[INST]`. */
  before: string[];
  said: Utterance[];
}

/** `[INST] … [/INST] …`; null: the text has no such pair. */
export function instructionsIn(text: string): Instructions | null {
  const first = text.indexOf('[INST]');
  if (first < 0 || text.indexOf('[/INST]', first) < 0) return null;
  const said: Utterance[] = [];
  let replyLine: number | null = null;
  let line = linesIn(text.slice(0, first)) + 1;
  // The first piece is empty, as the text begins with a mark.
  for (const piece of text.slice(first).split(/(?=\[\/?INST\])/)) {
    const isUser = piece.startsWith('[INST]');
    const own = piece.replace(/^\[\/?INST\]/, '');
    if (isUser) said.push(...askedIn(own, line));
    else {
      replyLine ??= line;
      const reply = withoutEnds(own);
      // The last prompt may have no reply yet.
      if (reply !== '' || own.trim() !== '') said.push({ role: 'assistant', text: reply, line });
    }
    line += linesIn(piece);
  }
  return { line: replyLine ?? 1, before: withoutEnds(text.slice(0, first)).split('\n'), said };
}

function linesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** Without the marks of the beginning and the end of a sequence. */
function withoutEnds(text: string): string {
  return text
    .trim()
    .replace(/^<s>/, '')
    .replace(/<s>$/, '')
    .trim()
    .replace(/<\/s>$/, '')
    .trim();
}

function askedIn(text: string, line: number): Utterance[] {
  const end = text.indexOf('<</SYS>>');
  const start = text.indexOf('<<SYS>>');
  if (start < 0 || end < start) return [{ role: 'user', text: text.trim(), line }];
  const system = text.slice(start + '<<SYS>>'.length, end).trim();
  const user = text.slice(end + '<</SYS>>'.length).trim();
  return [
    { role: 'system', text: system, line },
    { role: 'user', text: user, line },
  ];
}
