// `hitogara models pull` against a server that misbehaves: what arrives is whole, and what has arrived is not asked for again.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Outcome, runProgram, spawnProgram, temporaryFolder } from './support/cli.ts';
import { expectMistake } from './support/toy-folder.ts';

/** Nobody looks into the file: 4 MB, of which no two places are alike. */
const WHOLE = contentFrom(0);
const CHANGED = contentFrom(7);
const HALF = WHOLE.length / 2;

interface Asked {
  url: string;
  range: string | null;
  authorization: string | null;
}

interface State {
  body: Buffer;
  etag: string;
  status: number;
  servedBytes: number;
  /** Once, after so many bytes, the connection breaks. */
  breakAt: number | null;
  /** Instead of breaking, it goes silent. */
  hold: boolean;
  /** What is otherwise afterwards. */
  afterBreak: Partial<State> | null;
}

/**
 * A file server with ranges, that can be told to misbehave.
 * @param arrived how many bytes have been written to the disk
 */
function fileServer(arrived: () => number) {
  const asked: Asked[] = [];
  const state: State = {
    ...{ body: WHOLE, etag: '"v1"', status: 200, servedBytes: 0 },
    ...{ breakAt: null, hold: false, afterBreak: null },
  };
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
    const asksFrom = isSame ? /^bytes=(\d+)-$/.exec(request.headers.range ?? '') : null;
    const from = Number(asksFrom?.[1] ?? 0);
    const part = body.subarray(from);
    response.writeHead(asksFrom ? 206 : 200, {
      'content-length': part.length,
      etag,
      ...(asksFrom && { 'content-range': `bytes ${from}-${body.length - 1}/${body.length}` }),
    });
    const first = part.subarray(0, breakAt ?? part.length);
    Object.assign(state, { breakAt: null, servedBytes: state.servedBytes + first.length });
    if (breakAt === null) return void response.end(first);
    response.write(first);
    if (hold) return;
    // What has been written must have arrived before the connection goes.
    void expect
      .poll(arrived, { timeout: 20_000 })
      .toBe(from + breakAt)
      .then(() => {
        Object.assign(state, state.afterBreak);
        response.destroy();
      });
  };
  return { server, asked, state };
}

let folder: ReturnType<typeof temporaryFolder>;
let web: ReturnType<typeof fileServer>;
let address: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = temporaryFolder();
  mkdirSync(inFolder('models'));
  web = fileServer(arrivedBytes);
  web.server.listen(0, '127.0.0.1');
  await once(web.server, 'listening');
  const at = web.server.address();
  if (at === null || typeof at === 'string') throw new Error('a server at a port was expected');
  address = `http://127.0.0.1:${at.port}`;
  await entry(`${address}/toy.gguf`);
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  web.server.closeAllConnections();
  web.server.close();
  await folder[Symbol.asyncDispose]();
});

describe('models pull', () => {
  it('gets the whole file and prints where it is', async () => {
    const { stderr, ...outcome } = await pull();
    expect(outcome).toEqual({ code: 0, signal: null, stdout: 'models/toy.gguf\n', left: ['models/toy.gguf'] });
    expect(stderr.trim().split('\n').at(-1)).toBe('100 % of 4.0 MB');
    expect(WHOLE.equals(await readFile(inFolder('models/toy.gguf')))).toBe(true);
  });

  it('does not get again what is there', async () => {
    await pull();
    const { code, stdout } = await pull();
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'models/toy.gguf\n' });
    expect(web.asked).toHaveLength(1);
  });

  it('goes on where the connection was broken off', async () => {
    web.state.breakAt = HALF;
    const { code, left } = await pull();
    expect({ code, left }).toEqual({ code: 0, left: ['models/toy.gguf'] });
    expect(WHOLE.equals(await readFile(inFolder('models/toy.gguf')))).toBe(true);
    expect(web.asked.map(({ range }) => range)).toEqual([null, `bytes=${HALF}-`]);
    expect(web.state.servedBytes).toBe(WHOLE.length);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('goes on where %s ended it, which exits with 130', async (signal) => {
    const { code, stdout, stderr } = await pullEndedBy(signal);
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr.trim().split('\n').at(-1)).toBe('interrupted; run the same command again to continue');
    await expectTheOtherHalf();
  });

  it('goes on where it was killed', async () => {
    expect(await pullEndedBy('SIGKILL')).toMatchObject({ signal: 'SIGKILL' });
    await expectTheOtherHalf();
  });

  it('begins anew when the file has changed meanwhile', async () => {
    web.state.breakAt = HALF;
    web.state.afterBreak = { body: CHANGED, etag: '"v2"' };
    const { code, left } = await pull();
    expect({ code, left }).toEqual({ code: 0, left: ['models/toy.gguf'] });
    expect(CHANGED.equals(await readFile(inFolder('models/toy.gguf')))).toBe(true);
    expect(web.state.servedBytes).toBe(HALF + CHANGED.length);
  });

  it.each([
    [404, 'Not Found'],
    [403, 'Forbidden'],
  ])('says in one line what a server refuses with %i, and exits with 3', async (status, says) => {
    web.state.status = status;
    expect(await pull()).toEqual(couldNot(`${address}/toy.gguf`, `the server answered ${status} ${says}`));
    expect(web.asked).toHaveLength(1);
  });

  it('says in one line that nobody answers, within seconds, and exits with 3', async () => {
    web.server.close();
    const started = performance.now();
    expect(await pull()).toEqual(
      couldNot(`${address}/toy.gguf`, `ECONNREFUSED: connect ECONNREFUSED ${address.replace('http://', '')}`),
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
    const listed = await runProgram(['models', 'list', '--json'], { directory: folder.path });
    expect(listed.code).toBe(0);
    expect(JSON.parse(listed.stdout).find((row: { id: string }) => row.id === 'toy')).toMatchObject({
      found: 'models/me/toy-GGUF/toy-Q8_0.gguf',
    });
  });

  it('keeps files of one name in different folders of a repository apart', async () => {
    await entry('hf:me/toy/Q4/toy.gguf');
    const first = await pull({ HF_ENDPOINT: address });
    web.state.body = CHANGED;
    await entry('hf:me/toy/Q8/toy.gguf');
    const second = await pull({ HF_ENDPOINT: address });
    expect([first.stdout, second.stdout]).toEqual(['models/me/toy/Q4/toy.gguf\n', 'models/me/toy/Q8/toy.gguf\n']);
    expect(WHOLE.equals(await readFile(inFolder('models/me/toy/Q4/toy.gguf')))).toBe(true);
    expect(CHANGED.equals(await readFile(inFolder('models/me/toy/Q8/toy.gguf')))).toBe(true);
  });

  it.each([
    ['hf:../../evil.gguf', 2, 'hf:../../evil.gguf cannot be downloaded: it has no address'],
    ['hf:me/toy/../../../evil.gguf', 2, 'hf:me/toy/../../../evil.gguf cannot be downloaded: it has no address'],
    [
      'hf:me/toy/..\\..\\evil.gguf',
      3,
      String.raw`hf:me/toy/..\..\evil.gguf could not be downloaded: "..\..\evil.gguf" is not the name of a GGUF file`,
    ],
  ])('writes nothing outside its folder for %s', async (file, code, says) => {
    await entry(file);
    const { stderr, ...outcome } = await pull({ HF_ENDPOINT: address });
    expect({ ...outcome, says: stderr.split('\n')[0] }).toEqual({ code, signal: null, stdout: '', left: [], says });
    expect(await readdir(folder.path)).toEqual(['models']);
    expect(web.asked).toEqual([]);
  });

  it('does not give the token to any other address', async () => {
    await pull({ HF_TOKEN: 'hf_secret' });
    expect(web.asked.map((asked) => asked.authorization)).toEqual([null]);
  });

  it('refuses a model whose file is a path, and exits with 2', async () => {
    await entry('toy.gguf');
    expectMistake(
      await pull(),
      'toy.gguf cannot be downloaded: it has no address\n  Only a model whose file is hf:… or https://… can be pulled.',
    );
  });
});

function contentFrom(first: number): Buffer {
  return Buffer.from(Uint32Array.from({ length: 1_000_000 }, (_, index) => first + index).buffer);
}

function inFolder(name: string): string {
  return path.join(folder.path, name);
}

function arrivedBytes(): number {
  return statSync(inFolder('models/toy.gguf.part'), { throwIfNoEntry: false })?.size ?? 0;
}

async function entry(file: string): Promise<void> {
  await folder.write('models/toy.yaml', `id: toy\nbackend: llama\nfile: ${file}\n`);
}

const PULL = ['models', 'pull', 'toy'];

function pull(environment: Record<string, string> = {}): Promise<Outcome> {
  return runProgram(PULL, { directory: folder.path, environment });
}

/** The program in a process of its own, disturbed when half of the file has arrived and nothing more comes. */
async function pullEndedBy(signal: NodeJS.Signals): Promise<Outcome> {
  Object.assign(web.state, { breakAt: HALF, hold: true });
  let program: ChildProcess | undefined;
  const ended = spawnProgram(PULL, {
    directory: folder.path,
    onStart(child) {
      program = child;
      children.push(child);
    },
  });
  await expect.poll(arrivedBytes, { timeout: 20_000, interval: 10 }).toBe(HALF);
  program?.kill(signal);
  return ended;
}

async function expectTheOtherHalf(): Promise<void> {
  expect(await pull()).toMatchObject({ code: 0, stdout: 'models/toy.gguf\n' });
  expect(WHOLE.equals(await readFile(inFolder('models/toy.gguf')))).toBe(true);
  expect(web.asked.map(({ range }) => range)).toEqual([null, `bytes=${HALF}-`]);
}

const REMEDY =
  '  Check the name and the network; a gated file needs HF_TOKEN. Run the same command again to continue where this one stopped.';

/** @param file as the entry names it */
function couldNot(file: string, why: string): Outcome {
  return {
    code: 3,
    signal: null,
    stdout: '',
    stderr: `${file} could not be downloaded: ${why}\n${REMEDY}\n`,
    left: [],
  };
}
