// llama.cpp's C API, called from JavaScript. Nothing here knows what it is used for. Start at `openLibrary`.

import type { LibraryFiles } from '../../library-files.ts';
import { FUNCTIONS, type LlamaFunctions, type Pointer, STRUCTS } from './abi.ts';
import { koffi } from './koffi.ts';

let opened: { files: string; c: LlamaFunctions } | null = null;

/**
 * The same ones if they are open already: a process has one llama.cpp. No callback of JavaScript is ever given to C: one that is called by another thread while JavaScript waits for C
 * would wait forever.
 *
 * @throws Error if a library or one of its functions is missing, or if another llama.cpp is open
 */
export function openLibrary(files: Pick<LibraryFiles, 'ggmlBase' | 'ggml' | 'llama'>): LlamaFunctions {
  opened ??= { files: files.llama, c: load(files) };
  if (opened.files !== files.llama) throw new Error(`${opened.files} is open already`);
  return opened.c;
}

function load(files: Pick<LibraryFiles, 'ggmlBase' | 'ggml' | 'llama'>): LlamaFunctions {
  const libraries = {
    'ggml-base': koffi.load(files.ggmlBase),
    ggml: koffi.load(files.ggml),
    llama: koffi.load(files.llama),
  };
  for (const [name, fields] of Object.entries(STRUCTS)) koffi.struct(name, fields);
  const functions = Object.entries(libraries).flatMap(([name, library]) => {
    // The names are keys of the table; `Object.entries` forgets that.
    const prototypes = FUNCTIONS[name as keyof typeof libraries];
    return Object.entries(prototypes).map(([own, prototype]) => [own, library.func(prototype)]);
  });
  // The table and the interface are made from the same header.
  return Object.fromEntries(functions) as LlamaFunctions;
}

/** A view of memory that C owns. It must not be used after C has freed the memory. */
export function memoryAt(pointer: Pointer, bytes: number): ArrayBuffer {
  return koffi.view(pointer, bytes);
}

/** Memory for C that JavaScript fills in. Whoever asks for it frees it. */
export interface OwnedMemory {
  pointer: Pointer;
  buffer: ArrayBuffer;
  free(): void;
}

export function allocate(bytes: number): OwnedMemory {
  const pointer: Pointer = koffi.alloc('uint8_t', bytes);
  return { pointer, buffer: koffi.view(pointer, bytes), free: () => koffi.free(pointer) };
}
