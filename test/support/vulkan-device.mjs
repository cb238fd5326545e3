// Prints how many GPUs llama.cpp finds here, of the kind that is named, or of Vulkan's. A program of its own: a driver may end it.
import { openLlamaCpp } from '../../dist/backend/llama/process/open-llama-cpp.js';

const gpu = process.argv[2] === 'auto' ? 'auto' : 'vulkan';
const { gpus } = await openLlamaCpp({ gpu, engine: 'prebuilt', avoid: [] });
process.stdout.write(String(gpus.length));
process.exit();
