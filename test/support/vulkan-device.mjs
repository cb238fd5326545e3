// Prints how many Vulkan devices llama.cpp finds here. A program of its own: a driver may end it.
import { openLlamaCpp } from '../../dist/backend/llama/process/open-llama-cpp.js';

const { gpus } = await openLlamaCpp({ gpu: 'vulkan', engine: 'prebuilt', avoid: [] });
process.stdout.write(String(gpus.length));
process.exit();
