// From chat logs to a run's folder, as if their conversations had been played. Each is written before the next is read; if one cannot be
// read, nothing is left. Start at `importRun`.
import { createHash } from 'node:crypto';
import { ExitCode, UserError } from '../core/errors.ts';
import { hashData } from '../core/hash.ts';
import { IdSchema } from '../core/id.ts';
import { chunksOf } from '../core/plain-file.ts';
import { schemaProblem } from '../core/schema-problem.ts';
import { redactedData, type Secrets } from '../core/secrets.ts';
import { absolute, shorten, type World } from '../core/world.ts';
import { NO_TURNS } from '../formats/assemble.ts';
import { readTranscripts } from '../formats/read.ts';
import type { ReadConversation } from '../formats/transcript.ts';
import { loadScenarios } from '../scenario/load.ts';
import type { LoadedScenario } from '../scenario/loaded.ts';
import { StoreFailure } from '../store/journal.ts';
import { type Manifest, SCHEMA_VERSION } from '../store/records.ts';
import { createRunFolder, type RunFolder } from '../store/run-folder.ts';
import { asIs, plural, say, type Text } from '../words/text.ts';
import { type Findings, type FoundLine, findings } from './import-findings.ts';
import { manifestOf, type Source, type Sources } from './import-manifest.ts';
import { questionsOf } from './import-questions.ts';
import { recordsOf } from './import-records.ts';
import type { ImportRequest } from './import-request.ts';

export interface ImportedRun {
  runId: string;
  directory: string;
  conversations: number;
  turns: number;
  /** The first of them. */
  unplaced: readonly FoundLine[];
  moreUnplaced: number;
  notes: Text[];
}

export interface ImportProgress {
  conversations: number;
  /** Of all files, in bytes. */
  done: number;
  total: number;
}

/** @throws UserError naming the line, if a file is no such log; nothing is left behind then */
export async function importRun(
  request: ImportRequest,
  world: World,
  onProgress: (progress: ImportProgress) => void = () => {},
): Promise<ImportedRun> {
  requireModelName(request.model);
  const loaded = await oneScenario(request.scenario, world);
  const sources = await sourcesOf(request, world);
  const manifest = redactedData(await manifestOf(request, { loaded, sources }, world), world.secrets);
  const folder = await createRunFolder(absolute(request.out, world), manifest, world);
  try {
    const found = findings({ loaded, hasSeveralFiles: sources.files.length > 1, withOthers: request.swipes });
    const counts = await writeAll({ request, loaded, sources, folder, found }, world, onProgress);
    const run = await closeRun(folder, { manifest, counts, found }, world);
    await folder.close();
    return run;
  } catch (cause) {
    await folder.remove();
    if (!(cause instanceof StoreFailure)) throw cause;
    throw new UserError(asIs(cause.message), { exitCode: ExitCode.someFailed, cause });
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

/** The keys of conversations know the whole log, so it is read once before. */
async function sourcesOf({ files }: ImportRequest, world: World): Promise<Sources> {
  const sources: Source[] = [];
  for (const name of files) {
    const file = absolute(name, world);
    const digest = createHash('sha256');
    let bytes = 0;
    for await (const chunk of chunksOf(file)) {
      requireGoingOn(world);
      digest.update(chunk);
      bytes += chunk.length;
    }
    sources.push({ file, digest: digest.digest('hex'), bytes });
  }
  const [first] = sources;
  return {
    files: sources,
    digest: first && sources.length === 1 ? first.digest : hashData(sources.map(({ digest }) => digest)),
    bytes: sources.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

function requireGoingOn({ signal }: World): void {
  if (signal.aborted) throw new UserError(say('interrupted'), { exitCode: ExitCode.interrupted });
}

interface Writing {
  request: ImportRequest;
  loaded: LoadedScenario;
  sources: Sources;
  folder: RunFolder;
  found: Findings;
}

/** @returns how many conversations each file has */
async function writeAll(
  { request, loaded, sources, folder, found }: Writing,
  world: World,
  onProgress: (progress: ImportProgress) => void,
): Promise<number[]> {
  const { format, model, roles, swipes } = request;
  const { persona } = loaded.scenario;
  const writer = lineWriter(folder, world.secrets);
  const counts: number[] = [];
  let [sample, before] = [0, 0];
  let empty: UserError | null = null;
  for (const { file, digest, bytes } of sources.files) {
    const first = sample;
    const watched = watchedChunks(file, digest);
    const context = { file, persona, model, roles, questions: await questionsOf(request, file, world) };
    try {
      for await (const read of readTranscripts(format, watched.chunks(), context)) {
        requireGoingOn(world);
        found.add(read, shorten(file, world));
        for (const conversation of read.conversations) {
          for (const version of swipes ? versionsOf(conversation) : [conversation]) {
            const played = recordsOf(version, { model, digest: sources.digest, loaded, sample: ++sample });
            await writer.add([...played.turns, played.end]);
          }
        }
        onProgress({ conversations: sample, done: before + watched.done(), total: sources.bytes });
      }
    } catch (error) {
      if (!(error instanceof UserError) || error.code !== NO_TURNS || sources.files.length === 1) throw error;
      // A folder of chats has some that were only begun.
      found.skip(shorten(file, world));
      empty ??= error;
    }
    before += bytes;
    counts.push(sample - first);
  }
  await writer.end();
  if (sample === 0 && empty) throw empty;
  return counts;
}

/** The chat, and the same with each other version of its last reply. */
function* versionsOf(conversation: ReadConversation): Generator<ReadConversation> {
  yield conversation;
  const { turns, others } = conversation;
  const last = turns.at(-1);
  if (!last) return;
  for (const { text, finishReason = null, reasoning = null } of others)
    yield { ...conversation, turns: [...turns.slice(0, -1), { ...last, reply: text, finishReason, reasoning }] };
}

/** @param digest what the file had when it was read before */
function watchedChunks(file: string, digest: string): { chunks(): AsyncGenerator<Buffer>; done(): number } {
  let done = 0;
  return {
    async *chunks() {
      const now = createHash('sha256');
      for await (const chunk of chunksOf(file)) {
        now.update(chunk);
        done += chunk.length;
        yield chunk;
      }
      if (now.digest('hex') === digest) return;
      throw new UserError(say('has changed while it was being imported'), { place: { file } });
    },
    done: () => done,
  };
}

/** How many lines go to the disk at once, about half a MB: each time, it is waited for. */
const AT_ONCE = 512;

type Line = Parameters<RunFolder['append']>[0];

/** While a batch goes to the disk, the next is read. */
function lineWriter(
  folder: RunFolder,
  secrets: Secrets,
): { add(lines: readonly Line[]): Promise<void>; end(): Promise<void> } {
  let batch: Promise<void>[] = [];
  let before: Promise<unknown> = Promise.resolve();
  const flush = async (): Promise<void> => {
    await before;
    before = Promise.all(batch);
    before.catch(() => {});
    batch = [];
  };
  return {
    async add(lines) {
      for (const line of lines) {
        const appended = folder.append(redactedData(line, secrets));
        // Whoever awaits the batch hears of a failure; until then it must not count as unhandled.
        appended.catch(() => {});
        batch.push(appended);
      }
      if (batch.length >= AT_ONCE) await flush();
    },
    async end() {
      await flush();
      await before;
    },
  };
}

async function closeRun(
  folder: RunFolder,
  { manifest, counts, found }: { manifest: Manifest; counts: readonly number[]; found: Findings },
  world: World,
): Promise<ImportedRun> {
  const totals = folder.index.totals();
  const endedAt = world.now();
  const { imported, runId, startedAt, request } = manifest;
  const [unplaced, moreUnplaced, notes] = [found.unplaced(), found.moreUnplaced(), found.notes()];
  const files = imported?.files?.map((each, index) => ({ ...each, conversations: counts[index] ?? 0 }));
  await folder.writeManifest({
    ...manifest,
    request: { ...request, samples: Math.max(1, totals.conversations) },
    ...(imported && {
      imported: {
        ...imported,
        ...(files && { files }),
        unplaced: files ? [] : unplaced.map(({ line }) => line),
        notes: notes.map(String),
      },
    }),
  });
  await folder.writeSummary({
    schemaVersion: SCHEMA_VERSION,
    runId,
    status: 'done',
    startedAt,
    endedAt: endedAt.toISOString(),
    elapsedMs: Math.max(0, endedAt.getTime() - Date.parse(startedAt)),
    totals,
    speeds: [],
  });
  const { conversations, turns } = totals;
  return { runId, directory: folder.directory, conversations, turns, unplaced, moreUnplaced, notes };
}
