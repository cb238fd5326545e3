// A comparison as one JSON object, scenario by scenario. schemas/comparison.schema.json describes it. Start at `jsonComparison`.
import type { Comparison } from '../../compare/comparison.ts';
import { inertJson } from '../../core/inert-text.ts';

/** @param hasTranscripts otherwise there are figures and preferences only */
export function* jsonComparison(
  { sections, ...head }: Comparison,
  { hasTranscripts }: { hasTranscripts: boolean },
): Generator<string> {
  yield `${inertJson(head).replace(/\s*\}$/, '')},\n  "sections": [`;
  for (const [index, section] of sections.entries()) {
    const shown = hasTranscripts ? section : { ...section, talks: [], rows: [] };
    yield `${index === 0 ? '' : ','}\n${inertJson(shown).replace(/^/gm, '    ')}`;
  }
  yield sections.length === 0 ? ']\n}\n' : '\n  ]\n}\n';
}
