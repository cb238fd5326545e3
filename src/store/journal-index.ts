// What a journal says about each conversation, updated line by line. Start at `journalIndex`.
import type { UnreadTurn } from './read-journal.ts';
import type { JournalLine, Totals, TurnRecord } from './records.ts';
import { addTotals, emptyTotals, figuresOf, sum, withTurns } from './totals.ts';

/** The progress of a conversation. */
interface ConversationProgress {
  status: 'playing' | 'done' | 'failed';
  /** 1-based. */
  attempt: number;
  /** Its journaled turns, in order; emptied when it ends. */
  turns: readonly TurnRecord[];
}

/** Two models may have the same weights under different names: a key alone does not distinguish them. */
type ConversationName = Pick<TurnRecord, 'model' | 'key'>;

export interface JournalIndex {
  add(line: JournalLine | UnreadTurn): void;
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
  const conversations = new Map<string, Omit<ConversationProgress, 'turns'>>();
  const playing = new Map<string, Turns>();
  /** These may be played again, and their figures are then subtracted. */
  const failed = new Map<string, Totals>();
  let done = emptyTotals();
  let replacedUsd: number | null = 0;

  const begin = (name: string, attempt: number): Turns => {
    const turns: Turns = [];
    conversations.set(name, { status: 'playing', attempt });
    playing.set(name, turns);
    return turns;
  };
  const forget = (name: string): void => {
    replacedUsd = sum(
      replacedUsd,
      failed.get(name)?.costUsd ?? figuresOf((playing.get(name) ?? []).map(whole)).costUsd,
    );
    conversations.delete(name);
    playing.delete(name);
    failed.delete(name);
  };
  const totals: JournalIndex['totals'] = (counts = () => true) => {
    let all = counts('done') ? done : emptyTotals();
    if (counts('failed')) for (const each of failed.values()) all = addTotals(all, each);
    if (!counts('playing')) return all;
    for (const turns of playing.values()) {
      const figures = figuresOf(turns.map(whole));
      all = addTotals(all, { conversations: 0, done: 0, failed: 0, turns: turns.length, ...figures });
    }
    return all;
  };
  return {
    add(line) {
      const name = nameOf(line);
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
        case 'attempt':
          forget(nameOf({ model: line.model, key: line.replaces }));
          begin(name, line.attempt);
          break;
        case 'interruption':
        case 'retry':
          break;
      }
    },
    conversation(of) {
      const name = nameOf(of);
      const known = conversations.get(name);
      if (!known) return undefined;
      const { status, attempt } = known;
      return { status, attempt, turns: status === 'playing' ? (playing.get(name) ?? []).map(whole) : [] };
    },
    totals,
    spentUsd: () => sum(replacedUsd, totals().costUsd),
  };
}

function nameOf({ model, key }: ConversationName): string {
  return `${model} ${key}`;
}

function whole(turn: TurnRecord | UnreadTurn): TurnRecord {
  return turn.type === 'turn' ? turn : turn.read();
}
