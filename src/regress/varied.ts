// The same weights run in another way: what `--vary` takes. Start at `variedModels`.
import type { VariedModel } from '../backend/request.ts';
import { UserError } from '../core/errors.ts';
import { ENGINE_BUILDS, FLASH_ATTENTIONS, GPU_TYPES, KV_TYPES, type LlamaOptions } from '../core/play-choices.ts';
import { didYouMean } from '../core/suggest.ts';
import type { ModelEntry } from '../registry/load.ts';
import { say } from '../words/text.ts';
import type { PreconditionField } from './preconditions.ts';

interface Field {
  /** The preconditions that differ with it, on purpose. */
  allows: readonly PreconditionField[];
  /** @returns null for a value that it does not have */
  apply(value: string): (Pick<VariedModel['varied'], 'prompt'> & { llama?: Partial<LlamaOptions> }) | null;
}

const FIELDS: Readonly<Record<string, Field>> = {
  kvType: { allows: ['kvType'], apply: (value) => choice(KV_TYPES, value, (kvType) => ({ llama: { kvType } })) },
  flashAttention: {
    allows: ['flashAttention'],
    apply: (value) => choice(FLASH_ATTENTIONS, value, (flashAttention) => ({ llama: { flashAttention } })),
  },
  gpu: {
    // Which back ends were loaded is a part of what llama.cpp says of itself.
    allows: ['device', 'gpuLayers', 'threads', 'engineBuild'],
    apply: (value) => choice(GPU_TYPES, value, (gpu) => ({ llama: { gpu } })),
  },
  engine: {
    allows: ['engineBuild', 'threads'],
    apply: (value) => choice(ENGINE_BUILDS, value, (engine) => ({ llama: { engine } })),
  },
  threads: {
    allows: ['threads'],
    apply: (value) => (/^[1-9]\d{0,3}$/.test(value) ? { llama: { threads: Number(value) } } : null),
  },
  context: {
    allows: ['context'],
    apply: (value) => (/^[1-9]\d{1,7}$/.test(value) ? { llama: { contextSize: Number(value) } } : null),
  },
  prompt: { allows: ['template', 'prompts'], apply: (value) => ({ prompt: value }) },
};

const VARIED_FIELDS = Object.keys(FIELDS);

/** @throws UserError for a field or value that there is not */
export function requireVaried(vary: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(vary)) {
    const field = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
    if (!field)
      throw new UserError(say('--vary {name}: there is no such field', { name }), {
        remedy: didYouMean(name, VARIED_FIELDS),
      });
    if (field.apply(value) === null)
      throw new UserError(say('--vary {name}={value}: there is no such value', { name, value }));
  }
}

export function allowedBy(vary: Readonly<Record<string, string>>): PreconditionField[] {
  return Object.keys(vary).flatMap((name) => FIELDS[name]?.allows ?? []);
}

/** Each under a name that says what is other: `my-model_kvType-q8_0`. */
export function variedModels(
  entries: readonly ModelEntry[],
  vary: Readonly<Record<string, string>>,
  base: LlamaOptions,
): VariedModel[] {
  const applied = Object.entries(vary).map(([name, value]) => FIELDS[name]?.apply(value) ?? {});
  const llama: LlamaOptions = { ...base };
  for (const each of applied) Object.assign(llama, each.llama);
  const prompt = applied.map((each) => each.prompt).find((each) => each !== undefined);
  const suffix = Object.entries(vary).map(([name, value]) => `${name}-${value.replaceAll(/[^\w.-]/g, '_')}`);
  return entries.map(({ spec, ...rest }) => ({
    entry: { ...rest, spec: { ...spec, id: [spec.id, ...suffix].join('_') } },
    varied: { llama, ...(prompt !== undefined && { prompt }) },
  }));
}

function choice<Value extends string, Result>(
  values: readonly Value[],
  wanted: string,
  result: (value: Value) => Result,
): Result | null {
  const value = values.find((each) => each === wanted);
  return value === undefined ? null : result(value);
}
