// Which machine this is, as its system knows it: host names change with the network. Start at `machineId`.
import { sha256 } from './hash.ts';

/** Where the system says it: a file, or a program and its arguments. Programs by their whole path: a folder may hold one of that name. */
const SOURCES: Readonly<Record<string, { file: string } | { program: string; args: readonly string[] }>> = {
  linux: { file: '/etc/machine-id' },
  darwin: { program: '/usr/sbin/sysctl', args: ['-n', 'kern.uuid'] },
  win32: {
    program: 'C:\\Windows\\System32\\reg.exe',
    args: ['query', 'HKLM\\SOFTWARE\\Microsoft\\Cryptography', '/v', 'MachineGuid'],
  },
};

/** Of an answer that may say more. */
const ID = /\b[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\b/i;
const ANSWER_MS = 2_000;

interface Asking {
  read(file: string): Promise<string | null>;
  run(program: string, args: readonly string[]): Promise<string | null>;
}

/** Not the system's own id, which is nobody else's business, but one that is made from it. @returns null: it does not say */
export async function machineId(platform: string, { read, run }: Asking): Promise<string | null> {
  const source = SOURCES[platform];
  if (!source) return null;
  const answer = 'file' in source ? await read(source.file) : await run(source.program, source.args);
  const [id] = ID.exec(answer ?? '') ?? [];
  return id === undefined ? null : sha256(`hitogara ${id.toLowerCase()}`).slice(0, 32);
}

/** @returns null: there is no such program, or it fails */
export async function runQuietly(program: string, args: readonly string[]): Promise<string | null> {
  const { execFile } = await import('node:child_process');
  return new Promise((resolve) => {
    execFile(program, args, { timeout: ANSWER_MS, windowsHide: true }, (error, stdout) =>
      resolve(error ? null : stdout),
    );
  });
}
