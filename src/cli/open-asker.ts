// Single keys on a terminal, else a line for each answer. Start at `openAsker`.
import type { Asker, LineKey } from './asker.ts';
import type { Host, Input } from './host.ts';
import { keyAsker } from './key-asker.ts';
import { lineAsker } from './line-asker.ts';

/** @param lineKeys keys that open a line, whose answer is the key, a space and the line */
export function openAsker(input: Input, lineKeys: (key: string) => LineKey | null, host: Host): Asker {
  const isTerminal = input.isTTY === true && input.setRawMode !== undefined && host.stdout.isTTY === true;
  return isTerminal ? keyAsker(input, lineKeys, host) : lineAsker(input, host);
}
