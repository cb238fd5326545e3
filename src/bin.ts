#!/usr/bin/env node
// The program's edge. Everything below gets streams, environment, clock and signals from here.
import { main } from './cli/main.ts';
import { createSecrets } from './core/secrets.ts';
import { redactedStream } from './report/redacted-stream.ts';
import { thisProcess } from './this-process.ts';

const controller = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // The first asks for an orderly end, the second does not ask.
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  });
}
// A file size limit (ulimit -f) then fails the write, which is reported, instead of ending the process.
if (process.platform !== 'win32') process.on('SIGXFSZ', () => {});
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  // The reader of the pipe has gone, as `| head` does: nobody wants the rest.
  controller.abort();
});
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

// Keys may lie in a file of the project; what is set already wins.
try {
  process.loadEnvFile();
} catch (error) {
  // There need not be one.
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}
const secrets = createSecrets();

try {
  process.exitCode = await main(process.argv.slice(2), {
    ...thisProcess({ secrets, signal: controller.signal }),
    stdout: redactedStream(process.stdout, secrets),
    stderr: redactedStream(process.stderr, secrets),
  });
} catch (error) {
  // A bug of ours must not look like a failed gate (1) or a mistake of the user's (2).
  process.stderr.write(`${secrets.redact(String(error instanceof Error ? error.stack : error))}\n`);
  process.exitCode = 70;
}
