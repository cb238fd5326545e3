// What the embedded models say, token for token, against what a llama-server of the same release said on the same libraries and the same
// prompts: `npm run record:parity` records it.
import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { findLibrary } from '../dist/backend/llama/library-files.js';
import { REPOSITORY, temporaryFolder } from './support/cli.ts';

interface Recorded {
  /** The variant of the CPU's plug-in that it was recorded on. */
  cpu: string;
  models: Record<string, object>;
  replies: { name: string; ignoreEog: boolean; said: Record<string, { tokens: number[] }> }[];
}

interface Conversation {
  name: string;
  model: string;
  turns: { tokens: number[]; cached: number }[];
}

interface Prompts {
  tokenized: { text: string; tokens: number[] }[];
}

interface Played {
  tokenized: number[][];
  replies: number[][];
  conversations: { tokens: number[]; reused: number }[][];
}

const FIXTURES = path.join(REPOSITORY, 'test/fixtures/llama-server');
const RECORDED: Recorded = fixture('replies');
const { conversations: CONVERSATIONS }: { conversations: Conversation[] } = fixture('conversations');
const { tokenized: TOKENIZED }: Prompts = fixture('prompts');
const library = await findLibrary('prebuilt');
const variant = library && path.join(library.folder, `libggml-cpu-${RECORDED.cpu}.so`);

const MODELS = Object.keys(RECORDED.models);
/** Played on every model. Of the others, each is played on one for each of its prompts: a sampler does not know what its logits come from. */
const EVERYWHERE = ['greedy', 'defaults', 'repeat penalty', 'everything', 'two threads'];

function playedOn(model: string): Recorded['replies'] {
  return RECORDED.replies.filter(
    ({ name }, index) => EVERYWHERE.includes(name) || MODELS[index % MODELS.length] === model,
  );
}

// Other processors round differently, and draw other tokens now and then.
describe.skipIf(variant === null || !existsSync(variant) || !hasAvx2()).each(MODELS)(
  'against llama-server, %s',
  (model) => {
    const folder = temporaryFolder();
    const replies = playedOn(model);
    const wantedReplies = replies.map((reply) => RECORDED.replies.indexOf(reply));
    let played: Played;
    beforeAll(async () => {
      if (!library) throw new Error('there is no llama.cpp');
      // Of several variants llama.cpp takes the best for the processor at hand: here it finds one only.
      const wanted = (file: string): boolean => !file.includes('libggml-cpu-') || file.includes(`-${RECORDED.cpu}.`);
      for (const file of readdirSync(library.folder).filter(wanted))
        copyFileSync(path.join(library.folder, file), path.join(folder.path, file));
      const script = path.join(REPOSITORY, 'test/support/play-parity.mjs');
      const args = [script, folder.path, FIXTURES, model, JSON.stringify(wantedReplies)];
      const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 1e8 });
      played = JSON.parse(stdout);
      await folder[Symbol.asyncDispose]();
    });

    it('reads prompts as its /tokenize does', () => {
      expect(TOKENIZED.length).toBe(50);
      expect(TOKENIZED.map(({ text }, index) => ({ text, tokens: played.tokenized[index] }))).toEqual(TOKENIZED);
    });

    it('samples the same tokens, with each sampler alone and with all together', () => {
      expect(replies.length).toBeGreaterThan(30);
      const named = (all: readonly (readonly number[] | undefined)[]) =>
        replies.map(({ name, ignoreEog }, index) => ({ name, ignoreEog, tokens: all[index] }));
      expect(named(played.replies)).toEqual(named(replies.map(({ said }) => said[model]?.tokens)));
    });

    it('samples the same tokens over six turns, and evaluates as little of them again', () => {
      const recorded = CONVERSATIONS.filter((each) => each.model === model);
      expect(recorded.length).toBe(4);
      expect(played.conversations).toEqual(
        recorded.map(({ turns }) => turns.map(({ tokens, cached }) => ({ tokens, reused: cached }))),
      );
    });
  },
);

function fixture(name: string) {
  return JSON.parse(readFileSync(path.join(FIXTURES, `${name}.json`), 'utf8'));
}

function hasAvx2(): boolean {
  return process.platform === 'linux' && /\bavx2\b/.test(readFileSync('/proc/cpuinfo', 'utf8'));
}
