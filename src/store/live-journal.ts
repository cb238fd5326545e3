// A journal that may still be growing, read as far as it goes: an index of its conversations, which reads only what was appended, and
// the conversations of one scenario without the others. Start at `openLiveJournal`.
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { UserError } from '../core/errors.ts';
import { type ConversationPlaces, conversationPlaces, type PlacesIndex } from './conversation-places.ts';
import { JOURNAL, type JournalReader, journalReader } from './read-journal.ts';
import { conversationsAt, readManifest, type StoredConversation } from './read-run.ts';
import { holeIn, type TurnOrder, turnOrder } from './turn-order.ts';

/** 1-based, both included. */
export interface SampleRange {
  from: number;
  to: number;
}

export interface LiveJournal {
  /** Reads what was appended. */
  update(): Promise<void>;
  /** Of which scenarios something is new since an earlier mark; 0: since the beginning. */
  changedSince(mark: number): { mark: number; scenarios: string[] };
  /** How much there is of a scenario: its highest sample, and all its turns. */
  extent(scenario: string): { samples: number; turns: number };
  /** How many turns it has; null: there is no such conversation. */
  turnsOf(conversation: NamedConversation): number | null;
  /** In the order in which they started. @param samples null: all */
  conversations(scenario: string, samples: SampleRange | null): AsyncGenerator<StoredConversation>;
  everyConversation(): AsyncGenerator<StoredConversation>;
  progress(): JournalProgress;
}

interface NamedConversation {
  model: string;
  scenario: string;
  sample: number;
  /** Left out: any. */
  key?: string | undefined;
}

interface JournalProgress {
  conversations: number;
  turns: number;
  /** Lines that cannot be read, and are left out. */
  damaged: number;
  /** Conversations that are not whole: what follows the damage is left out. */
  holes: number;
  /** What is wrong with the first of them; null: there is none. */
  problem: UserError | null;
}

/** In bytes: conversations of one scenario may be far from each other. */
const NEAR = 1 << 16;

export function openLiveJournal(directory: string): LiveJournal {
  let seen = nothingSeen();
  let underway: Promise<void> | null = null;
  /** When something of a scenario was last new. */
  const marks = new Map<string, number>();
  let mark = 0;

  const read = async (): Promise<void> => {
    mark++;
    const now = await stat(path.join(directory, JOURNAL)).catch(() => null);
    if (now === null || now.size < seen.end || (seen.identity !== null && now.ino !== seen.identity)) {
      // It was deleted, or is another file: nothing of what was known can be relied on.
      for (const { scenario } of seen.index.all()) marks.set(scenario, mark);
      seen = nothingSeen();
    }
    seen.identity = now?.ino ?? null;
    if (now === null || now.size === seen.end) return;
    seen.reader ??= journalReader(directory, (await readManifest(directory)).runId);
    await readOn(seen.reader, seen, (scenario) => marks.set(scenario, mark));
  };
  const matching = (scenario: string): ConversationPlaces[] =>
    [...seen.index.all()].filter((each) => each.scenario === scenario);
  const skip = (problem: UserError, { start }: { start: number }): void => {
    if (!seen.damaged.has(start)) seen.damaged.set(start, { number: 0, problem });
  };
  return {
    update() {
      underway ??= read().finally(() => {
        underway = null;
      });
      return underway;
    },
    changedSince: (before) => {
      return { mark, scenarios: [...marks].filter(([, at]) => at > before).map(([scenario]) => scenario) };
    },
    extent(scenario) {
      const own = matching(scenario);
      const samples = own.reduce((most, { sample }) => Math.max(most, sample), 0);
      return { samples, turns: own.reduce((sum, { turns }) => sum + turns, 0) };
    },
    turnsOf({ model, scenario, sample, key }) {
      const own = matching(scenario).filter(
        (each) => each.model === model && each.sample === sample && (key === undefined || each.key === key),
      );
      return own.length === 0 ? null : Math.max(...own.map(({ turns }) => turns));
    },
    conversations: (scenario, samples) =>
      conversationsAt(
        directory,
        matching(scenario).filter(({ sample }) => !samples || (sample >= samples.from && sample <= samples.to)),
        { blockSize: NEAR, skip },
      ),
    everyConversation: () => conversationsAt(directory, seen.index.all(), { skip }),
    progress() {
      let turns = 0;
      for (const each of seen.index.all()) turns += each.turns;
      const [unread] = seen.damaged.values();
      const holes = seen.order.holes();
      const [hole] = holes;
      const problem = unread?.problem ?? (hole ? holeIn(path.join(directory, JOURNAL), hole) : null);
      return { conversations: seen.index.size(), turns, damaged: seen.damaged.size, holes: holes.length, problem };
    },
  };
}

interface Seen {
  index: PlacesIndex;
  order: TurnOrder;
  /** null: nothing has been read. */
  reader: JournalReader | null;
  /** The byte up to which it has been read. */
  end: number;
  /** Of the file; null: there was none. */
  identity: number | null;
  /** Lines that cannot be read, by where they begin. */
  damaged: Map<number, { number: number; problem: UserError }>;
}

function nothingSeen(): Seen {
  return {
    index: conversationPlaces(),
    order: turnOrder(),
    reader: null,
    end: 0,
    identity: null,
    damaged: new Map(),
  };
}

/** Adds to `seen` block by block: other work goes on in between. */
async function readOn(reader: JournalReader, seen: Seen, tell: (scenario: string) => void): Promise<void> {
  for await (const block of reader.readOn()) {
    for (const { line, problem, number, start, end } of block) {
      seen.end = end;
      if (line === null) {
        seen.damaged.set(start, { number, problem });
        continue;
      }
      if (line.type === 'damage') {
        for (const [at, unread] of seen.damaged) if (unread.number === line.line) seen.damaged.delete(at);
        continue;
      }
      seen.index.add(line, { start, end });
      seen.order.add(line, number);
      if (line.type !== 'retry') tell(line.scenario);
    }
  }
}
