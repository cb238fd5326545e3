// What a reply says differently from the baseline's. Start at `DifferentText`.
import type { Piece } from '../../../compare/difference.ts';
import { say } from '../../../words/text.ts';
import { t } from '../words.ts';

export function DifferentText({ pieces }: { pieces: readonly Piece[] }) {
  return (
    <>
      {pieces.map(({ kind, text }, index) => {
        if (kind === 'same') return text;
        const Element = kind === 'added' ? 'ins' : 'del';
        return (
          <Element key={index}>
            <span class="unseen">{t(kind === 'added' ? say('[added] ') : say('[removed] '))}</span>
            {text}
          </Element>
        );
      })}
    </>
  );
}
