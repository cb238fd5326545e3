// One writer at a time. The lock is a file that names its holder: process id, its start time, the machine's boot, the machine.
// A dead holder's lock is taken over by creating the next one in sequence, which only one contender can do. Start at `takeLock`.
import { randomUUID } from 'node:crypto';
import { link, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { say, type Text } from '../words/text.ts';
import { describeError, UserError } from './errors.ts';
import type { OwnProcess } from './world.ts';

const HolderSchema = z.object({
  pid: z.number().int(),
  /** In clock ticks since boot; null if the system does not say. */
  startTime: z.string().nullable(),
  bootId: z.string().nullable(),
  /** Process ids mean nothing in another container. */
  pidNamespace: z.string().nullable(),
  host: z.string(),
});
type Holder = z.infer<typeof HolderSchema>;

export interface Lock {
  /** Idempotent. */
  release(): Promise<void>;
}

/** What is locked, and what is said to whoever comes second. */
export interface LockKind {
  /** Of the lock file, before its number. */
  name: string;
  starting: Text;
  elsewhere(holder: { host: string; process: number }): Text;
  busy(holder: { process: number }): Text;
}

const RUN: LockKind = {
  name: 'lock',
  starting: say('another process is just starting on this run, or was killed while starting'),
  elsewhere: (holder) =>
    say("a process on another machine or in another container ({host}, {process}) holds this run's lock", holder),
  busy: (holder) => say('process {process} is already playing this run', holder),
};

/**
 * @param kind a run's, if it is left out
 * @throws UserError if another process is writing to the folder, or if that cannot be known
 */
export async function takeLock(directory: string, own: OwnProcess, kind = RUN): Promise<Lock> {
  const self = await describeProcess(own.id);
  const draft = path.join(directory, `lock.${randomUUID()}.tmp`);
  await writeFile(draft, JSON.stringify(self));
  try {
    for (;;) {
      const before = await locksIn(directory, kind);
      for (const name of before) await requireDead(path.join(directory, name), self, own, kind);
      const mine = `${kind.name}.${generationOf(before.at(-1)) + 1}`;
      try {
        await createWhole(draft, path.join(directory, mine));
      } catch (cause) {
        if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') continue;
        throw cause;
      }
      let isHeld = true;
      const release = async (): Promise<void> => {
        // Only once: the next holder's lock may have the same name.
        if (!isHeld) return;
        isHeld = false;
        await rm(path.join(directory, mine), { force: true });
      };
      // Between checking and creating, others may have come and gone: whoever sees a live one backs off.
      try {
        for (const name of await locksIn(directory, kind)) {
          if (name !== mine) await requireDead(path.join(directory, name), self, own, kind);
        }
      } catch (error) {
        await release();
        throw error;
      }
      for (const name of before) await rm(path.join(directory, name), { force: true });
      return { release };
    }
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw new UserError(say('the lock cannot be created: {reason}', { reason: describeError(cause) }), {
      place: { file: directory },
      cause,
    });
  } finally {
    await rm(draft, { force: true });
  }
}

/** Whether a process is writing to the folder, or may be, as one on another machine. */
export async function isHeld(directory: string, own: OwnProcess): Promise<boolean> {
  const self = await describeProcess(own.id);
  for (const name of await locksIn(directory, RUN)) {
    try {
      await requireDead(path.join(directory, name), self, own, RUN);
    } catch (error) {
      if (error instanceof UserError) return true;
      throw error;
    }
  }
  return false;
}

/** The codes of file systems without hard links, such as exFAT and some network mounts. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL'];

/**
 * A link appears with its whole content, and only if nobody else has created the file. Without links it is created first and filled then:
 * whoever reads it in between finds it empty, and takes its holder to be alive.
 */
async function createWhole(draft: string, file: string): Promise<void> {
  try {
    await link(draft, file);
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && NO_LINKS.includes(String(cause.code)))) throw cause;
    await writeFile(file, await readFile(draft), { flag: 'wx' });
  }
}

async function locksIn(directory: string, { name }: LockKind): Promise<string[]> {
  const isLock = (file: string): boolean => file.startsWith(`${name}.`) && /^\d+$/.test(file.slice(name.length + 1));
  return (await readdir(directory)).filter(isLock).sort((a, b) => generationOf(a) - generationOf(b));
}

function generationOf(file: string | undefined): number {
  return file === undefined ? 0 : Number(file.slice(file.lastIndexOf('.') + 1));
}

/** @throws UserError unless the holder is known to be gone */
async function requireDead(file: string, self: Holder, own: OwnProcess, kind: LockKind): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => null);
  // Released while we looked.
  if (text === null) return;
  if (text === '') {
    throw new UserError(kind.starting, {
      place: { file },
      remedy: say('If no such process is running, delete this file and try again.'),
    });
  }
  const holder = parseHolder(text);
  if (holder === null)
    throw new UserError(say('not a lock file of this program'), {
      place: { file },
      remedy: say('Find out what it is, and move it away.'),
    });
  const isElsewhere = holder.host !== self.host || holder.pidNamespace !== self.pidNamespace;
  if (isElsewhere) {
    throw new UserError(kind.elsewhere({ host: holder.host, process: holder.pid }), {
      place: { file },
      remedy: say('If that process has ended, delete this file and try again.'),
    });
  }
  if (await isSameProcess(holder, self, own)) {
    throw new UserError(kind.busy({ process: holder.pid }), {
      place: { file },
      remedy: say('Wait for it to finish, or end it.'),
    });
  }
}

/** Process ids are reused after a restart and after some time: boot id and start time tell them apart. */
async function isSameProcess(holder: Holder, self: Holder, own: OwnProcess): Promise<boolean> {
  if (holder.bootId !== self.bootId || !own.isAlive(holder.pid)) return false;
  return (await startTimeOf(holder.pid)) === holder.startTime;
}

function parseHolder(text: string): Holder | null {
  try {
    return HolderSchema.parse(JSON.parse(text));
  } catch {
    // The caller adds the file name.
    return null;
  }
}

async function describeProcess(pid: number): Promise<Holder> {
  return {
    pid,
    startTime: await startTimeOf(pid),
    bootId: await readFact('/proc/sys/kernel/random/boot_id'),
    pidNamespace: await readlink('/proc/self/ns/pid').catch(() => null),
    host: os.hostname(),
  };
}

/** Field 22 of `/proc/PID/stat`; the command name before it may contain anything, even brackets. */
async function startTimeOf(pid: number): Promise<string | null> {
  const stat = await readFact(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

/** null if the system has no such file. */
async function readFact(file: string): Promise<string | null> {
  return readFile(file, 'utf8').then(
    (text) => text.trim(),
    () => null,
  );
}
