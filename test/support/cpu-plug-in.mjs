// A process that opens llama.cpp with the memory file in its argument, and prints what it loaded and what llama.cpp then says of the CPU.
import path from 'node:path';
import { findLibrary } from '../../dist/backend/llama/library-files.js';
import { loadCpuPlugIn } from '../../dist/backend/llama/process/cpu-plug-in.js';
import { openLibrary } from '../../dist/backend/llama/process/llama-cpp/library.js';

const files = await findLibrary('prebuilt');
const c = openLibrary(files);
const loaded = [];
loadCpuPlugIn(
  {
    ...c,
    ggml_backend_load(file) {
      const plugIn = c.ggml_backend_load(file);
      loaded.push(`${path.basename(file)} ${plugIn === null ? 'refused' : 'taken'}`);
      return plugIn;
    },
    ggml_backend_load_all_from_path(folder) {
      loaded.push('all');
      c.ggml_backend_load_all_from_path(folder);
    },
  },
  files.folder,
  process.argv[2],
);
process.stdout.write(
  JSON.stringify({ loaded, system: c.llama_print_system_info(), devices: Number(c.ggml_backend_dev_count()) }),
);
