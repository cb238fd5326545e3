import { visibleText } from '../../core/inert-text.ts';
import type { RenderedPrompt } from '../../prompt/prompt.ts';
import { say } from '../../words/text.ts';
import type { Finding } from '../finding.ts';
import { type Material, readingOf } from '../material.ts';
import { templateTextOf } from '../reading.ts';
import { tokenLikeIn } from './turns.ts';

/** Whether what should be one token is one. If the format does not say, its markers are judged by what they look like. */
export async function vocabularyRule({ template, readings, tokenizer }: Material): Promise<Finding[]> {
  const reading = readingOf(readings, 'second') ?? readingOf(readings, 'bareSecond');
  if (!reading) return [];
  const known = new Set(tokenizer.vocabulary.specials.map(({ text }) => text));
  const isDeclared = template.specials.length > 0;
  const wanted = isDeclared ? template.specials : tokenLikeIn(templateTextOf(reading));
  const split: string[] = [];
  let example = '';
  for (const text of wanted.filter((each) => !known.has(each))) {
    const { pieces } = await tokenizer.tokenize(templateOnly(text));
    if (pieces.length === 1) continue;
    split.push(visibleText(text));
    example ||= pieces.map(visibleText).join(' · ');
  }
  if (split.length === 0) return [];
  return [
    {
      severity: isDeclared ? 'error' : 'warning',
      code: 'special-splits',
      message: say('this vocabulary splits into several tokens what should be one: {texts}', {
        texts: split.join(' '),
      }),
      evidence: example,
      remedy: isDeclared
        ? say('The format is for another model, or the file was converted without its special tokens.')
        : say('Some formats write their markers as ordinary text; others lost them when the file was converted.'),
    },
  ];
}

function templateOnly(text: string): RenderedPrompt {
  return { kind: 'text', parts: [{ source: 'template', text }], bos: 'never', stop: [], markers: [] };
}
