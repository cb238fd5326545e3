// Answers that come as lines, from a file, another program, or a terminal whose output goes elsewhere. Start at `lineAsker`.
import { createInterface } from 'node:readline';
import type { Asker, Typed } from './asker.ts';
import type { Host, Input } from './host.ts';

export function lineAsker(input: Input, { stdout, signal }: Pick<Host, 'stdout' | 'signal'>): Asker {
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  const typed: string[] = [];
  let isEnded = false;
  /** What was asked last. */
  let shown = '';
  let wake = (): void => {};
  lines.on('line', (line) => {
    typed.push(line.replace(/^\ufeff/, ''));
    wake();
  });
  lines.on('close', () => {
    isEnded = true;
    wake();
  });
  signal.addEventListener('abort', () => wake());

  const next = (): Typed | null => {
    if (signal.aborted) return { kind: 'interrupted' };
    const text = typed.shift();
    if (text !== undefined) return { kind: 'text', text };
    return isEnded ? { kind: 'end' } : null;
  };
  return {
    hasKeys: false,
    async ask({ body, foot }) {
      const text = body.join('\n');
      stdout.write([...(text === shown ? [] : body), ...foot].map((line) => `${line}\n`).join(''));
      shown = text;
      for (;;) {
        const answer = next();
        if (answer) return answer;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    settle: (line) => void stdout.write(line === '' ? '' : `${line}\n\n`),
    [Symbol.dispose]: () => lines.close(),
  };
}
