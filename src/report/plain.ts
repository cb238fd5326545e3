// In a pipe or a log: only lines, one below the other. Start at `plainReporter`.
import { inertLine } from '../core/inert-text.ts';
import type { Reporter } from '../run/events.ts';
import { joinTexts, say, type Text } from '../words/text.ts';
import { describeDone, describePlaying, lineReporter } from './lines.ts';
import { type Progress, trackProgress } from './progress.ts';
import { type Screen, shown } from './screen.ts';
import { describeLeft, describeSpeed, joined } from './wording.ts';

/** A conversation may take an hour: an occasional line then shows that something is happening. */
const QUIET_MS = 30_000;

export function plainReporter(screen: Screen): Reporter {
  const { stdout, stderr, now } = screen;
  const clock = (): number => now().getTime();
  const progress = trackProgress(clock);
  let lastLine = clock();
  const line = (text: string): void => {
    stdout.write(`${text}\n`);
    lastLine = clock();
  };
  const report = lineReporter({
    progress,
    paint: (_, text) => text,
    screen,
    output: {
      line,
      warning: (text) => line(`${shown(say('warning'), screen)} ${text}`),
      modelFailure: (model, reason) => stderr.write(`${shown(say('failed'), screen)} ${model}: ${reason}\n`),
    },
  });
  return {
    report(event) {
      report(event);
      if (event.type !== 'run-end' && clock() - lastLine >= QUIET_MS)
        line(shown(describeProgress(progress, now()), screen));
    },
  };
}

/** For example `[ 3/12] 85.3 tokens/s · 4 min left · hitogara-tiny-q8_0 · anime-fan #2, turn 3/12`. */
function describeProgress(progress: Progress, now: Date): Text {
  const speed = progress.tokensPerSecond();
  const left = progress.left();
  const model = progress.model();
  const parts = joined(
    speed === null ? null : describeSpeed(speed),
    left === null ? null : describeLeft(left, now),
    model && (model.isLoading ? say('loading {model}', { model: inertLine(model.id) }) : inertLine(model.id)),
    describePlaying(progress),
  );
  return joinTexts(' ', [describeDone(progress), parts]);
}
