// From what was said to turns: the same for every format. Start at `assemble`.
import { UserError } from '../core/errors.ts';
import { say } from '../words/text.ts';
import type { OtherReply, ReadConversation, ReadTurn, Transcript, UnplacedLine, Utterance } from './transcript.ts';

/**
 * A leading reply is the greeting. A reply that follows a reply is a turn of its own without a user line, as it was one reply of the model.
 * User lines that follow each other are one user turn. What the user said last is unplaced if nobody answered, and so is what the system
 * said later than at the beginning.
 * @param isScript what the user said last is a turn, too
 * @param outside lines that nobody says
 * @param linesOf the lines of an utterance that belongs to no turn; default: it has one, as a message of JSON
 * @throws UserError if there is not one turn
 */
export function assemble<Said extends Utterance>(
  conversations: readonly (readonly Said[])[],
  { file, ...options }: AssembleOptions<Said> & { file: string },
): Pick<Transcript, 'conversations' | 'unplaced'> {
  const read = turnsIn(conversations, options);
  if (read.conversations.length > 0) return read;
  throw withoutTurns(conversations.flat(), file);
}

/** The same, where there may be no turn. */
export function turnsIn<Said extends Utterance>(
  conversations: readonly (readonly Said[])[],
  { outside, linesOf = oneLine, isScript = false }: AssembleOptions<Said>,
): Pick<Transcript, 'conversations' | 'unplaced'> {
  const lost: Said[] = [];
  const read = conversations.map((said) => conversationOf(said, isScript, (each) => lost.push(each)));
  const whole = read.filter(({ turns }) => turns.length > 0);
  const unplaced = [...outside, ...lost.flatMap(linesOf)].sort((a, b) => a.line - b.line);
  return { conversations: whole, unplaced };
}

interface AssembleOptions<Said> {
  outside: readonly UnplacedLine[];
  linesOf?: (said: Said) => readonly UnplacedLine[];
  isScript?: boolean | undefined;
}

function oneLine({ line, text }: Utterance): readonly UnplacedLine[] {
  return [{ line, text }];
}

function conversationOf<Said extends Utterance>(
  said: readonly Said[],
  isScript: boolean,
  lose: (said: Said) => void,
): ReadConversation {
  const turns: ReadTurn[] = [];
  const greetings: string[] = [];
  const instructions: string[] = [];
  let waiting: Said[] = [];
  let others: readonly OtherReply[] = [];
  let leftOut = 0;
  for (const each of said) {
    const isBeginning = turns.length === 0 && waiting.length === 0;
    if (each.role === 'user') waiting.push(each);
    else if (each.role === 'assistant' && isBeginning) {
      greetings.push(each.text);
      leftOut += each.others?.length ?? 0;
    } else if (each.role === 'assistant') {
      turns.push(turnOf(waiting, each));
      waiting = [];
      leftOut += others.length;
      others = each.others ?? [];
    } else if (isBeginning) instructions.push(each.text);
    else lose(each);
  }
  const [last] = waiting;
  if (isScript && last) turns.push(turnOf(waiting, { role: 'assistant', text: '', line: last.line }));
  else waiting.forEach(lose);
  return {
    line: said[0]?.line ?? 1,
    greeting: joinedOrNull(greetings),
    instruction: joinedOrNull(instructions),
    turns,
    others: [...others],
    leftOut,
  };
}

/** An empty greeting is none. */
function joinedOrNull(texts: readonly string[]): string | null {
  const said = texts.filter((text) => text !== '');
  return said.length === 0 ? null : said.join('\n\n');
}

function turnOf(users: readonly Utterance[], { text, finishReason, reasoning }: Utterance): ReadTurn {
  const user = users.map((each) => each.text).join('\n');
  return {
    user,
    reply: text,
    finishReason: finishReason ?? null,
    reasoning: reasoning ?? null,
    warnings: [
      ...(users.length === 0 ? [say('no user line comes before this reply')] : []),
      ...(users.length > 0 && user.trim() === '' ? [say('the user line is empty')] : []),
      ...(users.length > 1 ? [say('user lines in a row, taken as one: {n}', { n: users.length })] : []),
    ],
  };
}

/** The code of the error for a log in which nobody answers. */
export const NO_TURNS = 'no-turns';

/** What is missing. */
export function withoutTurns(said: readonly Utterance[], file: string): UserError {
  const [first] = said.filter(({ role }) => role !== 'system');
  if (!first) return new UserError(say('nobody says anything in it'), { place: { file }, code: NO_TURNS });
  const place = { file, line: first.line };
  return first.role === 'user'
    ? new UserError(say('only the user speaks in it: there is no reply'), { place, code: NO_TURNS })
    : new UserError(say('only the character speaks in it: there is no user line'), { place, code: NO_TURNS });
}
