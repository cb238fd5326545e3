// In a pipe or a log: only lines, one below the other. Start at `plainReporter`.
import { inertLine } from '../core/inert-text.ts';
import type { Reporter } from '../run/events.ts';
import { describeDone, describePlaying, lineReporter } from './lines.ts';
import { type Progress, trackProgress } from './progress.ts';
import type { Screen } from './screen.ts';
import { describeLeft, joined, significant } from './wording.ts';

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
      warning: (text) => line(`warning ${text}`),
      modelFailure: (model, reason) => stderr.write(`failed ${model}: ${reason}\n`),
    },
  });
  return {
    report(event) {
      report(event);
      if (event.type !== 'run-end' && clock() - lastLine >= QUIET_MS) line(describeProgress(progress, now()));
    },
  };
}

/** For example `[ 3/12] 85.3 tokens/s · 4 min left · hitogara-tiny-q8_0 · anime-fan #2, turn 3/12`. */
function describeProgress(progress: Progress, now: Date): string {
  const speed = progress.tokensPerSecond();
  const left = progress.left();
  const model = progress.model();
  return `${describeDone(progress)} ${joined(
    speed === null ? null : `${significant(speed)} tokens/s`,
    left === null ? null : describeLeft(left, now),
    model === null ? null : `${inertLine(model.id)}${model.isLoading ? ' loading' : ''}`,
    describePlaying(progress),
  )}`;
}
