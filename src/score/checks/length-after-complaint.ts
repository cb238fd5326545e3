import { mean } from '../../stats/summary.ts';
import { say } from '../../words/text.ts';
import { type Finding, notApplicable, passed, type Talk, type TalkTurn, type TurnCheck, wholeTurns } from '../check.ts';
import { wholeSpan } from '../reading/code-points.ts';
import { complainsOfLength } from '../reading/length-complaint.ts';
import { charactersOf, spanOver } from '../reading/reply-length.ts';

/** So many replies after a complaint are judged by it, itself included: the published failure was to grow again soon after. */
const REMEMBERED = 3;
/** Nobody calls such a reply long, whatever went before: about one short sentence. */
const SHORT = { ja: 20, other: 60 };
/** Nor one of half the limit, up to so many characters. */
const HALF_OF_LIMIT = { ja: 30, other: 90 };
/** Above the average by less than this is no longer reply to anybody's eye. */
const MARGIN = 1.1;
/** Of the replies after that one, within the limit, a warning needs more. */
const LATER_MARGIN = 1.5;

/**
 * Whether replies become shorter once the user has complained of their length. The complaint is the turn's probe, or what the user says.
 * The reply to it fails if it is longer than the earlier replies on average, or over the persona's limit. The next two replies fail only if
 * both hold, and warn if they are over the limit or longer by half. The value is the length over that average; null without earlier replies.
 */
export const lengthAfterComplaint: TurnCheck<'length.after-complaint'> = {
  id: 'length.after-complaint',
  version: 2,
  unit: 'turn',
  onPartial: 'faults',
  run(turn, talk) {
    const complaint = complaintBefore(turn, talk);
    if (!complaint) return notApplicable(say('the user has not complained about the length'));
    const earlier = wholeTurns(talk).filter((other) => other.turn < complaint.turn);
    const average = earlier.length === 0 ? null : mean(earlier.map(({ reply }) => charactersOf(reply)));
    const limit = talk.persona.maxReplyCharacters ?? null;
    if (average === null && limit === null) return notApplicable(say('there is nothing to compare the length with'));
    return judged(turn, { average, limit, isReplyToIt: complaint.turn === turn.turn, language: talk.persona.language });
  },
};

interface Measure {
  average: number | null;
  limit: number | null;
  isReplyToIt: boolean;
  language: string;
}

function judged({ reply }: TalkTurn, { average, limit, isReplyToIt, language }: Measure): Finding {
  const n = charactersOf(reply);
  const value = average === null || average === 0 ? null : n / average;
  const over = limit === null ? null : spanOver(reply, limit);
  const tongue = language === 'ja' ? 'ja' : 'other';
  const isShort = n <= Math.max(SHORT[tongue], limit === null ? 0 : Math.min(HALF_OF_LIMIT[tongue], limit / 2));
  const margin = isReplyToIt || over ? MARGIN : LATER_MARGIN;
  const isLonger = average !== null && n > average * margin && !isShort;
  if (!over && !isLonger)
    return passed(say('the reply is short enough after the complaint: {n} characters', { n }), value);
  return {
    result: isReplyToIt || (over && isLonger) ? 'fail' : 'warn',
    value,
    spans: [over && !isLonger ? over : wholeSpan(reply)],
    message: isLonger
      ? say('after a complaint about length, the reply has {n} characters; before it, {average} on average', {
          n,
          average: Math.round(average),
        })
      : say('after a complaint about length, the reply has {n} characters; the limit is {limit}', {
          n,
          limit: limit ?? 0,
        }),
  };
}

/** The last complaint that this reply has to respect. */
function complaintBefore({ turn }: TalkTurn, { turns }: Talk): TalkTurn | undefined {
  return turns.findLast(
    (other) =>
      other.turn <= turn &&
      other.turn > turn - REMEMBERED &&
      (other.probe === 'complaint-length' || complainsOfLength(other.user)),
  );
}
