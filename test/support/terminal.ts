// A terminal for the real program, made by util-linux's `script`, and what a person would see on it.
import { execFileSync } from 'node:child_process';

/** Why there is no terminal on this machine; null: there is one. */
export const NO_TERMINAL: string | null = terminalProblem();

function terminalProblem(): string | null {
  try {
    execFileSync('script', ['-qec', 'true', '/dev/null'], { stdio: 'ignore' });
    return null;
  } catch {
    return '`script` of util-linux (package bsdutils) is not on this machine';
  }
}

/** Words in front of a program's own that make it run on a terminal of that many columns. */
export function onTerminal(columns: number): string[] {
  const command = `stty cols ${columns} rows 24; exec "$@"`;
  // What follows is quoted for the shell that `script` starts.
  return [
    'bash',
    '-c',
    'quoted=$(printf "%q " "$@"); exec script -qec "bash -c $quoted" /dev/null',
    '--',
    command,
    '--',
  ];
}

/**
 * Every state of the lines of a terminal, as far as our live line needs one: `\r`, newline, and erasing a line; colours are left out.
 */
export function pictures(output: string): string[][] {
  let lines = [''];
  const all: string[][] = [];
  for (const [piece] of output.replace(/\u001b\[\d+m/g, '').matchAll(/\r\n|\r|\u001b\[2K|[^\r\u001b]+|./gs)) {
    if (piece === '\r\n') lines = [...lines, ''];
    else if (piece === '\u001b[2K') lines = [...lines.slice(0, -1), ''];
    else if (piece !== '\r') lines = [...lines.slice(0, -1), `${lines.at(-1)}${piece}`];
    if (piece !== '\r') all.push(lines);
  }
  return all;
}
