#!/usr/bin/env node
// The program's edge. Everything below gets streams, environment, clock and signals from here.
import { main } from './cli/main.ts';
import { isClosedPipe } from './core/closed-pipe.ts';
import { ENDING_SIGNALS } from './core/ending-signals.ts';
import { loadEnvFile } from './core/env-file.ts';
import { ExitCode, UserError } from './core/errors.ts';
import { createSecrets } from './core/secrets.ts';
import { systemRefusal } from './core/system-refusal.ts';
import { eraseLiveLines } from './report/live-line.ts';
import { redactedStream } from './report/redacted-stream.ts';
import { thisProcess } from './this-process.ts';

/** In ms. One press of Ctrl-C under npm may arrive twice, from the terminal and from npm: so it does where /bin/sh is bash. */
const SAME_PRESS = 1_000;

const controller = new AbortController();
let askedAt = 0;
for (const signal of ENDING_SIGNALS) {
  process.on(signal, () => {
    // The first asks for an orderly end, the second ends the process.
    if (!controller.signal.aborted) {
      askedAt = performance.now();
      controller.abort();
    } else if (performance.now() - askedAt > SAME_PRESS) {
      eraseLiveLines();
      process.exit(ExitCode.interrupted);
    }
  });
}
// A file size limit (ulimit -f) then fails the write, which is reported, instead of ending the process.
if (process.platform !== 'win32') process.on('SIGXFSZ', () => {});
let outputError: Error | null = null;
process.stdout.on('error', (error) => {
  if (!isClosedPipe(error)) outputError ??= error;
  controller.abort();
});
// There is nowhere left to tell it.
process.stderr.on('error', () => {});

try {
  loadEnvFile('.env', process.env);
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(error.exitCode);
}
const secrets = createSecrets();

try {
  process.exitCode = await main(process.argv.slice(2), {
    ...thisProcess({ secrets, signal: controller.signal }),
    stdin: () => process.stdin,
    stdout: redactedStream(process.stdout, secrets),
    stderr: redactedStream(process.stderr, secrets),
    outputError: () => outputError,
  });
} catch (error) {
  const refusal = systemRefusal(error);
  if (refusal) {
    process.stderr.write(`${refusal.message}\n`);
    process.exit(refusal.exitCode);
  }
  // Our own bug must not look like a failed gate (1) or a user's mistake (2).
  process.stderr.write(`${secrets.redact(String(error instanceof Error ? error.stack : error))}\n`);
  process.exitCode = ExitCode.internalError;
}
