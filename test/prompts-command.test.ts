// `hitogara prompts` through the real program.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { REPOSITORY, runProgram, temporaryFolder } from './support/cli.ts';
import { expectMistake } from './support/toy-folder.ts';

const TINY = path.join(REPOSITORY, 'models/tiny/hitogara-tiny-q8_0.gguf');

function prompts(folder: { path: string }, ...args: string[]) {
  return runProgram(['prompts', ...args], { directory: folder.path });
}

/** A folder with prompt templates of its own. */
async function promptFolder(templates: Readonly<Record<string, string>>) {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder.path, 'prompts'));
  for (const [id, text] of Object.entries(templates)) await folder.write(`prompts/${id}.hbs`, text);
  return folder;
}

const LEFT =
  '---\ntitle: Left\nkind: text\npersona: system\n---\n{{system}}\n1\n2\n3\n4\n{{#each messages}}[{{content}}]\n{{/each}}A\u3000\n';
const RIGHT =
  '---\ntitle: Right\nkind: text\npersona: system\nvariables: { nul: "\\0" }\n---\n{{system}}\n1\n2\n3\n4\n{{#each messages}}[{{content}} ]\n{{/each}}{{nul}}\n';

describe('prompts list', () => {
  it('gives each template a line that fits 120 columns', async () => {
    await using folder = temporaryFolder();
    const { code, stdout } = await prompts(folder, 'list');
    const lines = stdout.trimEnd().split('\n');
    expect(code).toBe(0);
    expect(lines.filter((line) => columnsOf(line) > 120)).toEqual([]);
    expect(lines.find((line) => line.startsWith('mistral-v3'))).toBe(
      'mistral-v3-tekken       last-user    text   high        Mistral NeMo (v3-tekken)',
    );
    expect(lines.slice(-2).map((line) => line.split(' ')[0])).toEqual(['gguf', 'gguf:first-user']);
  });

  it('says the same to programs', async () => {
    await using folder = await promptFolder({ chatml: LEFT });
    const { stdout } = await prompts(folder, 'list', '--json');
    const listed: { id: string }[] = JSON.parse(stdout);
    expect(listed.length).toBe(51);
    // The folder's own comes before the one that came along.
    expect(listed.find(({ id }) => id === 'chatml')).toEqual({
      id: 'chatml',
      kind: 'text',
      persona: 'system',
      bos: 'auto',
      confidence: null,
      title: 'Left',
      file: 'prompts/chatml.hbs',
    });
  });
});

describe('prompts show', () => {
  it('prints notes, facts and body', async () => {
    await using folder = await promptFolder({
      mine: `---
title: "Mine \\e[31m"
kind: text
persona: none
stop: ["\\n{{user}}:"]
bos: never
newline: <NL>
lastMessages: 1
variables: { end: "\\0" }
reasoning: </think>
contextLength: 2048
confidence: low
notes: Two words.
---
{{#each messages}}\u001b[31m{{content}}{{/each}}
`,
    });
    const { code, stdout } = await prompts(folder, 'show', 'mine');
    expect({ code, stdout }).toMatchInlineSnapshot(`
      {
        "code": 0,
        "stdout": "mine: Mine 

      Two words.

      file        prompts/mine.hbs
      for         models that take text
      persona     none: nowhere, so no scenario can be played with it
      bos         never: never added, whatever the vocabulary says
      stop        "\\n{{user}}:"
      {{end}}     "\\u0000"
      newline     "<NL>" for every newline, turned back into newlines in a reply
      messages    only the last 1
      thinking    ends with "</think>", recorded separately
      context     2048 tokens
      confidence  low

      {{#each messages}}{{content}}{{/each}}

      ",
      }
    `);
  });

  it('sends those who want to see a GGUF template to the model', async () => {
    await using folder = temporaryFolder();
    expectMistake(await prompts(folder, 'show', 'gguf'), 'inside a model', 'models inspect');
  });
});

describe('prompts diff', () => {
  it('shows where two templates part, white space included', async () => {
    await using folder = await promptFolder({ left: LEFT, right: RIGHT });
    await folder.write(
      'said.json',
      JSON.stringify({ system: 'p\nq\nr', messages: [{ role: 'user', content: 'u' }], user: 'A', char: 'B' }),
    );
    const { code, stdout } = await prompts(folder, 'diff', 'left', 'right', '--messages', 'said.json');
    expect({ code, stdout }).toMatchInlineSnapshot(`
      {
        "code": 1,
        "stdout": "first difference at character 17, line 8
        left   p↵q↵r↵1↵2↵3↵4↵[u ⟨ ]↵A□
        right  p↵q↵r↵1↵2↵3↵4↵[u ⟨ ␣]↵␀

      - left
      + right

        (4 identical lines)
        2↵
        3↵
        4↵
      - [u]↵
      - A□
      + [u␣]↵
      + ␀
      ",
      }
    `);
  });

  it('goes two turns on by itself, where formats part', async () => {
    await using folder = temporaryFolder();
    const { code, stdout } = await prompts(folder, 'diff', 'llama2', 'swallow-llama2-v0.1');
    expect(code).toBe(1);
    expect(stdout.split('\n').slice(0, 3)).toEqual([
      'first difference at character 109, line 5',
      '  llama2               …元気にしてた？␣[/INST]␣うん、元気だよ！ ⟨ ␣</s><s>[INST]␣アニメってどのくら…',
      '  swallow-llama2-v0.1  …元気にしてた？␣[/INST]␣うん、元気だよ！ ⟨ </s>[INST]␣アニメってどのくらい好きな…',
    ]);
  });

  it('finds the template inside a file to say what its text twin says', async () => {
    await using folder = temporaryFolder();
    expect(await prompts(folder, 'diff', 'hitogara-tiny', 'gguf', '--model', TINY)).toMatchObject({
      code: 0,
      stdout: 'hitogara-tiny and gguf give the same prompt, 228 characters\n',
    });
  });

  it('compares what chat APIs are given', async () => {
    await using folder = temporaryFolder();
    const { code } = await prompts(folder, 'diff', 'openai-messages', 'openai-messages', '--reply', 'x');
    expect(code).toBe(0);
  });

  it('wants a model for gguf, and for nothing else', async () => {
    await using folder = temporaryFolder();
    expectMistake(await prompts(folder, 'diff', 'llama2', 'gguf'), '--model');
    expectMistake(await prompts(folder, 'diff', 'llama2', 'llama3', '--model', TINY), 'neither "llama2" nor "llama3"');
  });
});

/** Full-width characters take two. */
function columnsOf(line: string): number {
  return [...line].reduce((sum, character) => sum + (/[\u1100-\u115f\u2e80-\uffdc]/.test(character) ? 2 : 1), 0);
}
