// Three tables for analysis: turns, conversations, and what checks found. Start at `parquetOut`.
import { type Attempt, attemptsIn } from './attempts.ts';
import type { ExportedConversation, ExportedRun, ExportedScore } from './exported-run.ts';
import type { FormatWriter, OutFormat } from './format.ts';
import { type Cell, type ColumnType, parquetTable } from './parquet-table.ts';
import { instructionOf, repliesIn } from './said.ts';

export const parquetOut: OutFormat = {
  isFolder: true,
  losses: ['told', 'prompts', 'ratings'],
  open: parquetWriter,
};

type Columns<Source> = readonly (readonly [string, ColumnType, (source: Source) => Cell])[];

interface Place {
  run: ExportedRun;
  conversation: ExportedConversation;
}

/** What joins the tables. */
const PLACE: Columns<Place> = [
  ['run', 'text', ({ run }) => run.id],
  ['key', 'text', ({ conversation }) => conversation.key],
  ['model', 'text', ({ conversation }) => conversation.model],
  ['settings', 'text', ({ conversation }) => json(conversation.settings)],
  ['scenario', 'text', ({ conversation }) => conversation.scenario],
  ['sample', 'integer', ({ conversation }) => conversation.sample],
];

const CONVERSATION: Columns<Place> = [
  ['seed', 'integer', ({ conversation }) => conversation.seed],
  ['status', 'text', ({ conversation }) => conversation.status],
  ['problem', 'text', ({ conversation }) => conversation.reason ?? null],
  ['replies', 'integer', ({ conversation }) => repliesIn(conversation).length],
  ['greeting', 'text', ({ conversation }) => conversation.greeting],
  ['instruction', 'text', ({ run, conversation }) => instructionOf(run, conversation)],
  ['startedAt', 'text', ({ run }) => run.startedAt],
  ['mode', 'text', ({ run }) => run.mode],
  ['isImported', 'boolean', ({ run }) => run.isImported],
  ['weightsDigest', 'text', (place) => described(place, 'weightsDigest')],
  ['fileType', 'text', (place) => described(place, 'fileType')],
  ['architecture', 'text', (place) => described(place, 'architecture')],
  ['provider', 'text', (place) => described(place, 'provider')],
  ['contextSize', 'integer', (place) => described(place, 'contextSize')],
  ['kvType', 'text', (place) => described(place, 'kvType')],
  ['template', 'text', (place) => modelOf(place)?.template?.id ?? null],
  ['templateHash', 'text', (place) => modelOf(place)?.template?.hash ?? null],
];

const TURN: Columns<Attempt> = [
  ['turn', 'integer', ({ turn }) => turn],
  ['user', 'text', ({ user }) => user],
  ['reply', 'text', ({ reply }) => reply],
  ['thinking', 'text', ({ record }) => record?.reasoning ?? null],
  ['outcome', 'text', ({ outcome }) => outcome],
  ['finish', 'text', ({ record }) => record?.finishReason.unified ?? null],
  ['finishRaw', 'text', ({ record }) => record?.finishReason.raw ?? null],
  ['problem', 'text', ({ problem }) => problem],
  ['partialReply', 'text', ({ partialReply }) => partialReply],
  ['seed', 'integer', ({ record }) => record?.seed ?? null],
  ['promptTokens', 'integer', ({ record }) => record?.promptTokens ?? null],
  ['reusedTokens', 'integer', ({ record }) => record?.reusedTokens ?? null],
  ['replyTokens', 'integer', ({ record }) => record?.replyTokens ?? null],
  ['timeToFirstTokenMs', 'number', ({ record }) => record?.timeToFirstTokenMs ?? null],
  ['promptMs', 'number', ({ record }) => record?.promptMs ?? null],
  ['generateMs', 'number', ({ record }) => record?.generateMs ?? null],
  ['tokensPerSecond', 'number', ({ record }) => record?.tokensPerSecond ?? null],
  ['costUsd', 'number', ({ record }) => record?.costUsd ?? null],
  ['attempts', 'integer', ({ record }) => record?.attempts ?? null],
  ['droppedTurns', 'integer', ({ record }) => record?.droppedTurns ?? null],
  ['promptHash', 'text', ({ record }) => record?.promptHash ?? null],
  ['sampling', 'text', ({ record }) => json(record?.sampling.effective ?? null)],
  ['lore', 'text', ({ record }) => (record?.lore?.length ? json(record.lore) : null)],
  ['warnings', 'text', ({ record }) => (record?.warnings.length ? json(record.warnings) : null)],
];

const SCORE: Columns<ExportedScore> = [
  ['turn', 'integer', ({ turn }) => turn],
  ['check', 'text', ({ check }) => check],
  ['version', 'integer', ({ version }) => version],
  ['unit', 'text', ({ unit }) => unit],
  ['result', 'text', ({ result }) => result],
  ['value', 'number', ({ value }) => value],
  ['message', 'text', ({ message }) => message],
  ['isError', 'boolean', ({ isError }) => isError ?? false],
];

function parquetWriter(run: ExportedRun): FormatWriter {
  const turns = parquetTable('turns.parquet', headOf([...PLACE, ...TURN]));
  const conversations = parquetTable('conversations.parquet', headOf([...PLACE, ...CONVERSATION]));
  const scores = parquetTable('scores.parquet', headOf([...PLACE, ...SCORE]));
  return {
    conversation(conversation) {
      const place = { run, conversation };
      const cells = cellsOf(PLACE, place);
      return [
        ...conversations.add([...cells, ...cellsOf(CONVERSATION, place)]),
        ...attemptsIn(conversation).flatMap((attempt) => turns.add([...cells, ...cellsOf(TURN, attempt)])),
        ...(conversation.scores ?? []).flatMap((score) => scores.add([...cells, ...cellsOf(SCORE, score)])),
      ];
    },
    // A run that was not scored has no table that would say that nothing was found.
    end: (rates) => [...turns.end(), ...conversations.end(), ...(rates === null ? [] : scores.end())],
  };
}

function headOf(columns: readonly (readonly [string, ColumnType, ...unknown[]])[]): (readonly [string, ColumnType])[] {
  return columns.map(([name, type]) => [name, type] as const);
}

function cellsOf<Source>(columns: Columns<Source>, source: Source): Cell[] {
  return columns.map(([, , cell]) => cell(source));
}

function modelOf({ run, conversation }: Place): ExportedRun['models'][number] | undefined {
  return run.models.find(({ id }) => id === conversation.model);
}

/** null: not known of such a model. */
function described(place: Place, field: string): Cell {
  const value = new Map<string, unknown>(Object.entries(modelOf(place)?.description ?? {})).get(field);
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}

function json(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}
