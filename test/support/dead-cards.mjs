// Loaded into model processes by NODE_OPTIONS: every GPU build of llama.cpp that is installed finds a card, whatever the machine has, and what
// it computes is computed on the CPU. The builds whose path matches DEAD_BUILDS end the process with their first batch, as they do where the
// driver cannot run them. CARD_BYTES are free, and no more than CARD_LAYERS layers find room.
import { writeSync } from 'node:fs';
import koffi from 'koffi';

const GPU = 1;
const FIRST_CARD = 0x7000_0000n;
const TOTAL = 80_000_000_000n;
const FREE = BigInt(process.env.CARD_BYTES ?? TOTAL);
const LAYERS = Number(process.env.CARD_LAYERS ?? Number.POSITIVE_INFINITY);
const LOG = `CUDA error: the provided PTX was compiled with an unsupported toolchain.
  current device: 0, in function ggml_cuda_compute_forward at /x/ggml-cuda.cu:2885
/x/ggml-cuda.cu:103: CUDA error
/x/libllama.so(_ZN13llama_context14process_ubatchERK12llama_ubatchP22llama_memory_context_i+0xf3)[0x7f7f1c8f6f77]
`;
const NO_ROOM = `ggml_backend_cuda_buffer_type_alloc_buffer: allocating 1.00 MiB on device 0: cudaMalloc failed: out of memory
llama_model_load: error loading model: unable to allocate CUDA0 buffer
`;

const dead = new RegExp(process.env.DEAD_BUILDS ?? '(?!)');
const builds = [];
const isCard = (device) => BigInt(device) >= FIRST_CARD && BigInt(device) < FIRST_CARD + BigInt(builds.length);
const forCards =
  (own) =>
  (real) =>
  (device, ...rest) =>
    isCard(device) ? own(...rest) : real(device, ...rest);

const INSTEAD = {
  ggml_backend_load: (real) => (file) => {
    if (!/-(cuda|vulkan)\.(so|dll)$/.test(file)) return real(file);
    builds.push(file);
    return FIRST_CARD;
  },
  ggml_backend_dev_count: (real) => () => Number(real()) + builds.length,
  ggml_backend_dev_get: (real, library) => (index) => {
    const others = Number(library.func('size_t ggml_backend_dev_count(void)')());
    return index < others ? real(index) : FIRST_CARD + BigInt(index - others);
  },
  ggml_backend_dev_name: forCards(() => 'CARD0'),
  ggml_backend_dev_description: forCards(() => 'A card'),
  ggml_backend_dev_type: forCards(() => GPU),
  ggml_backend_dev_memory: forCards((free, total) => {
    free[0] = FREE;
    total[0] = TOTAL;
  }),
  // An empty list of devices: the CPU alone.
  llama_model_load_from_file: (real) => (file, parameters) => {
    if (parameters.n_gpu_layers <= LAYERS)
      return real(file, { ...parameters, devices: koffi.as(new BigUint64Array(1), 'void *') });
    writeSync(2, NO_ROOM);
    return null;
  },
  llama_decode: (real) => (context, batch) => {
    if (!dead.test(builds.at(-1) ?? '')) return real(context, batch);
    writeSync(2, LOG);
    process.abort();
  },
};

const { load } = koffi;
koffi.load = (file) => {
  const library = load(file);
  return {
    symbol: (name) => library.symbol(name),
    func(prototype) {
      const real = library.func(prototype);
      const [, name] = /(\w+)\(/.exec(prototype) ?? [];
      return INSTEAD[name]?.(real, library) ?? real;
    },
  };
};
