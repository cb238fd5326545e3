// What a command would write to stdout, in a file instead: a shell's own `>` may write it in another encoding. Start at `intoFile`.
import { inertLine } from '../core/inert-text.ts';
import { absolute, shorten } from '../core/world.ts';
import { redactedStream } from '../report/redacted-stream.ts';
import { openPendingFile } from '../report/report-file.ts';
import { shown } from '../report/screen.ts';
import { say } from '../words/text.ts';
import type { Host } from './host.ts';

/**
 * A command that fails leaves an earlier file as it was.
 * @returns the exit code of the command
 * @throws UserError what the command throws; exit 2 if the name is that of a folder, 3 if the file cannot be written
 */
export async function intoFile(name: string, host: Host, run: (host: Host) => Promise<number>): Promise<number> {
  const file = absolute(name, host);
  const pending = await openPendingFile(file, host.process);
  try {
    const exitCode = await run({ ...host, stdout: redactedStream(pending.stream, host.secrets) });
    await pending.keep();
    host.stderr.write(`${inertLine(shown(say('written: {file}', { file: shorten(file, host) }), host))}\n`);
    return exitCode;
  } catch (error) {
    // A command fails at its first write to a stream that is broken.
    throw (await pending.discard()) ?? error;
  }
}
