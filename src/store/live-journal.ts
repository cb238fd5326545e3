// A journal that may still be growing, read as far as it goes: an index of its conversations, which reads only what was appended, and
// the conversations of one scenario without the others. Start at `openLiveJournal`.
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { UserError } from '../core/errors.ts';
import { type ConversationPlaces, conversationPlaces, type PlacesIndex } from './conversation-places.ts';
import { JOURNAL, type ReadUntil, skimOn } from './read-journal.ts';
import { conversationsAt, type StoredConversation } from './read-run.ts';

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
  /** Lines that are not journal lines, and are left out. */
  damaged: number;
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
    if (now === null || now.size < seen.until.end || (seen.identity !== null && now.ino !== seen.identity)) {
      // It was deleted, or is another file: nothing of what was known can be relied on.
      for (const { scenario } of seen.index.all()) marks.set(scenario, mark);
      seen = nothingSeen();
    }
    seen.identity = now?.ino ?? null;
    if (now === null || now.size === seen.until.end) return;
    await readOn(directory, seen, (scenario) => marks.set(scenario, mark));
  };
  const matching = (scenario: string): ConversationPlaces[] =>
    [...seen.index.all()].filter((each) => each.scenario === scenario);
  const skip = (problem: UserError, { start }: { start: number }): void => {
    seen.damaged.add(start);
    seen.problem ??= problem;
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
      return { conversations: seen.index.size(), turns, damaged: seen.damaged.size, problem: seen.problem };
    },
  };
}

interface Seen {
  index: PlacesIndex;
  until: ReadUntil;
  /** Of the file; null: there was none. */
  identity: number | null;
  /** Where lines begin that cannot be read. */
  damaged: Set<number>;
  problem: UserError | null;
}

function nothingSeen(): Seen {
  return {
    index: conversationPlaces(),
    until: { end: 0, lines: 0 },
    identity: null,
    damaged: new Set(),
    problem: null,
  };
}

/** Adds to `seen` block by block: other work goes on in between. */
async function readOn(directory: string, seen: Seen, tell: (scenario: string) => void): Promise<void> {
  for await (const block of skimOn(directory, { ...seen.until })) {
    for (const { line, problem, start, end } of block) {
      seen.until = { end, lines: seen.until.lines + 1 };
      if (line === null) {
        seen.damaged.add(start);
        seen.problem ??= problem;
        continue;
      }
      seen.index.add(line, { start, end });
      if (line.type !== 'retry') tell(line.scenario);
    }
  }
}
