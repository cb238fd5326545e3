// The run as a person reads it: on a terminal replies stream; in a pipe there are plain lines without escape codes. Every dynamic text
// goes through `inertText`, because models and files are not trusted. Start at `transcriptReporter`.
import { inertLine } from '../core/inert-text.ts';
import { shorten } from '../core/world.ts';
import type { Reporter, RunEvent } from '../run/events.ts';
import { retell } from '../words/retell.ts';
import { say, type Text } from '../words/text.ts';
import { closingOf, describeClosing } from './closing.ts';
import { closingTally, conversationTally, describeTables } from './closing-tables.ts';
import { fold } from './fold.ts';
import { DAMAGED, describeResumed } from './lines.ts';
import { painter } from './paint.ts';
import { columnsOf, messageLine, messageText, recordedLine, type Screen, shown } from './screen.ts';
import { talksOn } from './talks.ts';
import { describeLoaded, describeStart, describeTemplate } from './wording.ts';

/** Up to this many conversations the table has a row for each; beyond that, one for each model and one for each scenario. */
const MOST_ROWS = 100;

export function transcriptReporter(host: Screen): Reporter {
  const { stdout, stderr } = host;
  const paint = painter(host);
  const line = (text = ''): void => {
    stdout.write(`${fold(text, columnsOf(stdout), 4)}\n`);
  };
  const told = (text: Text | string): string => shown(text, host);
  const talks = talksOn(host, paint);
  let tally = conversationTally();
  const closing = closingOf();
  let isResumed = false;

  const report = (event: RunEvent): void => {
    tally.count(event);
    closing.count(event);
    switch (event.type) {
      case 'run-start': {
        const { conversations, finished } = event;
        if (conversations > MOST_ROWS) tally = closingTally(event.varied);
        isResumed = finished !== null;
        line(paint('dim', told(describeStart(event))));
        if (finished) line(told(describeResumed(finished.conversations, conversations)));
        for (const problem of event.damage)
          line(`${paint('yellow', told(say('warning')))} ${messageLine(told(problem), host)}`);
        if (event.damage.length > 0) line(told(DAMAGED));
        for (const note of event.notes) line(paint('dim', inertLine(told(say('note: {note}', { note })))));
        break;
      }
      case 'model-start':
        line();
        line(`${paint('bold', inertLine(event.model))}${paint('dim', ` ${told(say('loading'))}`)}`);
        break;
      case 'model-ready':
        for (const text of describeLoaded(event.description, describeTemplate(event.template)))
          line(paint('dim', `  ${told(text)}`));
        for (const warning of event.description.warnings)
          line(`  ${paint('yellow', told(say('warning')))} ${recordedLine(warning, host)}`);
        break;
      case 'model-failed':
        stderr.write(
          `${paint('red', told(say('failed')))} ${inertLine(event.model)}: ${messageText(retell(event.reason, host.words), host)}\n`,
        );
        break;
      case 'run-end': {
        line();
        const tables = describeTables(tally.tables(), host, isResumed);
        if (tables !== null) line(tables);
        for (const verdict of closing.verdicts()) line(`${paint('yellow', told(say('warning')))} ${told(verdict)}`);
        for (const text of describeClosing(event.summary, event.directory && shorten(event.directory, host)))
          line(told(text));
        break;
      }
      default:
        break;
    }
  };
  return {
    report(event) {
      // The conversations come before the table.
      talks.follow(event);
      report(event);
    },
  };
}
