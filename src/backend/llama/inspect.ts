import type { KvType } from '../../core/play-choices.ts';
import type { World } from '../../core/world.ts';
import type { Anatomy } from '../anatomy.ts';
import { openChannel } from './child-channel.ts';
import type { GgufReport } from './gguf-report.ts';
import { type ModelProcess, startModelProcess } from './model-process.ts';
import { SHORT_LIMIT_MS } from './sessions.ts';

export interface InspectRequest {
  /** Path of the GGUF, or of the first part if it is split. Absolute. */
  path: string;
  /** In tokens, for the memory estimate; null: what `eval` would use. */
  contextSize?: number | null;
  kvType?: KvType | undefined;
}

/**
 * What a GGUF file says about itself; loads no weights. Runs in a separate process, because some files crash llama.cpp.
 * @throws ModelFailure `load-failed` for a file that is not a readable GGUF
 */
export function inspectGguf(
  { path, contextSize = null, kvType = 'f16' }: InspectRequest,
  world: Pick<World, 'environment' | 'signal'>,
): Promise<GgufReport> {
  return inProcess(world, (modelProcess) =>
    modelProcess.inspect({ type: 'inspect', path, contextSize, kvType }, SHORT_LIMIT_MS),
  );
}

/**
 * The same for what two files must have in common.
 * @throws ModelFailure `load-failed` for a file that is not a readable GGUF
 */
export function anatomyOfGguf(path: string, world: Pick<World, 'environment' | 'signal'>): Promise<Anatomy> {
  return inProcess(world, (modelProcess) => modelProcess.anatomy(path, SHORT_LIMIT_MS));
}

async function inProcess<Result>(
  { environment, signal }: Pick<World, 'environment' | 'signal'>,
  ask: (modelProcess: ModelProcess) => Promise<Result>,
): Promise<Result> {
  const modelProcess = startModelProcess(openChannel(environment));
  const stop = (): void => void modelProcess.kill();
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) stop();
    return await ask(modelProcess);
  } finally {
    signal.removeEventListener('abort', stop);
    await modelProcess.kill();
  }
}
