// Downloads the weights that a model entry names: the only code that uses the network for local models, and only on request.
// Start at `pullGguf`.
import path from 'node:path';
import { z } from 'zod';
import { describeError, ExitCode, UserError } from '../core/errors.ts';
import { say } from '../words/text.ts';
import { download } from './download.ts';
import { ggufParts } from './gguf-parts.ts';
import { parseReference, type Reference } from './reference.ts';

export interface PullOptions {
  /** `hf:user/repo:quant`, `hf:user/repo/file.gguf` or an http(s) address. */
  file: string;
  /** The folder for models; files of a hub go into `user/repo` under it. */
  directory: string;
  /** `HF_TOKEN` for gated files, `HF_ENDPOINT` for another hub. */
  environment: Readonly<Record<string, string | undefined>>;
  onProgress: (downloadedBytes: number, totalBytes: number | null) => void;
  signal: AbortSignal;
}

const HUB = 'https://huggingface.co';
const ASK_LIMIT_MS = 15_000;

/**
 * Continues where an earlier attempt stopped.
 * @returns the path of the file, or of the first part if there are several
 * @throws UserError if the server refuses or cannot be reached
 */
export async function pullGguf({ file, directory, environment, onProgress, signal }: PullOptions): Promise<string> {
  const reference = parseReference(file);
  const token = environment.HF_TOKEN;
  // The token is only for the hub; fetch drops it when the hub redirects to another host.
  const headers: Record<string, string> = reference.type === 'hub' && token ? { authorization: `Bearer ${token}` } : {};
  try {
    const sources = await sourcesOf(reference, environment.HF_ENDPOINT ?? HUB, headers, signal);
    for (const { url, name } of sources) {
      await download({ url, target: path.join(directory, ...name), headers, onProgress, signal });
    }
    return path.join(directory, ...(sources[0]?.name ?? []));
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    if (signal.aborted) {
      throw new UserError(say('interrupted; run the same command again to continue'), {
        exitCode: ExitCode.interrupted,
        cause,
      });
    }
    throw new UserError(say('{file} could not be downloaded: {reason}', { file, reason: describeError(cause) }), {
      remedy: say(
        'Check the name and the network; a gated file needs HF_TOKEN. Run the same command again to continue where this one stopped.',
      ),
      exitCode: ExitCode.someFailed,
      cause,
    });
  }
}

interface Source {
  url: string;
  /** Folders and file name under the models folder. */
  name: string[];
}

async function sourcesOf(
  reference: Reference,
  hub: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<Source[]> {
  switch (reference.type) {
    case 'address':
      return [{ url: reference.url, name: [safeName(reference.fileName)] }];
    case 'hub': {
      const { user, repository } = reference;
      const first = reference.fileName ?? (await fileOfQuantization(reference, hub, headers, signal));
      return ggufParts(first).map((file) => ({
        url: `${hub}/${user}/${repository}/resolve/main/${file.split('/').map(encodeURIComponent).join('/')}`,
        name: [user, repository, ...file.split('/').slice(0, -1).map(safeFolder), safeName(path.posix.basename(file))],
      }));
    }
    case 'path':
    case 'ollama':
      throw new UserError(say('{file} cannot be downloaded: it has no address', { file: pathOrName(reference) }), {
        remedy: say('Only a model whose file is hf:… or https://… can be pulled.'),
      });
  }
}

function pathOrName(reference: Extract<Reference, { type: 'path' | 'ollama' }>): string {
  return reference.type === 'path' ? reference.file : `ollama:${reference.name}`;
}

const ManifestSchema = z.object({ ggufFile: z.object({ rfilename: z.string().min(1) }) });

/** The hub knows which file of a repository has a quantization; this is how llama.cpp asks for it. */
async function fileOfQuantization(
  { user, repository, quantization = 'latest' }: Extract<Reference, { type: 'hub' }>,
  hub: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<string> {
  const response = await fetch(`${hub}/v2/${user}/${repository}/manifests/${quantization}`, {
    headers: { ...headers, 'user-agent': 'llama-cpp' },
    signal: AbortSignal.any([signal, AbortSignal.timeout(ASK_LIMIT_MS)]),
  });
  if (!response.ok) throw new Error(`the hub answered ${response.status} for ${quantization} of ${user}/${repository}`);
  return ManifestSchema.parse(await response.json()).ggufFile.rfilename;
}

function safeFolder(name: string): string {
  if (name === '' || name.startsWith('.') || /[\\\0]/.test(name))
    throw new Error(`"${name}" is not the name of a folder`);
  return name;
}

/** The server names the file; the name must not lead out of the folder. */
function safeName(name: string): string {
  if (!/^[^/\\\0]+\.gguf$/i.test(name) || name.startsWith('.'))
    throw new Error(`"${name}" is not the name of a GGUF file`);
  return name;
}
