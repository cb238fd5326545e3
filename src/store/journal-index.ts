// What a journal says of each conversation, kept up to date line by line. Start at `journalIndex`.
import type { JournalLine, Totals, TurnRecord } from './records.ts';
import { addTotals, emptyTotals, totalsOf } from './totals.ts';

/** How far a conversation has come. */
export interface ConversationProgress {
  status: 'playing' | 'done' | 'failed';
  /** 1-based. */
  attempt: number;
  /** Its journaled turns, in order; emptied when it ends. */
  turns: readonly TurnRecord[];
}

/** Two models may be the same weights under two names: a key alone does not tell them apart. */
export type ConversationName = Pick<TurnRecord, 'model' | 'key'>;

export interface JournalIndex {
  add(line: JournalLine): void;
  conversation(name: ConversationName): ConversationProgress | undefined;
  /** Of everything that counts: attempts that were replaced do not. */
  totals(counts?: (status: ConversationProgress['status']) => boolean): Totals;
}

export function journalIndex(): JournalIndex {
  // Memory for one small object per conversation, and the turns of those in progress.
  const conversations = new Map<string, { status: ConversationProgress['status']; attempt: number }>();
  const unfinished = new Map<string, { turns: TurnRecord[]; totals: Totals }>();
  let settled = emptyTotals();

  const nameOf = ({ model, key }: ConversationName): string => `${model} ${key}`;
  const openOf = (name: string): { turns: TurnRecord[]; totals: Totals } => {
    const open = unfinished.get(name) ?? { turns: [], totals: emptyTotals() };
    unfinished.set(name, open);
    return open;
  };
  return {
    add(line) {
      const name = nameOf(line);
      switch (line.type) {
        case 'turn': {
          if (!conversations.has(name)) conversations.set(name, { status: 'playing', attempt: 1 });
          const open = openOf(name);
          open.turns.push(line);
          open.totals = addTotals(open.totals, totalsOf(line));
          break;
        }
        case 'conversation': {
          const attempt = conversations.get(name)?.attempt ?? 1;
          conversations.set(name, { status: line.status, attempt });
          const open = openOf(name);
          open.turns = [];
          open.totals = addTotals(open.totals, totalsOf(line));
          // A failed one may be played again, and its figures taken back.
          if (line.status === 'done') {
            settled = addTotals(settled, open.totals);
            unfinished.delete(name);
          }
          break;
        }
        case 'attempt':
          conversations.delete(nameOf({ model: line.model, key: line.replaces }));
          unfinished.delete(nameOf({ model: line.model, key: line.replaces }));
          conversations.set(name, { status: 'playing', attempt: line.attempt });
          break;
        case 'interruption':
          break;
      }
    },
    conversation(of) {
      const name = nameOf(of);
      const known = conversations.get(name);
      return known && { ...known, turns: unfinished.get(name)?.turns ?? [] };
    },
    totals(counts = () => true) {
      let sum = counts('done') ? settled : emptyTotals();
      for (const [name, open] of unfinished) {
        if (counts(conversations.get(name)?.status ?? 'playing')) sum = addTotals(sum, open.totals);
      }
      return sum;
    },
  };
}
