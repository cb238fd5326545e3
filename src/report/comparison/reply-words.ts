// What is said of a reply beside its text: figures, faults, ratings, and why there is none. Start at `describeTakes`.
import type { Cell, Mark, Missing, Reply, Take, Talk } from '../../compare/comparison.ts';
import type { Rating } from '../../store/rating-schema.ts';
import { joinTexts, type Label, plural, say, type Text } from '../../words/text.ts';
import { recorded, recordedProblem, significant } from '../wording.ts';
import { calmLine, calmName } from './calm-text.ts';

/**
 * For example `#2 #4 · 16 tok · 695–702 tok/s · 4.8 ms`; what was not measured is left out.
 * @param sameness said of one that equals the baseline's
 */
export function describeTakes(
  { takes, outcome, finish, reasoning }: Reply,
  samples: number,
  sameness: string | null = null,
): Text {
  return joinTexts(' · ', [
    describeSamples(takes, samples),
    sameness,
    spread(takes, (take) => take.replyTokens, 'tok'),
    spread(takes, (take) => take.tokensPerSecond, 'tok/s'),
    spread(takes, (take) => take.timeToFirstTokenMs, 'ms'),
    outcome === 'ok' ? null : say(OUTCOMES[outcome]),
    outcome === 'ok' || finish.unified === 'stop' ? null : calmName(`${finish.unified}, ${finish.raw}`),
    reasoning === null
      ? null
      : say('thought: {characters}', { characters: plural([...reasoning].length, 'character') }),
    takes.some(({ warnings }) => warnings.length > 0)
      ? plural(
          takes.reduce((sum, { warnings }) => sum + warnings.length, 0),
          'warning',
        )
      : null,
  ]);
}

const OUTCOMES: Record<Reply['outcome'], Label> = {
  ok: 'ok',
  empty: 'empty',
  truncated: 'truncated',
  failed: 'failed',
  refused: 'refused',
};

/** Which of several samples; null: there is only one. */
function describeSamples(takes: readonly Pick<Take, 'sample'>[], samples: number): string | null {
  if (samples <= 1) return null;
  if (takes.length === samples) return `×${samples}`;
  return takes.map(({ sample }) => `#${sample}`).join(' ');
}

/** What the baseline says in the same sample; null: nothing. */
export function counterpartOf({ takes: [first] }: Reply, baseline: Cell | null): Reply | null {
  return baseline?.replies.find(({ takes }) => takes.some(({ sample }) => sample === first?.sample)) ?? null;
}

function spread(takes: readonly Take[], of: (take: Take) => number | null, unit: string): string | null {
  const values = takes.map(of).filter((value) => value !== null);
  if (values.length === 0) return null;
  const shown = (value: number): string => (Number.isInteger(value) ? String(value) : significant(value));
  const [least, most] = [shown(Math.min(...values)), shown(Math.max(...values))];
  return `${least === most ? least : `${least}–${most}`}\u00a0${unit}`;
}

/** Each check once, faults before warnings. */
export function marksOf(takes: readonly { marks: readonly Mark[] | null }[]): Mark[] {
  const all = takes.flatMap(({ marks }) => marks ?? []);
  const ordered = [...all.filter(({ result }) => result === 'fail'), ...all.filter(({ result }) => result === 'warn')];
  return [...new Map(ordered.map((mark) => [`${mark.result} ${mark.check}`, mark])).values()];
}

/** For example `✗ length.max · △ register`. */
export function describeMarks(marks: readonly Mark[]): string {
  return marks.map(({ result, check }) => calmName(`${result === 'fail' ? '✗' : '△'} ${check}`)).join(' · ');
}

/** For example `4/5 tanaka: 自然で、口調も合っている。` */
export function describeRatingOf({ rating, thumb, who, note, tags }: Rating): Text {
  const verdict = joinTexts(' ', [
    rating === undefined ? null : `${rating}/5`,
    thumb === undefined ? null : say(thumb === 'up' ? 'thumb up' : 'thumb down'),
    who === undefined ? null : calmName(who),
    tags.length === 0 ? null : calmName(`[${tags.join(', ')}]`),
  ]);
  return note === undefined ? verdict : joinTexts(': ', [verdict, calmLine(note)]);
}

/** Why there is no reply. */
export function describeMissing({ samples, code, reason }: Missing): Text {
  const which = samples.length === 0 ? null : samples.map((sample) => `#${sample}`).join(' ');
  const why = reason === '' ? say(REASONS[code]) : joinTexts(': ', [say(REASONS[code]), recordedProblem(reason)]);
  return joinTexts(' ', [which, why]);
}

const REASONS: Record<Missing['code'], Label> = {
  'not-in-run': 'the run does not have this scenario',
  'model-failed': 'the model could not play',
  waiting: 'not played yet',
  failed: 'failed',
  interrupted: 'interrupted',
  running: 'being played',
  shorter: 'the conversation is shorter',
};

/** A conversation that did not come to its end; null: it did. */
function describeUnfinished({ status, reason, turns, cutOff }: Talk, which: string | null): Text | null {
  if (status === 'done') return null;
  const state = say(status === 'failed' ? 'failed' : status === 'running' ? 'being played' : 'interrupted');
  const end = say('{state} after {turns}', { state, turns: plural(turns, 'turn') });
  return joinTexts(' ', [
    which,
    joinTexts(': ', [
      end,
      reason === null ? null : recordedProblem(reason),
      cutOff === null ? null : recorded(cutOff.reason),
      cutOff === null ? null : calmLine(`${cutOff.user} → ${cutOff.partialReply}`),
    ]),
  ]);
}

/** What is said of whole conversations of one column: how they ended, what checks found, what people said. */
export function describeEnds(talks: readonly Talk[], samples: number): (Text | string)[] {
  return talks.flatMap((talk) => {
    const which = samples > 1 ? `#${talk.sample}` : null;
    const marks = marksOf([talk]);
    const end = describeUnfinished(talk, which);
    return [
      ...(end === null ? [] : [end]),
      ...(marks.length === 0 ? [] : [joinTexts(' ', [which, describeMarks(marks)])]),
      ...talk.ratings.map((rating) => joinTexts(' ', [which, describeRatingOf(rating)])),
    ];
  });
}
