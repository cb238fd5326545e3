// An opinion as `ratings.jsonl` has it, and in which run's folder. Start at `recordOf`.
import type { Preference, Rating } from '../store/rating-schema.ts';
import type { Verdict } from './answer.ts';
import type { Question, Reply } from './question.ts';

/** What a person thinks of what was asked. */
export interface Opinion {
  /** null: only a note. */
  verdict: Verdict | null;
  /** Empty: none. */
  note: string;
  tags: readonly string[];
}

export const NO_OPINION: Opinion = { verdict: null, note: '', tags: [] };

export interface Rater {
  who: string;
  /** Whether names are hidden. */
  isBlind: boolean;
}

export interface OpinionRecord {
  /** The run's folder. */
  directory: string;
  record: Rating | Preference;
}

/** @param opinion null: what was said before is withdrawn, which only ratings can be */
export function recordOf(question: Question, opinion: Opinion | null, rater: Rater, now: Date): OpinionRecord {
  const { note, tags, verdict } = opinion ?? NO_OPINION;
  const rest = {
    tags: [...tags],
    ...((note !== '' || opinion === null) && { note }),
    ...{ blind: rater.isBlind, who: rater.who, at: now.toISOString() },
  };
  if (question.kind === 'pair') return preferenceOf(question, verdict, rest);
  return {
    directory: question.reply.talk.run.directory,
    record: {
      ...placeOf(question.reply),
      ...(verdict?.kind === 'rating' && { rating: verdict.rating }),
      ...(verdict?.kind === 'thumb' && { thumb: verdict.thumb }),
      ...rest,
    },
  };
}

/** Of two runs, the later one has what is said of both, whichever is shown first. */
function preferenceOf(
  { first, second }: Extract<Question, { kind: 'pair' }>,
  verdict: Verdict | null,
  rest: Pick<Preference, 'tags' | 'note' | 'blind' | 'who' | 'at'>,
): OpinionRecord {
  const isTurned = first.talk.run.id < second.talk.run.id;
  const [own, versus] = isTurned ? [second, first] : [first, second];
  const { model, sample, key } = placeOf(versus);
  const better = verdict?.kind === 'better' ? verdict.better : 'neither';
  const isOwnBetter = better === (isTurned ? 'second' : 'first');
  const isEither = better === 'first' || better === 'second';
  return {
    directory: own.talk.run.directory,
    record: {
      ...placeOf(own),
      versus: {
        ...(own.talk.run.id !== versus.talk.run.id && { run: versus.talk.run.id }),
        ...{ model, sample, ...(key !== undefined && { key }) },
      },
      preferred: isEither ? (isOwnBetter ? 'this' : 'other') : better === 'neither' ? 'tie' : 'both-bad',
      ...rest,
    },
  };
}

function placeOf({ talk: { model, scenario, sample, variant }, said: { turn } }: Reply) {
  return { model, scenario, sample, turn, ...(variant && { key: variant.key }) };
}
