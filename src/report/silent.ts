// Nothing of what goes well. Start at `silentReporter`.
import { inertLine } from '../core/inert-text.ts';
import type { Reporter } from '../run/events.ts';
import { retell } from '../words/retell.ts';
import { say } from '../words/text.ts';
import { messageText, type Screen, shown } from './screen.ts';

export function silentReporter(screen: Screen): Reporter {
  return {
    report(event) {
      if (event.type !== 'model-failed') return;
      const reason = messageText(retell(event.reason, screen.words), screen);
      screen.stderr.write(`${shown(say('failed'), screen)} ${inertLine(event.model)}: ${reason}\n`);
    },
  };
}
