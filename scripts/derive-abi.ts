// `npm run derive:abi`: writes src/backend/llama/process/llama-cpp/abi.ts out of the source of llama.cpp inside node-llama-cpp. Run it after
// an upgrade of node-llama-cpp; docs/architecture.md says what else to do then.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { abiModule } from './abi-module.ts';
import { readAbi } from './abi-source.ts';
import { formatted } from './formatted.ts';
import { withBundle } from './llama-cpp-bundle.ts';

const file = path.join(import.meta.dirname, '../src/backend/llama/process/llama-cpp/abi.ts');
withBundle(({ release, textOf }) => {
  writeFileSync(file, formatted(abiModule(readAbi(textOf), release)));
  process.stdout.write(`${path.relative(process.cwd(), file)}: llama.cpp ${release}\n`);
});
