import { describe, expect, it } from 'vitest';
import { reasonOfDeath } from '../dist/backend/llama/reason-of-death.js';

const LOADING =
  'llama_model_loader: - kv 0: general.name str = No error at all\nload_tensors: CPU model buffer size = 4.5 MiB\n';
const FRAMES =
  '/x/libggml-base.so(ggml_abort+0x152)[0x7f7f1c8f6f77]\n/x/libggml-cuda.so(_Z15ggml_cuda_errorPKcS0_S0_iS0_+0xb7)[0x7f7f1c8f6f77]\n';

describe('why a model process died', () => {
  it.each([
    {
      what: 'a card that the build has no code for',
      log: `${LOADING}ggml_cuda_compute_forward: RMS_NORM failed\nCUDA error: no kernel image is available for execution on the device\n  current device: 0, in function ggml_cuda_compute_forward at /x/ggml-cuda.cu:2885\n  err\n/x/ggml-cuda.cu:103: CUDA error\n${FRAMES}`,
      reason: 'CUDA error: no kernel image is available for execution on the device',
    },
    {
      what: 'an assertion of llama.cpp',
      log: `${LOADING}/home/runner/llama.cpp/src/llama-hparams.cpp:42: GGML_ASSERT(n_head > 0) failed\n${FRAMES}`,
      reason: 'llama-hparams.cpp:42: GGML_ASSERT(n_head > 0) failed',
    },
    {
      what: 'an exception that nobody caught',
      log: `${LOADING}terminate called after throwing an instance of 'vk::DeviceLostError'\n  what():  vk::Queue::submit: ErrorDeviceLost\n${FRAMES}`,
      reason: 'what():  vk::Queue::submit: ErrorDeviceLost',
    },
    {
      what: 'an exception without words',
      log: `${LOADING}terminate called without an active exception\n`,
      reason: 'terminate called without an active exception',
    },
    { what: 'nothing but a stack trace', log: FRAMES, reason: undefined },
    { what: 'nothing', log: '', reason: undefined },
  ])('is found after $what', ({ log, reason }) => {
    expect(reasonOfDeath(log)).toBe(reason);
  });
});
