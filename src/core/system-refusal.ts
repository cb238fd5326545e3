import { say, type Text } from '../words/text.ts';
import { codeOf, describeError, ExitCode, UserError } from './errors.ts';
import { isHeldByOthers } from './replace-file.ts';

const HELD = say(
  'See whether the permissions of the folder, a virus scanner or a program that synchronises it (such as OneDrive) are in the way.',
);

/** What the system has no more of, and what to do about it. */
const REMEDIES: Readonly<Record<string, Text>> = {
  EMFILE: say('Allow more open files (ulimit -n).'),
  ENFILE: say('Close other programs: the machine cannot open more files.'),
  ENOSPC: say('Free some space.'),
  EDQUOT: say('Free some space.'),
  EROFS: say('Name a writable folder.'),
  EIO: say('Check that the disk or the terminal is still connected.'),
  ENOMEM: say('Close other programs: the machine has no memory left.'),
};

/** For what no careful program could avoid: the message that ends it (exit 3). null: it is a bug. */
export function systemRefusal(error: unknown): UserError | null {
  const remedy = isOfFile(error) && isHeldByOthers(error) ? HELD : REMEDIES[codeOf(error)];
  if (remedy === undefined) return null;
  const problem = say('the system refused: {reason}', { reason: describeError(error) });
  return new UserError(problem, { remedy, exitCode: ExitCode.someFailed, cause: error });
}

/** Not of a process that cannot be started or ended. */
function isOfFile(error: unknown): boolean {
  return error instanceof Error && 'path' in error && 'syscall' in error && !/^spawn/.test(String(error.syscall));
}

/** Standard output takes no more. */
export function brokenOutput(cause: Error): UserError {
  return new UserError(say('the output cannot be written: {reason}', { reason: describeError(cause) }), {
    remedy: say('Free some space, or send the output elsewhere. What was recorded is intact.'),
    exitCode: ExitCode.someFailed,
    cause,
  });
}
