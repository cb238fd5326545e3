// `models pull` against hubs that misbehave in every way that we could think of: only the file that the hub means gets a name, the token
// reaches neither a disk nor a screen nor another host, and nothing else is left behind.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { pullGguf, UserError } from '../dist/index.js';
import { temporaryFolder } from './support/cli.ts';
import { hostileHub, hubThat } from './support/hostile-hub.ts';
import type { HubBehaviour } from './support/hub-answers.ts';
import { HUB_BEHAVIOURS } from './support/hub-behaviours.ts';
import { randomFrom } from './support/random.ts';

const TOKEN = 'QZXW7PLM4KJH2GFD9SAR5TEU8YIO1CVB3NM6';
const AT_ONCE = 16;

it('holds against every behaviour of a hub', async () => {
  const problems: string[] = [];
  const left = HUB_BEHAVIOURS.entries();
  const work = async (): Promise<void> => {
    for (const [seed, behaviour] of left) {
      const found = await problemsWith(behaviour, seed);
      problems.push(...found.map((problem) => `${behaviour.what}: ${problem}`));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  expect(problems).toEqual([]);
  expect(HUB_BEHAVIOURS.length).toBeGreaterThan(150);
}, 120_000);

it('is the same hub for the same random numbers', async () => {
  const drawn = await Promise.all([7, 7, 8].map((seed) => hostileHub(randomFrom(seed), TOKEN)));
  const [first, same, other] = drawn.map(({ what, sha256 }) => `${what} ${sha256}`);
  await Promise.all(drawn.map((hub) => hub.close()));
  expect([same === first, other === first]).toEqual([true, false]);
});

async function problemsWith(behaviour: HubBehaviour, seed: number): Promise<string[]> {
  await using folder = temporaryFolder();
  const hasArrived = (bytes: number): boolean =>
    filesIn(folder.path).some((file) => file.endsWith('.part') && statSync(path.join(folder.path, file)).size >= bytes);
  const hub = await hubThat(behaviour, randomFrom(seed), TOKEN, (bytes) =>
    expect.poll(() => hasArrived(bytes), { timeout: 20_000, interval: 10 }).toBe(true),
  );
  const said: string[] = [];
  try {
    const world = { environment: { HF_ENDPOINT: hub.url, HF_TOKEN: TOKEN } };
    const request = { file: 'hf:user/model:Q8_0', directory: folder.path, onNote: (note: string) => said.push(note) };
    const isWhole = await pullGguf(request, { world }).then(
      () => true,
      (error) => {
        if (!(error instanceof UserError)) throw error;
        said.push(error.message);
        return false;
      },
    );
    const files = filesIn(folder.path);
    const contents = files.map((file) => readFileSync(path.join(folder.path, file)));
    const models = contents.filter((_, index) => files[index]?.endsWith('.gguf'));
    const words = [...said, ...files, ...contents.map((content) => content.toString('latin1'))];
    return [
      ...(isWhole === behaviour.isWholeAtLast ? [] : [`it ends ${isWhole ? 'well' : `with ${said.at(-1)}`}`]),
      ...(models.every((model) => model.equals(hub.content)) ? [] : ['another file has the name']),
      ...(isWhole && models.length !== 1 ? [`${models.length} files`] : []),
      ...(hub.leaks() > 0 ? ['the token went elsewhere'] : []),
      ...(words.some((text) => text.toUpperCase().includes(TOKEN.slice(0, 6))) ? ['the token is written down'] : []),
      ...files.filter((file) => /\.lock\.|\.tmp$/.test(file)).map((file) => `${file} is left`),
    ];
  } finally {
    await hub.close();
  }
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
}
