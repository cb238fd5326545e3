import { isGgufSelector } from '../../prompt/gguf-template.ts';
import { asIs, say, type Text } from '../../words/text.ts';
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
        message: messageFor(family, isOwn ? say('the template inside the file') : asIs(template.id)),
        evidence: say('chosen: {chosen}   family: {family}', {
          chosen: tokensAround(chosen.pieces, place),
          family: tokensAround(trained.pieces, place),
        }),
        remedy: say('Compare with --prompt {template}, or measure which one fits with --rank.', {
          template: family.template.id,
        }),
      },
    ];
  }
  return [];
}

function messageFor({ name, template, isSure }: NonNullable<Material['family']>, chosen: Text): Text {
  const values = { family: name, format: template.id, chosen };
  return isSure
    ? say('{family} was trained with the format {format}, but {chosen} gives a different prompt', values)
    : say('{family} was probably trained with the format {format}, but {chosen} gives a different prompt', values);
}
