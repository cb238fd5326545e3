// The program in a session of its own, watched from outside: how long it takes, how much memory, and what it leaves. Needs Linux's
// /proc. Start at `watchProgram`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ENVIRONMENT, REPOSITORY } from './cli.ts';

export interface Watched {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  seconds: number;
  /** Of the largest of its processes, at most, in MB (10⁶ bytes). */
  peakMb: number;
  /** Processes that were still there a second after it had ended, by their command lines. They are ended. */
  survivors: string[];
}

/** In ms. */
const [LOOK_EVERY, GRACE] = [20, 1_000];
const KILOBYTE = 1_024;

export async function watchProgram(
  args: readonly string[],
  {
    directory,
    environment,
    limitSeconds,
  }: { directory: string; environment: Record<string, string>; limitSeconds: number },
): Promise<Watched> {
  const temporary = path.join(directory, 'tmp');
  mkdirSync(temporary, { recursive: true });
  const started = performance.now();
  const child = spawn(process.execPath, [path.join(REPOSITORY, 'dist/bin.js'), ...args], {
    cwd: directory,
    env: { ...ENVIRONMENT, HOME: directory, TMPDIR: temporary, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const { pid } = child;
  if (pid === undefined) throw new Error('the program cannot be started');
  const texts = [child.stdout, child.stderr].map((stream) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    return () => Buffer.concat(chunks).toString();
  });
  let peakMb = 0;
  const watch = setInterval(() => {
    for (const each of sessionOf(pid)) peakMb = Math.max(peakMb, peakOf(each));
  }, LOOK_EVERY);
  const limit = setTimeout(() => killSession(pid), limitSeconds * 1_000);
  const [code, signal] = await once(child, 'close');
  clearInterval(watch);
  clearTimeout(limit);
  const seconds = (performance.now() - started) / 1_000;
  const survivors = await survivorsOf(pid);
  const [stdout = '', stderr = ''] = texts.map((text) => text());
  return { code, signal, stdout, stderr, seconds, peakMb, survivors };
}

async function survivorsOf(session: number): Promise<string[]> {
  const end = performance.now() + GRACE;
  while (sessionOf(session).length > 0 && performance.now() < end) await sleep(LOOK_EVERY);
  const names = sessionOf(session).map((pid) => textOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim());
  killSession(session);
  return names;
}

/** Its processes that run; one that has ended and nobody has asked for does not. */
function sessionOf(session: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      // A program's name may hold anything but stands in parentheses.
      const [state, , , own] = textOf(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ') ?? [];
      return Number(own) === session && state !== 'Z';
    })
    .map(Number);
}

function peakOf(pid: number): number {
  const [, kilobytes = '0'] = /^VmHWM:\s+(\d+)/m.exec(textOf(`/proc/${pid}/status`)) ?? [];
  return (Number(kilobytes) * KILOBYTE) / 1e6;
}

/** Empty: the process is gone. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function killSession(session: number): void {
  for (const pid of sessionOf(session)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended meanwhile.
    }
  }
}
