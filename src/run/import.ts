// From a chat log to a run's folder, as if its conversations had been played: what is unknown stays unknown. Start at `importRun`.

import pLimit from 'p-limit';
import { ExitCode, UserError } from '../core/errors.ts';
import { outcomeOf } from '../core/finish-reason.ts';
import { hashData, sha256 } from '../core/hash.ts';
import { IdSchema } from '../core/id.ts';
import { schemaProblem } from '../core/schema-problem.ts';
import { readTextFile } from '../core/text-file.ts';
import { absolute, shorten, type World } from '../core/world.ts';
import type { ChatFormat } from '../formats/format-names.ts';
import { readTranscript } from '../formats/read.ts';
import type { FormatContext, ReadConversation, ReadTurn, UnplacedLine } from '../formats/transcript.ts';
import type { RenderedPrompt } from '../prompt/prompt.ts';
import { readReply } from '../prompt/reply-text.ts';
import { loadScenarios } from '../scenario/load.ts';
import type { LoadedScenario } from '../scenario/loaded.ts';
import type { Scenario } from '../scenario/schema.ts';
import { StoreFailure } from '../store/journal.ts';
import { type ConversationRecord, type Manifest, SCHEMA_VERSION, type TurnRecord } from '../store/records.ts';
import { createRunFolder, type RunFolder } from '../store/run-folder.ts';
import { figuresOf } from '../store/totals.ts';
import { asIs, plural, say, type Text } from '../words/text.ts';
import { DEFAULT_PLAY_REQUEST } from './default-request.ts';
import { runOrigin } from './origin.ts';

export interface ImportRequest {
  file: string;
  format: ChatFormat;
  /** Id or path: one scenario. */
  scenario: string;
  /** The name that the run gives the model. */
  model: string;
  /** The speakers' names as they stand in the file; null: they are found. */
  roles: FormatContext['roles'];
  /** Folder for run folders. */
  out: string;
  /** What the user typed, for the record. */
  arguments: readonly string[];
}

export interface ImportedRun {
  runId: string;
  directory: string;
  conversations: number;
  turns: number;
  unplaced: UnplacedLine[];
  notes: Text[];
}

/** @throws UserError naming the line, if the file is no such log; nothing has been written then */
export async function importRun(request: ImportRequest, world: World): Promise<ImportedRun> {
  const { format, model } = request;
  const file = absolute(request.file, world);
  requireModelName(model);
  const loaded = await oneScenario(request.scenario, world);
  const text = await readTextFile(file);
  const { persona } = loaded.scenario;
  const digest = sha256(text);
  const read = readTranscript(format, text, { file, persona, model, roles: request.roles });
  const played = read.conversations.map((conversation, index) =>
    recordsOf(conversation, { ...{ model, digest }, loaded, sample: index + 1 }),
  );
  const notes = [...read.notes, ...differences(read.conversations, loaded)];
  const manifest = await manifestOf(
    request,
    { loaded, text, digest, unplaced: read.unplaced, notes, samples: played.length },
    world,
  );
  const folder = await createRunFolder(absolute(request.out, world), manifest, world);
  try {
    await write(played, folder);
    const totals = folder.index.totals();
    const endedAt = world.now();
    await folder.writeSummary({
      schemaVersion: SCHEMA_VERSION,
      runId: manifest.runId,
      status: 'done',
      startedAt: manifest.startedAt,
      endedAt: endedAt.toISOString(),
      elapsedMs: Math.max(0, endedAt.getTime() - Date.parse(manifest.startedAt)),
      totals,
      speeds: [],
    });
    const { runId } = manifest;
    const { directory } = folder;
    return {
      runId,
      directory,
      conversations: totals.conversations,
      turns: totals.turns,
      unplaced: read.unplaced,
      notes,
    };
  } catch (cause) {
    if (!(cause instanceof StoreFailure)) throw cause;
    throw new UserError(asIs(cause.message), { exitCode: ExitCode.someFailed, cause });
  } finally {
    await folder.close();
  }
}

function requireModelName(model: string): void {
  const parsed = IdSchema.safeParse(model);
  if (parsed.success) return;
  const problem = schemaProblem(parsed.error, IdSchema).message;
  throw new UserError(say('--model {name}: {problem}', { name: JSON.stringify(model), problem }));
}

async function oneScenario(selector: string, world: World): Promise<LoadedScenario> {
  const [loaded, ...others] = await loadScenarios([selector], world);
  if (loaded && others.length === 0) return loaded;
  throw new UserError(
    say('--scenario {selector} names {scenarios}, but a chat log belongs to one', {
      selector,
      scenarios: plural(others.length + 1, 'scenario'),
    }),
  );
}

interface Played {
  turns: TurnRecord[];
  end: ConversationRecord;
}

/** A key of its own kind: nothing that was played can have it. */
function recordsOf(
  { greeting, turns }: ReadConversation,
  { model, digest, loaded, sample }: { model: string; digest: string; loaded: LoadedScenario; sample: number },
): Played {
  const { scenario } = loaded;
  const key = hashData({ imported: digest, model, scenario: scenario.id, hash: loaded.hash, sample }).slice(0, 32);
  const names = { key, model, scenario: scenario.id, sample };
  const records = turns.map((turn, index): TurnRecord => {
    return turnRecordOf(turn, { names, turn: index + 1, scenario, ...(index === 0 && { greeting }) });
  });
  return {
    turns: records,
    end: {
      type: 'conversation',
      schemaVersion: SCHEMA_VERSION,
      ...names,
      seed: null,
      settings: {},
      status: 'done',
      turns: records.length,
      figures: figuresOf(records),
    },
  };
}

interface TurnPlace {
  names: Pick<TurnRecord, 'key' | 'model' | 'scenario' | 'sample'>;
  /** 1-based. */
  turn: number;
  scenario: Scenario;
  greeting?: string | null;
}

/** Nobody knows what the model was sent. */
const NO_PROMPT: RenderedPrompt = { kind: 'messages', system: null, messages: [], stop: [] };

function turnRecordOf(
  { user, reply: said, finishReason, reasoning: thought, warnings }: ReadTurn,
  { names, turn, scenario, greeting }: TurnPlace,
): TurnRecord {
  const reason = finishReason ?? { unified: 'stop', raw: 'imported' };
  const read = readReply(said, { reasoning: null, newline: null }, { prompt: NO_PROMPT, isSplit: thought !== null });
  const { text: reply, endsThinking } = read;
  const thoughts = [thought, read.reasoning].filter((each) => each !== null && each !== undefined);
  return {
    type: 'turn',
    schemaVersion: SCHEMA_VERSION,
    ...names,
    settings: {},
    seed: null,
    turn,
    ...(greeting && { greeting }),
    user,
    reply,
    finishReason: reason,
    promptTokens: null,
    reusedTokens: null,
    evaluatedTokens: null,
    replyTokens: null,
    timeToFirstTokenMs: null,
    promptMs: null,
    generateMs: null,
    promptTokensPerSecond: null,
    tokensPerSecond: null,
    promptHash: null,
    ...(thoughts.length > 0 && { reasoning: thoughts.join('\n') }),
    costUsd: null,
    attempts: 1,
    sampling: { requested: {}, effective: {} },
    outcome: outcomeOf(reply, reason, endsThinking),
    droppedTurns: null,
    warnings: [
      ...warnings,
      ...(read.warnings ?? []),
      ...(isPlanned(user, scenario) ? [] : [say('the scenario has no such user line')]),
    ].map(String),
  };
}

/** Whether the scenario has the user say this, at whatever turn: a log may have left out a turn, or said one twice. */
function isPlanned(user: string, { turns }: Scenario): boolean {
  return turns.some((turn) => turn.user.trim() === user);
}

/** How the log differs from the scenario as a whole. */
function differences(conversations: readonly ReadConversation[], { scenario }: LoadedScenario): Text[] {
  const users = conversations.flatMap(({ turns }) => turns.map(({ user }) => user));
  const others = users.filter((user) => !isPlanned(user, scenario)).length;
  const { instruction } = scenario.persona;
  const squeezed = (text: string): string => text.replace(/\s+/g, '');
  const isOther = conversations.some(
    (each) => each.instruction !== null && squeezed(each.instruction) !== squeezed(instruction),
  );
  const isGreeted = conversations.some(
    ({ greeting }) => greeting !== null && greeting !== (scenario.greeting ?? greeting),
  );
  const isUngreeted = scenario.greeting !== undefined && conversations.some(({ greeting }) => greeting === null);
  return [
    ...(others > 0
      ? [say('user lines that the scenario does not have: {n} of {all}', { n: others, all: users.length })]
      : []),
    ...(isOther ? [say('the model was told something else than the persona of the scenario')] : []),
    ...(isGreeted ? [say('the greeting is not that of the scenario')] : []),
    ...(isUngreeted ? [say('the greeting of the scenario is missing')] : []),
  ];
}

interface Sources {
  loaded: LoadedScenario;
  text: string;
  digest: string;
  unplaced: readonly UnplacedLine[];
  notes: readonly Text[];
  samples: number;
}

async function manifestOf(
  request: ImportRequest,
  { loaded, text, digest, unplaced, notes, samples }: Sources,
  world: World,
): Promise<Manifest> {
  const { format, model } = request;
  const file = shorten(absolute(request.file, world), world);
  const { scenario, hash } = loaded;
  return {
    schemaVersion: SCHEMA_VERSION,
    ...(await runOrigin(request, world)),
    imported: { file, format, digest, unplaced: unplaced.map(({ line }) => line), notes: notes.map(String) },
    maxCostUsd: null,
    request: { ...DEFAULT_PLAY_REQUEST, models: [model], scenarios: [scenario.id], samples },
    scenarios: [{ id: scenario.id, file: shorten(loaded.file, world), text: loaded.text, hash }],
    models: [
      {
        id: model,
        role: 'subject',
        // In place of an entry: the log, word for word.
        entry: { file, text, hash: digest },
        status: 'ready',
        identity: { weightsDigest: digest },
        description: { backend: 'imported', weightsDigest: digest, format, warnings: [] },
      },
    ],
  };
}

/** How many lines are on their way to the disk at once. */
const AT_ONCE = 256;

async function write(played: readonly Played[], folder: RunFolder): Promise<void> {
  const lines = played.flatMap(({ turns, end }) => [...turns, end]);
  const limit = pLimit(AT_ONCE);
  await Promise.all(lines.map((line) => limit(() => folder.append(line))));
}
