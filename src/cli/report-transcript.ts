// The run as a person reads it: on a terminal the reply streams; in a pipe plain lines, no escape codes. Every dynamic text goes
// through `inertText`, because models and files are strangers. Start at `transcriptReporter`.
import { styleText } from 'node:util';
import type { BackendDescription } from '../backend/backend.ts';
import { inertLine, inertText } from '../core/inert-text.ts';
import type { Sampling } from '../core/sampling.ts';
import type { RunEvent } from '../run/events.ts';
import type { ConversationRecord, Summary, TurnRecord } from '../store/records.ts';
import type { Host } from './host.ts';
import { plainTable } from './plain-table.ts';

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

export function transcriptReporter({
  stdout: stream,
  stderr,
  environment,
}: Pick<Host, 'stdout' | 'stderr' | 'environment'>): (event: RunEvent) => void {
  const isTty = stream.isTTY === true;
  const hasColour = isTty && !environment.NO_COLOR && environment.TERM !== 'dumb';
  const paint: Paint = (style, text) => (hasColour ? styleText(style, text, { validateStream: false }) : text);
  const write = (text: string): void => {
    stream.write(text);
  };
  const line = (text = ''): void => write(`${text}\n`);
  const rows: TableRow[] = [];
  let speakers = { user: '', char: '' };
  let turns: TurnRecord[] = [];
  let streamed = '';

  return (event) => {
    switch (event.type) {
      case 'run-start':
        line(
          paint(
            'dim',
            `run ${event.runId}: ${plural(event.conversations, 'conversation')} on ${plural(event.models, 'model')}`,
          ),
        );
        break;
      case 'model-start':
        line();
        line(`${paint('bold', inertLine(event.model))}${paint('dim', ' loading')}`);
        break;
      case 'model-ready':
        for (const text of describeModel(event.description, event.template)) line(paint('dim', `  ${inertLine(text)}`));
        for (const warning of event.description.warnings) line(`  ${paint('yellow', 'warning')} ${inertLine(warning)}`);
        break;
      case 'model-failed':
        stderr.write(`${paint('red', 'failed')} ${inertLine(event.model)}: ${inertText(event.reason)}\n`);
        break;
      case 'conversation-start': {
        const { scenario, sample } = event;
        turns = [];
        speakers = { user: inertLine(scenario.persona.user), char: inertLine(scenario.persona.name) };
        line();
        line(
          paint(
            'bold',
            inertLine(`${scenario.id} ${scenario.title.ja} (${scenario.title.en})${sample > 1 ? ` #${sample}` : ''}`),
          ),
        );
        line(paint('dim', `  ${describeSampling(event.sampling)}`));
        break;
      }
      case 'turn-start':
        streamed = '';
        line();
        line(`${paint('cyan', speakers.user)}: ${inertText(event.user)}`);
        if (isTty) write(`${paint('green', speakers.char)}: `);
        break;
      case 'text': {
        // Leading white space belongs to the format, not to what was said.
        const text = streamed === '' ? event.text.trimStart() : event.text;
        streamed += text;
        if (isTty) write(inertText(text));
        break;
      }
      case 'turn-end':
        turns.push(event.record);
        if (isTty) line();
        else line(`${speakers.char}: ${inertText(event.record.reply.trim())}`);
        line(paint('dim', `  ${describeTurn(event.record)}`));
        for (const warning of event.record.warnings) line(`  ${paint('yellow', 'warning')} ${inertLine(warning)}`);
        break;
      case 'conversation-end':
        rows.push({ record: event.record, turns });
        turns = [];
        if (event.record.status === 'failed')
          line(`${isTty ? '\n' : ''}${paint('red', 'failed')} ${inertLine(event.record.reason ?? '')}`);
        break;
      case 'run-end':
        line();
        if (rows.length > 0) line(summaryTable(rows));
        if (event.summary.status !== 'failed') {
          line(describeEnd(event.summary, event.directory));
        }
        break;
    }
  };
}

interface TableRow {
  record: ConversationRecord;
  turns: readonly TurnRecord[];
}

function describeModel(model: BackendDescription, template: { id: string; file: string }): string[] {
  if (model.backend === 'scripted')
    return [`scripted replies, sha256 ${model.sha256.slice(0, 12)}, template ${template.id}`];
  const { device, engine } = model;
  const where =
    device.gpu === false
      ? `CPU, ${plural(model.threads, 'thread')}`
      : `${device.gpu} (${device.names.join(', ')}), ${device.gpuLayers} of ${device.totalLayers} layers, ${plural(model.threads, 'thread')}`;
  const from = { option: '', cache: ' (measured before)', calibration: ' (measured now)' }[model.threadsFrom];
  return [
    `${model.fileType}, ${shortCount(model.parameters)} parameters, ${(model.bytes / 1e6).toFixed(1)} MB, sha256 ${model.sha256.slice(0, 12)}`,
    `llama.cpp ${engine.release} ${engine.build} on ${where}${from}, context ${model.contextSize}, template ${template.id}`,
  ];
}

/** The figures of one turn in one line; what was not measured is left out. */
function describeTurn(record: TurnRecord): string {
  const { unified, raw } = record.finishReason;
  return [
    record.replyTokens === null ? null : plural(record.replyTokens, 'token'),
    record.tokensPerSecond === null ? null : `${significant(record.tokensPerSecond)} tokens/s`,
    record.timeToFirstTokenMs === null ? null : `first token ${significant(record.timeToFirstTokenMs)} ms`,
    record.promptTokens === null ? null : `prompt ${record.promptTokens} (${record.reusedTokens} reused)`,
    record.outcome === 'ok' ? null : `${record.outcome}: ${unified}, ${inertLine(raw)}`,
  ]
    .filter((part) => part !== null)
    .join(' · ');
}

function describeSampling(sampling: Sampling): string {
  const settings = Object.entries(sampling).map(
    ([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`,
  );
  return inertLine(settings.join(', ') || 'default sampling');
}

function summaryTable(rows: readonly TableRow[]): string {
  const head = ['model', 'scenario', 'turns', 'tokens', 'first token', 'tokens/s', 'outcomes'];
  const cells = rows.map(({ record, turns }) => {
    const firstToken = median(turns.map((turn) => turn.timeToFirstTokenMs));
    const speed = median(turns.map((turn) => turn.tokensPerSecond));
    return [
      inertLine(record.model),
      inertLine(`${record.scenario}${record.sample > 1 ? ` #${record.sample}` : ''}`),
      String(record.turns),
      String(sumOf(turns.map((turn) => turn.replyTokens)) ?? '–'),
      firstToken === null ? '–' : `${significant(firstToken)} ms`,
      speed === null ? '–' : significant(speed),
      describeOutcomes(record, turns),
    ];
  });
  return plainTable(head, cells, ['turns', 'tokens', 'first token', 'tokens/s']);
}

function describeOutcomes(record: ConversationRecord, turns: readonly TurnRecord[]): string {
  const counts = new Map<string, number>();
  for (const { outcome } of turns) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const parts = [...counts].map(([outcome, count]) => `${count} ${outcome}`);
  return [...parts, ...(record.status === 'failed' ? ['conversation failed'] : [])].join(', ');
}

function describeEnd({ status, totals, elapsedMs }: Summary, directory: string | null): string {
  const failed = totals.failed > 0 ? `, ${totals.failed} failed` : '';
  return `${status}: ${plural(totals.done, 'conversation')}${failed}, ${plural(totals.turns, 'turn')} in ${(elapsedMs / 1_000).toFixed(1)} s${directory === null ? '' : ` · ${directory}`}`;
}

/** null where one is not known. */
function sumOf(values: readonly (number | null)[]): number | null {
  return values.reduce((sum, value) => (sum === null || value === null ? null : sum + value), 0);
}

/** Of what was measured; null when nothing was. */
function median(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  const middle = Math.floor(known.length / 2);
  const [low, high] = known.length % 2 === 1 ? [known[middle], known[middle]] : [known[middle - 1], known[middle]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

function significant(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

export function shortCount(count: number): string {
  if (count >= 1e9) return `${(count / 1e9).toPrecision(3)}B`;
  return count >= 1e6 ? `${(count / 1e6).toPrecision(3)}M` : String(count);
}
