// llama.cpp's C API, called from JavaScript. Nothing here knows what it is used for. Start at `openLibrary`.

import os from 'node:os';
import path from 'node:path';
import type { LibraryHandle } from 'koffi';
import { ModelFailure } from '../../../../core/errors.ts';
import type { LibraryFiles } from '../../library-files.ts';
import { FUNCTIONS, type LlamaFunctions, type Pointer, STRUCTS } from './abi.ts';
import { koffi } from './koffi.ts';
import { notLoaded } from './not-loaded.ts';

let opened: { files: string; c: LlamaFunctions } | null = null;

/**
 * The same ones if they are open already: a process has one llama.cpp. No callback of JavaScript is ever given to C: one that is called by another thread while JavaScript waits for C
 * would wait forever.
 *
 * @throws ModelFailure (fatal) `load-failed` if the system does not load a library; Error if a function is missing, or if another
 * llama.cpp is open
 */
export function openLibrary(files: Pick<LibraryFiles, 'ggmlBase' | 'ggml' | 'llama'>): LlamaFunctions {
  opened ??= { files: files.llama, c: load(files) };
  if (opened.files !== files.llama) throw new Error(`${opened.files} is open already`);
  return opened.c;
}

function load(files: Pick<LibraryFiles, 'ggmlBase' | 'ggml' | 'llama'>): LlamaFunctions {
  const libraries = {
    'ggml-base': libraryAt(files.ggmlBase),
    ggml: libraryAt(files.ggml),
    llama: libraryAt(files.llama),
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

function libraryAt(file: string): LibraryHandle {
  try {
    return koffi.load(file);
  } catch (cause) {
    throw cause instanceof ModelFailure ? cause : notLoaded(file, cause);
  }
}

/**
 * A back end of llama.cpp's. On Windows it reads the path in the system's old code page, and would not find a folder named 太郎; a library that is
 * loaded already is found by its name alone.
 * @returns null if it does not load
 */
export function loadBackEnd(
  c: Pick<LlamaFunctions, 'ggml_backend_load'>,
  file: string,
  { platform = os.platform(), load = koffi.load }: { platform?: string; load?: (file: string) => LibraryHandle } = {},
): Pointer | null {
  if (platform !== 'win32' || IS_ASCII.test(file)) return c.ggml_backend_load(file);
  let library: LibraryHandle;
  try {
    library = load(file);
  } catch {
    return null;
  }
  const found = c.ggml_backend_load(path.win32.basename(file));
  library.unload();
  return found;
}

const IS_ASCII = /^[ -~]*$/;

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
