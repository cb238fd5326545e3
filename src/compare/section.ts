// One scenario in every column, turn by turn. Pure. Start at `sectionOf`.
import { groupBy } from '../core/group-by.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { ScoredRow } from '../score/score-talk.ts';
import type { PastRun } from '../store/past-run.ts';
import type { Preference } from '../store/rating-schema.ts';
import type { TurnRecord } from '../store/records.ts';
import type { ColumnSource } from './columns.ts';
import type { ComparedConversation } from './compared-run.ts';
import type { Cell, Mark, Missing, Reply, Row, Section, Take, Talk } from './comparison.ts';
import type { RenderedAgain } from './prompts.ts';

/** A conversation of a column, with its prompts. */
export interface PlacedConversation extends ComparedConversation {
  greeting: string | null;
  prompts: RenderedAgain;
}

export interface SectionSources {
  scenario: string;
  /** As the first run that can be read has it: what its turns test. */
  form: Scenario | null;
  sources: readonly ColumnSource[];
  /** For each column. */
  conversations: readonly (readonly PlacedConversation[])[];
  preferences: readonly Preference[];
  /** Which samples these are; left out: all. */
  samples?: Section['samples'];
}

export function sectionOf(section: SectionSources): Section {
  const { scenario, form, sources, conversations, preferences, samples } = section;
  const columns = sources.map((source, index) => ({
    source,
    talks: [...(conversations[index] ?? [])].sort((a, b) => a.conversation.sample - b.conversation.sample),
  }));
  const turns = Math.max(
    0,
    ...columns.flatMap(({ talks }) => talks.map(({ conversation }) => conversation.turns.length)),
  );
  return {
    scenario,
    ...(samples && { samples }),
    talks: columns.map(({ source, talks }) => talks.map((talk) => talkOf(talk, source.run))),
    rows: Array.from({ length: turns }, (_, index) => rowOf(index + 1, { columns, scenario, form, samples })),
    preferences: [...preferences],
  };
}

interface ColumnTalks {
  source: ColumnSource;
  talks: readonly PlacedConversation[];
}

interface RowSources {
  columns: readonly ColumnTalks[];
  scenario: string;
  form: Scenario | null;
  samples: Section['samples'];
}

function rowOf(turn: number, { columns, scenario, form, samples }: RowSources): Row {
  const takes = columns.flatMap(({ talks }) => talks.flatMap((talk) => turnOf(talk, turn) ?? []));
  const users = new Set(takes.map(({ user }) => user));
  const [user = null] = users.size === 1 ? users : [];
  const planned = form?.turns[turn - 1];
  return {
    turn,
    user,
    probe: planned && planned.user.trim() === user?.trim() ? (planned.probe ?? null) : null,
    differs: hasDifferences(columns, turn),
    cells: columns.map(({ source, talks }) =>
      cellOf(turn, { source, talks, scenario, samples, isDiverged: user === null }),
    ),
  };
}

function turnOf({ conversation }: PlacedConversation, turn: number): TurnRecord | undefined {
  return conversation.turns[turn - 1];
}

/** By sample; where columns have no sample in common, by everything that was said. */
function hasDifferences(columns: readonly ColumnTalks[], turn: number): boolean {
  const said = columns.flatMap(({ talks }, index) =>
    talks.flatMap((talk) => {
      const record = turnOf(talk, turn);
      return record ? [{ index, sample: talk.conversation.sample, text: record.reply }] : [];
    }),
  );
  const bySample = [...groupBy(said, ({ sample }) => sample).values()].filter((own) => own.length > 1);
  const groups = bySample.length > 0 ? bySample : [said];
  return groups.some((own) => new Set(own.map(({ text }) => text)).size > 1);
}

interface CellSources extends ColumnTalks {
  scenario: string;
  samples: Section['samples'];
  isDiverged: boolean;
}

function cellOf(turn: number, { isDiverged, ...column }: CellSources): Cell {
  const { talks } = column;
  const said = talks.flatMap((talk) => {
    const record = turnOf(talk, turn);
    return record ? [{ record, take: takeOf(talk, record) }] : [];
  });
  const folded = groupBy(said, ({ record: { reply, reasoning, user, outcome, finishReason } }) =>
    JSON.stringify([reply, reasoning, isDiverged && user, outcome, finishReason]),
  );
  const replies = [...folded.values()].flatMap((own): Reply[] => {
    const [first] = own;
    if (!first) return [];
    const { reply, reasoning = null, user, outcome, finishReason } = first.record;
    const takes = own.map(({ take }) => take);
    return [{ text: reply, reasoning, user: isDiverged ? user : null, outcome, finish: finishReason, takes }];
  });
  return { replies, missing: missingOf(turn, column) };
}

function takeOf({ rows, ratings, prompts }: PlacedConversation, record: TurnRecord): Take {
  const { sample, turn, seed, replyTokens, tokensPerSecond, timeToFirstTokenMs, generateMs } = record;
  const { promptTokens, reusedTokens, costUsd, attempts, droppedTurns, warnings, promptHash } = record;
  return {
    ...{ sample, seed, replyTokens, tokensPerSecond, timeToFirstTokenMs, generateMs },
    ...{ promptTokens, reusedTokens, costUsd, attempts, droppedTurns, warnings, promptHash },
    prompt: prompts.byTurn.get(turn) ?? null,
    marks: rows && marksOf(rows, turn),
    ratings: ratings.filter((rating) => rating.turn === turn),
  };
}

function talkOf({ conversation, rows, ratings, prompts, greeting }: PlacedConversation, run: PastRun): Talk {
  const { sample, key, seed, status, reason = null, turns, cutOff = null } = conversation;
  return {
    ...{ sample, key, seed, reason, greeting },
    status: status === 'interrupted' && run.status === 'running' ? 'running' : status,
    turns: turns.length,
    sampling: turns[0]?.sampling ?? null,
    cutOff,
    promptProblem: prompts.problem,
    marks: rows && marksOf(rows, null),
    ratings: ratings.filter(({ turn }) => turn === null),
  };
}

/** @param turn null: about the whole conversation */
function marksOf(rows: readonly ScoredRow[], turn: number | null): Mark[] {
  return rows.flatMap(({ check, turn: own, result, message, spans }): Mark[] =>
    own === turn && (result === 'fail' || result === 'warn')
      ? [{ check, result, message: String(message), spans: [...spans] }]
      : [],
  );
}

type Reason = Omit<Missing, 'samples'>;

function missingOf(
  turn: number,
  { source, talks, scenario, samples: here }: Omit<CellSources, 'isDiverged'>,
): Missing[] {
  const { run, model } = source;
  const isThere = run.scenarios.some(({ id }) => id === scenario);
  const all = (reason: Reason): Missing[] => [{ samples: [], ...reason }];
  if (!isThere) return all({ code: 'not-in-run', reason: '' });
  const samples = Array.from({ length: run.manifest.request.samples }, (_, index) => index + 1).filter(
    (sample) => !here || (sample >= here.from && sample <= here.to),
  );
  const bySample = new Map(talks.map((talk) => [talk.conversation.sample, talk]));
  const lacking = samples.flatMap((sample) => {
    const talk = bySample.get(sample);
    if (talk && turnOf(talk, turn)) return [];
    return [{ sample, ...(talk ? endOf(talk, run) : unplayed(run, model)) }];
  });
  const byReason = groupBy(lacking, ({ code, reason }) => JSON.stringify([code, reason]));
  return [...byReason.values()].flatMap((own): Missing[] => {
    const [first] = own;
    if (!first) return [];
    const isAll = own.length === samples.length;
    return [{ samples: isAll ? [] : own.map(({ sample }) => sample), code: first.code, reason: first.reason }];
  });
}

function endOf({ conversation: { status, reason = '' } }: PlacedConversation, run: PastRun): Reason {
  if (status === 'failed') return { code: 'failed', reason };
  if (status === 'interrupted') return { code: run.status === 'running' ? 'running' : 'interrupted', reason: '' };
  return { code: 'shorter', reason: '' };
}

function unplayed(run: PastRun, { status, reason = '' }: ColumnSource['model']): Reason {
  if (status === 'failed') return { code: 'model-failed', reason };
  return { code: run.status === 'running' ? 'waiting' : 'interrupted', reason: '' };
}
