// What of `abi.ts` a folder of node-llama-cpp's binaries does not export. Start at `missingSymbols`.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { libraryIn } from '../src/backend/llama/library-files.ts';
import { FUNCTIONS } from '../src/backend/llama/process/llama-cpp/abi.ts';
import { exportedSymbols } from './exported-symbols.ts';

/** @returns lines such as `libllama.v0.4.0.so: llama_decode`; null: no build of llama.cpp is there */
export async function missingSymbols(folder: string): Promise<string[] | null> {
  const library = await libraryIn(folder, 'prebuilt');
  if (library === null) return null;
  const processors = (await readdir(folder)).filter((file) => /^(?:lib)?ggml-cpu\b/.test(file));
  if (processors.length === 0) return [`${folder}: no plug-in for the CPU`];
  const wanted: [file: string, functions: string[]][] = [
    [library.llama, Object.keys(FUNCTIONS.llama)],
    [library.ggml, Object.keys(FUNCTIONS.ggml)],
    [library.ggmlBase, Object.keys(FUNCTIONS['ggml-base'])],
    ...processors.map((file): [string, string[]] => [
      path.join(folder, file),
      ['ggml_backend_init', ...Object.keys(FUNCTIONS.cpu)],
    ]),
  ];
  const missing: string[] = [];
  for (const [file, functions] of wanted) {
    const exported = exportedSymbols(await readFile(file));
    missing.push(...functions.filter((name) => !exported.has(name)).map((name) => `${path.basename(file)}: ${name}`));
  }
  return missing;
}
