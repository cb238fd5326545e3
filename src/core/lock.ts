// One writer at a time. The lock is a file that names its holder (`holder.ts`). A dead holder's lock is taken over by creating the next one
// in sequence, which only one contender can do. Start at `takeLock`.
import { randomUUID } from 'node:crypto';
import { link, open, readdir, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { say, type Text } from '../words/text.ts';
import { codeOf, describeError, UserError } from './errors.ts';
import { foldedName } from './file-name.ts';
import { forgetAddress, type HeldAddress, holdAddress } from './held-address.ts';
import { type Holder, holderOf, parseHolder, type SystemFacts, stateOfHolder, THIS_SYSTEM } from './holder.ts';
import { ifThere } from './plain-file.ts';
import { readPatiently, removeLeftover } from './replace-file.ts';
import type { OwnProcess } from './world.ts';

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
  unsure: Text;
}

const RUN: LockKind = {
  name: 'lock',
  starting: say('another process is just starting on this run, or was killed while starting'),
  elsewhere: (holder) =>
    say("a process on another machine or in another container ({host}, {process}) holds this run's lock", holder),
  busy: (holder) => say('process {process} is already playing this run', holder),
  unsure: say('whether another process is still playing this run cannot be known here'),
};

/**
 * @param kind a run's, if it is left out
 * @throws UserError if another process is writing to the folder, or if that cannot be known
 */
export async function takeLock(
  directory: string,
  own: OwnProcess,
  kind = RUN,
  facts: SystemFacts = THIS_SYSTEM,
): Promise<Lock> {
  const described = await holderOf(own.id, facts);
  const held = described.startTime === null ? await addressOf(own, facts) : null;
  const contest = { directory, own, kind, facts, self: { ...described, address: held?.address ?? null } };
  try {
    const name = await enter(contest);
    let isHeld = true;
    return {
      async release() {
        // Only once: the next holder's lock may have the same name.
        if (!isHeld) return;
        isHeld = false;
        await removeLeftover(path.join(directory, name));
        await held?.release();
      },
    };
  } catch (cause) {
    await held?.release();
    if (cause instanceof UserError) throw cause;
    throw new UserError(say('the lock cannot be created: {reason}', { reason: describeError(cause) }), {
      place: { file: directory },
      cause,
    });
  }
}

function addressOf({ socketFolder }: OwnProcess, { platform }: SystemFacts): Promise<HeldAddress | null> {
  return holdAddress([...(socketFolder === undefined ? [] : [socketFolder]), os.tmpdir()], platform);
}

interface Contest {
  directory: string;
  own: OwnProcess;
  kind: LockKind;
  facts: SystemFacts;
  self: Holder;
}

/** @returns the name of the lock that was created */
async function enter(contest: Contest): Promise<string> {
  const { directory, kind, self } = contest;
  const draft = path.join(directory, `lock.${randomUUID()}.tmp`);
  try {
    // After a power cut, a file that was not on disk may be there and empty.
    await writeFile(draft, JSON.stringify(self), { flush: true });
    for (;;) {
      const before = await locksIn(directory, kind);
      const addresses = await Promise.all(before.map((name) => requireGone(name, contest)));
      const mine = `${kind.name}.${generationOf(before.at(-1)) + 1}`;
      if (!(await createWhole(draft, path.join(directory, mine)))) continue;
      // Between checking and creating, others may have come and gone: whoever sees a live one backs off.
      try {
        for (const name of await locksIn(directory, kind)) if (name !== mine) await requireGone(name, contest);
      } catch (error) {
        await removeLeftover(path.join(directory, mine));
        throw error;
      }
      for (const name of before) await removeLeftover(path.join(directory, name));
      for (const address of addresses) if (address !== null) await forgetAddress(address);
      return mine;
    }
  } finally {
    await removeLeftover(draft);
  }
}

/** Takes away the lock of a run whose holder is gone; one that is held, or may be, stays. */
export async function clearLock(directory: string, own: OwnProcess): Promise<void> {
  if ((await locksIn(directory, RUN)).length === 0) return;
  try {
    await (await takeLock(directory, own)).release();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
}

/** Whether a process is writing to the folder, or may be, as one on another machine. */
export async function isHeld(directory: string, own: OwnProcess, facts: SystemFacts = THIS_SYSTEM): Promise<boolean> {
  const self = await holderOf(own.id, facts);
  for (const name of await locksIn(directory, RUN)) {
    try {
      await requireGone(name, { directory, own, kind: RUN, facts, self });
    } catch (error) {
      if (error instanceof UserError) return true;
      throw error;
    }
  }
  return false;
}

/**
 * A link appears with its whole content, and only if nobody else has created the file. Without links it is created first and filled then:
 * whoever reads it in between finds it empty, and takes its holder to be alive.
 * @returns whether nobody else has created it
 */
async function createWhole(draft: string, file: string): Promise<boolean> {
  try {
    // Systems say many things where there are no links: EPERM, ENOTSUP, ENOSYS, EISDIR. If it was something else, creating fails as well.
    await link(draft, file).catch((cause: unknown) => {
      if (codeOf(cause) === 'EEXIST') throw cause;
      return createAndFill(file, draft);
    });
    return true;
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') return false;
    throw cause;
  }
}

async function createAndFill(file: string, draft: string): Promise<void> {
  const text = await readFile(draft);
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } catch (cause) {
    // As on a full disk: an empty lock would keep everybody out.
    await handle.close().catch(() => {});
    await removeLeftover(file);
    throw cause;
  }
  await handle.close();
}

async function locksIn(directory: string, { name }: LockKind): Promise<string[]> {
  // Where capitals do not count, two names are one file.
  const start = `${foldedName(name)}.`;
  const isLock = (file: string): boolean => {
    const folded = foldedName(file);
    return folded.startsWith(start) && /^\d+$/.test(folded.slice(start.length));
  };
  return (await readdir(directory)).filter(isLock).sort((a, b) => generationOf(a) - generationOf(b));
}

function generationOf(file: string | undefined): number {
  return file === undefined ? 0 : Number(file.slice(file.lastIndexOf('.') + 1));
}

const IF_ALONE = say('If no other hitogara is at work here, delete this file and try again.');

/**
 * @returns the address that the holder has left behind, if it had one
 * @throws UserError unless the holder is known to be gone
 */
async function requireGone(name: string, { directory, own, kind, facts, self }: Contest): Promise<string | null> {
  const file = path.join(directory, name);
  const refused = (problem: Text, remedy: Text): UserError => new UserError(problem, { place: { file }, remedy });
  // null: released while we looked.
  const text = await ifThere(readPatiently(file)).catch((cause: unknown) => {
    throw refused(say('cannot be read: {reason}', { reason: describeError(cause) }), IF_ALONE);
  });
  if (text === null) return null;
  // A power cut may leave zeros.
  if (text.replaceAll('\0', '') === '')
    throw refused(kind.starting, say('If no such process is running, delete this file and try again.'));
  const holder = parseHolder(text);
  if (holder === null)
    throw refused(say('not a lock file of this program'), say('Find out what it is, and move it away.'));
  switch (await stateOfHolder(holder, self, own, facts)) {
    case 'gone':
      return holder.address;
    case 'runs':
      throw refused(kind.busy({ process: holder.pid }), say('Wait for it to finish, or end it.'));
    case 'elsewhere':
      throw refused(
        kind.elsewhere({ host: holder.host, process: holder.pid }),
        say('If that process has ended, delete this file and try again.'),
      );
    case 'unknown':
      throw refused(kind.unsure, IF_ALONE);
  }
}
