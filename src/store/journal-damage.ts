// What is wrong with a journal: lines that cannot be read, and conversations that are not whole. Start at `examineJournal`.
import path from 'node:path';
import { together, UserError } from '../core/errors.ts';
import { plural, say, type Text } from '../words/text.ts';
import { JOURNAL, journalReader, type SkimmedLine } from './read-journal.ts';
import type { Manifest, Summary } from './records.ts';
import { type Hole, holeIn, type TurnOrder, turnOrder } from './turn-order.ts';

export interface Examined {
  /** By their numbers, 1-based; without those that an earlier session went on without. */
  unread: ReadonlyMap<number, UserError>;
  holes: readonly Hole[];
  /** What has been played again. */
  pastHoles: readonly Hole[];
  size: ReturnType<TurnOrder['size']>;
  /** The byte after the last whole line. */
  end: number;
}

export const NOTHING_EXAMINED: Examined = {
  unread: new Map(),
  holes: [],
  pastHoles: [],
  size: { conversations: 0, turns: 0 },
  end: 0,
};

/**
 * Reads all of it once.
 * @param each is told of every line that can be read
 * @throws UserError if the file cannot be read
 */
export async function examineJournal(
  directory: string,
  runId: string,
  each: (placed: PlacedLine) => void = () => {},
): Promise<Examined> {
  const unread = new Map<number, UserError>();
  const order = turnOrder();
  let end = 0;
  for await (const block of journalReader(directory, runId).readOn()) {
    for (const read of block) {
      const { line, number, problem } = read;
      end = read.end;
      if (line === null) unread.set(number, problem);
      else if (line.type === 'damage') unread.delete(line.line);
      else {
        order.add(line, number);
        each({ line, number, start: read.start, end });
      }
    }
  }
  return { unread, holes: order.holes(), pastHoles: order.pastHoles(), size: order.size(), end };
}

export interface PlacedLine {
  line: SkimmedLine;
  number: number;
  start: number;
  end: number;
}

/** Where damage begins, line by line. */
export function problemsIn(directory: string, { unread, holes }: Examined): UserError[] {
  const file = path.join(directory, JOURNAL);
  const lineOf = ({ place }: UserError): number => place?.line ?? 0;
  return [...unread.values(), ...holes.map((hole) => holeIn(file, hole))].sort((a, b) => lineOf(a) - lineOf(b));
}

/** null: the journal has all that the run's end counted, or the run did not end. */
export function shortfall({ size }: Examined, summary: Summary | null): Text | null {
  if (!summary) return null;
  const { conversations, turns } = summary.totals;
  if (size.conversations >= conversations && size.turns >= turns) return null;
  return say('holds {held} and {turns}; when the run ended, there were {all} and {allTurns}', {
    ...{ held: plural(size.conversations, 'conversation'), turns: plural(size.turns, 'turn') },
    ...{ all: plural(conversations, 'conversation'), allTurns: plural(turns, 'turn') },
  });
}

/** More would only hide the first. */
const MOST_SHOWN = 5;

/** @throws UserError naming the lines and conversations that are damaged */
export function requireWhole(directory: string, examined: Examined, manifest: Manifest, lost: Text | null): void {
  const problems = problemsIn(directory, examined);
  if (problems.length === 0 && lost === null) return;
  const place = { file: path.join(directory, JOURNAL) };
  const more = problems.length - MOST_SHOWN;
  throw together([
    ...problems.slice(0, MOST_SHOWN),
    ...(more > 0 ? [new UserError(say('more damaged places: {n}', { n: more }), { place })] : []),
    new UserError(lost ?? say('this journal is damaged'), {
      place,
      remedy: manifest.imported
        ? say('Import the chat log again.')
        : say('Continue the run with --resume: what is missing is played again.'),
    }),
  ]);
}
