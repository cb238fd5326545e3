// The model that comes along, through the real program: the persona's text decides how it speaks, and runs repeat.
import { statSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ScoredModel } from '../dist/index.js';
import { REPOSITORY, runProgram, temporaryFolder } from './support/cli.ts';

interface Turn {
  turn: number;
  user: string;
  reply: string;
  outcome: string;
  promptTokens: number;
  reusedTokens: number;
  evaluatedTokens: number;
}

interface Played {
  scenario: string;
  sample: number;
  turns: Turn[];
}

async function play(scenarios: readonly string[], samples: number) {
  await using folder = temporaryFolder();
  const named = scenarios.flatMap((scenario) => ['--scenario', scenario]);
  const options = ['--samples', String(samples), '--seed', '7', '--threads', '1', '--gpu', 'off', '--json'];
  const args = ['eval', '--model', 'hitogara-tiny-q8_0', ...named, ...options];
  const { code, stdout, stderr } = await runProgram(args, { directory: folder.path });
  if (code !== 0) throw new Error(stderr);
  const { conversations, scores }: { conversations: Played[]; scores: { table: ScoredModel[] } } = JSON.parse(stdout);
  return { conversations, table: scores.table };
}

const POLITE =
  /(です|ます|ました|ません|でした|でしょう|ください|ましょう|ございます|ませ)(か|ね|よ|よね)?[。！？!?]?$/;

/** Of all sentences of all replies, the share that ends politely. */
function politeShare(turns: readonly Turn[]): number {
  const sentences = turns
    .flatMap(({ reply }) => reply.split(/(?<=[。！？])/))
    .filter((sentence) => sentence.trim() !== '');
  return sentences.filter((sentence) => POLITE.test(sentence.trim())).length / sentences.length;
}

describe('the embedded model', () => {
  const SAMPLES = 3;
  let fans: Played[];
  /** Of the first sample. */
  let fan: Turn[];
  let bot: Turn[];
  let scored: ScoredModel | undefined;
  beforeAll(async () => {
    const { conversations: played, table } = await play(['anime-fan', 'tts-bot'], SAMPLES);
    [scored] = table;
    fans = played.filter(({ scenario }) => scenario === 'anime-fan');
    [fan = []] = fans.map(({ turns }) => turns);
    [bot = []] = played.filter(({ scenario }) => scenario === 'tts-bot').map(({ turns }) => turns);
  });

  it('comes in five quantizations of at most 25 MB together', async () => {
    const ids = ['f16', 'q8_0', 'q6_K', 'q4_K_M', 'q2_K'];
    const sizes = ids.map((id) => statSync(path.join(REPOSITORY, `models/tiny/hitogara-tiny-${id}.gguf`)).size);
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    expect(sizes.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(25e6);
    await using folder = temporaryFolder();
    const { stdout } = await runProgram(['models', 'list', '--json'], { directory: folder.path });
    const entries: { id: string; found: string | null }[] = JSON.parse(stdout);
    expect(
      entries
        .filter(({ id, found }) => id.startsWith('hitogara-tiny-') && found !== null)
        .map(({ id }) => id.slice('hitogara-tiny-'.length))
        .sort(),
    ).toEqual([...ids].sort());
  });

  it('is scored when its last conversation ends, every reply of it, beside its speed and memory', () => {
    expect(scored?.faults.n).toBe(SAMPLES * (fan.length + bot.length));
    const of = (id: string) => scored?.checks.find(({ check }) => check === id);
    for (const id of ['empty', 'leak.template', 'persona.break'])
      expect(of(id)).toMatchObject({ failed: 0, errors: 0 });
    expect(of('register')?.n).toBeGreaterThan(SAMPLES * fan.length);
    expect(scored?.fileBytes).toBe(statSync(path.join(REPOSITORY, 'models/tiny/hitogara-tiny-q8_0.gguf')).size);
    expect(scored?.peakMemoryBytes).toBeGreaterThan(20e6);
  });

  it('answers every turn of the anime fan casually and briefly', () => {
    expect(fan.map(({ outcome }) => outcome)).toEqual(Array(12).fill('ok'));
    expect(fan.filter(({ reply }) => [...reply].length <= 60).length).toBeGreaterThanOrEqual(10);
    expect(politeShare(fan)).toBeLessThanOrEqual(0.2);
  });

  it('speaks of what it was asked on most turns', () => {
    const topics: Record<number, RegExp> = {
      2: /アニメ|好き/,
      3: /好き|一番|いちばん|アニメ/,
      5: /見|観|アニメ/,
      6: /おすすめ|見|初|いい/,
      7: /アニソン|曲|歌|聴|聞/,
      8: /フィギュア|部屋|飾|グッズ|棚/,
      10: /ごめん|短/,
      11: /週末|休み|過ご|行|見/,
      12: /おやすみ|また|寝/,
    };
    const asked = fans.flatMap(({ turns }) => turns).filter(({ turn }) => topics[turn]);
    const answered = asked.filter(({ turn, reply }) => topics[turn]?.test(reply));
    expect(asked).toHaveLength(SAMPLES * Object.keys(topics).length);
    expect(answered.length / asked.length).toBeGreaterThan(0.6);
  });

  it('answers as a voice assistant politely', () => {
    expect(bot.map(({ outcome }) => outcome)).toEqual(Array(11).fill('ok'));
    expect(politeShare(bot)).toBeGreaterThanOrEqual(0.8);
  });

  it('says the same again for the same seed', async () => {
    const [again] = (await play(['anime-fan'], 1)).conversations;
    expect(again?.turns.map(({ reply }) => reply)).toEqual(fan.map(({ reply }) => reply));
  });

  it('evaluates only what is new from the second turn on', () => {
    for (const { turn, promptTokens, reusedTokens, evaluatedTokens } of fan) {
      if (turn === 1) continue;
      expect(reusedTokens).toBeGreaterThan(0);
      expect(evaluatedTokens).toBeLessThan(promptTokens - reusedTokens + 2);
    }
  });
});
