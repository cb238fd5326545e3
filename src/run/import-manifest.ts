// What the manifest of an imported run says: which files, and of how the run was played nothing. Start at `manifestOf`.
import { beginningOf } from '../core/plain-file.ts';
import { textOf } from '../core/text-file.ts';
import { absolute, shorten, type World } from '../core/world.ts';
import type { LoadedScenario } from '../scenario/loaded.ts';
import { type Manifest, SCHEMA_VERSION } from '../store/records.ts';
import { DEFAULT_PLAY_REQUEST } from './default-request.ts';
import type { ImportRequest } from './import-request.ts';
import { runOrigin } from './origin.ts';

export interface Source {
  /** Absolute. */
  file: string;
  digest: string;
  bytes: number;
}

export interface Sources {
  files: Source[];
  /** Of a single file, its own; of several, that of their digests. */
  digest: string;
  bytes: number;
}

/** Of a single log, the text is kept up to this size; of a larger one, and of several, digest and name must do. */
const KEPT_MEGABYTES = 1;

export async function manifestOf(
  request: ImportRequest,
  { loaded, sources }: { loaded: LoadedScenario; sources: Sources },
  world: World,
): Promise<Manifest> {
  const { format, model } = request;
  const { digest, bytes } = sources;
  const files = sources.files.map((each) => ({ ...each, file: shorten(each.file, world) }));
  const [{ file } = { file: '' }, ...others] = files;
  const { scenario, hash } = loaded;
  return {
    schemaVersion: SCHEMA_VERSION,
    ...(await runOrigin({ ...request, arguments: shortArguments(request) }, world)),
    imported: {
      ...{ file, format, digest },
      ...(others.length > 0 && { files: files.map((each) => ({ ...each, conversations: 0 })) }),
      ...{ unplaced: [], notes: [] },
    },
    maxCostUsd: null,
    request: { ...DEFAULT_PLAY_REQUEST, models: [model], scenarios: [scenario.id], samples: 1 },
    scenarios: [{ id: scenario.id, file: shorten(loaded.file, world), text: loaded.text, hash }],
    models: [
      {
        id: model,
        role: 'subject',
        // In place of an entry: the log, word for word.
        entry: { file, text: others.length === 0 ? await keptText(request, bytes, world) : '', hash: digest },
        status: 'ready',
        identity: { weightsDigest: digest },
        description: { backend: 'imported', weightsDigest: digest, format, warnings: [] },
      },
    ],
  };
}

/** Empty: it is too large to be kept. */
async function keptText({ files: [name = ''] }: ImportRequest, size: number, world: World): Promise<string> {
  if (size > KEPT_MEGABYTES * 1e6) return '';
  const file = absolute(name, world);
  return textOf((await beginningOf(file, KEPT_MEGABYTES)).bytes, file);
}

/** A shell may have put thousands of names in place of `*.jsonl`: the record has them anyway. */
function shortArguments({ arguments: all, files }: ImportRequest): string[] {
  const named = new Set(files);
  const names = all.filter((argument) => named.has(argument)).length;
  if (names <= MOST_NAMES) return [...all];
  let seen = 0;
  return all.flatMap((argument) => {
    if (!named.has(argument)) return [argument];
    seen++;
    return seen === 1 || seen === names ? [argument] : seen === 2 ? ['…'] : [];
  });
}

const MOST_NAMES = 8;
