// F16 → Q8_0, Q6_K, Q4_K_M and Q2_K, by the quantizer inside the libllama that node-llama-cpp ships; the files are the same as
// llama-quantize's. Run with `npm run tiny:quantize`.
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { LLAMA_FTYPE } from '../../dist/backend/llama/process/llama-cpp/abi.js';
import { quietLlamaCpp } from '../../test/support/quiet-llama-cpp.ts';

const FILE_TYPES = {
  q8_0: LLAMA_FTYPE.Q8_0,
  q6_K: LLAMA_FTYPE.Q6_K,
  q4_K_M: LLAMA_FTYPE.Q4_K_M,
  q2_K: LLAMA_FTYPE.Q2_K,
};

const source = path.join(import.meta.dirname, 'hitogara-tiny-f16.gguf');
if (!existsSync(source)) throw new Error(`${source} is not there: run export.py first`);

// The quantizer reports every tensor; what matters is said below.
const { c } = await quietLlamaCpp();
for (const [name, ftype] of Object.entries(FILE_TYPES)) {
  const target = path.join(import.meta.dirname, `hitogara-tiny-${name}.gguf`);
  const status = c.llama_model_quantize(source, target, {
    ...c.llama_model_quantize_default_params(),
    nthread: 1,
    ftype,
  });
  if (status !== 0) throw new Error(`${target}: the quantizer returned ${status}`);
  process.stdout.write(`${path.basename(target)} ${statSync(target).size} bytes\n`);
}
