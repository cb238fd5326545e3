// A byte that breaks off what llama.cpp is computing on the CPU, once another thread sets it. Start at `openAbortFlag`.

import os from 'node:os';
import type { Pointer } from './abi.ts';
import { koffi } from './koffi.ts';

export interface AbortFlag {
  /** Its first byte is the flag; the next ones stay zero. */
  shared: SharedArrayBuffer;
  callback: Pointer;
  data: Pointer;
}

/**
 * llama.cpp asks a function, after every step of a computation, whether to go on. A function of JavaScript could not answer while JavaScript
 * waits for C, so it asks C's own `strlen` how long the text at the flag is: 0 as long as it is not set.
 *
 * @param bytes of memory that is shared with whoever sets it
 */
export function openAbortFlag(bytes: number): AbortFlag {
  const shared = new SharedArrayBuffer(bytes);
  const library = koffi.load(os.platform() === 'win32' ? 'msvcrt.dll' : null);
  return {
    shared,
    callback: koffi.address(library.symbol('strlen')),
    data: koffi.address(new Uint8Array(shared)),
  };
}
