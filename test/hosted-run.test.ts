// Hosted models in the real program: what is played, what is recorded, and that no key is.
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Answer, apiServer, errorEvent, eventsOf, jsonAnswer, SAID, spoken, WIRES } from './support/api-server.ts';
import { type Outcome, readRun, runProgram as runWholeProgram, temporaryFolder } from './support/cli.ts';
import { NO_MODEL_PROCESS } from './support/no-model-process.ts';
import { scenarioYaml } from './support/toys.ts';

const CANARY = 'sk-CANARY-0123456789-abcdefghijklmnopqrstuvwxyz';
const EVAL = ['eval', '--scenario', 'short'];

function runProgram(
  args: readonly string[],
  { directory, environment = {} }: { directory: string; environment?: Record<string, string> },
): Promise<Outcome> {
  return runWholeProgram(args, { directory, environment: { ...NO_MODEL_PROCESS, ...environment } });
}

/** A folder with one scenario, and a model of the given kind at a server. */
async function hostedFolder(entries: Record<string, Record<string, unknown>>, turns = ['first', 'second']) {
  const folder = temporaryFolder();
  for (const name of ['scenarios', 'models']) await mkdir(path.join(folder.path, name));
  await folder.write('scenarios/short.yaml', scenarioYaml({ turns }));
  for (const [id, entry] of Object.entries(entries)) {
    // JSON is YAML.
    await folder.write(`models/${id}.yaml`, JSON.stringify({ id, model: 'hosted-1', ...entry }));
  }
  return folder;
}

function entryAt(wire: (typeof WIRES)[number], origin: string): Record<string, unknown> {
  return {
    backend: wire,
    baseUrl: wire === 'anthropic' ? origin : `${origin}/v1`,
    ...(wire === 'openai-completions' && { prompt: 'chatml' }),
  };
}

function models(ids: readonly string[]): string[] {
  return ids.flatMap((id) => ['--model', id]);
}

function wireOf(address: string): (typeof WIRES)[number] {
  if (address.endsWith('/messages')) return 'anthropic';
  return address.endsWith('/chat/completions') ? 'openai' : 'openai-completions';
}

/** Every file under a folder, as one text. */
function everythingIn(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
}

it('plays a conversation over every protocol, with the first reply in its history', async () => {
  await using server = await apiServer(({ path }) => spoken(wireOf(path)));
  await using folder = await hostedFolder(
    Object.fromEntries(WIRES.map((wire) => [wire, entryAt(wire, server.origin)])),
  );
  const { code, stderr } = await runProgram([...EVAL, ...models(WIRES)], { directory: folder.path });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const { turns, summary } = readRun(path.join(folder.path, 'results'));
  for (const wire of WIRES) {
    expect(turns.filter(({ model }) => model === wire)).toMatchObject([
      { turn: 1, reply: SAID, promptTokens: 12, replyTokens: 5, finishReason: { unified: 'stop' } },
      { turn: 2, reply: SAID, promptTokens: 12, replyTokens: 5, finishReason: { unified: 'stop' } },
    ]);
    const requests = server.requests.filter((request) => wireOf(request.path) === wire);
    expect(requests.map(({ body }) => JSON.stringify(body).includes(SAID))).toEqual([false, true]);
  }
  expect(summary).toMatchObject({ status: 'done' });
});

it('stops the model that is refused, and plays the others', async () => {
  await using refusing = await apiServer([jsonAnswer(404, { error: { message: 'no such model' } })]);
  await using server = await apiServer([spoken('openai')]);
  await using folder = await hostedFolder({
    refused: { ...entryAt('openai', refusing.origin), concurrency: 1 },
    hosted: entryAt('openai', server.origin),
  });
  const { code } = await runProgram([...EVAL, '--model', 'refused', '--model', 'hosted', '--samples', '3'], {
    directory: folder.path,
  });
  expect(code).toBe(3);
  expect(refusing.requests).toHaveLength(1);
  expect(server.requests).toHaveLength(6);
});

it('names the variable of a key that is not set, and sends nothing', async () => {
  await using server = await apiServer([spoken('openai')]);
  await using folder = await hostedFolder({ hosted: { ...entryAt('openai', server.origin), apiKeyEnv: 'MY_KEY' } });
  const { code, stdout, stderr } = await runProgram([...EVAL, '--model', 'hosted'], { directory: folder.path });
  expect({ code, stdout }).toMatchObject({ code: 2, stdout: '' });
  expect(stderr).toContain('environment variable MY_KEY, which is not set');
  expect(server.requests).toEqual([]);
});

it('plays ten conversations at once', async () => {
  await using server = await apiServer((_request, index) => ({
    // The first of all ten are under way before any of them is answered.
    steps: [index < 10 ? 1_500 : 0, ...spoken('openai').steps],
  }));
  const turns = ['first', 'second', 'third'];
  await using folder = await hostedFolder({ hosted: entryAt('openai', server.origin) }, turns);
  const { code } = await runProgram([...EVAL, '--model', 'hosted', '--samples', '10'], { directory: folder.path });
  expect(code).toBe(0);
  const { journal } = readRun(path.join(folder.path, 'results'));
  expect(journal.filter(({ type }) => type === 'turn')).toHaveLength(30);
  expect(server.mostAtOnce()).toBe(10);
});

describe('a key is nowhere to be found', () => {
  it('whatever a server answers', async () => {
    const said = `You sent ${CANARY}, which is wrong.`;
    const anywhere = (wire: (typeof WIRES)[number]): Record<string, Answer> => ({
      unauthorized: jsonAnswer(401, { error: { message: said } }),
      broken: { steps: [...eventsOf(wire).slice(0, 4), errorEvent(wire, said)] },
      echo: spoken(wire, { text: [...said], reasoning: [...said] }),
    });
    const once: Record<string, Answer> = {
      rejected: jsonAnswer(400, { error: { message: said } }),
      filtered: jsonAnswer(400, { error: { code: 'content_filter', message: said } }),
      html: { headers: { 'content-type': 'text/html' }, steps: [`<html>${said}</html>`] },
      garbage: { steps: [`data: {"${CANARY}"\n\n`] },
      redirect: { status: 307, headers: { location: `http://127.0.0.1:9/${CANARY}` }, steps: [] },
    };
    const cases = WIRES.flatMap((wire) =>
      Object.entries({ ...anywhere(wire), ...(wire === 'openai' && once) }).map(([name, answer]) => ({
        id: `${wire}-${name}`,
        wire,
        answer,
      })),
    );
    const asked = new Set<string>();
    await using server = await apiServer((request) => {
      const id = request.path.split('/')[1] ?? '';
      const found = cases.find((each) => each.id === id);
      // What is asked again gets its reply, so that nobody has to wait long.
      if (!found || asked.has(id)) return spoken(wireOf(request.path));
      asked.add(id);
      return found.answer;
    });
    await using folder = await hostedFolder(
      Object.fromEntries(
        // A key each, because one that is refused stops every model that uses it.
        cases.map(({ id, wire }, index) => [
          id,
          { ...entryAt(wire, `${server.origin}/${id}`), apiKeyEnv: `KEY_${index}` },
        ]),
      ),
    );
    const { code, stdout, stderr } = await runProgram([...EVAL, ...models(cases.map(({ id }) => id))], {
      directory: folder.path,
      environment: Object.fromEntries(cases.map((_, index) => [`KEY_${index}`, CANARY])),
    });
    expect(code).toBe(3);
    expect([...asked].sort()).toEqual(cases.map(({ id }) => id).sort());
    const results = everythingIn(path.join(folder.path, 'results'));
    expect(results).toContain('You sent');
    for (const text of [results, stdout, stderr]) expect(text).not.toContain('sk-CANARY');
  });

  it('and a word that stands for none does not get into the figures', async () => {
    await using server = await apiServer([spoken('openai')]);
    await using folder = await hostedFolder({ hosted: { ...entryAt('openai', server.origin), apiKeyEnv: 'NO_KEY' } });
    const { code } = await runProgram([...EVAL, '--model', 'hosted'], {
      directory: folder.path,
      environment: { NO_KEY: '1' },
    });
    expect(code).toBe(0);
    expect(readRun(path.join(folder.path, 'results')).turns).toMatchObject([{ turn: 1 }, { turn: 2 }]);
  });
});

describe('settings that the API does not have, with --ignore-unsupported,', () => {
  const ARGUMENTS = [...EVAL, '--model', 'hosted', '--ignore-unsupported'];
  const settings = { temperature: 0.7, topK: 40, repeatPenalty: 1.1 };

  it('are shown as not sent, and recorded as requested', async () => {
    await using server = await apiServer([spoken('openai')]);
    await using folder = await hostedFolder({ hosted: { ...entryAt('openai', server.origin), sampling: settings } });
    const { code, stdout } = await runProgram(ARGUMENTS, { directory: folder.path });
    expect(code).toBe(0);
    expect(stdout).toContain('\n  temperature 0.7 · not sent: topK 40, repeatPenalty 1.1\n');
    expect(server.requests[0]?.body).toMatchObject({ temperature: 0.7 });
    expect(Object.keys(server.requests[0]?.body ?? {})).not.toContain('top_k');
    const [turn] = readRun(path.join(folder.path, 'results')).turns;
    expect(turn?.sampling).toEqual({ requested: settings, effective: { temperature: 0.7, maxTokens: 256, stop: [] } });
  });

  it('cannot be varied', async () => {
    await using server = await apiServer([spoken('openai')]);
    await using folder = await hostedFolder({ hosted: entryAt('openai', server.origin) });
    const set = ['--set', 'topK=5,10', '--set', 'temperature=0.1,0.2'];
    const { code, stderr, left } = await runProgram([...ARGUMENTS, ...set], { directory: folder.path });
    expect({ code, left }).toEqual({ code: 2, left: [] });
    expect(stderr).toContain('topK: given with several values, but "hosted" gets none of them\n');
    expect(server.requests).toEqual([]);
  });
});

it.each([
  ['between tags', ['<think>\n考え', '中\n</think>\n\n', 'うん！'], []],
  [
    'that the prompt began',
    ['考え中\n</think>\n\n', 'うん！'],
    ['the start of the thinking was not seen; what is before </think> was taken for thinking'],
  ],
  [
    'in harmony channels',
    ['<|channel|>analysis<|message|>考え中<|end|>', '<|start|>assistant<|channel|>final<|message|>うん！'],
    [],
  ],
])('takes thinking %s out of what a server sends as content', async (_how, text, warnings) => {
  await using server = await apiServer(() => spoken('openai', { text }));
  await using folder = await hostedFolder({ openai: entryAt('openai', server.origin) });
  const { code } = await runProgram([...EVAL, ...models(['openai'])], { directory: folder.path });
  const { turns } = readRun(path.join(folder.path, 'results'));
  expect({ code, turns }).toMatchObject({
    code: 0,
    turns: [1, 2].map((turn) => ({ turn, reply: 'うん！', reasoning: '考え中', outcome: 'ok', warnings })),
  });
  expect(server.requests[1]?.body).toMatchObject({
    messages: [
      { role: 'system' },
      { content: 'first' },
      { role: 'assistant', content: 'うん！' },
      { content: 'second' },
    ],
  });
});
