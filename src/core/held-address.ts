// An address that lives exactly as long as its process: a named pipe on Windows, elsewhere a socket. Whoever cannot be told when a process
// was started asks there whether it still runs. Start at `holdAddress`.
import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import type { Server } from 'node:net';
import os from 'node:os';
import path from 'node:path';

export interface HeldAddress {
  address: string;
  /** Idempotent; never fails. */
  release(): Promise<void>;
}

/** In bytes: macOS has room for 104 with the zero at the end, Linux for 108. */
const LONGEST_SOCKET = 103;
/** A busy process may not answer, but nobody waits for one that is gone. */
const ANSWER_MS = 2_000;

const PIPE = /^\\\\\.\\pipe\\hitogara-[0-9a-f]{24}$/;
const SOCKET = /^\/(?:.*\/)?hitogara-[0-9a-f]{24}$/s;

/** @param folders where a socket may be, in order; @returns null: this system lets nobody hold one */
export async function holdAddress(
  folders: readonly string[],
  platform: string = os.platform(),
): Promise<HeldAddress | null> {
  for (const address of addresses(folders, randomBytes(12).toString('hex'), platform)) {
    if (platform !== 'win32') await mkdir(path.dirname(address), { recursive: true }).catch(() => {});
    const server = await listening(address);
    if (server) return { address, release: () => closed(server, address) };
  }
  return null;
}

/** The names that are short enough. */
function addresses(folders: readonly string[], random: string, platform: string): string[] {
  const name = `hitogara-${random}`;
  if (platform === 'win32') return [`\\\\.\\pipe\\${name}`];
  return folders
    .map((folder) => path.posix.join(folder, name))
    .filter((address) => SOCKET.test(address) && Buffer.byteLength(address) <= LONGEST_SOCKET);
}

async function listening(address: string): Promise<Server | null> {
  const { createServer } = await net();
  return new Promise((resolve) => {
    const server = createServer((asker) => asker.destroy());
    server.unref();
    server.on('error', () => resolve(null));
    // Another user may ask, too.
    server.listen({ path: address, readableAll: true, writableAll: true }, () => resolve(server));
  });
}

async function closed(server: Server, address: string): Promise<void> {
  await new Promise((resolve) => server.close(resolve));
  await forgetAddress(address);
}

/** A killed process leaves its socket's name behind; pipes leave nothing. */
export async function forgetAddress(address: string): Promise<void> {
  if (SOCKET.test(address)) await rm(address, { force: true }).catch(() => {});
}

/**
 * lost: nothing is known, as of a socket whose name is gone, or one that must not be asked.
 * @param address from a file that anybody may have written: only what this program makes is asked, and never over a network
 */
export async function stateOfAddress(
  address: string,
  platform: string = os.platform(),
): Promise<'held' | 'free' | 'lost'> {
  const isPipe = platform === 'win32';
  if (!(isPipe ? PIPE : SOCKET).test(address)) return 'lost';
  const { connect } = await net();
  return new Promise((resolve) => {
    const asking = connect({ path: address });
    const answered = (state: 'held' | 'free' | 'lost'): void => {
      asking.destroy();
      resolve(state);
    };
    asking.setTimeout(ANSWER_MS, () => answered('held'));
    asking.once('connect', () => answered('held'));
    asking.on('error', (error) => answered(stateBy('code' in error ? error.code : undefined, isPipe)));
  });
}

function stateBy(code: unknown, isPipe: boolean): 'held' | 'free' | 'lost' {
  if (code === 'ECONNREFUSED') return 'free';
  // A pipe's name is gone with its owner; a socket's may also have been cleaned away.
  if (code === 'ENOENT') return isPipe ? 'free' : 'lost';
  const isBusy = code === 'EAGAIN' || code === 'EBUSY';
  return isBusy || (isPipe && (code === 'EACCES' || code === 'EPERM')) ? 'held' : 'lost';
}

/** Seldom needed, and not cheap to load. */
function net(): Promise<typeof import('node:net')> {
  return import('node:net');
}
