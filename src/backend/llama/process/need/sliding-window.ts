// Which layers of a model see no more than the last tokens, as llama.cpp's models/*.cpp have it. Start at `windows`.
import { countAt, valueAt } from '../gguf/metadata.ts';
import type { Header } from '../header.ts';
import { layerCount } from './weights.ts';

/** For each layer, in tokens; null: it sees all of them. */
export function windows(header: Header): (number | null)[] {
  const size = windowSize(header);
  const all = Array.from({ length: layerCount(header) }, (_, layer) => layer);
  const seesLittle = size === null ? () => false : patternOf(header);
  return all.map((layer) => (seesLittle(layer) ? size : null));
}

interface Rule {
  /** Every so many layers, one sees everything; null: the file lists them. */
  period: number | null;
  /** Whether that is the first of them, not the last. */
  fullFirst?: boolean;
  /** Where the file tells none. */
  window?: number;
}

/** Other architectures have no windows in llama.cpp, whatever their files say. */
const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['afmoe', { period: 4 }],
  ['cohere2', { period: 4 }],
  ['cohere2moe', { period: null, fullFirst: true }],
  ['exaone-moe', { period: 4, window: 128 }],
  ['exaone4', { period: 4, window: 4096 }],
  ['gemma2', { period: 2, window: 4096 }],
  ['gemma3', { period: 6 }],
  ['gemma3n', { period: 5 }],
  ['gemma4', { period: null }],
  ['gpt-oss', { period: 2 }],
  ['granite_swa', { period: null }],
  ['laguna', { period: 4, fullFirst: true }],
  // Its layers without attention keep nothing anyway.
  ['lfm2', { period: 0 }],
  ['lfm2moe', { period: 0 }],
  ['llama4', { period: 4, window: 8192 }],
  ['mellum', { period: null }],
  ['mimo2', { period: null }],
  ['muse-glimmer', { period: null }],
  ['olmo2', { period: 4 }],
  ['plamo3', { period: 8 }],
  ['smallthinker', { period: 4, fullFirst: true }],
  ['step35', { period: null }],
]);

function windowSize(header: Header): number | null {
  const { architecture, sizes } = header;
  const rule = RULES.get(architecture);
  if (!rule || (architecture === 'exaone4' && layerCount(header) !== 64)) return null;
  const told = countAt(sizes, 'attention', 'sliding_window') ?? rule.window ?? 0;
  // Its chunks have one size.
  const size = architecture === 'llama4' && told > 0 ? 8192 : told;
  return size > 0 ? size : null;
}

function patternOf({ architecture, sizes }: Header): (layer: number) => boolean {
  const { period = null, fullFirst = false } = RULES.get(architecture) ?? {};
  const told = valueAt(sizes, 'attention', 'sliding_window_pattern');
  if (Array.isArray(told) && period === null) return (layer) => Boolean(told[layer]);
  const every = countAt(sizes, 'attention', 'sliding_window_pattern') ?? period;
  if (every === null) return () => false;
  if (every === 0) return () => true;
  return (layer) => (fullFirst ? layer % every !== 0 : layer % every < every - 1);
}
