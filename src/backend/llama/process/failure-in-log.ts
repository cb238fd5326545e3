// A failure whose reason only llama.cpp's log has, which goes to the parent. Start at `failureInLog`.
import { ModelFailure } from '../../../core/errors.ts';
import type { Text } from '../../../words/text.ts';

/** The parent completes the message. */
export class FailureInLog extends ModelFailure {}

/** @param what what failed, without a reason */
export function failureInLog(what: Text | string): FailureInLog {
  return new FailureInLog('load-failed', what, { isFatal: true });
}
