// What is said before a check for regressions is run: how much is played, what that can show, and what it cannot. Start at
// `previewText`.
import { LEAST_SCENARIOS } from '../../regress/levels.ts';
import type { Preview } from '../../regress/preview.ts';
import { plural, say, type Text } from '../../words/text.ts';
import { describeSize } from '../comparison/figure-words.ts';
import { factLines } from '../plain-table.ts';
import type { Screen } from '../screen.ts';
import { describeTime } from '../wording.ts';
import { amountOf } from './figures.ts';
import { regressPen } from './regress-pen.ts';

/** Ends with a newline. */
export function previewText(preview: Preview, screen: Pick<Screen, 'stdout' | 'environment' | 'words'>): string {
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
function describeDesign({ scenarios, turns, samples }: Preview): Text {
  return say('{scenarios} × {turns} × {samples}: {n} of each model', {
    scenarios: plural(scenarios, 'scenario'),
    turns: plural(turns, 'turn'),
    samples: plural(samples, 'sample'),
    n: scenarios * turns * samples,
  });
}

function describeReach({ detectable }: Preview): Text {
  return detectable === null
    ? say('broken models; how small a worsening is not known beforehand')
    : say('broken models, and a worsening of {points} points with 80 % power', { points: amountOf(detectable) });
}

function describeImpossible({ scenarios }: Preview): Text {
  return scenarios < LEAST_SCENARIOS
    ? say('that nothing is worse (at least {n} scenarios are needed)', { n: LEAST_SCENARIOS })
    : say('that nothing is worse (too few replies)');
}
