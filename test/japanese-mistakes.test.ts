// What is said in Japanese of a mistake in a file or on the command line.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { runProgram, temporaryFolder } from './support/cli.ts';

const SCENARIO = `id: s
title: t
persona: { name: n, user: u, instruction: i }
turns: [a]
`;

it.each([
  [['evl'], '"evl" というコマンドはありません\n  もしかして eval ですか？\n'],
  [
    ['eval', '--modl', 'x'],
    '--modl というオプションはありません\n  もしかして --mode、--model ですか？ 詳しくは hitogara eval --help を見てください。\n',
  ],
  [
    ['eval', '--temp', '1'],
    '--temp というオプションはありません。サンプリング設定は --set で指定します\n  --set temperature=… のように指定してください。 詳しくは hitogara eval --help を見てください。\n',
  ],
  [
    ['eval', '--seed', 'x'],
    "オプション '--seed <n>' に 'x' は指定できません。0 から 4294967294 までの整数を指定してください\n  詳しくは hitogara eval --help を見てください。\n",
  ],
  [
    ['eval', '--gpu', 'x'],
    "オプション '--gpu <type>' に 'x' は指定できません。使える値: auto、cuda、vulkan、metal、off\n  詳しくは hitogara eval --help を見てください。\n",
  ],
  [
    ['eval', '-m', 'hitogara-tiny-q8_0', '--set', 'topP=2'],
    '--set topP: 大きすぎる値: numberは1以下である必要があります（1 は無効）\n',
  ],
  [
    ['scenarios', 'check', 'scenarios/bom.yaml'],
    'scenarios/bom.yaml:1: UTF-8 ではなく、おそらく UTF-16 です。0 バイト目（0xff）を見てください\n  エディターで UTF-8 として保存するか（メモ帳なら「名前を付けて保存」の「エンコード」）、iconv で変換してください: iconv -f UTF-16LE -t UTF-8 scenarios/bom.yaml > utf8.tmp && mv utf8.tmp scenarios/bom.yaml\n',
  ],
  [
    ['scenarios', 'check', 'scenarios/own.yaml'],
    `scenarios/own.yaml: id: ID は "s" ですが、ファイル名は own.yaml です\n  同じにしてください。\n`,
  ],
  [
    ['scenarios', 'check', 'scenarios/twice.yaml'],
    `scenarios/twice.yaml:5:22: sampling.top_k: は topK の別名で、両方が指定されています。どちらか一つにしてください\n`,
  ],
])('%j', async (args, expected) => {
  await using folder = temporaryFolder();
  mkdirSync(path.join(folder.path, 'scenarios'));
  await folder.write('scenarios/bom.yaml', Buffer.from(`\ufeff${SCENARIO}`, 'utf16le'));
  await folder.write('scenarios/own.yaml', SCENARIO);
  await folder.write(
    'scenarios/twice.yaml',
    `${SCENARIO.replace('id: s', 'id: twice')}sampling: { topK: 1, top_k: 1 }\n`,
  );
  const { code, stdout, stderr } = await runProgram(['--lang', 'ja', ...args], { directory: folder.path });
  expect(code).toBe(2);
  expect(stdout + stderr).toBe(expected);
});
