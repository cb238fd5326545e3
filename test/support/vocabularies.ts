// The vocabularies that text is tokenized with in tests: small ones always, real ones in addition where their folder is there.
// Start at `VOCABULARIES`.
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { VocabularyTable } from '../../dist/backend/llama/process/llama-cpp/vocabulary.js';
import { openModel } from '../../dist/backend/llama/process/model.js';
import type { OpenedLlamaCpp } from '../../dist/backend/llama/process/open-llama-cpp.js';
import { REPOSITORY, temporaryFolder } from './cli.ts';
import { type Marker, markersIn } from './markers.ts';
import { encodeVocabulary, SMALL_VOCABULARIES } from './small-vocabularies.ts';

export interface TestVocabulary {
  name: string;
  /** The prompt formats that it is tried with. */
  formats: readonly string[];
  prependsBos: boolean;
  load(llama: OpenedLlamaCpp): Promise<LoadedVocabulary>;
}

export interface LoadedVocabulary {
  table: VocabularyTable;
  /** As the file has them. */
  markers: readonly Marker[];
  close(): void;
}

const REAL_FOLDER = path.join(REPOSITORY, '../shared/data/vocab');
const isHere = existsSync(REAL_FOLDER);
if (!isHere) process.stderr.write(`only small vocabularies are tested: ${REAL_FOLDER} is not there\n`);

const REAL = [
  { file: 'qwen2', formats: ['chatml'], prependsBos: false, hasCases: true },
  { file: 'llama-bpe', formats: ['llama3'], prependsBos: true, hasCases: true },
  { file: 'llama-spm', formats: ['llama2', 'elyza-llama2'], prependsBos: true, hasCases: true },
  { file: 'phi-3', formats: ['phi3'], prependsBos: true, hasCases: true },
  { file: 'gpt-neox', formats: ['weblab'], prependsBos: false, hasCases: false },
].map((real) => ({ ...real, name: `real ${real.file}`, path: path.join(REAL_FOLDER, `ggml-vocab-${real.file}.gguf`) }));

const small: readonly TestVocabulary[] = SMALL_VOCABULARIES.map((vocabulary) => ({
  name: vocabulary.name,
  formats: vocabulary.formats,
  prependsBos: vocabulary.prependsBos,
  load: async (llama) => {
    await using folder = temporaryFolder();
    return await loadFile(llama, await folder.write('vocabulary.gguf', encodeVocabulary(vocabulary)));
  },
}));

const real: readonly TestVocabulary[] = REAL.map(({ name, formats, prependsBos, path }) => ({
  name,
  formats,
  prependsBos,
  load: (llama) => loadFile(llama, path),
}));

export const VOCABULARIES: readonly TestVocabulary[] = isHere ? [...small, ...real] : small;

/** Real vocabularies that llama.cpp has texts and their token ids for: beside `path`, in `.inp` and `.out`. */
export const KNOWN_CASES = isHere ? REAL.filter(({ hasCases }) => hasCases) : [];

async function loadFile(llama: OpenedLlamaCpp, file: string): Promise<LoadedVocabulary> {
  const model = openModel(llama, { path: file, vocabularyOnly: true, gpuLayers: 0 });
  if (!model) throw new Error(`${file} does not load`);
  return { table: model.table, markers: await markersIn(file), close: model.close };
}
