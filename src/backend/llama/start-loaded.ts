import { ModelFailure } from '../../core/errors.ts';
import type { World } from '../../core/world.ts';
import { openChannel } from './child-channel.ts';
import { type ModelProcess, startModelProcess } from './model-process.ts';
import type { LoadedModel, LoadOptions } from './protocol.ts';
import type { SpareProcess } from './spare-process.ts';

interface StartOptions {
  load: LoadOptions;
  limitMs: number;
  /** A process that was started ahead, if it is still unused. */
  spare?: SpareProcess | undefined;
  /** Aborting its signal while the model loads ends the process at once. */
  world: Pick<World, 'environment' | 'signal'>;
}

/**
 * A new model process with its model loaded.
 * @throws ModelFailure (fatal) if it does not load; the process is then gone
 */
export async function startLoaded({
  load,
  limitMs,
  spare,
  world: { environment, signal },
}: StartOptions): Promise<{ modelProcess: ModelProcess; loaded: LoadedModel }> {
  const modelProcess = startModelProcess(spare?.take() ?? openChannel(environment));
  const stop = (): void => void modelProcess.kill();
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) stop();
    return { modelProcess, loaded: await modelProcess.load(load, limitMs) };
  } catch (error) {
    await modelProcess.kill();
    if (!(error instanceof ModelFailure) || error.code !== 'process-died') throw error;
    // A process that dies while loading will die again.
    throw new ModelFailure('load-failed', `${load.path}: ${error.message} while loading`, {
      isFatal: true,
      cause: error,
    });
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
