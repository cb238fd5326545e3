// From a run's folder to what other programs read, one conversation at a time. Writes nothing. Start at `exportRun`.
import { ExitCode, UserError } from '../core/errors.ts';
import { redactedData, type Secrets } from '../core/secrets.ts';
import type { World } from '../core/world.ts';
import type { ExportedConversation, ExportedRates, ExportedRun } from '../formats/out/exported-run.ts';
import type { ExportedPiece, FormatWriter, OutFormat } from '../formats/out/format.ts';
import type { ExportFormat } from '../formats/out/format-names.ts';
import type { Loss } from '../formats/out/losses.ts';
import { OUT_FORMATS } from '../formats/out/table.ts';
import { variantNames } from '../formats/out/variants.ts';
import { wantedIn } from '../store/named-in-run.ts';
import { greetingOf, openPastRun, type PastRun } from '../store/past-run.ts';
import { readOpinions } from '../store/ratings.ts';
import { readConversations, type StoredConversation } from '../store/read-run.ts';
import type { ScoreIndex, ScoreRecord } from '../store/scores.ts';
import { openStoredScores, readScoreIndex } from '../store/stored-scores.ts';
import { say, type Text } from '../words/text.ts';
import { type LossTally, lossTally } from './export-losses.ts';

export interface ExportRequest {
  /** An id, the path of a run's folder, `latest` or `latest~1`. */
  run: string;
  /** Folder of run folders. */
  out: string;
  format: ExportFormat;
  /** Ids or globs of ids; empty: all. */
  models: readonly string[];
  scenarios: readonly string[];
}

/** Figures of scores that are on disk. */
export interface Rates {
  add(conversation: StoredConversation, records: readonly ScoreRecord[]): void;
  table(): readonly ExportedRates[];
}

export interface Export {
  runId: string;
  isFolder: boolean;
  /** Whether conversations go out, and not only what is known of them. */
  hasConversations: boolean;
  pieces: AsyncGenerator<ExportedPiece>;
  /** Known once there are no more pieces. */
  told(): ExportTold;
}

export interface ExportTold {
  /** That went out, whole or not. */
  conversations: number;
  turns: number;
  /** What was left out, and what a reader should know. */
  notes: Text[];
}

/**
 * @param newRates counts what checks found
 * @throws UserError if there is no such run, or nothing in it that was asked for
 */
export async function exportRun(request: ExportRequest, world: World, newRates: () => Rates): Promise<Export> {
  const { format: name } = request;
  const past = await openPastRun(request.run, request.out, world);
  const isWanted = wantedIn([past], request);
  const format = OUT_FORMATS[name];
  const run = redactedData(exportedRun(past, isWanted, world), world.secrets);
  const index = await readScoreIndex(past.directory, past.summary);
  if (format.needsScores && index === null) {
    throw new UserError(say('{format} holds scores, and run {run} was not scored', { format: name, run: run.id }), {
      remedy: say('Score it first: hitogara score {run}', { run: run.id }),
      exitCode: ExitCode.nothingMatched,
    });
  }
  const { ratings, preferences } = await readOpinions(past.directory, null);
  const losses = lossTally(run, { ratings: ratings.length + preferences.length, isScored: index !== null });
  const counts = { conversations: 0, turns: 0, variants: new Set<string>() };
  const nameOf = variantNames(run);
  const writer = format.open(run);
  const needed = format.losses.includes('checks') ? null : index;
  const read = (): AsyncGenerator<Read> => conversationsOf(past, needed, isWanted, world.secrets);
  const count = ({ turns, ...conversation }: ExportedConversation): void => {
    const replies = turns.filter(({ outcome }) => outcome !== 'failed').length;
    if (replies === 0) return;
    counts.conversations++;
    counts.turns += replies;
    counts.variants.add(`${conversation.scenario} ${nameOf(conversation)}`);
  };
  const requireSome = (pieces: number): void => {
    const isEmpty = counts.conversations === 0 && format.losses.includes('unanswered');
    if (pieces > 0 && !isEmpty) return;
    const problem = isEmpty ? say('nothing to export: no conversation has a reply') : say('nothing to export');
    throw new UserError(problem, { exitCode: ExitCode.nothingMatched });
  };
  const sources = { writer, read, count, losses, requireSome, newRates: needed === null ? null : newRates };
  return {
    runId: run.id,
    isFolder: format.isFolder,
    hasConversations: !format.losses.includes('said'),
    pieces: piecesOf(sources),
    told: () => ({
      conversations: counts.conversations,
      turns: counts.turns,
      notes: [
        ...(writer.notes?.() ?? []),
        ...notesOn(format, { past, losses, lost: writer.lost?.() ?? {}, variants: counts.variants.size }),
      ],
    }),
  };
}

interface Sources {
  writer: FormatWriter;
  read(): AsyncGenerator<Read>;
  count(conversation: ExportedConversation): void;
  losses: LossTally;
  /** @throws UserError if nothing has gone out */
  requireSome(pieces: number): void;
  /** null: the run was not scored. */
  newRates: (() => Rates) | null;
}

async function* piecesOf(sources: Sources): AsyncGenerator<ExportedPiece> {
  let pieces = 0;
  for await (const piece of writtenBy(sources)) {
    pieces++;
    yield piece;
  }
  sources.requireSome(pieces);
}

async function* writtenBy({ writer, read, count, losses, newRates }: Sources): AsyncGenerator<ExportedPiece> {
  let rates = newRates?.() ?? null;
  if (writer.survey) {
    for await (const { exported, stored, records } of read()) {
      writer.survey(exported);
      if (records) rates?.add(stored, records);
    }
  }
  yield* writer.begin?.(rates?.table() ?? null) ?? [];
  rates = newRates?.() ?? null;
  for await (const { exported, stored, records } of read()) {
    losses.add(exported);
    count(exported);
    if (records) rates?.add(stored, records);
    yield* writer.conversation(exported);
  }
  yield* writer.end(rates?.table() ?? null);
}

function exportedRun(
  { manifest, status, summary, scenarios }: PastRun,
  isWanted: (conversation: { model: string; scenario: string }) => boolean,
  world: World,
): ExportedRun {
  const { runId, startedAt, versions, request, imported, models } = manifest;
  return {
    ...{ id: runId, startedAt, status, version: versions.hitogara, isImported: imported !== undefined },
    ...{ mode: imported ? null : request.mode, seed: imported ? null : request.seed },
    ...{ samples: request.samples, settings: request.settings },
    endedAt: summary?.endedAt ?? null,
    exportedAt: world.now().toISOString(),
    models: models.filter(({ id }) => scenarios.some((each) => isWanted({ model: id, scenario: each.id }))),
    scenarios: scenarios.filter(({ id }) => models.some((each) => isWanted({ model: each.id, scenario: id }))),
  };
}

interface Read {
  exported: ExportedConversation;
  stored: StoredConversation;
  records: readonly ScoreRecord[] | null;
}

/** Holds one in memory at a time. */
async function* conversationsOf(
  past: PastRun,
  index: ScoreIndex | null,
  isWanted: (conversation: StoredConversation) => boolean,
  secrets: Secrets,
): AsyncGenerator<Read> {
  const scores = index && openStoredScores(past.directory, index);
  try {
    for await (const stored of readConversations(past.directory)) {
      // Scores are read in the order of the journal: those of other conversations are passed over.
      const records = scores ? await scores.rowsOf(stored) : null;
      if (!isWanted(stored)) continue;
      const { scenario } = past.scenarios.find(({ id }) => id === stored.scenario) ?? {};
      const planned = past.manifest.imported ? null : (scenario?.turns.length ?? null);
      const whole = { ...stored, greeting: greetingOf(past, stored), planned, scores: records };
      yield { exported: redactedData(whole, secrets), stored, records };
    }
  } finally {
    await scores?.close();
  }
}

function notesOn(
  { losses: kinds, isFolder }: OutFormat,
  {
    past,
    losses,
    lost,
    variants,
  }: { past: PastRun; losses: LossTally; lost: Partial<Record<Loss, number | string>>; variants: number },
): Text[] {
  const { runId } = past.manifest;
  const what = losses.told(kinds, lost);
  const isMixed = !isFolder && kinds.includes('place') && variants > 1;
  return [
    ...(past.status === 'running'
      ? [say('run {run} is being played: what is here is not all of it', { run: runId })]
      : []),
    ...(isMixed ? [say('several models, scenarios or settings are in one file; --model and --scenario choose')] : []),
    ...past.scenarios
      .filter(({ scenario }) => scenario === null)
      .map(({ id }) => say('scenario {id} was written for another version: its persona is left out', { id })),
    ...(what ? [say('left out: {what}', { what })] : []),
  ];
}
