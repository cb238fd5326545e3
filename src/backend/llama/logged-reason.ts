// What llama.cpp's log says about a failure in the model process. Start at `completed`.
import { ModelFailure } from '../../core/errors.ts';
import type { Failure } from './protocol.ts';

/** The log may arrive after the failure itself. */
const LIMIT_MS = 300;
const POLL_MS = 10;

/** @param log the end of what the process has written so far */
export async function completed(failure: Failure, log: () => string): Promise<ModelFailure> {
  const { code, message, isReasonInLog } = failure;
  if (!isReasonInLog) return new ModelFailure(code, message, failure);
  const reason = (await reasonFrom(log)) ?? 'llama.cpp does not say why';
  return new ModelFailure(code, `${message}: ${reason}`, failure);
}

async function reasonFrom(log: () => string): Promise<string | undefined> {
  for (let waited = 0; waited < LIMIT_MS; waited += POLL_MS) {
    const reason = lastError(log());
    if (reason !== undefined) return reason;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return lastError(log());
}

/** What reads a file's header says nothing unless something is wrong. */
const TELLS =
  /error|fail|unknown|corrupt|missing|invalid|insufficient|requires|not support|cannot|unable|^gguf_init\w*: /i;
/** What a file says of itself, and that something failed for a reason that has been given before. */
const SAYS_NOTHING =
  /^print_info:|^llama_model_loader: - |failed to load model(?:\W*$| '| from )|^gguf_init\w*: failed to (?:read|create) /i;

/** The last line that mentions an error, without the names of functions in front of it. */
function lastError(log: string): string | undefined {
  const reason = log.split('\n').findLast((line) => TELLS.test(line) && !SAYS_NOTHING.test(line));
  return reason
    ?.replace(/^(\w+: )+/, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 300);
}
