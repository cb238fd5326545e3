// Prints how many Vulkan devices llama.cpp finds here. A program of its own: the library tries its binary in a copy of the process.
import { getLlama } from 'node-llama-cpp';

const llama = await getLlama({ gpu: 'vulkan', build: 'never', progressLogs: false, logger: () => {} });
process.stdout.write(String((await llama.getGpuDeviceNames()).length));
process.exit();
