// A chat log as plain text, in one of many forms: `USER` above what is said, `ユーザー: …`, `**名前:** …`, `名前「…」`, `### 応答:`,
// `[INST] …`, `<|im_start|>…`. Start at `readText`.
import { say, type Text } from '../words/text.ts';
import { assemble } from './assemble.ts';
import { jsonProblem } from './json-mistakes.ts';
import { type Block, blocksOf, systemIn } from './text-blocks.ts';
import { labelIn } from './text-labels.ts';
import { linesOf, unwrapped } from './text-lines.ts';
import { linedUp, type PromptLog, promptLogIn } from './text-prompts.ts';
import { type Cast, castProblem, findCast, isSpeaker } from './text-roles.ts';
import type { FormatContext, ReadTranscript, Transcript, UnplacedLine, Utterance } from './transcript.ts';

/** Something said, and the lines that it takes in the file: 1-based, `end` is the line after them. */
interface SaidInText extends Utterance {
  end: number;
  /** Whether something that nobody says stands before it. */
  isAfterBreak: boolean;
}

export const readText: ReadTranscript = (text, context) => {
  const { lines, notes } = linesOf(text);
  const cast = findCast(lines, context);
  const log = promptLogIn(lines, context);
  if (log && (!cast || log.line <= cast.line)) return { ...readPromptLog(log, context), notes };
  if (!cast) throw jsonProblem(lines.join('\n'), context.file) ?? castProblem(lines, context);
  const { said, unplaced } = spokenIn(blocksOf(lines, cast), cast, context.persona.instruction);
  const read = assemble(conversationsIn(said), {
    file: context.file,
    outside: unplaced,
    isScript: context.isScript,
    linesOf: ({ line, end }) => linedUp(lines.slice(line - 1, end - 1), line),
  });
  const inside = lines.slice();
  for (const { line } of read.unplaced) inside[line - 1] = '';
  return {
    ...read,
    notes: [...notes, ...cast.notes, ...strangeLabels(inside, cast, context)],
  };
};

function readPromptLog(
  { conversations, outside }: PromptLog,
  { file, persona, isScript }: FormatContext,
): Omit<Transcript, 'notes'> {
  const isKnown = partsOf(persona.instruction);
  return assemble(conversations, { file, outside: outside.filter(({ text }) => !isKnown(text)), isScript });
}

function spokenIn(
  blocks: readonly Block[],
  { style }: Cast,
  instruction: string,
): { said: SaidInText[]; unplaced: UnplacedLine[] } {
  const said: SaidInText[] = [];
  const unplaced: UnplacedLine[][] = [];
  const isInstruction = partsOf(instruction);
  let isAfterBreak = false;
  for (const { role, line, lines } of blocks) {
    const end = line + lines.length;
    if (role !== null) {
      said.push({ role, text: style.strip(lines.join('\n').trim()).trim(), line, end, isAfterBreak });
      isAfterBreak = false;
      continue;
    }
    isAfterBreak = true;
    const system = systemIn(lines);
    const outside = system ? lines.slice(0, system.at) : lines;
    unplaced.push(linedUp(outside, line).filter(({ text }) => !isInstruction(text)));
    if (!system) continue;
    const text = [system.rest, ...lines.slice(system.at + 1)].join('\n').trim();
    said.push({ role: 'system', text, line: line + system.at, end, isAfterBreak: true });
  }
  const texts = unwrapped(said.map(({ text }) => text));
  return { said: said.map((each, index) => ({ ...each, text: texts[index] ?? each.text })), unplaced: unplaced.flat() };
}

/** Whether a line is a part of what the persona is told, with or without a label before it. White space does not count. */
function partsOf(instruction: string): (line: string) => boolean {
  const squeezed = (text: string): string => text.replace(/\s+/g, '');
  const whole = squeezed(instruction);
  return (line) =>
    [line, line.slice(line.search(/[:：]/) + 1)].some((part) => {
      const words = squeezed(part);
      return words === whole || (words.length >= SHORTEST_PART && whole.includes(words));
    });
}

const SHORTEST_PART = 8;

/** A file may have the same scenario several times: where, after a break, the user says the first line again. */
function conversationsIn(said: readonly SaidInText[]): SaidInText[][] {
  const opening = said.find(({ role }) => role === 'user')?.text;
  const conversations: SaidInText[][] = [[]];
  for (const each of said) {
    const current = conversations.at(-1) ?? [];
    const hasReplies = current.some(({ role }, index) => role === 'assistant' && index > 0);
    const begin = each.role === 'user' && each.text === opening && hasReplies ? beginningBefore(current, each) : null;
    if (begin === null) current.push(each);
    else conversations.push([...current.splice(begin), each]);
  }
  return conversations;
}

/** Where in what was said before the next conversation begins, with its system text and greeting; null: it does not. */
function beginningBefore(before: readonly SaidInText[], user: SaidInText): number | null {
  if (user.isAfterBreak) return before.length;
  for (let at = before.length - 1; at >= 0; at--) {
    const each = before[at];
    if (!each || each.role === 'user') return null;
    if (each.isAfterBreak || each.role === 'system') return at;
  }
  return null;
}

/** In one message. */
const MOST_LABELS = 5;

/** Lines that look as if another speaker began there. */
function strangeLabels(
  lines: readonly string[],
  { style, user, assistant, system }: Cast,
  context: FormatContext,
): Text[] {
  const found: string[] = [];
  for (const [index, line] of lines.entries()) {
    const name = labelIn(line, style)?.name;
    if (name === undefined || name === user || name === assistant || system(name)) continue;
    if (isSpeaker(name, context)) found.push(`${index + 1} (${name})`);
  }
  if (found.length === 0) return [];
  const some = `${found.slice(0, MOST_LABELS).join(', ')}${found.length > MOST_LABELS ? ', …' : ''}`;
  return [say('taken as part of what is said, though they look like speakers: line {lines}', { lines: some })];
}
