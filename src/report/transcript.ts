// The run as a person reads it: on a terminal replies stream; in a pipe there are plain lines without escape codes. Every dynamic text
// goes through `inertText`, because models and files are not trusted. Start at `transcriptReporter`.
import { inertLine } from '../core/inert-text.ts';
import { shorten } from '../core/world.ts';
import type { Reporter, RunEvent } from '../run/events.ts';
import { closingOf, describeClosing } from './closing.ts';
import { closingTally, conversationTally, describeTables } from './closing-tables.ts';
import { fold } from './fold.ts';
import { describeResumed } from './lines.ts';
import { painter } from './paint.ts';
import { columnsOf, messageLine, messageText, type Screen } from './screen.ts';
import { talksOn } from './talks.ts';
import { describeLoaded, describeTemplate, plural } from './wording.ts';

/** Up to this many conversations the table has a row for each; beyond that, one for each model and one for each scenario. */
const MOST_ROWS = 100;

export function transcriptReporter(host: Screen): Reporter {
  const { stdout, stderr } = host;
  const paint = painter(host);
  const line = (text = ''): void => {
    stdout.write(`${fold(text, columnsOf(stdout), 4)}\n`);
  };
  const talks = talksOn(host, paint);
  let tally = conversationTally();
  const closing = closingOf();
  let isResumed = false;

  const report = (event: RunEvent): void => {
    tally.count(event);
    closing.count(event);
    switch (event.type) {
      case 'run-start': {
        const { runId, conversations, models, finished } = event;
        if (conversations > MOST_ROWS) tally = closingTally(event.varied);
        isResumed = finished !== null;
        line(paint('dim', `run ${runId}: ${plural(conversations, 'conversation')} on ${plural(models, 'model')}`));
        if (finished) line(describeResumed(finished.conversations, conversations));
        break;
      }
      case 'model-start':
        line();
        line(`${paint('bold', inertLine(event.model))}${paint('dim', ' loading')}`);
        break;
      case 'model-ready':
        for (const text of describeLoaded(event.description, describeTemplate(event.template)))
          line(paint('dim', `  ${inertLine(text)}`));
        for (const warning of event.description.warnings)
          line(`  ${paint('yellow', 'warning')} ${messageLine(warning, host)}`);
        break;
      case 'model-failed':
        stderr.write(`${paint('red', 'failed')} ${inertLine(event.model)}: ${messageText(event.reason, host)}\n`);
        break;
      case 'run-end': {
        line();
        const tables = describeTables(tally.tables(), columnsOf(stdout), isResumed);
        if (tables !== null) line(tables);
        for (const verdict of closing.verdicts()) line(`${paint('yellow', 'warning')} ${verdict}`);
        for (const text of describeClosing(event.summary, event.directory && shorten(event.directory, host)))
          line(text);
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
