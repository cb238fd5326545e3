// A run as lines: one for each model and each conversation, and a table at the end. Used in a pipe, above the live line of a terminal, and
// in GitHub's logs: the caller says where the lines go. Start at `lineReporter`.
import { inertLine } from '../core/inert-text.ts';
import type { SamplingField } from '../core/sampling.ts';
import { shorten } from '../core/world.ts';
import type { RunEvent } from '../run/events.ts';
import { type Median, medianOf } from '../stats/running-median.ts';
import type { ConversationRecord, Totals, TurnRecord } from '../store/records.ts';
import { addTotals, emptyTotals, totalsOf } from '../store/totals.ts';
import { retell } from '../words/retell.ts';
import { joinTexts, plural, say, type Text } from '../words/text.ts';
import { closingOf, describeClosing } from './closing.ts';
import { closingTally, describeTables } from './closing-tables.ts';
import { fold } from './fold.ts';
import type { Paint } from './paint.ts';
import type { Progress } from './progress.ts';
import { columnsOf, messageText, recordedLine, type Screen, shown } from './screen.ts';
import {
  describeModel,
  describeOutcomes,
  describePlay,
  describeSampling,
  describeSpeed,
  describeStart,
  joined,
  recorded,
  recordedProblem,
} from './wording.ts';

interface LineOutput {
  /** Already inert, and without its final newline; a table has several lines. */
  line(text: string): void;
  /** The first warnings of a run, one line each. */
  warning(text: string): void;
  /** A model that could not play. */
  modelFailure(model: string, reason: string): void;
}

export interface LineOptions {
  output: LineOutput;
  progress: Progress;
  paint: Paint;
  screen: Screen;
}

/** How far the rest of a line that had to be folded is indented. */
const HANG = 2;

/** Warnings beyond this many are counted, not shown: two hundred thousand turns may have one each. */
const WARNINGS = 10;

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one switch over every event.
export function lineReporter({ output, progress, paint, screen }: LineOptions): (event: RunEvent) => void {
  const columns = (): number | null => columnsOf(screen.stdout);
  const line = (text: string): void => output.line(fold(text, columns(), HANG));
  const playing = new Map<string, Figures>();
  let varied: readonly SamplingField[] = [];
  let tally = closingTally([]);
  const closing = closingOf();
  /** Why models could not play. */
  const reasons = new Set<string>();
  let isResumed = false;
  let warnings = 0;

  const warn = (text: string): void => {
    if (++warnings <= WARNINGS) output.warning(recordedLine(text, screen));
  };
  const told = (text: Text | string): string => shown(text, screen);
  return (event) => {
    progress.follow(event);
    tally.count(event);
    closing.count(event);
    switch (event.type) {
      case 'run-start': {
        const { conversations, turns, mode, finished } = event;
        varied = event.varied;
        tally = closingTally(varied);
        isResumed = finished !== null;
        line(paint('dim', told(joinTexts(', ', [describeStart(event), plural(turns, 'turn'), mode]))));
        if (finished) line(told(describeResumed(finished.conversations, conversations)));
        for (const problem of event.damage) warn(told(problem));
        if (event.damage.length > 0) line(told(DAMAGED));
        for (const note of event.notes) line(paint('dim', inertLine(told(say('note: {note}', { note })))));
        break;
      }
      case 'model-ready':
        line(`${paint('bold', inertLine(event.model))}: ${told(describeModel(event.description, event.template))}`);
        for (const warning of event.description.warnings) warn(`${event.model}: ${retell(warning, screen.words)}`);
        break;
      case 'model-failed':
        reasons.add(event.reason);
        output.modelFailure(inertLine(event.model), messageText(retell(event.reason, screen.words), screen));
        break;
      case 'conversation-start':
        playing.set(event.key, newFigures());
        break;
      case 'turn-end': {
        const { record, isReplay } = event;
        const figures = playing.get(record.key);
        if (figures) countTurn(figures, record, isReplay);
        if (isReplay) break;
        const where = joined(
          record.model,
          joinTexts(', ', [describePlay(record), say('turn {n}', { n: record.turn })]),
        );
        for (const warning of record.warnings) warn(`${told(where)}: ${retell(warning, screen.words)}`);
        break;
      }
      case 'conversation-end': {
        const { record } = event;
        const figures = playing.get(record.key) ?? newFigures();
        const failed = paint('red', told(say('failed')));
        const { reason: all = '' } = record;
        // A model's failure has been told in full.
        const reason = reasons.has(all) ? recordedProblem(all) : recorded(all);
        line(`${describeDone(progress)} ${told(describeConversation(record, { figures, varied, failed, reason }))}`);
        playing.delete(record.key);
        break;
      }
      case 'run-end': {
        if (warnings > WARNINGS) {
          const more = plural(warnings - WARNINGS, 'more warning');
          line(told(say('{warnings}: all of them are in the journal', { warnings: more })));
        }
        const tables = describeTables(tally.tables(), screen, isResumed);
        if (tables !== null) line(`\n${tables}`);
        for (const verdict of closing.verdicts()) output.warning(told(verdict));
        for (const text of describeClosing(event.summary, event.directory && shorten(event.directory, screen)))
          line(told(text));
        break;
      }
      default:
        break;
    }
  };
}

interface Outline {
  figures: Figures;
  /** Settings that the run plays with several values. */
  varied: readonly SamplingField[];
  /** The word for a failure, painted. */
  failed: string;
  /** Of a failure. */
  reason: Text;
}

function describeConversation(record: ConversationRecord, { figures, varied, failed, reason }: Outline): Text {
  const speed = figures.speed.value();
  const { replayed } = figures;
  const turns = plural(record.turns, 'turn');
  return joined(
    inertLine(record.model),
    describePlay(record),
    varied.length > 0 ? describeSampling(record.settings, varied) : null,
    replayed > 0 ? say('{turns} ({n} replayed)', { turns, n: replayed }) : turns,
    speed === null ? null : describeSpeed(speed),
    describeOutcomes(figures.totals.outcomes),
    record.status === 'failed' ? joinTexts(': ', [failed, reason]) : null,
  );
}

/** For example `[ 3/12]`. */
export function describeDone(progress: Progress): string {
  const total = String(progress.conversations());
  return `[${String(progress.done()).padStart(total.length)}/${total}]`;
}

export const DAMAGED = say('what is missing from the journal or cannot be read is played again');

export function describeResumed(finished: number, conversations: number): Text {
  const values = { finished, conversations: plural(conversations, 'conversation') };
  return finished === 1
    ? say('resumed: {finished} of {conversations} was finished', values)
    : say('resumed: {finished} of {conversations} were finished', values);
}

interface Figures {
  totals: Totals;
  speed: Median;
  replayed: number;
}

function newFigures(): Figures {
  return { totals: emptyTotals(), speed: medianOf(), replayed: 0 };
}

function countTurn(figures: Figures, record: TurnRecord, isReplay: boolean): void {
  figures.totals = addTotals(figures.totals, totalsOf(record));
  figures.speed.add(record.tokensPerSecond);
  if (isReplay) figures.replayed++;
}

/** The conversation that started first, and how many others are in progress. */
export function describePlaying(progress: Progress): Text | null {
  const [first, ...others] = progress.playing();
  if (!first) return null;
  return joinTexts(', ', [
    describePlay(first),
    say('turn {turn}/{turns}', { turn: first.turn, turns: first.turns }),
    others.length > 0 ? say('{n} more at once', { n: others.length }) : null,
  ]);
}
