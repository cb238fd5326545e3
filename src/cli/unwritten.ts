// What to say when a run's folder took no more. Start at `unwritten`.
import { codeOf, ExitCode, UserError } from '../core/errors.ts';
import { isHeldByOthers } from '../core/replace-file.ts';
import { StoreFailure } from '../store/journal.ts';
import { say, type Text } from '../words/text.ts';

/** Of a full disk; one that takes only a part of what is written gives no code. */
const FULL = ['ENOSPC', 'EDQUOT', 'EFBIG', ''];

/**
 * What a user is told of it; anything else stays what it is.
 * @param isRecorded whether anything was written before
 */
export function unwritten(error: unknown, isRecorded: boolean): unknown {
  if (!(error instanceof StoreFailure)) return error;
  const remedy = remedyOf(error, isRecorded);
  return new UserError(error.message, { remedy, exitCode: ExitCode.someFailed, cause: error });
}

function remedyOf({ isGone, cause }: StoreFailure, isRecorded: boolean): Text {
  if (isGone)
    return say('If it was moved, put it back, and continue with --resume. If it was deleted, start the run again.');
  const isFull = FULL.includes(codeOf(cause));
  if (!isRecorded)
    return isFull
      ? say('Nothing was recorded. Free some space, or name another folder with --out DIR.')
      : say('Nothing was recorded. Name another folder with --out DIR.');
  if (isFull) return say('Everything written before that is intact. Free some space, then continue with --resume.');
  return isHeldByOthers(cause)
    ? say(
        'Everything written before that is intact. See whether the permissions of the folder, a virus scanner or a program that synchronises it (such as OneDrive) are in the way, then continue with --resume.',
      )
    : say('Everything written before that is intact. Check the disk, then continue with --resume.');
}
