// A program of its own: opens contexts of a model without its weights or any memory for them; llama.cpp then tells in its log, on
// stderr, what it would have taken. Arguments: as JSON the parameters of contexts, the layers on a GPU and its plug-in, then the files to
// open all of them for.
import { writeSync } from 'node:fs';
import { findLibrary } from '../../dist/backend/llama/library-files.js';
import { FUNCTIONS, LLAMA_LOAD_MODE, STRUCTS } from '../../dist/backend/llama/process/llama-cpp/abi.js';
import { koffi } from '../../dist/backend/llama/process/llama-cpp/koffi.js';

const [settings = '{}', ...models] = process.argv.slice(2);
const { contexts = [], gpuLayers = 0, plugIn = null } = JSON.parse(settings);
const files = await findLibrary('prebuilt');
for (const [name, fields] of Object.entries(STRUCTS)) koffi.struct(name, fields);
koffi.load(files.ggmlBase);
const ggml = koffi.load(files.ggml);
const llama = koffi.load(files.llama);
const c = (library, name) => (library === 'ggml' ? ggml : llama).func(FUNCTIONS[library][name]);

c('ggml', 'ggml_backend_load_all_from_path')(files.folder);
if (plugIn !== null) c('ggml', 'ggml_backend_load')(plugIn);
c('llama', 'llama_backend_init')();
for (const file of models) {
  const model = c('llama', 'llama_model_load_from_file')(file, {
    ...c('llama', 'llama_model_default_params')(),
    n_gpu_layers: gpuLayers,
    load_mode: LLAMA_LOAD_MODE.NONE,
    no_alloc: true,
    // With repacked weights, llama.cpp cannot plan some models on some processors (DeepSeek 2 on AMX).
    use_extra_bufts: false,
  });
  if (model === null) throw new Error(`${file} cannot be loaded`);
  for (const parameters of contexts) {
    // Between the lines of the log.
    writeSync(2, '\nCONTEXT\n');
    const context = c('llama', 'llama_init_from_model')(model, {
      ...c('llama', 'llama_context_default_params')(),
      ...parameters,
    });
    if (context === null) throw new Error(`${file}: no context`);
    c('llama', 'llama_free')(context);
  }
}
