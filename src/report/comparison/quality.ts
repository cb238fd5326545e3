// How good a column was: what people said of it, then what checks found. Start at `qualityOf`.
import type { Column } from '../../compare/comparison.ts';
import { joinTexts, say, type Text } from '../../words/text.ts';
import { describeRate } from '../score-wording.ts';
import { describeRating, describeThumbs } from './figure-words.ts';

export function qualityOf({ figures }: Column): (Text | string)[] {
  if (figures === null || figures.turns === 0) return [say('nothing was played')];
  const { rating, thumbs, faults, checks } = figures;
  const found = checks.filter(({ failed, warned }) => failed + warned > 0);
  const clean = checks.filter(({ n, failed, warned }) => n > 0 && failed + warned === 0);
  const rated = joinTexts(', ', [
    rating === null ? null : say('rating {rating}', { rating: describeRating(rating) }),
    describeThumbs(thumbs),
  ]);
  return [
    ...(rating === null && thumbs.up + thumbs.down === 0 ? [say('nobody rated it')] : [rated]),
    faults === null ? say('not scored') : say('replies with a fault: {rate}', { rate: describeRate(faults) }),
    ...found.map((check) =>
      say('{check}: {rate}', {
        check: check.check,
        rate: joinTexts(', ', [
          describeRate(check),
          check.warned > 0 ? say('{n} more only as a warning', { n: check.warned }) : null,
        ]),
      }),
    ),
    ...(clean.length === 0
      ? []
      : [say('nothing found: {checks}', { checks: clean.map(({ check }) => check).join(', ') })]),
  ];
}
