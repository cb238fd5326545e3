// A reply in which what checks found is underlined. Start at `MarkedText`.
import { type Finding, piecesOf } from '../pieces.ts';

export function MarkedText({ text, findings }: { text: string; findings: readonly Finding[] }) {
  return (
    <>
      {piecesOf(text, findings).map(({ text: part, result, checks }, index) =>
        result === null ? (
          part
        ) : (
          <mark key={index} class={result} title={checks.join(', ')}>
            {part}
          </mark>
        ),
      )}
    </>
  );
}
