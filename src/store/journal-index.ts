// What a journal says about each conversation, updated line by line. Start at `journalIndex`.
import type { UnreadTurn } from './read-journal.ts';
import type { JournalLine, Totals, TurnRecord } from './records.ts';
import { addTotals, emptyTotals, figuresOf, sum, withTurns } from './totals.ts';
import { conversationName, type Hole } from './turn-order.ts';

/** The progress of a conversation. */
interface ConversationProgress {
  status: 'playing' | 'done' | 'failed';
  /** 1-based. */
  attempt: number;
  /** Its journaled turns, in order; emptied when it ends. */
  turns: readonly TurnRecord[];
  /** Whether lines after these turns are missing or cannot be read; it must start over then. */
  isDamaged: boolean;
}

type ConversationName = Pick<TurnRecord, 'model' | 'key'>;

export interface JournalIndex {
  add(line: JournalLine | UnreadTurn): void;
  /** A turn that no longer counts, but may have cost something. */
  lose(turn: TurnRecord): void;
  /** Told after the lines that still count. */
  damage(hole: Hole): void;
  /** Damaged conversations that have not started over. */
  damaged(): Hole[];
  /** @throws UserError for an unread turn that is not a valid one */
  conversation(name: ConversationName): ConversationProgress | undefined;
  /** Totals of everything that counts; replaced attempts do not. */
  totals(counts?: (status: ConversationProgress['status']) => boolean): Totals;
  /** The cost of everything, including replaced attempts; null: not known. */
  spentUsd(): number | null;
}

type Turns = (TurnRecord | UnreadTurn)[];

export function journalIndex(): JournalIndex {
  // Memory: one small object per conversation, and the turns of those in progress.
  const conversations = new Map<string, Pick<ConversationProgress, 'status' | 'attempt'>>();
  const playing = new Map<string, Turns>();
  /** These may be played again, and their figures are then subtracted. */
  const failed = new Map<string, Totals>();
  const damaged = new Map<string, Hole>();
  let done = emptyTotals();
  let replacedUsd: number | null = 0;

  const begin = (name: string, attempt: number): Turns => {
    const turns: Turns = [];
    conversations.set(name, { status: 'playing', attempt });
    playing.set(name, turns);
    return turns;
  };
  /** @returns the turns that it keeps */
  const forget = (name: string, keeps: number): Turns => {
    const turns = playing.get(name) ?? [];
    const dropped = figuresOf(turns.slice(keeps).map(whole)).costUsd;
    replacedUsd = sum(replacedUsd, failed.get(name)?.costUsd ?? dropped);
    for (const known of [conversations, playing, failed, damaged]) known.delete(name);
    return turns.slice(0, keeps);
  };
  const totals: JournalIndex['totals'] = (counts = () => true) => {
    const ended = counts('failed') ? addAll(failed.values(), (each) => each) : emptyTotals();
    const begun = counts('playing') ? addAll(playing.values(), begunTotals) : emptyTotals();
    return [counts('done') ? done : emptyTotals(), ended, begun].reduce(addTotals);
  };
  return {
    add(line) {
      if (line.type === 'interruption' || line.type === 'retry') return;
      const name = conversationName(line);
      switch (line.type) {
        case 'turn':
        case 'unread-turn':
          (playing.get(name) ?? begin(name, 1)).push(line);
          break;
        case 'conversation': {
          const attempt = conversations.get(name)?.attempt ?? 1;
          conversations.set(name, { status: line.status, attempt });
          playing.delete(name);
          if (line.status === 'done') done = addTotals(done, withTurns(line));
          else failed.set(name, withTurns(line));
          break;
        }
        case 'attempt': {
          const kept = forget(conversationName({ model: line.model, key: line.replaces }), line.keeps ?? 0);
          begin(name, line.attempt).push(...kept);
          break;
        }
      }
    },
    lose({ costUsd }) {
      replacedUsd = sum(replacedUsd, costUsd);
    },
    damage(hole) {
      const name = conversationName(hole);
      if (!conversations.has(name)) begin(name, 1);
      damaged.set(name, hole);
    },
    damaged: () => [...damaged.values()],
    conversation(of) {
      const name = conversationName(of);
      const known = conversations.get(name);
      return known && { ...known, turns: (playing.get(name) ?? []).map(whole), isDamaged: damaged.has(name) };
    },
    totals,
    spentUsd: () => sum(replacedUsd, totals().costUsd),
  };
}

function addAll<Item>(items: Iterable<Item>, totalsOf: (item: Item) => Totals): Totals {
  let all = emptyTotals();
  for (const item of items) all = addTotals(all, totalsOf(item));
  return all;
}

function begunTotals(turns: Turns): Totals {
  return { ...emptyTotals(), turns: turns.length, ...figuresOf(turns.map(whole)) };
}

function whole(turn: TurnRecord | UnreadTurn): TurnRecord {
  return turn.type === 'turn' ? turn : turn.read();
}
