// Compares llama.cpp with PyTorch on the prompts of parity.py: UV_THREADPOOL_SIZE=1 node parity.mjs [GGUF] [parity.json]
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const [file = join(here, 'hitogara-tiny-f16.gguf'), list = join(here, 'build/parity.json')] = process.argv.slice(2);
// NLC may name a folder whose node_modules hold node-llama-cpp; by default it is the project's.
const from = process.env.NLC ? createRequire(join(process.env.NLC, 'package.json')) : createRequire(import.meta.url);
const { getLlama, LlamaLogLevel } = await import(pathToFileURL(from.resolve('node-llama-cpp')).href);

const llama = await getLlama({ build: 'never', gpu: false, maxThreads: 1, logLevel: LlamaLogLevel.warn });
const model = await llama.loadModel({ modelPath: file });
const context = await model.createContext({ contextSize: 1024, threads: 1 });
const same = { ids: 0, reply: 0 };
const cases = JSON.parse(readFileSync(list, 'utf8'));
for (const { text, ids, reply } of cases) {
  const tokens = model.tokenize(text, true);
  const sameIds = tokens.join() === ids.join();
  const sequence = context.getSequence();
  const written = [];
  for await (const token of sequence.evaluate(tokens, { temperature: 0 })) {
    if (model.isEogToken(token) || written.length === 48) break;
    written.push(token);
  }
  await sequence.dispose();
  const sameReply = written.join() === reply.join();
  same.ids += sameIds;
  same.reply += sameReply;
  if (!sameIds || !sameReply) {
    console.log(
      JSON.stringify({ text, sameIds, sameReply, llama: model.detokenize(written), torch: model.detokenize(reply) }),
    );
  }
}
console.log(`${cases.length} prompts: ids equal in ${same.ids}, greedy replies equal in ${same.reply}`);
await llama.dispose();
