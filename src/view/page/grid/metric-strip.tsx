// The figures of one reply. What was not measured is left out. Start at `MetricStrip`.
import type { Reply } from '../../../compare/comparison.ts';
import { type Label, plural, say } from '../../../words/text.ts';
import { milliseconds, number } from '../numbers.ts';
import type { Shown } from '../shown.ts';
import { t } from '../words.ts';

const OUTCOMES: Record<Reply['outcome'], Label> = {
  ok: 'ok',
  empty: 'empty',
  truncated: 'truncated',
  failed: 'failed',
  refused: 'refused',
};

export function MetricStrip({ shown }: { shown: Extract<Shown, { is: 'reply' }> }) {
  const { reply, take, alike, samples } = shown;
  const { replyTokens, tokensPerSecond, timeToFirstTokenMs, marks } = take;
  return (
    <div class="metrics">
      {reply.outcome !== 'ok' && (
        <span class="outcome" title={`${reply.finish.unified}, ${reply.finish.raw}`}>
          {t(say(OUTCOMES[reply.outcome]))}
        </span>
      )}
      {replyTokens !== null && <span>{t(plural(replyTokens, 'token'))}</span>}
      {tokensPerSecond !== null && <span>{number(tokensPerSecond)} tok/s</span>}
      {timeToFirstTokenMs !== null && (
        <span>{t(say('first token {time}', { time: milliseconds(timeToFirstTokenMs) }))}</span>
      )}
      {alike > 1 && <span class="alike">{t(say('same in {n} of {all} samples', { n: alike, all: samples }))}</span>}
      {marks === null && <span>{t(say('not scored'))}</span>}
    </div>
  );
}
