import type { KvType } from '../../core/play-choices.ts';
import type { World } from '../../core/world.ts';
import { openChannel } from './child-channel.ts';
import type { GgufReport } from './gguf-report.ts';
import { startModelProcess } from './model-process.ts';
import { SHORT_LIMIT_MS } from './sessions.ts';

export interface InspectRequest {
  /** Path of the GGUF; of one that is split, the first part. Absolute. */
  path: string;
  /** In tokens, for the estimate of memory; null: what `eval` would take. */
  contextSize?: number | null;
  kvType?: KvType | undefined;
}

/**
 * What a GGUF file says of itself; loads no weights. A process of its own looks, because some files end llama.cpp.
 * @throws ModelFailure `load-failed` for a file that is no readable GGUF
 */
export async function inspectGguf(
  { path, contextSize = null, kvType = 'f16' }: InspectRequest,
  { environment, signal }: Pick<World, 'environment' | 'signal'>,
): Promise<GgufReport> {
  const modelProcess = startModelProcess(openChannel(environment));
  const stop = (): void => void modelProcess.kill();
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) stop();
    return await modelProcess.inspect({ type: 'inspect', path, contextSize, kvType }, SHORT_LIMIT_MS);
  } finally {
    signal.removeEventListener('abort', stop);
    await modelProcess.kill();
  }
}
