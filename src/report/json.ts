// What `--json` prints: one object for the whole run, written conversation by conversation from the run's folder, so that a large run
// does not have to fit into memory. Start at `jsonCollector`.
import { once } from 'node:events';
import { isClosedPipe } from '../core/closed-pipe.ts';
import { inertJson } from '../core/inert-text.ts';
import { type Places, shorten } from '../core/world.ts';
import type { TemplateChoice } from '../prompt/prompt.ts';
import type { Reporter, RunEvent } from '../run/events.ts';
import type { ScoreReport } from '../score/report-on.ts';
import { type Median, medianOf } from '../stats/running-median.ts';
import { readConversations, type StoredConversation } from '../store/read-run.ts';
import type { Summary, Totals, TurnRecord } from '../store/records.ts';
import { totalTokensPerSecond } from './closing.ts';

export interface JsonResult {
  runId: string;
  /** Printed as a short path; null if nothing was recorded and the folder was removed. */
  directory: string | null;
  status: Summary['status'];
  /** Why the run stopped. */
  reason?: string | undefined;
  conversations: StoredConversation[];
  /** Models that were loaded, and how the prompt template of each was chosen. */
  models: { model: string; template: LoadedTemplate }[];
  failedModels: { model: string; reason: string }[];
  totals: Totals | null;
  /** null until the run has ended. */
  speeds: Summary['speeds'] | null;
  /** null: nothing was scored. */
  scores: PrintedScores | null;
}

interface PrintedScores {
  table: ScoreReport['models'];
  gates: ScoreReport['gates'];
}

/** What a run's JSON says of its scores; null: nothing was scored. */
export function printedScores(report: ScoreReport | null): PrintedScores | null {
  return report && { table: report.models, gates: report.gates };
}

/** How fast a model was; null: not measured. Medians are exact to three digits. */
interface PrintedSpeed {
  model: string;
  turns: number;
  medianTimeToFirstTokenMs: number | null;
  /** Of one conversation. */
  medianTokensPerSecond: number | null;
  /** Of all conversations together: generated tokens by the time in which they were played. */
  totalTokensPerSecond: number | null;
}

/** How it was chosen is unknown for runs from before that was recorded. */
type LoadedTemplate = { id: string; file: string } & {
  [Name in keyof TemplateChoice]?: TemplateChoice[Name] | undefined;
};

/** Keeps what is not in the folder, and prints everything at the end. */
export function jsonCollector(places: Places): Reporter & {
  print(stream: NodeJS.WritableStream, report?: ScoreReport | null): Promise<void>;
  /** Whether the run left a folder. */
  isRecorded(): boolean;
} {
  const result: Omit<JsonResult, 'conversations'> = {
    runId: '',
    directory: null,
    status: 'stopped',
    models: [],
    failedModels: [],
    totals: null,
    speeds: null,
    scores: null,
  };
  return {
    report(event: RunEvent) {
      if (event.type === 'run-start') {
        result.runId = event.runId;
        result.directory = event.directory;
      } else if (event.type === 'model-ready') {
        result.models.push({ model: event.model, template: event.template });
      } else if (event.type === 'model-failed') {
        result.failedModels.push({ model: event.model, reason: event.reason });
      } else if (event.type === 'run-end') {
        result.status = event.summary.status;
        result.reason = event.summary.reason;
        result.directory = event.directory;
        result.totals = event.summary.totals;
        result.speeds = event.summary.speeds;
      }
    },
    print: (stream, report = null) => printRun({ ...result, scores: printedScores(report) }, stream, places),
    isRecorded: () => result.directory !== null,
  };
}

/** @param rest everything but the conversations, which come from its folder */
export async function printRun(
  { runId, directory, status, reason, speeds, ...rest }: Omit<JsonResult, 'conversations'>,
  stream: NodeJS.WritableStream,
  places: Places,
): Promise<void> {
  const shown = directory === null ? null : shorten(directory, places);
  const head = inertJson({ runId, directory: shown, status, reason }).replace(/\s*\}$/, '');
  if (!(await written(stream, `${head},\n  "conversations": [`))) return;
  const medians = new Map<string, Medians>();
  let isFirst = true;
  if (directory !== null) {
    for await (const conversation of readConversations(directory)) {
      if (!(await written(stream, `${isFirst ? '' : ','}\n${indented(inertJson(conversation))}`))) return;
      isFirst = false;
      for (const turn of conversation.turns) countTurn(medians, turn);
    }
  }
  const figures = {
    ...rest,
    speeds: [...medians].map(([model, measured]) => printedSpeed(model, measured, speeds ?? [])),
  };
  await written(stream, `${isFirst ? '' : '\n  '}],\n${inertJson(figures).replace(/^\{\s*/, '  ')}\n`);
}

interface Medians {
  turns: number;
  firstToken: Median;
  speed: Median;
}

function countTurn(medians: Map<string, Medians>, { model, timeToFirstTokenMs, tokensPerSecond }: TurnRecord): void {
  const own = medians.get(model) ?? { turns: 0, firstToken: medianOf(), speed: medianOf() };
  own.turns++;
  own.firstToken.add(timeToFirstTokenMs);
  own.speed.add(tokensPerSecond);
  medians.set(model, own);
}

function printedSpeed(model: string, { turns, firstToken, speed }: Medians, speeds: Summary['speeds']): PrintedSpeed {
  const measured = speeds.find((each) => each.model === model);
  return {
    model,
    turns,
    medianTimeToFirstTokenMs: threeDigits(firstToken.value()),
    medianTokensPerSecond: threeDigits(speed.value()),
    totalTokensPerSecond: threeDigits(measured ? totalTokensPerSecond(measured) : null),
  };
}

function threeDigits(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(3));
}

/** Whether anybody is still reading: the reader of a pipe may be gone, as with `| head`. */
export async function written(stream: NodeJS.WritableStream, text: string): Promise<boolean> {
  if (!stream.writable) return false;
  if (stream.write(text)) return true;
  try {
    await once(stream, 'drain');
    return true;
  } catch (error) {
    if (isClosedPipe(error)) return false;
    throw error;
  }
}

/** Two levels deep; newlines inside strings are escaped, so those left are layout. */
function indented(json: string): string {
  return json.replace(/^/gm, '    ');
}
