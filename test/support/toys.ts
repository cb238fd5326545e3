// Toy models that the tests share, and scenarios for them.
import type { ToyOptions } from './toy-model.ts';

const CHATML = `{%- for message in messages -%}
<|im_start|>{{ message.role }}
{{ message.content }}<|im_end|>
{% endfor -%}
{%- if add_generation_prompt -%}<|im_start|>assistant
{% endif -%}`;

/** Answers every ChatML prompt with `うん！`, when greedy. */
export const YES: ToyOptions = {
  pieces: ['う', 'ん', '！', 'え', '？'],
  controls: ['<|im_start|>', '<|im_end|>'],
  eos: '<|im_end|>',
  chatTemplate: CHATML,
  contextLength: 1024,
  bigrams: {
    '<0x0A>': { う: 10, え: 8 },
    う: { ん: 10 },
    え: { '？': 10 },
    ん: { '！': 10 },
    '！': { '<|im_end|>': 10 },
    '？': { '<|im_end|>': 10 },
  },
};

/** Never ends by itself. */
export const ENDLESS: ToyOptions = {
  ...YES,
  bigrams: { '<0x0A>': { う: 10 }, う: { ん: 10 }, ん: { う: 10 } },
};

/** Its output matrix is not a number anywhere. */
export const NOT_A_NUMBER: ToyOptions = {
  ...YES,
  mend: (tensors) =>
    tensors.map((tensor) =>
      tensor.name === 'output.weight' ? { ...tensor, data: new Uint8Array(tensor.data.length).fill(255) } : tensor,
    ),
};

export interface ScenarioOptions {
  id?: string;
  instruction?: string;
  turns?: readonly string[];
  sampling?: Record<string, unknown>;
}

export function scenarioYaml({
  id = 'short',
  instruction = 'p',
  turns = ['a', 'b', 'c'],
  sampling = { temperature: 0 },
}: ScenarioOptions = {}): string {
  return JSON.stringify({
    id,
    title: { ja: '短い', en: 'short' },
    persona: { name: 'B', user: 'A', instruction },
    sampling,
    turns,
  });
}
