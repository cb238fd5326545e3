// A chat log in the form of a prompt, in which marks of a template say who speaks: `<|im_start|>user …<|im_end|>`, `[INST] … [/INST]`.
// Start at `promptLogIn`.
import { lineAt, roleOf } from './chat-text.ts';
import { frames } from './text-blocks.ts';
import type { FormatContext, UnplacedLine, Utterance } from './transcript.ts';

export interface PromptLog {
  /** Of the first mark, 1-based. */
  line: number;
  /** After a reply, a system text begins another. */
  conversations: Utterance[][];
  /** What nobody says. */
  outside: UnplacedLine[];
}

interface Form {
  /** Begins what somebody says; the group is the role. */
  open: RegExp;
  /** Ends it, at the latest; the next beginning does so too. */
  end: RegExp;
}

const FORMS: readonly Form[] = [
  // ChatML.
  { open: /<\|im_start\|>[ \t]*([\w-]{1,40})[ \t]*(?:\n|$)/g, end: /<\|im_end\|>/ },
  // Llama 3.
  { open: /<\|start_header_id\|>([\w-]{1,40})<\|end_header_id\|>/g, end: /<\|(?:eot_id|eom_id|end_of_text)\|>/ },
  // Gemma 2 and 3, and Gemma 4.
  { open: /<start_of_turn>[ \t]*([\w-]{1,40})[ \t]*(?:\n|$)/g, end: /<end_of_turn>/ },
  { open: /<\|turn>[ \t]*([\w-]{1,40})[ \t]*(?:\n|$)/g, end: /<turn\|>/ },
  // Phi, Zephyr and others.
  { open: /<\|(system|user|assistant)\|>/g, end: /<\|(?:end|eot|endoftext)\|>|<\/s>/ },
  // Llama 2 and Mistral: the opening mark is the user's, the closing one the reply's.
  { open: /\[(\/?INST)\]/g, end: /<\/s>/ },
];

const ROLES: Readonly<Record<string, Utterance['role']>> = {
  user: 'user',
  human: 'user',
  assistant: 'assistant',
  model: 'assistant',
  system: 'system',
  inst: 'user',
  '/inst': 'assistant',
};

/** The form that begins first; null: there is none in which both the user and the character speak. */
export function promptLogIn(lines: readonly string[], { roles, persona }: FormatContext): PromptLog | null {
  const whole = lines.join('\n');
  const names: Record<string, Utterance['role']> = {
    ...ROLES,
    [persona.user.toLowerCase()]: 'user',
    [persona.name.toLowerCase()]: 'assistant',
  };
  const found = FORMS.flatMap((form) => {
    const [first] = whole.matchAll(form.open);
    return first ? [{ form, line: lineAt(whole, first.index) }] : [];
  }).sort((a, b) => a.line - b.line);
  for (const { form, line } of found) {
    const { inside, after } = unframed(lines, line);
    const log = readIn(form, inside, (name) => roleOf(name, names, roles));
    const isChat = ['user', 'assistant'].every((role) => log.said.some((each) => each.role === role));
    if (isChat) return { line, conversations: conversationsIn(log.said), outside: [...log.outside, ...after] };
  }
  return null;
}

function conversationsIn(said: readonly Utterance[]): Utterance[][] {
  const conversations: Utterance[][] = [[]];
  for (const each of said) {
    const current = conversations.at(-1);
    const isOther = each.role === 'system' && current?.at(-1)?.role === 'assistant';
    if (current && !isOther) current.push(each);
    else conversations.push([each]);
  }
  return conversations;
}

/** Without a fence that stands around the log, and what follows that. */
function unframed(lines: readonly string[], first: number): { inside: string; after: UnplacedLine[] } {
  const frame = frames();
  const marks = lines.flatMap((line, index) => (frame(line, index < first - 1) ? [index] : []));
  const open = marks.filter((index) => index < first - 1).length % 2 === 1;
  const end = open ? (marks.find((index) => index >= first) ?? lines.length) : lines.length;
  const blank = new Set(marks);
  const inside = lines.map((line, index) => (blank.has(index) || index >= end ? '' : line)).join('\n');
  return { inside, after: linedUp(lines.slice(end + 1), end + 2) };
}

/** The lines that are not blank, with their numbers. */
export function linedUp(lines: readonly string[], first: number): UnplacedLine[] {
  return lines.flatMap((text, index) => (text.trim() === '' ? [] : [{ line: first + index, text }]));
}

function readIn(
  { open, end }: Form,
  text: string,
  roleNamed: (name: string) => Utterance['role'] | null,
): { said: Utterance[]; outside: UnplacedLine[] } {
  const marks = [...text.matchAll(open)];
  const before = text.slice(0, marks[0]?.index ?? text.length).replace(ENDS, '');
  const said: Utterance[] = [];
  const outside = linedUp(before.split('\n'), 1);
  let line = 1;
  let counted = 0;
  const lineOf = (position: number): number => {
    line += lineAt(text.slice(counted, position), Number.POSITIVE_INFINITY) - 1;
    counted = position;
    return line;
  };
  for (const [index, mark] of marks.entries()) {
    const [opening, name = ''] = mark;
    const next = marks[index + 1]?.index;
    const piece = text.slice(mark.index + opening.length, next);
    const close = end.exec(piece);
    const words = withoutEnds(piece.slice(0, close?.index));
    const role = roleNamed(name);
    const start = lineOf(mark.index);
    // The last prompt may have no reply yet.
    const isOpen = role === 'assistant' && words === '' && next === undefined && close === null;
    if (role === null) outside.push({ line: start, text: `${name}: ${words}` });
    else if (!isOpen) said.push(...spoken(role, words, start));
    const closing = close ? close.index + close[0].length : piece.length;
    const rest = piece.slice(closing).replace(ENDS, '');
    outside.push(...linedUp(rest.split('\n'), lineOf(mark.index + opening.length + closing)));
  }
  return { said, outside };
}

function spoken(role: Utterance['role'], text: string, line: number): Utterance[] {
  const [, system, user] = role === 'user' ? (/^<<SYS>>([\s\S]*?)<<\/SYS>>([\s\S]*)$/.exec(text) ?? []) : [];
  if (system === undefined || user === undefined) return [{ role, text, line }];
  return [
    { role: 'system', text: system.trim(), line },
    { role: 'user', text: user.trim(), line },
  ];
}

/** The beginning and the end of a whole text, or of a turn. */
const ENDS = /<s>|<\/s>|<bos>|<eos>|<\|begin_of_text\|>/g;

function withoutEnds(text: string): string {
  return text
    .trim()
    .replace(/^(?:<s>|<bos>|<\|begin_of_text\|>)/, '')
    .replace(/(?:<s>|<\/s>|<eos>)$/, '')
    .trim();
}
