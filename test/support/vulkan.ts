// Whether llama.cpp finds a Vulkan device on this machine. A software one counts, so that a machine without a GPU can test that path.
import { execFileSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';

/** llama.cpp takes a software device only if it is named by its number. Shaders are compiled once, not by each test. */
export const VULKAN = {
  GGML_VK_VISIBLE_DEVICES: '0',
  MESA_SHADER_CACHE_DIR: path.join(os.tmpdir(), 'hitogara-shaders'),
};

/** No device of any kind, whatever the machine has. */
export const NO_DEVICE = { VK_DRIVER_FILES: '/dev/null', VK_ICD_FILENAMES: '/dev/null', CUDA_VISIBLE_DEVICES: '' };

/** Why tests that want no device are left out; null: they are not. Metal's cannot be hidden. */
export function deviceThatStays(): string | null {
  return devicesWith({ ...process.env, ...NO_DEVICE }, 'auto') === 0 ? null : 'a GPU that cannot be hidden';
}

/** Why there is none; null: there is one. */
export const NO_VULKAN: string | null = vulkanProblem();

function vulkanProblem(): string | null {
  try {
    const found = devicesWith({ ...process.env, ...VULKAN }, 'vulkan');
    return found > 0 ? null : 'no Vulkan device: on Debian, install mesa-vulkan-drivers for a software one';
  } catch {
    return 'no Vulkan: on Debian, install libvulkan1, and mesa-vulkan-drivers for a software device';
  }
}

function devicesWith(env: NodeJS.ProcessEnv, gpu: 'auto' | 'vulkan'): number {
  const program = path.join(import.meta.dirname, 'vulkan-device.mjs');
  return Number(execFileSync(process.execPath, [program, gpu], { env, stdio: ['ignore', 'pipe', 'ignore'] }));
}
