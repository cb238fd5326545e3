import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toyModel } from './support/toy-model.ts';

const BIN = path.resolve(import.meta.dirname, '../dist/bin.js');
const PIECES = Array.from({ length: 700 }, (_, index) => `▁piece${index}`);
/** About 7 MB. */
const WHOLE = toyModel({ pieces: PIECES, bigrams: {} });
const HALF = Math.floor(WHOLE.length / 2);

interface Asked {
  url: string;
  range: string | null;
  authorization: string | null;
}

/** A file server with ranges, that can be told to misbehave. */
function fileServer() {
  const asked: Asked[] = [];
  const state = { body: WHOLE, etag: '"v1"', servedBytes: 0, breakAt: null as number | null, status: 200, hold: false };
  const server = createServer((request, response) => {
    const { range = null, authorization = null } = request.headers;
    asked.push({ url: request.url ?? '', range, authorization });
    if (request.url?.startsWith('/v2/')) {
      response.end(JSON.stringify({ ggufFile: { rfilename: 'toy-Q8_0.gguf' } }));
    } else if (state.status !== 200) {
      response.writeHead(state.status).end('no');
    } else send(request, response);
  });
  const send = (request: IncomingMessage, response: ServerResponse): void => {
    const { body, etag, breakAt, hold } = state;
    const isSame = request.headers['if-range'] === undefined || request.headers['if-range'] === etag;
    const asksFrom = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
    const from = asksFrom && isSame ? Number(asksFrom[1]) : 0;
    const to = asksFrom?.[2] && isSame ? Number(asksFrom[2]) : body.length - 1;
    const part = body.subarray(from, to + 1);
    response.writeHead(asksFrom && isSame ? 206 : 200, {
      'content-length': part.length,
      'accept-ranges': 'bytes',
      etag,
      ...(asksFrom && isSame && { 'content-range': `bytes ${from}-${to}/${body.length}` }),
    });
    if (request.method === 'HEAD') return void response.end();
    if (breakAt === null) {
      state.servedBytes += part.length;
      return void response.end(part);
    }
    const first = part.subarray(0, breakAt);
    state.breakAt = null;
    state.servedBytes += first.length;
    response.write(first, () => {
      // What has been written must have arrived before the connection goes.
      if (!hold) setTimeout(() => response.destroy(), 300);
    });
  };
  return { server, asked, state };
}

let folder: string;
let web: ReturnType<typeof fileServer>;
let address: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'hitogara-pull-'));
  await mkdir(path.join(folder, 'models'));
  web = fileServer();
  web.server.listen(0, '127.0.0.1');
  await once(web.server, 'listening');
  address = `http://127.0.0.1:${(web.server.address() as AddressInfo).port}`;
  await entry(`${address}/toy.gguf`);
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  web.server.closeAllConnections();
  web.server.close();
  await rm(folder, { recursive: true, force: true });
});

describe('models pull', () => {
  it('gets the whole file and prints where it is', async () => {
    const { code, stdout, stderr } = await pull();
    expect({ code, stdout, lastLine: stderr.trim().split('\n').at(-1) }).toEqual({
      code: 0,
      stdout: 'models/toy.gguf\n',
      lastLine: `100 % of ${(WHOLE.length / 1e6).toFixed(1)} MB`,
    });
    expect(WHOLE.equals(await readFile(path.join(folder, 'models/toy.gguf')))).toBe(true);
    expect(await readdir(path.join(folder, 'models'))).toEqual(['toy.gguf', 'toy.yaml']);
  });

  it('does not get again what is there', async () => {
    await pull();
    web.state.servedBytes = 0;
    web.state.breakAt = 1_000;
    const { code, stdout } = await pull();
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'models/toy.gguf\n' });
    expect(web.state.servedBytes).toBeLessThanOrEqual(1_000);
  });

  it('goes on where the connection was broken off', async () => {
    web.state.breakAt = HALF;
    await pullUntilDone();
    expect(WHOLE.equals(await readFile(path.join(folder, 'models/toy.gguf')))).toBe(true);
    expect(rangeStarts().filter((start) => start > 0)).toEqual([HALF]);
    expect(web.state.servedBytes).toBe(WHOLE.length);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('goes on where %s ended it, which exits with 130', async (signal) => {
    web.state.breakAt = HALF;
    web.state.hold = true;
    const first = start();
    await until(() => web.state.servedBytes > 0);
    await new Promise((resolve) => setTimeout(resolve, 500));
    first.child.kill(signal);
    const { code, stdout, stderr } = await first.done;
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr.trim().split('\n').at(-1)).toBe('interrupted; run the same command again to continue');
    expect((await pull()).code).toBe(0);
    expect(WHOLE.equals(await readFile(path.join(folder, 'models/toy.gguf')))).toBe(true);
    expect(rangeStarts().at(-1)).toBe(HALF);
  });

  it('goes on where it was killed, losing little', async () => {
    web.state.breakAt = HALF;
    web.state.hold = true;
    const first = start();
    await until(() => web.state.servedBytes > 0);
    await new Promise((resolve) => setTimeout(resolve, 500));
    first.child.kill('SIGKILL');
    await first.done;
    expect((await pull()).code).toBe(0);
    expect(WHOLE.equals(await readFile(path.join(folder, 'models/toy.gguf')))).toBe(true);
    expect(rangeStarts().at(-1)).toBeGreaterThan(HALF - 1_000_000);
  });

  it('begins anew when the file has changed meanwhile', async () => {
    web.state.breakAt = HALF;
    web.state.hold = true;
    const first = start();
    await until(() => web.state.servedBytes > 0);
    await new Promise((resolve) => setTimeout(resolve, 500));
    first.child.kill('SIGKILL');
    await first.done;
    const changed = toyModel({ pieces: PIECES.toReversed(), bigrams: {} });
    Object.assign(web.state, { body: changed, etag: '"v2"' });
    expect((await pull()).code).toBe(0);
    expect(changed.equals(await readFile(path.join(folder, 'models/toy.gguf')))).toBe(true);
  });

  it.each([404, 403])('says in one line what a server refuses with %i, and exits with 3', async (status) => {
    web.state.status = status;
    const { code, stdout, stderr } = await pull();
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr.split('\n')[0]).toMatch(
      new RegExp(`^${address}/toy\\.gguf could not be downloaded: .*${status}`.replaceAll('/', '\\/')),
    );
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(await readdir(path.join(folder, 'models'))).toEqual(['toy.yaml']);
  });

  it('says in one line that nobody answers, within seconds, and exits with 3', async () => {
    web.server.close();
    const started = performance.now();
    const { code, stdout, stderr } = await pull();
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr.split('\n')[0]).toMatch(
      /^http:\/\/127\.0\.0\.1:\d+\/toy\.gguf could not be downloaded: .*ECONNREFUSED/,
    );
    expect(performance.now() - started).toBeLessThan(15_000);
  }, 20_000);

  it('asks the hub for a quantization, and gives the token to the hub', async () => {
    await entry('hf:me/toy-GGUF:Q8_0');
    const { code, stdout } = await pull({ HF_ENDPOINT: address, HF_TOKEN: 'hf_secret' });
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'models/me/toy-GGUF/toy-Q8_0.gguf\n' });
    expect(web.asked).toEqual([
      { url: '/v2/me/toy-GGUF/manifests/Q8_0', range: null, authorization: 'Bearer hf_secret' },
      { url: '/me/toy-GGUF/resolve/main/toy-Q8_0.gguf', range: null, authorization: 'Bearer hf_secret' },
    ]);
    const { code: found, stdout: list } = await run(['models', 'list', '--json']);
    expect(found).toBe(0);
    expect(JSON.parse(list).find((row: { id: string }) => row.id === 'toy')).toMatchObject({
      found: 'models/me/toy-GGUF/toy-Q8_0.gguf',
    });
  });

  it('keeps files of one name in different folders of a repository apart', async () => {
    await entry('hf:me/toy/Q4/toy.gguf');
    const first = await pull({ HF_ENDPOINT: address });
    web.state.body = toyModel({ pieces: PIECES.toReversed(), bigrams: {} });
    await entry('hf:me/toy/Q8/toy.gguf');
    const second = await pull({ HF_ENDPOINT: address });
    expect([first.stdout, second.stdout]).toEqual(['models/me/toy/Q4/toy.gguf\n', 'models/me/toy/Q8/toy.gguf\n']);
    expect(WHOLE.equals(await readFile(path.join(folder, 'models/me/toy/Q4/toy.gguf')))).toBe(true);
    expect(web.state.body.equals(await readFile(path.join(folder, 'models/me/toy/Q8/toy.gguf')))).toBe(true);
  });

  it.each(['hf:../../evil.gguf', 'hf:me/toy/../../../evil.gguf', 'hf:me/toy/..\\\\..\\\\evil.gguf'])(
    'writes nothing outside its folder for %s',
    async (file) => {
      await entry(file);
      const { code } = await pull({ HF_ENDPOINT: address });
      expect([2, 3]).toContain(code);
      expect(web.state.servedBytes).toBe(0);
      expect(await readdir(folder)).toEqual(['models']);
      expect(await readdir(path.join(folder, 'models'))).toEqual(['toy.yaml']);
    },
  );

  it('does not give the token to any other address', async () => {
    await pull({ HF_TOKEN: 'hf_secret' });
    expect(web.asked.map((asked) => asked.authorization)).toEqual([null]);
  });

  it('refuses a model whose file is a path, and exits with 2', async () => {
    await entry('toy.gguf');
    const { code, stderr } = await pull();
    expect(code).toBe(2);
    expect(stderr).toMatch(/^toy\.gguf has no address\n/);
    expect(stderr).not.toMatch(/HF_TOKEN/);
  });
});

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

async function entry(file: string): Promise<void> {
  await writeFile(path.join(folder, 'models/toy.yaml'), `id: toy\nbackend: llama\nfile: ${file}\n`);
}

function start(environment: Record<string, string> = {}, argv = ['models', 'pull', 'toy']) {
  const child = spawn(process.execPath, [BIN, ...argv], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', HOME: folder, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk;
  });
  const done = once(child, 'close').then(([code]): Ended => ({ code, stdout, stderr }));
  return { child, done };
}

function run(argv: string[], environment: Record<string, string> = {}): Promise<Ended> {
  return start(environment, argv).done;
}

function pull(environment: Record<string, string> = {}): Promise<Ended> {
  return start(environment).done;
}

/** Whether the program tries again by itself or the user does is all one. */
async function pullUntilDone(): Promise<void> {
  for (let attempt = 0; attempt < 3; attempt++) {
    const { code } = await pull();
    if (code === 0) return;
    expect(code).toBe(3);
  }
  throw new Error('three commands did not get the file');
}

function rangeStarts(): number[] {
  return web.asked.map(({ range }) => Number(/^bytes=(\d+)-/.exec(range ?? 'bytes=0-')?.[1]));
}

async function until(isTrue: () => boolean): Promise<void> {
  for (let waited = 0; waited < 10_000; waited += 20) {
    if (isTrue()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('waited in vain');
}
