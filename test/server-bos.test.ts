// BOS in prompts that are sent as text: a model must see it once, whoever writes it.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { askServer, spoken } from './support/api-server.ts';
import { REPOSITORY, temporaryFolder } from './support/cli.ts';

type Server = 'llama-server' | 'vllm' | 'ollama' | undefined;

/** What a server of this kind is sent, and what the record warns of. */
async function sentTo(server: Server, prompt: string) {
  const { requests, reply } = await askServer('openai-completions', [spoken('openai-completions')], {
    spec: { prompt, ...(server && { server }) },
  });
  return { body: requests[0]?.body ?? {}, warnings: reply?.warnings };
}

async function withTemplate<Result>(text: string, use: (file: string) => Promise<Result>): Promise<Result> {
  await using folder = temporaryFolder();
  return await use(await folder.write('mine.hbs', text));
}

const template = (bos: string, start: string) =>
  `---\ntitle: Mine\nkind: text\npersona: system\n${bos}---\n${start}[設定]{{system}}{{#each messages}}[質問]{{content}}[回答]{{/each}}\n`;
const REST = '[設定]あなたは未来です。[質問]アニメは好き？[回答]';
const DOUBT = (bos: string) => `the template writes BOS (${bos}); if the server adds one too, there will be two`;

it.each([
  ['bos: text\n', '<s>'],
  ['bos: text\n', '<｜begin▁of▁sentence｜>'],
  ['bos: text\n', '<|a_new_one|>'],
  ['bos: text\n', '[BOS]'],
  ['', '<s>'],
  ['bos: auto\n', '<bos>'],
  ['bos: auto\n', '<|begin_of_text|>'],
])('a BOS in the template is not sent to a server that adds its own: %j %s', async (bos, start) => {
  await withTemplate(template(bos, start), async (file) => {
    expect(await sentTo('llama-server', file)).toMatchObject({ body: { prompt: REST }, warnings: [] });
    expect(await sentTo('vllm', file)).toMatchObject({
      body: { prompt: `${start}${REST}`, add_special_tokens: false },
      warnings: [],
    });
    for (const server of ['ollama', undefined] as const) {
      expect(await sentTo(server, file)).toMatchObject({
        body: { prompt: `${start}${REST}` },
        warnings: [DOUBT(start)],
      });
    }
  });
});

it('what a template starts with and is no BOS is sent', async () => {
  for (const start of ['', '<|im_start|>', '[INST]', '<start_of_turn>']) {
    await withTemplate(template('', start), async (file) => {
      expect((await sentTo('llama-server', file)).body).toMatchObject({ prompt: `${start}${REST}` });
      expect((await sentTo('vllm', file)).body).toMatchObject({ add_special_tokens: true });
    });
  }
});

it('the example of the documentation does it right', async () => {
  const documentation = readFileSync(path.join(REPOSITORY, 'docs/prompt-templates.md'), 'utf8');
  const example = /```\n(---\n[\s\S]*?)```/.exec(documentation)?.[1] ?? '';
  expect(example).toContain('bos: text');
  await withTemplate(example, async (file) => {
    expect((await sentTo('llama-server', file)).body).toMatchObject({ prompt: REST });
  });
});

const WITHOUT_BOS = /^(?!<s>|<bos>|<\|begin_of_text\|>|<｜begin)/;

it.each(
  readdirSync(path.join(REPOSITORY, 'prompts'))
    .filter((file) => /^bos: text$/m.test(readFileSync(path.join(REPOSITORY, 'prompts', file), 'utf8')))
    .map((file) => path.basename(file, '.hbs')),
)('%s sends none to a server that adds its own', async (id) => {
  expect((await sentTo('llama-server', id)).body).toMatchObject({ prompt: expect.stringMatching(WITHOUT_BOS) });
});
