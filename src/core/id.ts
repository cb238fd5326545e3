import { z } from 'zod';
import { say, type Text } from '../words/text.ts';
import { isLongName, nameProblem } from './file-name.ts';

/** Letters of any script, in one form of Unicode. */
export const TagSchema = z
  .string()
  .normalize()
  .regex(/^[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]{0,95}$/u, {
    error: 'expected letters, digits, dots, hyphens and underscores, at most 96',
    abort: true,
  });

/** The id of a scenario, a model or a baseline, which is the name of its file or folder as well. */
export const IdSchema = TagSchema.superRefine((id, { addIssue }) => {
  const problem = nameProblem(id);
  if (problem !== null) addIssue(String(problem));
});

/** What is wrong with one, for those who write it elsewhere than in a file. */
export function idAdvice(id: string): Text {
  const isTag = TagSchema.safeParse(id).success;
  return (
    (isTag ? nameProblem(id.normalize()) : null) ??
    say('Use letters, digits, dots, hyphens and underscores, at most 96.')
  );
}

/** The nearest to a name that somebody else gave; `model`, if nothing is left of it. @param most letters */
export function nearestId(name: string, most = 96): string {
  const letters = name
    .normalize()
    .replace(/[^\p{L}\p{M}\p{N}._-]+/gu, '-')
    .replace(/^[^\p{L}\p{N}]+/u, '');
  let id = [...letters].slice(0, most);
  while (isLongName(id.join(''))) id = id.slice(0, -1);
  const nearest = id.join('').replace(/[-.]+$/, '') || 'model';
  return nameProblem(nearest) === null ? nearest : `the-${nearest}`;
}
