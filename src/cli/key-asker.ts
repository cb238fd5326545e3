// Answers that are single keys on a terminal. A question is drawn again in its own place where it fits the screen; what is above it is never
// touched. Keys count only once their question is drawn: whoever holds a key down answers nothing that they have not seen.
// Start at `keyAsker`.
import { createInterface, emitKeypressEvents, type Key } from 'node:readline';
import { columnsOf } from '../report/screen.ts';
import { widthOf } from '../report/width.ts';
import type { Asker, LineKey, Typed } from './asker.ts';
import type { Host, Input } from './host.ts';

export function keyAsker(input: Input, lineKeys: (key: string) => LineKey | null, host: Host): Asker {
  const { stdout } = host;
  emitKeypressEvents(input);
  /** What is on the screen: rows of the question, of its foot, and the width they were drawn for. */
  let drawn = { body: 0, foot: 0, columns: 0 };

  /** Erases the last rows; the cursor is in the last of them. */
  const eraseRows = (rows: number): void => {
    if (rows > 0) stdout.write(`${rows > 1 ? `\u001b[${rows - 1}A` : ''}\r\u001b[J`);
  };
  const draw = ({ body, foot }: Parameters<Asker['ask']>[0], isAgain: boolean): void => {
    const columns = columnsOf(stdout) ?? 0;
    const rows = drawn.body + drawn.foot;
    // A narrower terminal has broken the lines anew, and what has left the screen cannot be erased.
    if (isAgain && columns === drawn.columns && rows <= (stdout.rows ?? 0)) eraseRows(rows);
    else if (isAgain) stdout.write('\n\n');
    stdout.write(`${body.map((line) => `${line}\n`).join('')}${foot.join('\n')}`);
    drawn = { body: body.length, foot: foot.length, columns };
  };
  const typeLine = async (key: string, line: LineKey): Promise<Typed> => {
    eraseRows(drawn.foot);
    const typed = await readLine(input, line, host);
    const text = typed.kind === 'text' ? typed.text : '';
    const rows = Math.floor(widthOf(`${line.prompt}${text}`) / Math.max(1, drawn.columns)) + 1;
    // A line that was ended has the cursor in the row below.
    drawn = { ...drawn, foot: typed.kind === 'text' ? rows + 1 : rows };
    return typed.kind === 'text' ? { kind: 'text', text: `${key} ${text}` } : typed;
  };
  return {
    hasKeys: true,
    async ask(screenful, isAgain) {
      draw(screenful, isAgain);
      const typed = await readKey(input, host);
      const line = typed.kind === 'text' ? lineKeys(typed.text) : null;
      return typed.kind === 'text' && line ? typeLine(typed.text, line) : typed;
    },
    settle(line) {
      eraseRows(drawn.foot);
      if (line !== '') stdout.write(`${line}\n\n`);
      drawn = { ...drawn, body: 0, foot: 0 };
    },
    [Symbol.dispose]() {
      input.setRawMode?.(false);
      input.pause();
    },
  };
}

const NAMED: Readonly<Record<string, string>> = { return: '', enter: '', space: 'u', backspace: 'z' };

/** The next key that means something: a letter, a digit, a sign, or one of `NAMED`. */
function readKey(input: Input, { signal }: Pick<Host, 'signal'>): Promise<Typed> {
  input.setRawMode?.(true);
  input.resume();
  return new Promise((resolve) => {
    const end = (typed: Typed): void => {
      input.off('keypress', onKey);
      input.off('end', onEnd);
      input.off('error', onEnd);
      signal.removeEventListener('abort', onAbort);
      resolve(typed);
    };
    const onEnd = (): void => end({ kind: 'end' });
    const onAbort = (): void => end({ kind: 'interrupted' });
    const onKey = (letter: string | undefined, { name = '', ctrl, meta }: Key): void => {
      // A key such as an arrow comes as an escape sequence.
      const text = NAMED[name] ?? letter?.normalize('NFKC').toLowerCase().trim();
      if (ctrl && name === 'c') onAbort();
      else if (ctrl && name === 'd') onEnd();
      else if (!ctrl && !meta && text !== undefined && !text.startsWith('\u001b')) end({ kind: 'text', text });
    };
    input.on('keypress', onKey);
    input.on('end', onEnd);
    input.on('error', onEnd);
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
  });
}

/** A line, which can be edited while it is typed. */
function readLine(input: Input, { prompt, text }: LineKey, { stdout, signal }: Host): Promise<Typed> {
  const line = createInterface({ input, output: stdout, terminal: true, historySize: 0 });
  return new Promise((resolve) => {
    const end = (typed: Typed): void => {
      signal.removeEventListener('abort', onAbort);
      resolve(typed);
      line.close();
    };
    const onAbort = (): void => end({ kind: 'interrupted' });
    line.on('SIGINT', onAbort);
    line.on('close', () => end({ kind: 'end' }));
    signal.addEventListener('abort', onAbort);
    line.question(prompt, (answer) => end({ kind: 'text', text: answer }));
    line.write(text);
  });
}
