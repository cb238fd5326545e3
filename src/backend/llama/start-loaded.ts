import { ModelFailure } from '../../core/errors.ts';
import type { World } from '../../core/world.ts';
import { retold } from '../../words/retell.ts';
import { say, type Text } from '../../words/text.ts';
import { type ChildChannel, openChannel } from './child-channel.ts';
import { type ModelProcess, startModelProcess } from './model-process.ts';
import type { Device, LoadedModel, LoadOptions } from './protocol.ts';
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
 * A new model process with its model loaded. A GPU that ends the process is left out where any device will do, and said.
 * @throws ModelFailure (fatal) if it does not load; the process is then gone
 */
export async function startLoaded({ spare, ...options }: StartOptions): Promise<Started> {
  const channel = spare?.take() ?? openChannel(options.world.environment);
  try {
    return await loadIn(channel, options);
  } catch (error) {
    const { load, world } = options;
    const { device } = channel;
    if (!isDeath(error)) throw error;
    const hasNext = device !== null && (load.gpu === 'auto' || device.hasOther);
    if (!hasNext || world.signal.aborted) throw deathWhileLoading(load, device, error);
    const started = await startLoaded({ ...options, load: { ...load, avoid: [...load.avoid, device.plugIn] } });
    started.loaded.warnings.push(String(leftOut(load, device, error)));
    return started;
  }
}

function leftOut({ gpu: asked }: LoadOptions, { gpu, hasOther }: Device, { message }: ModelFailure): Text {
  const reason = retold(message);
  if (hasOther) return say('--gpu {asked}: one of the builds for {gpu} was left out: {reason}', { asked, gpu, reason });
  return say('--gpu auto: {gpu} was left out: {reason}', { gpu, reason });
}

interface Started {
  modelProcess: ModelProcess;
  loaded: LoadedModel;
}

async function loadIn(channel: ChildChannel, options: Omit<StartOptions, 'spare'>): Promise<Started> {
  const { load, limitMs } = options;
  const { signal } = options.world;
  const modelProcess = startModelProcess(channel);
  const stop = (): void => void modelProcess.kill();
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) stop();
    return { modelProcess, loaded: await modelProcess.load(load, limitMs) };
  } catch (error) {
    await modelProcess.kill();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** By itself, not because somebody has ended it. */
function isDeath(error: unknown): error is ModelFailure {
  return error instanceof ModelFailure && error.code === 'process-died';
}

/** A process that dies while loading will die again. */
function deathWhileLoading(
  { path, gpu: asked }: LoadOptions,
  device: Device | null,
  cause: ModelFailure,
): ModelFailure {
  const because = { isFatal: true, cause };
  const reason = retold(cause.message);
  if (device === null || asked === 'auto')
    return new ModelFailure('load-failed', say('{file}: {reason} while loading', { file: path, reason }), because);
  const advice =
    device.gpu === 'cuda'
      ? say('a newer driver, a build for this card (npm run build:cuda), --gpu vulkan or --gpu off may help')
      : say('a newer driver or --gpu off may help');
  const message = say('{file}: {reason} while loading with --gpu {gpu}; {advice}', {
    ...{ file: path, reason, advice },
    gpu: device.gpu,
  });
  return new ModelFailure('load-failed', message, because);
}
