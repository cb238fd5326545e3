// The pieces of a reply in a protocol's order: what a server sends after the end, or once more, is no part of it. Start at `replyPieces`.
import type { ServerData } from './answer.ts';
import type { Piece } from './pieces.ts';

/** @param piecesOf reads one event, or the one object that came in place of a stream */
export async function* replyPieces(
  answer: AsyncIterable<ServerData>,
  piecesOf: (data: unknown) => Piece[],
): AsyncGenerator<Piece> {
  const come = new Set<Piece['type']>();
  for await (const each of answer) {
    const pieces: Piece[] = each.type === 'done' ? [each] : piecesOf(each.data);
    if (each.type === 'whole') pieces.unshift({ type: 'unstreamed' });
    const types = new Set(pieces.map(({ type }) => type));
    // Google's servers give a reason with every piece of the text.
    const isLate = come.has('done') || (come.has('finish') && !types.has('finish'));
    for (const piece of pieces) {
      if (!('text' in piece)) {
        if (!come.has('done')) yield piece;
      } else if (piece.text === '') continue;
      else if (isLate) yield { type: 'late' };
      // Some send the whole message at the end of a stream.
      else if (!types.has('unstreamed') || !come.has(piece.type)) yield piece;
    }
    for (const piece of pieces) if (!('text' in piece) || piece.text !== '') come.add(piece.type);
  }
}
