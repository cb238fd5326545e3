import { describe, expect, it } from 'vitest';
import { reasonOfDeath } from '../dist/backend/llama/reason-of-death.js';

const LOADING =
  'llama_model_loader: - kv 0: general.name str = No error at all\nload_tensors: CPU model buffer size = 4.5 MiB\n';
const FRAMES =
  '/x/libggml-base.so(ggml_abort+0x152)[0x7f7f1c8f6f77]\n/x/libggml-cuda.so(_Z15ggml_cuda_errorPKcS0_S0_iS0_+0xb7)[0x7f7f1c8f6f77]\n';
/** As gdb, macOS, lldb and Node write them. */
const OTHER_FRAMES = `[New LWP 42]
#4  0x00007f7f1c8f6f77 in ggml_abort () from /x/libggml-base.so
0x00007f7f1c8f6f77 in __GI_abort_error () at ./stdlib/abort.c:79
3   libggml-base.dylib                  0x0000000104b5c1a8 ggml_abort + 160
    frame #3: 0x0000000104b5c1a8 libggml-base.dylib\`ggml_abort + 160
    at failWithError (file:///x/child.js:1:1)
`;

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
    {
      what: 'a heap that was damaged',
      log: `${LOADING}double free or corruption (!prev)\n${FRAMES}`,
      reason: 'double free or corruption (!prev)',
    },
    {
      what: 'a driver of another maker',
      log: `${LOADING}ROCm error: invalid device function\n${FRAMES}/x/ggml-cuda.cu:103: ROCm error\n`,
      reason: 'ROCm error: invalid device function',
    },
    {
      what: 'an exception on macOS',
      log: `${LOADING}libc++abi: terminating due to uncaught exception of type std::out_of_range: map::at\n${OTHER_FRAMES}`,
      reason: 'libc++abi: terminating due to uncaught exception of type std::out_of_range: map::at',
    },
    { what: 'nothing but a stack trace', log: `${LOADING}${FRAMES}${OTHER_FRAMES}`, reason: undefined },
    { what: 'nothing', log: '', reason: undefined },
  ])('is found after $what', ({ log, reason }) => {
    expect(reasonOfDeath(log)).toBe(reason);
  });
});
