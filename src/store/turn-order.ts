// Whether the turns of each conversation follow each other as they were played. Start at `turnOrder`.
import { UserError } from '../core/errors.ts';
import { say, type Text } from '../words/text.ts';
import type { SkimmedLine } from './read-journal.ts';
import type { TurnRecord } from './records.ts';

/** Where the lines of a conversation stop being what was written. Those before it still count. */
export interface Hole extends Pick<TurnRecord, 'key' | 'model' | 'scenario' | 'sample'> {
  /** The turn that should be there, 1-based; so many, less one, are intact. */
  turn: number;
  /** The line that is there instead, 1-based. */
  line: number;
  problem: Text;
  /** The line with which this attempt at the conversation began, and the one with which the next did; null: none has. */
  begin: number;
  until: number | null;
}

/** How far the current attempt at a conversation has come. */
interface Order {
  begin: number;
  turns: number;
  isEnded: boolean;
  hole: Hole | null;
}

export interface TurnOrder {
  /** @param number of the line, 1-based */
  add(line: SkimmedLine, number: number): void;
  /** Conversations that are not whole, in the order of their lines. */
  holes(): Hole[];
  /** Those that have been played again. */
  pastHoles(): readonly Hole[];
  /** How many conversations have ended, and how many turns are in order. */
  size(): { conversations: number; turns: number };
}

/** Memory: one small object for each conversation. */
export function turnOrder(): TurnOrder {
  const orders = new Map<string, Order>();
  const past: Hole[] = [];
  return {
    add(line, number) {
      if (line.type === 'retry' || line.type === 'interruption') return;
      const name = conversationName(line);
      if (line.type === 'attempt') {
        const replaced = conversationName({ model: line.model, key: line.replaces });
        const before = orders.get(replaced);
        if (before?.hole) past.push({ ...before.hole, until: number });
        orders.delete(replaced);
        const turns = Math.min(line.keeps ?? 0, before?.turns ?? 0);
        orders.set(name, { begin: number, turns, isEnded: false, hole: null });
        return;
      }
      const order = orders.get(name) ?? { begin: number, turns: 0, isEnded: false, hole: null };
      orders.set(name, order.hole ? order : followed(order, line, number));
    },
    holes() {
      const holes = [...orders.values()].flatMap(({ hole }) => hole ?? []);
      return holes.sort((a, b) => a.line - b.line);
    },
    pastHoles: () => past,
    size() {
      let conversations = 0;
      let turns = 0;
      for (const order of orders.values()) {
        if (order.isEnded) conversations++;
        turns += order.turns;
      }
      return { conversations, turns };
    },
  };
}

/** Two models may have the same weights under different names: a key alone does not distinguish them. */
export function conversationName({ model, key }: Pick<TurnRecord, 'model' | 'key'>): string {
  return `${model} ${key}`;
}

/** A conversation that is not whole, as a mistake in the file. */
export function holeIn(file: string, { model, scenario, sample, problem, line }: Hole): UserError {
  return new UserError(say('{model}/{scenario} #{sample}: {problem}', { model, scenario, sample, problem }), {
    place: { file, line },
  });
}

type OrderedLine = Extract<SkimmedLine, { type: 'unread-turn' | 'conversation' }>;

function followed(order: Order, line: OrderedLine, number: number): Order {
  const problem = problemWith(order, line);
  if (problem !== null) {
    const { key, model, scenario, sample } = line;
    const { begin, turns } = order;
    const where = { turn: turns + 1, line: number, begin, until: null };
    return { ...order, hole: { key, model, scenario, sample, problem, ...where } };
  }
  return line.type === 'conversation' ? { ...order, isEnded: true } : { ...order, turns: order.turns + 1 };
}

function problemWith({ turns, isEnded }: Order, line: OrderedLine): Text | null {
  const turn = turns + 1;
  if (line.type === 'conversation') {
    if (isEnded) return say('its end is there twice');
    if (line.turns > turns) return say('turn {turn} is missing before its end', { turn });
    return line.turns < turns ? say('turn {turn} is there, though its end counts fewer turns', { turn: turns }) : null;
  }
  if (isEnded) return say('turn {turn} comes after its end', { turn: line.turn });
  if (line.turn < turn) return say('turn {turn} is there twice', { turn: line.turn });
  return line.turn > turn ? say('turn {turn} is missing before turn {next}', { turn, next: line.turn }) : null;
}
