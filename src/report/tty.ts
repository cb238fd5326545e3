// On a terminal: finished work stays as lines, with one live line below them. Start at `ttyReporter`.

import { inertLine } from '../core/inert-text.ts';
import type { Reporter } from '../run/events.ts';
import { asIs, joinTexts, say, type Text } from '../words/text.ts';
import { fold } from './fold.ts';
import { describeDone, describePlaying, lineReporter } from './lines.ts';
import { liveLine } from './live-line.ts';
import { painter } from './paint.ts';
import { type Progress, trackProgress } from './progress.ts';
import { columnsOf, type Screen } from './screen.ts';
import { describeLeft, describeSpeed } from './wording.ts';

/** Often enough to look live, rarely enough to cost nothing. */
const REDRAW_MS = 100;
/** Redraws even when nothing happens, because the speed falls then. */
const TICK_MS = 500;

export function ttyReporter(host: Screen): Reporter {
  const clock = (): number => host.now().getTime();
  const progress = trackProgress(clock);
  const paint = painter(host);
  const live = liveLine(host.stdout, (text) => paint('dim', text));
  let timer: ReturnType<typeof setInterval> | undefined;
  let lastDraw = 0;
  const draw = (): void => {
    lastDraw = clock();
    live.draw(describeLive(progress, host.now()).in(host.words));
  };
  const stop = (): void => {
    clearInterval(timer);
    live.erase();
  };
  const tick = (): void => {
    try {
      draw();
    } catch {
      // No caller could handle it, and drawing must never break a run.
      clearInterval(timer);
    }
  };
  const line = (text: string): void => {
    live.erase();
    host.stdout.write(`${text}\n`);
  };
  const report = lineReporter({
    progress,
    paint,
    screen: host,
    output: {
      line,
      warning: (text) =>
        line(fold(`${paint('yellow', say('warning').in(host.words))} ${text}`, columnsOf(host.stdout), 2)),
      modelFailure(model, reason) {
        live.erase();
        host.stderr.write(`${paint('red', say('failed').in(host.words))} ${model}: ${reason}\n`);
      },
    },
  });
  return {
    report(event) {
      if (event.type === 'run-end') stop();
      report(event);
      if (event.type === 'run-end') return;
      if (event.type === 'run-start') timer = setInterval(tick, TICK_MS).unref();
      // The next one is about to start, and has no turn yet.
      if (event.type === 'conversation-start' || event.type === 'conversation-end') return;
      if (!live.isDrawn() || clock() - lastDraw >= REDRAW_MS) draw();
    },
    close: stop,
  };
}

/** For example `[ 3/12]  85.3 tokens/s  4 min left  hitogara-tiny-q8_0  anime-fan #2, turn 3/12`. */
function describeLive(progress: Progress, now: Date): Text {
  const model = progress.model();
  if (model === null) return asIs(describeDone(progress));
  if (model.isLoading)
    return joinTexts('  ', [describeDone(progress), say('loading {model}', { model: inertLine(model.id) })]);
  const speed = progress.tokensPerSecond();
  const left = progress.left();
  return joinTexts('  ', [
    describeDone(progress),
    speed === null ? null : describeSpeed(speed),
    left === null ? say('time left unknown') : describeLeft(left, now),
    inertLine(model.id),
    describePlaying(progress),
  ]);
}
