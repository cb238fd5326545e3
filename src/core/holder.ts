// Which process a lock belongs to, and whether it still runs. /proc says when a process was started, which its number alone does not tell;
// where there is no /proc, the process holds an address. Start at `stateOfHolder`.
import { readFile, readlink } from 'node:fs/promises';
import os from 'node:os';
import { z } from 'zod';
import { stateOfAddress } from './held-address.ts';
import { machineId, runQuietly } from './machine-id.ts';
import type { OwnProcess } from './world.ts';

const HolderSchema = z.object({
  pid: z.number().int(),
  /** In clock ticks since boot; null if the system does not say. */
  startTime: z.string().nullable(),
  bootId: z.string().nullable(),
  /** Process ids mean nothing in another container. */
  pidNamespace: z.string().nullable(),
  /** null: not known, as in locks of older versions. */
  machineId: z.string().nullable().default(null),
  host: z.string(),
  /** Held while the process runs; null: its start time is known, or nobody may hold one. */
  address: z.string().nullable().default(null),
});
export type Holder = z.infer<typeof HolderSchema>;

/** What the system says of its processes and of itself. */
export interface SystemFacts {
  platform: string;
  host: string;
  machineId(): Promise<string | null>;
  /** A file's text without what is around it; null: there is none. */
  read(file: string): Promise<string | null>;
  /** Where a link leads. */
  follow(link: string): Promise<string | null>;
}

const read = (file: string): Promise<string | null> =>
  readFile(file, 'utf8').then(
    (text) => text.trim(),
    () => null,
  );
let ownMachine: Promise<string | null> | null = null;

export const THIS_SYSTEM: SystemFacts = {
  platform: os.platform(),
  host: os.hostname(),
  machineId() {
    ownMachine ??= machineId(os.platform(), { read, run: runQuietly });
    return ownMachine;
  },
  read,
  follow: (link) => readlink(link).catch(() => null),
};

/** The namespace of the system's first process. */
const OUTSIDE_CONTAINERS = 'pid:[4026531836]';

/** Without an address, which is held only where it is needed. */
export async function holderOf(pid: number, facts: SystemFacts): Promise<Holder> {
  const pidNamespace = await facts.follow('/proc/self/ns/pid');
  // Containers have the id of the image that they were made from.
  const isInside = pidNamespace !== null && pidNamespace !== OUTSIDE_CONTAINERS;
  return {
    pid,
    startTime: await startTimeOf(pid, facts),
    bootId: await facts.read('/proc/sys/kernel/random/boot_id'),
    pidNamespace,
    machineId: isInside ? null : await facts.machineId(),
    host: facts.host,
    address: null,
  };
}

export function parseHolder(text: string): Holder | null {
  try {
    return HolderSchema.parse(JSON.parse(text));
  } catch {
    // The caller adds the file name.
    return null;
  }
}

/** unknown: a process of that number runs on this machine, and it may be the holder or a stranger. */
export type HolderState = 'runs' | 'gone' | 'elsewhere' | 'unknown';

export async function stateOfHolder(
  holder: Holder,
  self: Holder,
  { isAlive }: Pick<OwnProcess, 'isAlive'>,
  facts: SystemFacts,
): Promise<HolderState> {
  const boot = bootOf(holder, self);
  if (boot !== 'this') return boot === 'earlier' ? 'gone' : 'elsewhere';
  if (holder.address !== null) {
    const state = await stateOfAddress(holder.address, facts.platform);
    if (state !== 'lost') return state === 'held' ? 'runs' : 'gone';
  }
  const startTime = await startTimeOf(holder.pid, facts);
  if (!isAlive(holder.pid)) return 'gone';
  // Hidden, or never known.
  if (startTime === null || holder.startTime === null) return 'unknown';
  return startTime === holder.startTime ? 'runs' : 'gone';
}

/**
 * Where it was started. No two machines have the same boot. Names count only where nothing better is known, and then everything has to be the
 * same: Windows and the Linux inside it share one, and so may containers of two machines.
 */
function bootOf(holder: Holder, self: Holder): 'this' | 'earlier' | 'elsewhere' {
  if (holder.bootId !== null && holder.bootId === self.bootId)
    return differ(holder.pidNamespace, self.pidNamespace) ? 'elsewhere' : 'this';
  const isHere =
    holder.machineId !== null && self.machineId !== null
      ? holder.machineId === self.machineId
      : holder.host === self.host && holder.pidNamespace === self.pidNamespace;
  if (!isHere) return 'elsewhere';
  return differ(holder.bootId, self.bootId) ? 'earlier' : 'this';
}

/** What is not known differs from nothing. */
function differ(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && one !== other;
}

/** Field 22 of `/proc/PID/stat`; the command name before it may contain anything, even brackets. */
async function startTimeOf(pid: number, { read }: SystemFacts): Promise<string | null> {
  const stat = await read(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}
