// Why a process died, by what it wrote last. Start at `reasonOfDeath`.

/** What llama.cpp, the C++ library and drivers write first when something has gone wrong. */
const CAUSE =
  /GGML_ASSERT|\b(?:CUDA|ROCm|MUSA|CANN|SYCL) error: |what\(\): |uncaught exception|: Assertion .* failed|out of memory|^(?:free|malloc|realloc|munmap_chunk)\(\): |corrupt(?:ed|ion)|stack smashing/;
/** May say it. */
const HINT = /assert|error|abort|fail|terminat|bad_alloc/i;
/** A line of a stack trace (of glibc, gdb, macOS, lldb, Node), or of the debugger that writes it. */
const FRAME =
  /\[0x[0-9a-f]+\]|\(\+0x[0-9a-f]+\)|^#\d+ |^\[New LWP|^0x[0-9a-f]+ in |^\d+ +\S+ +0x[0-9a-f]+ |\bframe #\d+: |^at /;
/** What a file says of itself. */
const METADATA = /^llama_model_loader: - |^print_info:/;
/** In characters. */
const LONGEST = 200;

/** @returns one line of the log, without the folder of a source file; undefined if none says why */
export function reasonOfDeath(log: string): string | undefined {
  const lines = log
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => !FRAME.test(line) && !METADATA.test(line));
  const reason = lines.find((line) => CAUSE.test(line)) ?? lines.findLast((line) => HINT.test(line));
  return reason?.replace(/^\/\S*\/(?=[^/\s]+:\d+: )/, '').slice(0, LONGEST);
}
