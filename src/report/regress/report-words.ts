// What is said of a whole check for regressions: the smallest file that passes, what the table's figures are, how it was measured. Start at
// `measuredBy`.
import type { RegressReport } from '../../regress/report.ts';
import { joinTexts, plural, say, type Text } from '../../words/text.ts';
import { calmName } from '../comparison/calm-text.ts';
import { describeReference } from './verdict-words.ts';

/** null: there is nothing to choose from. */
export function smallestOf({ candidates, smallestPass }: RegressReport): Text | null {
  if (candidates.length < 2) return null;
  return smallestPass === null
    ? say('no candidate passes')
    : say('the smallest file that passes: {model}', { model: calmName(smallestPass) });
}

/** What the figures of the table are. */
export function legendOf(): Text {
  return say(
    'KL divergence in nats a token, on the replies of the reference; worst metric: difference in replies with the fault, and its upper bound (95 %)',
  );
}

/** For example `hitogara 0.1.0 · preset smoke · reference tiny-f16 (F16) · 8 scenarios, 5 turns, 1 sample`. */
export function measuredBy(report: RegressReport): Text {
  const { hitogara, preset, reference, design, runId } = report;
  return joinTexts(' · ', [
    `hitogara ${calmName(hitogara)}`,
    say('reference {model}', { model: describeReference(reference) }),
    say('preset {preset}', { preset }),
    joinTexts(', ', [
      plural(design.scenarios.length, 'scenario'),
      plural(design.turns, 'turn'),
      plural(design.samples, 'sample'),
    ]),
    say('seed {seed}', { seed: design.seed }),
    calmName(runId),
  ]);
}
