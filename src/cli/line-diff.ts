// Two texts line by line: what is alike, what is only in one. Knows nothing of printing. Start at `diffLines`.

export interface DiffLine {
  in: 'both' | 'left' | 'right';
  /** With its newline, where it has one. */
  text: string;
}

/** A longest common subsequence of lines, by a table over what is not alike at both ends. */
export function diffLines(left: string, right: string): DiffLine[] {
  const [from, to] = [linesOf(left), linesOf(right)];
  const isAlike = (a: number, b: number): boolean => from[a] === to[b];
  let head = 0;
  while (head < Math.min(from.length, to.length) && isAlike(head, head)) head++;
  let tail = 0;
  while (tail < Math.min(from.length, to.length) - head && isAlike(from.length - 1 - tail, to.length - 1 - tail))
    tail++;
  const both = (lines: readonly string[]): DiffLine[] => lines.map((text) => ({ in: 'both', text }));
  return [
    ...both(from.slice(0, head)),
    ...diffMiddle(from.slice(head, from.length - tail), to.slice(head, to.length - tail)),
    ...both(from.slice(from.length - tail)),
  ];
}

function diffMiddle(from: readonly string[], to: readonly string[]): DiffLine[] {
  /** How many lines the rests from (row, column) on have in common. */
  const common = Array.from({ length: from.length + 1 }, () => new Uint32Array(to.length + 1));
  const at = (row: number, column: number): number => common[row]?.[column] ?? 0;
  for (let row = from.length - 1; row >= 0; row--) {
    for (let column = to.length - 1; column >= 0; column--) {
      const length =
        from[row] === to[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
      common[row]?.fill(length, column, column + 1);
    }
  }
  const lines: DiffLine[] = [];
  for (let row = 0, column = 0; row < from.length || column < to.length; ) {
    const [left, right] = [from[row], to[column]];
    if (left !== undefined && left === right) {
      lines.push({ in: 'both', text: left });
      row++;
      column++;
    } else if (left !== undefined && (right === undefined || at(row + 1, column) >= at(row, column + 1))) {
      lines.push({ in: 'left', text: left });
      row++;
    } else {
      lines.push({ in: 'right', text: right ?? '' });
      column++;
    }
  }
  return lines;
}

function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
