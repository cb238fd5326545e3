// Runs that somebody looks at: what is in their folders, read as far as it is needed and as it is now. Start at `openRuns`.
import {
  type ComparedConversation,
  comparedOf,
  conversationsOf,
  type RatedRun,
  ratedRun,
} from '../compare/compared-run.ts';
import { UserError } from '../core/errors.ts';
import type { World } from '../core/world.ts';
import { type LiveJournal, openLiveJournal, type SampleRange } from '../store/live-journal.ts';
import type { PastRun } from '../store/past-run.ts';
import { readOpinions } from '../store/ratings.ts';
import { type RunFiles, runFiles } from '../store/run-files.ts';
import { openScorePlaces, type ScorePlaces } from '../store/score-places.ts';
import { readScoreIndex } from '../store/stored-scores.ts';

export interface OpenRun {
  journal: LiveJournal;
  /** null: its folder is gone. */
  files(): Promise<RunFiles | null>;
  opinions(run: PastRun): Promise<RatedRun>;
  /** The scenario of each opinion, in the order in which they were given; null: they cannot be read. */
  ratedScenarios(): Promise<string[] | null>;
  /** @param samples null: all */
  conversations(run: PastRun, scenario: string, samples: SampleRange | null): Promise<ComparedConversation[]>;
  everyConversation(run: PastRun): AsyncGenerator<ComparedConversation>;
  /** What was found damaged, and is left out. */
  damage(): { what: 'opinions' | 'scores'; problem: UserError }[];
}

/** So many stay open: each takes memory for every line of its journal. */
const MOST_OPEN = 12;

/** By folder. */
export function openRuns(world: Pick<World, 'process'>): (directory: string) => OpenRun {
  const open = new Map<string, OpenRun>();
  return (directory) => {
    const run = open.get(directory) ?? openRun(directory, world);
    open.delete(directory);
    open.set(directory, run);
    for (const oldest of open.keys()) {
      if (open.size <= MOST_OPEN) break;
      open.delete(oldest);
    }
    return run;
  };
}

function openRun(directory: string, world: Pick<World, 'process'>): OpenRun {
  const journal = openLiveJournal(directory);
  const files = (): Promise<RunFiles | null> => runFiles(directory, world.process);
  const damage = new Map<'opinions' | 'scores', UserError>();
  /** What is damaged is as good as not there; readers are told. */
  const unlessDamaged = async <Value, Otherwise>(
    what: 'opinions' | 'scores',
    read: Promise<Value>,
    otherwise: Otherwise,
  ): Promise<Value | Otherwise> => {
    try {
      const value = await read;
      damage.delete(what);
      return value;
    } catch (problem) {
      if (!(problem instanceof UserError)) throw problem;
      damage.set(what, problem);
      return otherwise;
    }
  };
  const opinions = remembered(ratedRun);
  const places = remembered(async (run: PastRun): Promise<ScorePlaces | null> => {
    const index = await readScoreIndex(directory, run.summary);
    return index && openScorePlaces(directory, index);
  });
  const opinionsNow = async (run: PastRun): Promise<RatedRun> =>
    unlessDamaged('opinions', opinions(run, (await files())?.ratings ?? ''), UNRATED);
  return {
    journal,
    files,
    opinions: opinionsNow,
    async ratedScenarios() {
      const all = await readOpinions(directory, null).catch(() => null);
      return all && [...all.preferences, ...all.ratings.map(({ rating }) => rating)].map(({ scenario }) => scenario);
    },
    damage: () => [...damage].map(([what, problem]) => ({ what, problem })),
    async conversations(run, scenario, samples) {
      await journal.update();
      const now = await files();
      const stamp = JSON.stringify([now?.scores, now?.summary, run.summary?.endedAt]);
      const scores = await unlessDamaged('scores', places(run, stamp), null);
      const rated = await opinionsNow(run);
      const compared: ComparedConversation[] = [];
      for await (const conversation of journal.conversations(scenario, samples)) {
        compared.push(comparedOf(conversation, scores && (await scores.rowsOf(conversation)), rated));
      }
      return compared;
    },
    async *everyConversation(run) {
      await journal.update();
      yield* conversationsOf(run, await opinionsNow(run), journal.everyConversation());
    },
  };
}

const UNRATED: RatedRun = { ratingsOf: () => [], preferencesOf: () => [] };

/** Reads again when the stamp is another one. */
function remembered<Value>(read: (run: PastRun) => Promise<Value>): (run: PastRun, stamp: string) => Promise<Value> {
  let known: { stamp: string; value: Promise<Value> } | null = null;
  return (run, stamp) => {
    if (known?.stamp === stamp) return known.value;
    const value = read(run);
    known = { stamp, value };
    // What failed is tried again.
    value.catch(() => {
      if (known?.value === value) known = null;
    });
    return value;
  };
}
