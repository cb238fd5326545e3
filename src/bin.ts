#!/usr/bin/env node
// The only place that touches the process. Everything below gets streams, environment, clock and signals from here.
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { main } from './cli/main.ts';

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

try {
  process.exitCode = await main(process.argv.slice(2), {
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
    workingDirectory: process.cwd(),
    homeDirectory: os.homedir(),
    packageDirectory: path.resolve(fileURLToPath(import.meta.url), '../..'),
    process: { id: process.pid, isAlive: hasProcess },
    platform: process.platform,
    nodeVersion: process.versions.node,
    signal: controller.signal,
    now: () => new Date(),
  });
} catch (error) {
  // A bug of ours must not look like a failed gate (1) or a mistake of the user's (2).
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 70;
}

/** Signal 0 is only asked about; a process of another user may not be signalled, but is there. */
function hasProcess(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
