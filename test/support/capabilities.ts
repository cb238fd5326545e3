// What this machine lets a test do, found out by trying, never by the name of the system. Start at `lacks`.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Each throws, or is false, where it cannot be done. */
const PROBES = {
  'symbolic links': inFolder((folder) => symlinkSync('target', path.join(folder, 'link'), 'file')),
  'hard links': inFolder((folder) => {
    writeFileSync(path.join(folder, 'file'), '');
    linkSync(path.join(folder, 'file'), path.join(folder, 'second'));
  }),
  'named pipes': inFolder((folder) => succeeds('mkfifo', path.join(folder, 'pipe'))),
  'a folder that takes nothing': inFolder((folder) => {
    mkdirSync(path.join(folder, 'full'), { mode: 0o555 });
    try {
      mkdirSync(path.join(folderThatTakesNothing(path.join(folder, 'full')), 'hitogara'));
      return false;
    } catch (error) {
      return error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM');
    }
  }),
  'signals that a program can answer': () =>
    succeeds(
      process.execPath,
      '-e',
      "process.on('SIGINT', () => process.exit()); process.kill(process.pid, 'SIGINT'); setTimeout(() => process.exit(1), 5_000)",
    ),
  'children in /proc': () => readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8') !== null,
  // That of Windows's own Linux finds no program of Windows by its path.
  bash: () => succeeds('bash', '-c', 'set -o pipefail; test -x "$1"', '--', process.execPath),
  'limits for the size of files': inFolder((folder) => {
    const script = 'ulimit -f 12 && ! (head -c 1000000 /dev/zero > "$1")';
    return succeeds('bash', '-c', script, '--', path.join(folder, 'file'));
  }),
  prlimit: () => succeeds('prlimit', '--version'),
  '/dev/full': () => existsSync('/dev/full'),
  '/dev/zero': () => existsSync('/dev/zero'),
} satisfies Record<string, () => unknown>;

export type Capability = keyof typeof PROBES;

const known = new Map<Capability, boolean>();

/** Root may write to a read-only folder, but make none in /sys. */
export function folderThatTakesNothing(readOnly: string): string {
  return process.getuid?.() === 0 ? '/sys' : readOnly;
}

/** For `skipIf`. Says why, once. */
export function lacks(...needed: readonly Capability[]): boolean {
  return needed.filter((capability) => !can(capability)).length > 0;
}

function can(capability: Capability): boolean {
  const before = known.get(capability);
  if (before !== undefined) return before;
  const found = isTrue(PROBES[capability]);
  known.set(capability, found);
  if (!found) process.stderr.write(`skipped: what needs ${capability}, which this machine does not have\n`);
  return found;
}

function isTrue(probe: () => unknown): boolean {
  try {
    return probe() !== false;
  } catch {
    return false;
  }
}

function succeeds(command: string, ...args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore', timeout: 20_000 }).status === 0;
}

function inFolder(probe: (folder: string) => unknown): () => unknown {
  return () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'hitogara-can-'));
    try {
      return probe(folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
}
