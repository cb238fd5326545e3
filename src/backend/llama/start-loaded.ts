import { ModelFailure } from '../../core/errors.ts';
import type { World } from '../../core/world.ts';
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
  const { load: asked, world } = options;
  const deaths: Death[] = [];
  let channel = spare?.take() ?? openChannel(world.environment);
  for (;;) {
    const load = { ...asked, avoid: [...asked.avoid, ...deaths.map(({ device }) => device.plugIn)] };
    try {
      const { modelProcess, loaded } = await loadIn(channel, { ...options, load });
      const leftOut = new Set(deaths.map((death) => String(wasLeftOut(load, death, loaded))));
      loaded.warnings.push(...leftOut);
      return { modelProcess, loaded, load: { ...load, gpu: channel.device?.gpu ?? 'off' } };
    } catch (error) {
      const { device } = channel;
      const [first] = deaths;
      if (world.signal.aborted) throw isDeath(error) ? deathWhileLoading(load, device, error) : error;
      // What was asked for is not there at all without the one that died, which is the better reason.
      if (first && device === null && load.gpu !== 'auto') throw deathWhileLoading(load, first.device, first.cause);
      if (!isDeath(error)) throw error;
      if (device === null || !(load.gpu === 'auto' || device.hasOther)) throw deathWhileLoading(load, device, error);
      deaths.push({ device, cause: error });
    }
    channel = openChannel(world.environment);
  }
}

/** Of a process, while a model was being loaded on a GPU. */
interface Death {
  device: Device;
  cause: ModelFailure;
}

function wasLeftOut({ gpu: asked }: LoadOptions, { device: { gpu }, cause }: Death, loaded: LoadedModel): Text {
  const reason = cause.text;
  const isAnotherBuild = loaded.device.gpu === gpu;
  return isAnotherBuild
    ? say('--gpu {asked}: one of the builds for {gpu} was left out: {reason}', { asked, gpu, reason })
    : say('--gpu auto: {gpu} was left out: {reason}', { gpu, reason });
}

interface Started {
  modelProcess: ModelProcess;
  loaded: LoadedModel;
  /** As it was asked for, with the device that it was loaded on, and without the back ends that were left out. */
  load: LoadOptions;
}

async function loadIn(channel: ChildChannel, options: Omit<StartOptions, 'spare'>): Promise<Omit<Started, 'load'>> {
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
  const reason = cause.text;
  if (device === null || asked === 'auto')
    return new ModelFailure('load-failed', say('{file}: {reason} while loading', { file: path, reason }), because);
  const advice = adviceFor(device);
  const message = say('{file}: {reason} while loading with --gpu {gpu}; {advice}', {
    ...{ file: path, reason, advice },
    gpu: device.gpu,
  });
  return new ModelFailure('load-failed', message, because);
}

function adviceFor({ gpu, canBeBuilt }: Device): Text {
  if (gpu !== 'cuda') return say('a newer driver or --gpu off may help');
  return canBeBuilt
    ? say('a newer driver, a build for this card (npm run build:cuda), --gpu vulkan or --gpu off may help')
    : say('a newer driver, --gpu vulkan or --gpu off may help');
}
