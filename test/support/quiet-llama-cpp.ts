// llama.cpp in this process, on the CPU, for tests that need no process of its own. Start at `quietLlamaCpp`.
import { koffi } from '../../dist/backend/llama/process/llama-cpp/koffi.js';
import { type OpenedLlamaCpp, openLlamaCpp } from '../../dist/backend/llama/process/open-llama-cpp.js';

/** Without its log, which would fill the terminal: it is given to a function of C that does nothing with it. */
export async function quietLlamaCpp(): Promise<OpenedLlamaCpp> {
  const opened = await openLlamaCpp({ gpu: 'off', engine: 'prebuilt', avoid: [] });
  opened.c.llama_log_set(koffi.address(koffi.load(null).symbol('labs')), null);
  return opened;
}
