// Which grammars llama.cpp takes: a JSON array of texts on standard input, one of booleans on standard output. It writes each that it refuses
// to standard error, so this is a process of its own. Usage: node gbnf-taken.mjs MODEL
import { readFileSync } from 'node:fs';
import { loadEngine } from '../../dist/backend/llama/process/engine.js';
import { openLlamaCpp } from '../../dist/backend/llama/process/open-llama-cpp.js';

const choice = { gpu: 'off', engine: 'prebuilt', avoid: [] };
const llamaCpp = await openLlamaCpp(choice);
const options = {
  ...choice,
  path: process.argv[2],
  gpuLayers: 0,
  mainGpu: null,
  contextSize: null,
  vocabularyOnly: true,
};
const { model } = await loadEngine(options, llamaCpp);
const taken = JSON.parse(readFileSync(0, 'utf8')).map((text) => {
  const sampler = llamaCpp.c.llama_sampler_init_grammar(model.table.pointer, text, 'root');
  if (sampler !== null) llamaCpp.c.llama_sampler_free(sampler);
  return sampler !== null;
});
process.stdout.write(JSON.stringify(taken));
