import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface Measured {
  code: number | null;
  seconds: number;
  /** Of all its threads, in seconds; missing the last hundredths of a second. */
  cpuSeconds: number;
  /** The most that the process held in memory; missing the last hundredths of a second. */
  residentMb: number;
  stderr: string;
}

/** Runs node as a user would, its output going into a file. */
export function measure(args: readonly string[], directory: string, output = '/dev/null'): Promise<Measured> {
  const started = performance.now();
  const file = openSync(path.resolve(directory, output), 'w');
  const child = spawn(process.execPath, args, {
    cwd: directory,
    env: { ...process.env, HITOGARA_CACHE: path.join(directory, 'cache') },
    stdio: ['ignore', file, 'pipe'],
  });
  let residentMb = 0;
  let cpuSeconds = 0;
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const watch = setInterval(() => {
    residentMb = peakOf(child.pid) ?? residentMb;
    cpuSeconds = cpuOf(child.pid) ?? cpuSeconds;
  }, 20);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      clearInterval(watch);
      closeSync(file);
      resolve({ code, seconds: (performance.now() - started) / 1_000, cpuSeconds, residentMb, stderr });
    });
  });
}

/** In MB; null where there is no /proc, or the process has gone. */
function peakOf(pid: number | undefined): number | null {
  try {
    const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) / 1_024;
  } catch {
    // It ended while we looked.
    return null;
  }
}

/** The kernel counts in hundredths of a second. */
function cpuOf(pid: number | undefined): number | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    // It ended while we looked.
    return null;
  }
}
