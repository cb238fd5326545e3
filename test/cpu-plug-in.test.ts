// llama.cpp's choice of a plug-in for the CPU is remembered, and nothing but time is lost without the memory.
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { REPOSITORY, temporaryFolder } from './support/cli.ts';

const run = promisify(execFile);

async function opened(memory: string): Promise<{ loaded: string[]; system: string; devices: number }> {
  const script = path.join(REPOSITORY, 'test', 'support', 'cpu-plug-in.mjs');
  return JSON.parse((await run(process.execPath, [script, memory])).stdout);
}

const ELSEWHERE = process.platform === 'linux' ? '' : ' (only Linux says what a CPU can do)';

describe.skipIf(ELSEWHERE !== '')(`the plug-in for the CPU${ELSEWHERE}`, () => {
  it('is the one that llama.cpp chose before, without loading the others', async () => {
    await using folder = temporaryFolder();
    const memory = path.join(folder.path, 'cache', 'cpu-plug-in.json');
    const first = await opened(memory);
    expect(first).toMatchObject({ loaded: ['all'], devices: 1 });
    const { chosen } = JSON.parse(readFileSync(memory, 'utf8'));
    expect(await opened(memory)).toEqual({ ...first, loaded: [`${chosen} taken`] });
  });

  it('is chosen anew for another CPU, for other files, and where the memory is damaged or refused', async () => {
    await using folder = temporaryFolder();
    const memory = path.join(folder.path, 'cpu-plug-in.json');
    const fresh = await opened(memory);
    const right = readFileSync(memory, 'utf8');
    const value = JSON.parse(right);
    const wrong: unknown[] = [
      { ...value, cpu: `${value.cpu} avx1024` },
      { ...value, plugIns: value.plugIns.map((each: string) => each.replace(/\.so \d/, '.so 9')) },
      { ...value, chosen: 'libggml-cpu-../../elsewhere.so' },
      null,
    ];
    for (const each of wrong) {
      writeFileSync(memory, JSON.stringify(each));
      expect(await opened(memory)).toEqual(fresh);
      expect(readFileSync(memory, 'utf8')).toBe(right);
    }
  });

  it('is chosen anew where llama.cpp refuses the one that is remembered', async () => {
    await using folder = temporaryFolder();
    const memory = path.join(folder.path, 'cpu-plug-in.json');
    const fresh = await opened(memory);
    const right = readFileSync(memory, 'utf8');
    const value = JSON.parse(right);
    const names: string[] = value.plugIns.map((each: string) => each.slice(0, each.indexOf(' ')));
    // No CPU of today has all of their instructions.
    const demanding = names.find((name) => /sapphirerapids|apple_m4|armv9\.2_2/.test(name) && name !== value.chosen);
    writeFileSync(memory, JSON.stringify({ ...value, chosen: demanding }));
    const again = await opened(memory);
    expect(again).toEqual({ ...fresh, loaded: demanding === undefined ? ['all'] : [`${demanding} refused`, 'all'] });
    expect(readFileSync(memory, 'utf8')).toBe(right);
  });
});
