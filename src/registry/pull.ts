// Downloads the weights that a model entry names: the only code that uses the network for local models, and only on request.
// Start at `pullGguf`.
import path from 'node:path';
import { ExitCode, UserError } from '../core/errors.ts';
import { holdsKey } from '../core/key-forms.ts';
import { type LockKind, takeLock } from '../core/lock.ts';
import type { World } from '../core/world.ts';
import { say, type Text } from '../words/text.ts';
import { download } from './download.ts';
import { DownloadFailure, onDisk } from './download-failure.ts';
import type { Facts } from './download-record.ts';
import { fileStats, inTheWay, makeFolder } from './plain-file.ts';
import { type Hub, type Source, sourcesOf } from './pull-sources.ts';
import { parseReference } from './reference.ts';
import { requireSame } from './require-same.ts';

export interface PullRequest {
  /** `hf:user/repo:quant`, `hf:user/repo/file.gguf` or an http(s) address. */
  file: string;
  /** The folder for models; files of a hub go into `user/repo` under it. Absolute. */
  directory: string;
  onProgress: (downloadedBytes: number, totalBytes: number | null) => void;
  /** What could not be checked. */
  onNote: (note: Text) => void;
  /** The length that a GGUF must have by its own header. @throws ModelFailure if it is none */
  ownLength: (file: string) => number;
  /** `HF_TOKEN` for gated files, `HF_ENDPOINT` for another hub. */
  world: Pick<World, 'environment' | 'process' | 'signal' | 'now'>;
}

const HUB = 'https://huggingface.co';

/**
 * Continues where an earlier attempt stopped.
 * @returns the path of the file, or of the first part if there are several
 * @throws UserError if the server refuses or cannot be reached, or if something is in the way
 */
export async function pullGguf(request: PullRequest): Promise<string> {
  const { file, directory, world } = request;
  const hub = hubOf(world.environment);
  try {
    const sources = await sourcesOf(parseReference(file), hub, world.signal);
    for (const source of sources) await obtain(source, hub, request);
    return path.join(directory, ...(sources[0]?.name ?? []));
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    if (world.signal.aborted)
      throw new UserError(say('interrupted; run the same command again to continue'), {
        exitCode: ExitCode.interrupted,
        cause,
      });
    throw couldNot(file, cause, hub.token);
  }
}

function couldNot(file: string, cause: unknown, token: string | null): UserError {
  if (!(cause instanceof DownloadFailure)) throw cause;
  // Such as the name of a host that a redirect leads to.
  const isSafe = token === null || !holdsKey(cause.message, token);
  const reason = isSafe ? cause.text : say('the server sends HF_TOKEN back');
  const shown = /^https?:/.test(file) ? file.replace(/[?#].*$/s, '') : file;
  return new UserError(say('{file} could not be downloaded: {reason}', { file: shown, reason }), {
    remedy:
      cause.remedy ??
      say(
        'Check the name and the network; a gated file needs HF_TOKEN. Run the same command again to continue where this one stopped.',
      ),
    exitCode: ExitCode.someFailed,
    ...(isSafe && { cause }),
  });
}

async function obtain(source: Source, hub: Hub, request: PullRequest): Promise<void> {
  const { directory, ownLength, onNote, onProgress, world } = request;
  const target = path.join(directory, ...source.name);
  const token = source.isHub ? hub.token : null;
  let isNoted = false;
  const onFacts = ({ sha256 }: Facts): void => {
    if (sha256 === null && !isNoted)
      onNote(say('The server names no checksum: only the length of {file} is checked.', { file: target }));
    isNoted = true;
  };
  const options = { ...source, target, token, ownLength, onProgress, onFacts, signal: world.signal, now: world.now };
  const there = await sizeOf(target);
  if (there !== null) return requireSame(there, options);
  await onDisk(0, () => makeFolder(path.dirname(target)));
  const lock = await onDisk(0, () => takeLock(path.dirname(target), world.process, lockOf(target)));
  try {
    const meanwhile = await sizeOf(target);
    await (meanwhile === null ? download(options) : requireSame(meanwhile, options));
  } finally {
    await lock.release();
  }
}

/**
 * @returns null if nothing is there
 * @throws UserError if something else is there than a file
 */
async function sizeOf(target: string): Promise<number | null> {
  const found = await onDisk(0, () => fileStats(target));
  if (found === 'nothing') return null;
  if (found === 'lost-link') throw inTheWay(target, say('it is a link to a file that is not there'));
  if (!found.isFile()) throw inTheWay(target, say('it is not a regular file'));
  return found.size;
}

function lockOf(target: string): LockKind {
  return {
    name: `${path.basename(target)}.lock`,
    starting: say('another process is just starting to download this file, or was killed while starting'),
    elsewhere: (holder) =>
      say('a process on another machine or in another container ({host}, {process}) is downloading this file', holder),
    busy: (holder) => say('process {process} is already downloading this file', holder),
    unsure: say('whether another process is still downloading this file cannot be known here'),
  };
}

/** @throws UserError without quoting what may be a secret */
function hubOf({ HF_TOKEN, HF_ENDPOINT }: World['environment']): Hub {
  const token = HF_TOKEN?.trim() || null;
  if (token !== null && /[^\x21-\x7e]/.test(token))
    throw new UserError(say('HF_TOKEN contains characters that cannot be part of a token'), {
      remedy: say('Check for something else in it, such as a space or a line break.'),
    });
  const address = (HF_ENDPOINT?.trim() || HUB).replace(/\/+$/, '');
  const url = URL.canParse(address) ? new URL(address) : null;
  const isPlain = url !== null && `${url.username}${url.password}${url.search}${url.hash}` === '';
  if (isPlain && /^https?:$/.test(url.protocol)) return { address, token };
  throw new UserError(say('HF_ENDPOINT is not the address of a hub'), {
    remedy: say('Expected an https:// address without a user name, a password or a query, such as {example}.', {
      example: HUB,
    }),
  });
}
