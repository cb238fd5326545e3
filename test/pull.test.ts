// `hitogara models pull` against a server that misbehaves: what arrives is whole, and what has arrived is not asked for again.
import { type ChildProcess, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { linkSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lacks } from './support/capabilities.ts';
import { type Outcome, runProgram, spawnProgram, temporaryFolder } from './support/cli.ts';
import { encodeGguf, float32Tensor } from './support/gguf-writer.ts';
import { expectMistake } from './support/toy-folder.ts';

/** 4 MB, of which no two places are alike. */
const WHOLE = contentFrom(0);
const CHANGED = contentFrom(7);
const HALF = WHOLE.length / 2;

/** The file, and what is known of it. */
const FILES = ['models/toy.gguf', 'models/toy.gguf.json'];

interface Asked {
  url: string;
  range: string | null;
  authorization: string | null;
}

interface State {
  body: Buffer;
  etag: string;
  status: number;
  /** The checksum that the server names; null: none. */
  linked: string | null;
  /** What it says to a range that begins at or behind the end; null: nothing. */
  beyond: string | null;
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
    ...{ body: WHOLE, etag: '"v1"', status: 200, linked: null, servedBytes: 0 },
    ...{ beyond: null, breakAt: null, hold: false, afterBreak: null },
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
    const { body, etag, breakAt, hold, linked } = state;
    const isSame = request.headers['if-range'] === undefined || request.headers['if-range'] === etag;
    const asksFrom = isSame ? /^bytes=(\d+)-$/.exec(request.headers.range ?? '') : null;
    const from = Number(asksFrom?.[1] ?? 0);
    const part = body.subarray(from);
    if (from >= body.length) {
      const named = { ...(state.beyond && { 'content-range': state.beyond }), ...linkedHeader(linked) };
      return void response.writeHead(416, named).end('no such range');
    }
    response.writeHead(asksFrom ? 206 : 200, {
      'content-length': part.length,
      etag,
      ...linkedHeader(linked),
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

function linkedHeader(sha256: string | null): Record<string, string> {
  return sha256 === null ? {} : { 'x-linked-etag': `"${sha256}"` };
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
    expect(outcome).toEqual({ code: 0, signal: null, stdout: 'models/toy.gguf\n', left: FILES });
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
    expect({ code, left }).toEqual({ code: 0, left: FILES });
    expect(WHOLE.equals(await readFile(inFolder('models/toy.gguf')))).toBe(true);
    expect(web.asked.map(({ range }) => range)).toEqual([null, `bytes=${HALF}-`]);
    expect(web.state.servedBytes).toBe(WHOLE.length);
  });

  it.skipIf(lacks('signals that a program can answer')).each(['SIGINT', 'SIGTERM'] as const)(
    'goes on where %s ended it, which exits with 130',
    async (signal) => {
      const { code, stdout, stderr } = await pullEndedBy(signal);
      expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
      expect(stderr.trim().split('\n').at(-1)).toBe('interrupted; run the same command again to continue');
      await expectTheOtherHalf();
    },
  );

  it('goes on where it was killed', async () => {
    expect(await pullEndedBy('SIGKILL')).toMatchObject({ signal: 'SIGKILL' });
    await expectTheOtherHalf();
  });

  it('begins anew when the file has changed meanwhile', async () => {
    web.state.breakAt = HALF;
    web.state.afterBreak = { body: CHANGED, etag: '"v2"' };
    const { code, left } = await pull();
    expect({ code, left }).toEqual({ code: 0, left: FILES });
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
      String.raw`hf:me/toy/..\..\evil.gguf could not be downloaded: "..\..\evil.gguf" cannot be the name of a GGUF file`,
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

  it('lets the second of two that start at once say so, and the first go on', async () => {
    Object.assign(web.state, { breakAt: HALF, hold: true });
    const ending = pullEndedBy('SIGKILL', async () => {
      const second = await pull();
      expectMistake({ ...second, left: [] }, 'is already downloading this file', 'Wait for it to finish, or end it.');
      expect(web.asked).toHaveLength(1);
    });
    await ending;
    // A dead one keeps nobody out.
    await expectTheOtherHalf();
    expect(await readdir(inFolder('models'))).toEqual(['toy.gguf', 'toy.gguf.json', 'toy.yaml']);
  });

  it
    .skipIf(lacks('symbolic links', 'hard links', 'named pipes'))
    .each<[string, string, string, () => Promise<void> | void]>([
      ['a folder of its name', 'toy.gguf', 'it is not a regular file', () => mkdirSync(inFolder('models/toy.gguf'))],
      [
        'a link to nowhere',
        'toy.gguf',
        'it is a link to a file that is not there',
        () => link('gone', 'models/toy.gguf'),
      ],
      ['a pipe of its name', 'toy.gguf', 'it is not a regular file', () => pipe('models/toy.gguf')],
      ['a part that is a link', 'toy.gguf.part', 'it is a link', () => link('../victim', 'models/toy.gguf.part')],
      [
        'a part that is a link to nowhere',
        'toy.gguf.part',
        'it is a link',
        () => link('../new', 'models/toy.gguf.part'),
      ],
      ['a part with a second name', 'toy.gguf.part', 'it is a link', () => hardLink('victim', 'models/toy.gguf.part')],
      [
        'a part that is a folder',
        'toy.gguf.part',
        'it is not a regular',
        () => mkdirSync(inFolder('models/toy.gguf.part')),
      ],
      ['a part that is a pipe', 'toy.gguf.part', 'it is not a regular file', () => pipe('models/toy.gguf.part')],
      ['a record that is a link', 'toy.gguf.json', 'it is a link', () => link('../victim', 'models/toy.gguf.json')],
      [
        "a part's facts as a link",
        'toy.gguf.part.json',
        'it is a link',
        () => link('../victim', 'models/toy.gguf.part.json'),
      ],
    ])('refuses %s, and writes nowhere else', async (_, name, why, prepare) => {
    await folder.write('victim', 'mine');
    await prepare();
    const { code, stdout, stderr } = await pull();
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`models/${name} is in the way: ${why}`);
    expect(stderr).toContain('\n  Move or delete it, then run the same command again.\n');
    expect(readFileSync(inFolder('victim'), 'utf8')).toBe('mine');
    expect(readdirSync(folder.path).sort()).toEqual(['models', 'victim']);
  });

  it.skipIf(lacks('symbolic links'))('takes a link to a file as that file', async () => {
    await folder.write('elsewhere.gguf', WHOLE);
    link('../elsewhere.gguf', 'models/toy.gguf');
    expect(await pull()).toMatchObject({ code: 0, stdout: 'models/toy.gguf\n' });
  });

  it.each<[string, Buffer, string]>([
    ['half of it', WHOLE.subarray(0, HALF), `it has ${HALF} bytes, but the file on the server has ${WHOLE.length}`],
    ['another one', CHANGED, 'its checksum (sha256) is not that of the file on the server'],
  ])('does not take %s for the file because it has its name', async (_, content, why) => {
    web.state.linked = sha256Of(WHOLE);
    await folder.write('models/toy.gguf', content);
    const { code, stderr, left } = await pull();
    expect({ code, left }).toEqual({ code: 2, left: [] });
    expect(stderr).toContain(`models/toy.gguf is in the way: ${why}`);
    expect(content.equals(readFileSync(inFolder('models/toy.gguf')))).toBe(true);
  });

  it('takes a file that was put there by hand, compares it once, and remembers that', async () => {
    web.state.linked = sha256Of(WHOLE);
    await folder.write('models/toy.gguf', WHOLE);
    expect(await pull()).toMatchObject({ code: 0, left: ['models/toy.gguf.json'] });
    expect(await pull()).toMatchObject({ code: 0 });
    expect(web.asked).toHaveLength(1);
  });

  it('says so when a file that is there cannot be compared', async () => {
    await folder.write('models/toy.gguf', WHOLE);
    web.state.status = 404;
    const { code, stderr } = await pull();
    expect(code).toBe(3);
    expect(stderr).toContain('a file is here already, and could not be compared with it: the server answered 404');
  });

  it('says so when the server names no checksum', async () => {
    const { stderr } = await pull();
    expect(stderr.split('\n')[0]).toBe('The server names no checksum: only the length of models/toy.gguf is checked.');
    expect(record()).toMatchObject({ bytes: WHOLE.length, sha256: sha256Of(WHOLE), isConfirmed: false });
  });

  it.each([
    ['length', WHOLE.length],
    ['checksum', null],
  ])('finishes without a server when it was killed after the last byte: by its %s', async (_, bytes) => {
    const facts = { source: `${address}/toy.gguf`, etag: '"v1"', lastModified: null };
    await folder.write('models/toy.gguf.part', WHOLE);
    const known = { ...facts, sha256: sha256Of(WHOLE), bytes };
    await folder.write('models/toy.gguf.part.json', JSON.stringify(known));
    expect(await pull()).toMatchObject({ code: 0, left: FILES });
    expect(web.asked).toEqual([]);
    expect(record()).toMatchObject({ isConfirmed: true });
  });

  it.each<[string, object]>([
    ['of another address', { source: 'https://example.com/toy.gguf' }],
    ['longer than the file', { bytes: 10 }],
    ['of an older version', { tag: '"v1"', etag: undefined }],
  ])('begins anew with a part %s', async (_, change) => {
    const facts = { source: `${address}/toy.gguf`, etag: '"v1"', lastModified: null, sha256: null, bytes: null };
    await folder.write('models/toy.gguf.part', CHANGED.subarray(0, HALF));
    await folder.write('models/toy.gguf.part.json', JSON.stringify({ ...facts, ...change }));
    expect(await pull()).toMatchObject({ code: 0 });
    expect(web.asked.map(({ range }) => range)).toEqual([null]);
    expect(WHOLE.equals(readFileSync(inFolder('models/toy.gguf')))).toBe(true);
  });

  it.each<[string, Buffer, Partial<State>, boolean]>([
    ['which is whole by its length', WHOLE, { beyond: `bytes */${WHOLE.length}` }, false],
    ['which is whole by its checksum', WHOLE, { beyond: `bytes */${WHOLE.length}`, linked: sha256Of(WHOLE) }, false],
    ['of another checksum', CHANGED, { beyond: `bytes */${WHOLE.length}`, linked: sha256Of(WHOLE) }, true],
    ['of another length than is named', WHOLE, { beyond: `bytes */${WHOLE.length + 1}` }, true],
    ['beside a length that nobody knows', WHOLE, { beyond: 'bytes */*' }, true],
    ['beside no length', WHOLE, {}, true],
    ['longer than the file', Buffer.concat([WHOLE, Buffer.alloc(9)]), { beyond: `bytes */${WHOLE.length}` }, true],
  ])('finishes with what is here, or begins anew, after 416 for a part %s', async (_, part, state, isAsked) => {
    Object.assign(web.state, state);
    await folder.write('models/toy.gguf.part', part);
    const facts = { source: `${address}/toy.gguf`, etag: '"v1"', lastModified: null, sha256: null, bytes: null };
    await folder.write('models/toy.gguf.part.json', JSON.stringify(facts));
    expect(await pull()).toMatchObject({ code: 0, left: FILES });
    const range = `bytes=${part.length}-`;
    expect(web.asked.map((asked) => asked.range)).toEqual(isAsked ? [range, null] : [range]);
    expect(WHOLE.equals(readFileSync(inFolder('models/toy.gguf')))).toBe(true);
    expect(record()).toMatchObject({ bytes: WHOLE.length, isConfirmed: 'linked' in state });
  });

  it.skipIf(lacks('limits for the size of files'))(
    'keeps the part when the disk takes no more, says so and exits with 3',
    async () => {
      const limited = await spawnProgram(PULL, {
        directory: folder.path,
        prefix: ['bash', '-c', 'ulimit -f 2000; exec "$@"', '--'],
      });
      expect(limited).toMatchObject({
        code: 3,
        stdout: '',
        left: ['models/toy.gguf.part', 'models/toy.gguf.part.json'],
      });
      expect(limited.stderr).toContain('toy.gguf could not be downloaded: it cannot be written: EFBIG: file too large');
      const kept = arrivedBytes();
      expect(kept).toBeGreaterThan(1_000_000);
      expect(await pull()).toMatchObject({ code: 0 });
      expect(web.asked.map(({ range }) => range)).toEqual([null, `bytes=${kept}-`]);
      expect(WHOLE.equals(readFileSync(inFolder('models/toy.gguf')))).toBe(true);
    },
  );

  it.each<[Record<string, string>, string]>([
    [{ HF_TOKEN: 'hf_sec\nret' }, 'HF_TOKEN contains characters that cannot be part of a token\n'],
    [{ HF_ENDPOINT: 'hf-mirror.com' }, 'HF_ENDPOINT is not the address of a hub\n'],
    [{ HF_ENDPOINT: 'ftp://hf-mirror.com' }, 'HF_ENDPOINT is not the address of a hub\n'],
    [{ HF_ENDPOINT: 'https://me:secret@hf-mirror.com' }, 'HF_ENDPOINT is not the address of a hub\n'],
    [{ HF_ENDPOINT: 'https://hf-mirror.com/?key=secret' }, 'HF_ENDPOINT is not the address of a hub\n'],
  ])('refuses %j without quoting it', async (environment, says) => {
    await entry('hf:me/toy-GGUF:Q8_0');
    const outcome = await pull(environment);
    expectMistake(outcome, says);
    expect(outcome.stderr).not.toMatch(/sec|mirror/);
  });

  it('takes an HF_ENDPOINT with a slash at its end, and an empty one for none', async () => {
    await entry('hf:me/toy-GGUF/toy.gguf');
    expect(await pull({ HF_ENDPOINT: `${address}/`, HF_TOKEN: '' })).toMatchObject({ code: 0 });
    expect(web.asked).toEqual([{ url: '/me/toy-GGUF/resolve/main/toy.gguf', range: null, authorization: null }]);
  });

  it('neither shows nor keeps what an address may hold as a key', async () => {
    await entry(`${address}/toy.gguf?key=secret`);
    web.state.status = 403;
    expect((await pull()).stderr).not.toContain('secret');
    web.state.status = 200;
    expect(await pull()).toMatchObject({ code: 0 });
    expect(web.asked.at(-1)?.url).toBe('/toy.gguf?key=secret');
    expect(JSON.stringify(record())).not.toContain('secret');
    await entry(`${address.replace('//', '//me:secret@')}/toy.gguf`);
    const { code, stderr } = await pull();
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.not.stringContaining('secret') });
  });

  it.each([
    ['401', {}, 'It does not exist, or is private or gated'],
    ['403', { HF_TOKEN: 'hf_secret' }, 'HF_TOKEN gives no access'],
    ['404', {}, 'Check the names of the repository and of the file.'],
  ])('says what to do when the hub answers %s', async (status, environment, says) => {
    await entry('hf:me/toy/toy.gguf');
    web.state.status = Number(status);
    expect((await pull({ HF_ENDPOINT: address, ...environment })).stderr).toContain(says);
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
  return encodeGguf(new Map(), [float32Tensor('weights', [1_000_000], (index) => first + index)]);
}

function inFolder(name: string): string {
  return path.join(folder.path, name);
}

function arrivedBytes(): number {
  return statSync(inFolder('models/toy.gguf.part'), { throwIfNoEntry: false })?.size ?? 0;
}

function link(to: string, name: string): void {
  symlinkSync(to, inFolder(name));
}

function hardLink(to: string, name: string): void {
  linkSync(inFolder(to), inFolder(name));
}

function pipe(name: string): void {
  execFileSync('sh', ['-c', 'mkfifo "$0"', inFolder(name)]);
}

function sha256Of(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** What is known of the file that was downloaded. */
function record(): unknown {
  return JSON.parse(readFileSync(inFolder('models/toy.gguf.json'), 'utf8'));
}

async function entry(file: string): Promise<void> {
  await folder.write('models/toy.yaml', `id: toy\nbackend: llama\nfile: ${file}\n`);
}

const PULL = ['models', 'pull', 'toy'];

function pull(environment: Record<string, string> = {}): Promise<Outcome> {
  return runProgram(PULL, { directory: folder.path, environment });
}

/** The program in a process of its own, disturbed when half of the file has arrived and nothing more comes. */
async function pullEndedBy(signal: NodeJS.Signals, meanwhile: () => Promise<void> = async () => {}): Promise<Outcome> {
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
  await meanwhile();
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
