// Sampling settings under other programs' names. Start at `inspectConfig`.
import type { Sampling } from '../../core/sampling.ts';

/** What Inspect's generation config has; the rest stands in the metadata of each sample. */
export function inspectConfig(sampling: Sampling): object {
  return defined({
    max_tokens: sampling.maxTokens,
    top_p: sampling.topP,
    temperature: sampling.temperature,
    stop_seqs: sampling.stop,
    frequency_penalty: sampling.frequencyPenalty,
    presence_penalty: sampling.presencePenalty,
    top_k: sampling.topK,
  });
}

/** What Every Eval Ever has fields for; the rest are details, which are texts. */
export function generationConfig({ temperature, topP, topK, maxTokens, ...rest }: Sampling, template?: string): object {
  return {
    generation_args: defined({
      ...{ temperature, top_p: topP, top_k: topK, max_tokens: maxTokens, prompt_template: template },
    }),
    additional_details: Object.fromEntries(
      Object.entries(defined(rest)).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    ),
  };
}

/** Without what is not there. */
export function defined(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));
}
