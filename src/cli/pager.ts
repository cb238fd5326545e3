// Long texts for a person at a terminal, through the pager that is there. Start at `paged`.
import { spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { written } from '../report/json.ts';
import type { Host } from './host.ts';

/**
 * Shows what fits the terminal at once, and pages through the rest with `$PAGER`, else `less`. Where there is no terminal or no pager,
 * everything is simply written. Ends when the pager does.
 */
export async function paged(pieces: Iterable<string>, host: Host): Promise<void> {
  const { stdout } = host;
  const rest = pieces[Symbol.iterator]();
  const head = stdout.isTTY ? beginningOf(rest, stdout.rows ?? 24) : { text: '', isLong: false };
  const pager = head.isLong ? await startPager(host) : null;
  if (host.signal.aborted) return;
  if (pager === null) return writeAll(stdout, head.text, rest);
  await writeAll(pager.stdin, host.secrets.redact(head.text), redacted(rest, host));
  pager.stdin.end();
  await pager.ended;
}

/** As many pieces as fill a screen. */
function beginningOf(pieces: Iterator<string>, rows: number): { text: string; isLong: boolean } {
  let text = '';
  for (let next = pieces.next(); !next.done; next = pieces.next()) {
    text += next.value;
    if (text.split('\n').length > rows) return { text, isLong: true };
  }
  return { text, isLong: false };
}

function* redacted(pieces: Iterator<string>, { secrets }: Host): Generator<string> {
  for (let next = pieces.next(); !next.done; next = pieces.next()) yield secrets.redact(next.value);
}

async function writeAll(stream: NodeJS.WritableStream, head: string, rest: Iterator<string>): Promise<void> {
  let isOpen = head === '' || (await written(stream, head));
  for (let next = rest.next(); isOpen && !next.done; next = rest.next()) isOpen = await written(stream, next.value);
}

interface Pager {
  stdin: Writable;
  /** Whichever way: read to its end, quit, or stopped. */
  ended: Promise<void>;
}

/** null: there is none, or the user wants none. */
async function startPager({ environment, signal }: Host): Promise<Pager | null> {
  const [command = '', ...words] = (environment.PAGER ?? 'less').trim().split(/\s+/);
  if (command === '' || command === 'cat') return null;
  // R: colours come through. A user's own settings win.
  const env = { LESS: 'R', ...environment };
  // Ctrl-C ends the pager, or it would be left alone with the terminal.
  const child = spawn(command, words, {
    ...{ env, signal, killSignal: 'SIGTERM', windowsHide: true },
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  const isThere = await new Promise<boolean>((resolve) => {
    child.once('spawn', () => resolve(true));
    child.once('error', () => resolve(false));
  });
  if (!isThere) return null;
  // It may be quit before it has read everything, and be stopped.
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
  });
  return { stdin: child.stdin, ended };
}
