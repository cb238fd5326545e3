// The last lines of a run: how fast it was as a whole, what is wrong with its replies, and how it ended. Start at `closingOf`.
import { inertLine } from '../core/inert-text.ts';
import type { RunEvent } from '../run/events.ts';
import type { Summary, TurnRecord } from '../store/records.ts';
import { figuresOf } from '../store/totals.ts';
import { plural, say, type Text } from '../words/text.ts';
import { describeEnd, describeOutcomes, describeSpeed } from './wording.ts';

interface Closing {
  count(event: RunEvent): void;
  /** Sentences about models none of whose replies is complete. */
  verdicts(): Text[];
}

/** What the replies of each model were like: a few numbers for each. */
export function closingOf(): Closing {
  const models = new Map<string, Replies>();
  return {
    count(event) {
      if (event.type !== 'turn-end') return;
      const { record } = event;
      const replies = models.get(record.model) ?? { outcomes: figuresOf([]).outcomes, cutWhileThinking: 0 };
      replies.outcomes[record.outcome]++;
      if (isCutWhileThinking(record)) replies.cutWhileThinking++;
      models.set(record.model, replies);
    },
    verdicts: () => [...models].flatMap(([model, replies]) => verdictOn(inertLine(model), replies)),
  };
}

interface Replies {
  outcomes: Summary['totals']['outcomes'];
  /** Empty replies of a model that was still thinking at the token limit. */
  cutWhileThinking: number;
}

function isCutWhileThinking({ outcome, finishReason, reasoning }: TurnRecord): boolean {
  return outcome === 'empty' && finishReason.unified === 'length' && reasoning !== undefined;
}

function verdictOn(model: string, { outcomes, cutWhileThinking }: Replies): Text[] {
  const others = Object.values(outcomes).reduce((sum, count) => sum + count, 0) - outcomes.ok;
  if (outcomes.ok > 0) {
    return others <= outcomes.ok
      ? []
      : [
          say('{model}: {n} of {replies} are not complete ({outcomes})', {
            model,
            n: others,
            replies: plural(others + outcomes.ok, 'reply'),
            outcomes: describeOutcomes(outcomes),
          }),
        ];
  }
  const [only, ...more] = Object.entries(outcomes).filter(([, count]) => count > 0);
  if (!only) return [];
  if (more.length > 0)
    return [say('{model}: no reply is complete ({outcomes})', { model, outcomes: describeOutcomes(outcomes) })];
  switch (only[0]) {
    case 'empty':
      return cutWhileThinking === outcomes.empty
        ? [
            say(
              '{model}: every reply is empty, because the model was still thinking at the token limit; raise it with --max-tokens',
              { model },
            ),
          ]
        : [say('{model}: every reply is empty', { model })];
    case 'truncated':
      return [say('{model}: every reply was cut off at the token limit; raise it with --max-tokens', { model })];
    case 'refused':
      return [say('{model}: every reply was refused', { model })];
    default:
      return [say('{model}: every reply failed', { model })];
  }
}

/**
 * The speed of each model over all its conversations together, where there are several, and how the run ended.
 * @param directory as it is to be printed
 */
export function describeClosing(summary: Summary, directory: string | null): Text[] {
  const speeds = summary.speeds.flatMap((speed) => {
    const total = totalTokensPerSecond(speed);
    return total === null || summary.totals.conversations < 2
      ? []
      : [
          say('{model}: {speed} for all conversations together', {
            model: inertLine(speed.model),
            speed: describeSpeed(total),
          }),
        ];
  });
  // If no model could play at all, that was said when it happened.
  const isNothing = summary.status === 'failed' && summary.totals.conversations === 0;
  return [...speeds, ...(isNothing ? [] : [describeEnd(summary, directory)])];
}

/** Generated tokens by the time from the first conversation's start to the last one's end; null: unknown. */
export function totalTokensPerSecond({ replyTokens = null, playMs }: Summary['speeds'][number]): number | null {
  return replyTokens === null || replyTokens === 0 || playMs === 0 ? null : (replyTokens * 1_000) / playMs;
}
