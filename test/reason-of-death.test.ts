import { describe, expect, it } from 'vitest';
import { howItDied } from '../dist/backend/llama/how-it-died.js';
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

describe('how a model process died', () => {
  const RUNTIME = /^a DLL is missing; install the latest Microsoft Visual C\+\+ Redistributable/;
  const MEMORY = /^the machine has no memory left; close other programs/;
  const INSTRUCTION = /^this CPU lacks an instruction .* --engine prebuilt/;
  const ITSELF = /^it ended itself after an error$/;

  it.each<[code: number, name: string, what: RegExp | null]>([
    [1, '1', null],
    [3, '3', null],
    [134, '134', null],
    [0xc000_0005, '0xC0000005', /^access violation; a newer driver or --gpu off may help$/],
    [-1073741819, '0xC0000005', /^access violation/],
    [3221225501, '0xC000001D', INSTRUCTION],
    [-1073741795, '0xC000001D', INSTRUCTION],
    [3221225781, '0xC0000135', RUNTIME],
    [-1073741515, '0xC0000135', RUNTIME],
    [0xc000_0139, '0xC0000139', RUNTIME],
    [0xc000_0142, '0xC0000142', RUNTIME],
    [0xc000_007b, '0xC000007B', /^a DLL is for another kind of CPU/],
    [0xc000_0017, '0xC0000017', MEMORY],
    [0xc000_012d, '0xC000012D', MEMORY],
    [0xc000_0006, '0xC0000006', /^a file that it reads has become shorter/],
    [0xc000_0094, '0xC0000094', /^integer division by zero$/],
    [0xc000_00fd, '0xC00000FD', /^stack overflow$/],
    [0xc000_0374, '0xC0000374', /^heap corruption$/],
    [0xc000_0409, '0xC0000409', ITSELF],
    [-1073740791, '0xC0000409', ITSELF],
    [0x4000_0015, '0x40000015', ITSELF],
    [0x8000_0003, '0x80000003', ITSELF],
    [0xe06d_7363, '0xE06D7363', /^an exception in C\+\+ that nobody caught$/],
    [0xc000_0420, '0xC0000420', null],
  ])('is said of exit code %i', (code, name, what) => {
    const text = String(howItDied({ code, signal: null, log: '' }));
    const [, found, told = null] = /^the model process exited with code (\w+)(?:: (.+))?$/.exec(text) ?? [text];
    expect(found).toBe(name);
    expect(told).toEqual(what === null ? null : expect.stringMatching(what));
  });

  it.each<[signal: NodeJS.Signals, what: RegExp | null]>([
    ['SIGSEGV', null],
    ['SIGILL', INSTRUCTION],
    ['SIGBUS', /^a file that it reads has become shorter, or its disk has failed$/],
  ])('is said of %s', (signal, what) => {
    const text = String(howItDied({ code: null, signal, log: '' }));
    const [, found, told = null] = /^the model process was killed by (\w+)(?:: (.+))?$/.exec(text) ?? [text];
    expect(found).toBe(signal);
    expect(told).toEqual(what === null ? null : expect.stringMatching(what));
  });

  const LOG = `${LOADING}/x/a.cpp:1: GGML_ASSERT(n > 0) failed\n`;
  it.each<[code: number | null, signal: NodeJS.Signals | null, said: string]>([
    [null, 'SIGABRT', 'was killed by SIGABRT (a.cpp:1: GGML_ASSERT(n > 0) failed)'],
    [
      0xc000_0409,
      null,
      'exited with code 0xC0000409: it ended itself after an error (a.cpp:1: GGML_ASSERT(n > 0) failed)',
    ],
    [null, 'SIGKILL', 'was killed by SIGKILL'],
    [0xc000_013a, null, 'exited with code 0xC000013A: Ctrl-C, or its console was closed'],
    [0x4001_0004, null, 'exited with code 0x40010004: it was ended from outside'],
  ])('gives what it wrote last as the reason, if it was not ended from outside: %s %s', (code, signal, said) => {
    expect(String(howItDied({ code, signal, log: LOG }))).toBe(`the model process ${said}`);
  });
});
