// What one person has said before, so that nobody is asked twice. Start at `opinionsOf`.
import { isWithdrawn, NAMELESS, type Preference, type Rating } from '../store/rating-schema.ts';
import type { Reply } from './question.ts';

export interface Opinionated {
  hasRated(reply: Reply): boolean;
  /** In whichever order they were shown. */
  hasCompared(one: Reply, other: Reply): boolean;
}

/** Of one run. */
export interface RunOpinions {
  /** The run's id. */
  run: string;
  /** Whether a model was played with several settings. */
  hasVariants: boolean;
  ratings: readonly Rating[];
  preferences: readonly Preference[];
}

/** @param who of the nameless nobody knows what they have said: they are asked everything */
export function opinionsOf(who: string, runs: readonly RunOpinions[]): Opinionated {
  const rated = new Map<string, boolean>();
  const compared = new Set<string>();
  const varied = new Set(runs.filter(({ hasVariants }) => hasVariants).map(({ run }) => run));
  // A key may have been written where none is needed.
  const replyName = ({ run, model, scenario, sample, turn, key }: NamedReply): string =>
    JSON.stringify([run, model, scenario, sample, turn, (varied.has(run) ? key : null) ?? null]);
  const nameOf = ({ talk: { run, model, scenario, sample, variant }, said: { turn } }: Reply): string =>
    replyName({ run: run.id, model, scenario, sample, turn, key: variant?.key });
  for (const { run, ratings, preferences } of who === NAMELESS ? [] : runs) {
    // A later line counts in place of an earlier one.
    for (const rating of ratings)
      if (rating.who === who) rated.set(replyName({ ...rating, run }), !isWithdrawn(rating));
    for (const preference of preferences) {
      if (preference.who !== who) continue;
      const { scenario, turn, versus } = preference;
      compared.add(
        pairName(replyName({ ...preference, run }), replyName({ ...versus, run: versus.run ?? run, scenario, turn })),
      );
    }
  }
  return {
    hasRated: (reply) => rated.get(nameOf(reply)) ?? false,
    hasCompared: (one, other) => compared.has(pairName(nameOf(one), nameOf(other))),
  };
}

interface NamedReply {
  run: string;
  model: string;
  scenario: string;
  sample: number;
  turn: number | null;
  key?: string | undefined;
}

function pairName(one: string, other: string): string {
  return [one, other].sort().join('\n');
}
