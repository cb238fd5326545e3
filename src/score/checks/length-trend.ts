import { spearman } from '../../stats/spearman.ts';
import { mean } from '../../stats/summary.ts';
import { say } from '../../words/text.ts';
import { type ConversationCheck, notApplicable, passed, wholeTurns } from '../check.ts';
import { wholeSpan } from '../reading/code-points.ts';
import { charactersOf } from '../reading/reply-length.ts';

/** Fewer replies show no trend. */
const LEAST_REPLIES = 6;
/** Rank correlation of length and turn. Of 12 replies of unrelated length, 2 % reach 0.6; the growth below is asked for besides. */
const CLEAR_RHO = 0.6;
const GROWTH_OVER_LIMIT = 1.5;
const GROWTH = 2;
/** Where the persona sets no limit, shorter replies are short however they grew. */
const SHORT = 60;

/**
 * Whether replies grow longer turn by turn. The value is the mean length of the last third over that of the first third. It fails when the
 * replies grow steadily and those of the last third are over the persona's limit on average, warns when they have at least doubled
 * without that. The first reply is often a mere greeting, so a conversation of short replies never fails.
 */
export const lengthTrend: ConversationCheck<'length.trend'> = {
  id: 'length.trend',
  version: 1,
  unit: 'conversation',
  run(talk) {
    const turns = wholeTurns(talk);
    if (turns.length < LEAST_REPLIES) {
      return notApplicable(say('fewer than {n} whole replies show no trend', { n: LEAST_REPLIES }));
    }
    const lengths = turns.map(({ reply }) => charactersOf(reply));
    const third = Math.floor(lengths.length / 3);
    const first = mean(lengths.slice(0, third));
    const last = mean(lengths.slice(-third));
    const growth = first === 0 ? null : last / first;
    const rho = spearman(
      turns.map(({ turn }) => turn),
      lengths,
    );
    const figures = { first: Math.round(first), last: Math.round(last) };
    const limit = talk.persona.maxReplyCharacters;
    const isOver = limit !== undefined && last > limit;
    const isLong = limit === undefined ? last > SHORT : last > limit / 2;
    const grows = rho !== null && rho >= CLEAR_RHO && growth !== null;
    if (!grows || !(isOver ? growth >= GROWTH_OVER_LIMIT : growth >= GROWTH && isLong)) {
      return passed(say('replies do not grow: {first} characters at first, {last} at the end', figures), growth);
    }
    return {
      result: isOver ? 'fail' : 'warn',
      value: growth,
      spans: turns.slice(-third).map(({ turn, reply }) => ({ ...wholeSpan(reply), turn })),
      message: say('replies grow from {first} characters at first to {last} at the end', figures),
    };
  },
};
