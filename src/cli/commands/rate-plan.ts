// What one sitting of `hitogara rate` is about: runs, rater, questions. Start at `assignmentOf`.
import { ExitCode, UserError } from '../../core/errors.ts';
import type { Rater } from '../../rate/opinion.ts';
import { opinionsOf } from '../../rate/opinions-of.ts';
import { planPairs } from '../../rate/plan-pairs.ts';
import { planReplies } from '../../rate/plan-replies.ts';
import type { Question } from '../../rate/question.ts';
import { readTalks, type Talk } from '../../rate/talks.ts';
import { wantedIn } from '../../store/named-in-run.ts';
import { openPastRun, type PastRun } from '../../store/past-run.ts';
import { NAMELESS, RatingSchema } from '../../store/rating-schema.ts';
import { readOpinions } from '../../store/ratings.ts';
import { say } from '../../words/text.ts';
import type { Host } from '../host.ts';
import type { RateOptions } from './rate-flags.ts';

export interface Assignment {
  kind: Question['kind'];
  questions: readonly Question[];
  /** How many are left out, as the rater has answered them before. */
  answered: number;
  /** Pairs that are left out, as there is nothing to compare. */
  identical: number;
  rater: Rater;
  /** Whether several runs are rated. */
  hasRuns: boolean;
}

/** @throws UserError if there is nothing to ask about */
export async function assignmentOf(names: readonly string[], options: RateOptions, host: Host): Promise<Assignment> {
  const { pairs, first, seed, all } = options;
  if (options.blind && options.showNames) throw new UserError(say('--blind and --show-names cannot be used together'));
  const who = raterOf(options, host);
  const runs = await openRuns(names, options, host);
  const isWanted = wantedIn(runs, options);
  const talks: Talk[] = [];
  for (const run of runs) talks.push(...(await readTalks(run, isWanted)));
  const before = opinionsOf(who, await Promise.all(runs.map(opinionsOfRun)));
  const plan = { seed, before: all ? null : before };
  const rater = { who, isBlind: pairs === null ? options.blind : !options.showNames };
  const common = { rater, hasRuns: runs.length > 1 };
  if (pairs === null) {
    const found = planReplies(talks, { ...plan, most: first });
    if (found.questions.length + found.answered === 0) throw nothing();
    return { kind: 'reply', identical: 0, ...found, ...common };
  }
  const found = planPairs(talks, { ...plan, most: Math.min(pairs, first ?? pairs) });
  if (found.questions.length + found.answered + found.identical === 0) throw noPairs();
  return { kind: 'pair', ...found, ...common };
}

/** Each run once, however often it is named. */
async function openRuns(names: readonly string[], { out }: RateOptions, host: Host): Promise<PastRun[]> {
  const runs = new Map<string, PastRun>();
  for (const name of names) {
    const run = await openPastRun(name, out, host);
    runs.set(run.directory, run);
  }
  return [...runs.values()];
}

async function opinionsOfRun({ directory, manifest }: PastRun) {
  const { ratings, preferences } = await readOpinions(directory, null);
  return {
    run: manifest.runId,
    hasVariants: manifest.request.settings.length > 1,
    ratings: ratings.map(({ rating }) => rating),
    preferences,
  };
}

/** A name that the system has given need not be one that a record can have. */
function raterOf({ who }: RateOptions, { environment }: Pick<Host, 'environment'>): string {
  const { USER, LOGNAME, USERNAME } = environment;
  const name = (who ?? (USER || LOGNAME || USERNAME || NAMELESS)).trim();
  if (RatingSchema.shape.who.safeParse(name).success) return name;
  if (who === null) return NAMELESS;
  throw new UserError(say('--who takes a name of 1 to 100 characters'));
}

function nothing(): UserError {
  return new UserError(say('there is no reply to rate'), { exitCode: ExitCode.nothingMatched });
}

function noPairs(): UserError {
  return new UserError(say('there are no two replies to compare'), {
    remedy: say('It takes two models, two settings of a model, or two runs, and the same turn of the same scenario.'),
    exitCode: ExitCode.nothingMatched,
  });
}
