// Headers that are well formed and still end the process: llama.cpp asserts on what they say, without a readable reason. As
// llama-model.cpp's `load_hparams` has it. Start at `whatAborts`.
import { asIs, say, type Text } from '../../../words/text.ts';
import { countAt, type Metadata, textAt } from './gguf/metadata.ts';
import type { GgufTensor } from './gguf/tensors.ts';

/** llama.cpp's limits. */
export const MOST_LAYERS = 512;
const MOST_EXPERTS = 1_024;

const ROPE_SCALINGS = ['none', 'linear', 'yarn', 'longrope'];

/**
 * @param sizes what the metadata holds under the architecture's name
 * @returns what is wrong; null: nothing that is known of
 */
export function whatAborts(architecture: string, sizes: Metadata, tensors: readonly GgufTensor[]): Text | null {
  const layers = countAt(sizes, 'block_count');
  if (layers !== null && (layers < 1 || layers > MOST_LAYERS))
    return say('{n} layers; llama.cpp takes 1 to {most}', { n: layers, most: MOST_LAYERS });
  const predicting = countAt(sizes, 'nextn_predict_layers') ?? 0;
  if (layers !== null && predicting > layers)
    return say('{n} of {all} layers predict several tokens', { n: predicting, all: layers });
  // Purely recurrent models have none, and say so.
  const attends = tensors.some(({ name }) => /\.attn_(q|qkv|kv_a_mqa)\.weight$/.test(name));
  if (attends && countAt(sizes, 'attention', 'head_count') === 0) return say('no attention heads');
  const scaling = textAt(sizes, 'rope', 'scaling', 'type');
  if (scaling !== null && !ROPE_SCALINGS.includes(scaling)) return asIs(`rope.scaling.type "${scaling}"`);
  return wrongExperts(architecture, sizes);
}

function wrongExperts(architecture: string, sizes: Metadata): Text | null {
  const experts = countAt(sizes, 'expert_count') ?? 0;
  // A list has a number for each layer.
  const isListed = typeof sizes.expert_used_count === 'object';
  const used = countAt(sizes, 'expert_used_count') ?? 0;
  const groups = countAt(sizes, 'expert_group_count') ?? 0;
  const usedGroups = countAt(sizes, 'expert_group_used_count') ?? 0;
  if (/^hunyuan[-_](dense|vl)$/.test(architecture) && experts <= 1) return null;
  if (experts > MOST_EXPERTS)
    return say('{n} experts; llama.cpp takes up to {most}', { n: experts, most: MOST_EXPERTS });
  if (!isListed && (used > experts || (experts > 0 && used === 0)))
    return say('{n} of {all} experts used', { n: used, all: experts });
  const areGroupsRight =
    groups === 0 ||
    (groups < experts && (groups === 1 || (experts % groups === 0 && usedGroups > 0 && usedGroups < groups)));
  if (areGroupsRight) return null;
  return say('{used} of {n} groups of {experts} experts used', { used: usedGroups, n: groups, experts });
}
