import { isGgufSelector } from '../../prompt/gguf-template.ts';
import { tokensAround } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import { type Material, readingOf } from '../material.ts';

/** Compares the prompt with the format that the model's family was trained with. */
export function familyRule({ template, readings, family }: Material): Finding[] {
  if (!family || family.template.id === template.id) return [];
  const names =
    family.template.persona === 'system' && readingOf(readings, 'first')
      ? (['first', 'second', 'sixth'] as const)
      : (['bare', 'bareSecond'] as const);
  for (const name of names) {
    const [chosen, trained] = [readingOf(readings, name), readingOf(family.readings, name)];
    if (!chosen || !trained) continue;
    const at = chosen.tokens.findIndex((token, index) => token !== trained.tokens[index]);
    if (at < 0 && chosen.tokens.length === trained.tokens.length) continue;
    const place = at < 0 ? chosen.tokens.length : at;
    const isOwn = isGgufSelector(template.id);
    return [
      {
        severity: family.isSure || !isOwn ? 'warning' : 'note',
        code: 'family-differs',
        message: `${family.name} ${family.isSure ? 'was' : 'was probably'} trained with the format ${family.template.id}, but ${isOwn ? 'the template inside the file' : template.id} gives a different prompt`,
        evidence: `chosen: ${tokensAround(chosen.pieces, place)}   family: ${tokensAround(trained.pieces, place)}`,
        remedy: `Compare with --prompt ${family.template.id}, or measure which one fits with --rank.`,
      },
    ];
  }
  return [];
}
