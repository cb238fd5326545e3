// What is said before a check for regressions is run: how much is played, what that can show, and what it cannot. Start at
// `previewText`.
import { plural, say, type Text } from '../../words/text.ts';
import { describeSize } from '../comparison/figure-words.ts';
import { factLines } from '../plain-table.ts';
import type { Screen } from '../screen.ts';
import { describeTime } from '../wording.ts';
import { amountOf } from './figures.ts';
import { regressPen } from './regress-pen.ts';

export interface RegressPreview {
  scenarios: number;
  turns: number;
  samples: number;
  /** Of the reference's replies that are scored, at most. */
  tokens: number;
  /** The smallest worsening that would be found with 80 % power, as a share; null: not known. */
  detectable: number | null;
  /** Whether so much can show that nothing is worse. */
  canPass: boolean;
  /** null: not known. */
  minutes: number | null;
  /** That it will take on disk; null: not known. */
  diskBytes: number | null;
}

/** With 7, the smallest p of 8 metrics is 8/2⁷ after Holm's correction, which is above 5 %. */
const LEAST_SCENARIOS = 8;

/** Ends with a newline. */
export function previewText(preview: RegressPreview, screen: Pick<Screen, 'stdout' | 'environment' | 'words'>): string {
  const pen = regressPen(screen);
  const { minutes, diskBytes } = preview;
  const facts: [Text, Text | string][] = [
    [say('replies'), describeDesign(preview)],
    [say('tokens'), say('at most {tokens} of the reference are scored', { tokens: plural(preview.tokens, 'token') })],
    [say('can find'), describeReach(preview)],
    ...(preview.canPass ? [] : [[say('cannot show'), describeImpossible(preview)] satisfies [Text, Text]]),
    [say('time'), minutes === null ? say('unknown') : say('about {time}', { time: describeTime(minutes * 60_000) })],
    ...(diskBytes === null ? [] : [[say('on disk'), describeSize(diskBytes)] satisfies [Text, string]]),
  ];
  const lines = factLines(
    facts.map(([name, value]): [string, string] => [pen.told(name), pen.told(value)]),
    pen.columns,
  );
  return `${lines.join('\n')}\n`;
}

/** For example `8 scenarios × 5 turns × 1 sample: 40 of each model`. */
function describeDesign({ scenarios, turns, samples }: RegressPreview): Text {
  return say('{scenarios} × {turns} × {samples}: {n} of each model', {
    scenarios: plural(scenarios, 'scenario'),
    turns: plural(turns, 'turn'),
    samples: plural(samples, 'sample'),
    n: scenarios * turns * samples,
  });
}

function describeReach({ detectable }: RegressPreview): Text {
  return detectable === null
    ? say('broken models; how small a worsening is not known beforehand')
    : say('broken models, and a worsening of {points} points with 80 % power', { points: amountOf(detectable) });
}

function describeImpossible({ scenarios }: RegressPreview): Text {
  return scenarios < LEAST_SCENARIOS
    ? say('that nothing is worse (at least {n} scenarios are needed)', { n: LEAST_SCENARIOS })
    : say('that nothing is worse (too few replies)');
}
