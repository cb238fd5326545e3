// F16 → Q8_0, Q6_K, Q4_K_M and Q2_K, by the quantizer inside the libllama that node-llama-cpp ships; the files are the same as
// llama-quantize's. Run with `npm run tiny:quantize`. Linux on x64 only, because that is where the library's path is known.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import koffi from 'koffi';

/** ggml's numbers of the file types (`llama_ftype`). */
const FILE_TYPES = { q8_0: 7, q6_K: 18, q4_K_M: 15, q2_K: 10 };

const here = path.dirname(fileURLToPath(import.meta.url));
const source = path.join(here, 'hitogara-tiny-f16.gguf');
if (!existsSync(source)) throw new Error(`${source} is not there: run export.py first`);

const require = createRequire(import.meta.url);
const libraries = path.join(path.dirname(require.resolve('@node-llama-cpp/linux-x64')), '..', 'bins', 'linux-x64');
const release = /^libllama\.(v.+)\.so$/;
const version = readdirSync(libraries)
  .map((name) => release.exec(name)?.[1])
  .find((found) => found !== undefined);
if (version === undefined) throw new Error(`there is no libllama in ${libraries}`);

// The first library is loaded globally, because the second finds its symbols there.
const ggml = koffi.load(path.join(libraries, `libggml.${version}.so`), { global: true });
const llama = koffi.load(path.join(libraries, `libllama.${version}.so`), { global: true });

/** `llama_model_quantize_params` of llama.h, field by field. */
koffi.struct('llama_model_quantize_params', {
  nthread: 'int32_t',
  ftype: 'int32_t',
  output_tensor_type: 'int32_t',
  token_embedding_type: 'int32_t',
  allow_requantize: 'bool',
  quantize_output_tensor: 'bool',
  only_copy: 'bool',
  pure: 'bool',
  keep_split: 'bool',
  dry_run: 'bool',
  imatrix: 'void *',
  kv_overrides: 'void *',
  tt_overrides: 'void *',
  prune_layers: 'void *',
  max_buf_size: 'size_t',
});
const loadBackends = ggml.func('void ggml_backend_load_all_from_path(const char *directory)');
const startLlama = llama.func('void llama_backend_init()');
const defaultParameters = llama.func('llama_model_quantize_params llama_model_quantize_default_params()');
const quantize = llama.func(
  'uint32_t llama_model_quantize(const char *input, const char *output, const llama_model_quantize_params *parameters)',
);

// The quantizer reports every tensor; what matters is said below.
const Log = koffi.proto('void LogCallback(int level, const char *text, void *data)');
llama.func('void llama_log_set(LogCallback *callback, void *data)')(
  koffi.register(() => {}, koffi.pointer(Log)),
  null,
);
loadBackends(libraries);
startLlama();
for (const [name, ftype] of Object.entries(FILE_TYPES)) {
  const target = path.join(here, `hitogara-tiny-${name}.gguf`);
  const status: number = quantize(source, target, { ...defaultParameters(), nthread: 1, ftype });
  if (status !== 0) throw new Error(`${target}: the quantizer returned ${status}`);
  process.stdout.write(`${path.basename(target)} ${statSync(target).size} bytes\n`);
}
