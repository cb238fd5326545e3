import { asIs, say, type Text } from '../../words/text.ts';

/** What a progress line shows of a file. @param total null: nobody knows */
export function bytesDone(done: number, total: number | null): [text: Text, share: number | null] {
  if (!total) return [asIs(megabytes(done)), null];
  const share = done / total;
  const percent = (share * 100).toFixed(0).padStart(3);
  return [say('{percent} % of {total}', { percent, total: megabytes(total) }), share];
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
