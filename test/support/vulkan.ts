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

/** Why there is none; null: there is one. */
export const NO_VULKAN: string | null = vulkanProblem();

function vulkanProblem(): string | null {
  try {
    const found = execFileSync(process.execPath, [path.join(import.meta.dirname, 'vulkan-device.mjs')], {
      env: { ...process.env, ...VULKAN },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return Number(found) > 0 ? null : 'no Vulkan device: on Debian, install mesa-vulkan-drivers for a software one';
  } catch {
    return 'no Vulkan: on Debian, install libvulkan1, and mesa-vulkan-drivers for a software device';
  }
}
