// `npm run prove:choices`: the same questions put to llama.cpp's own `llama-perplexity --multiple-choice` and to `hitogara choices`, on the
// included model. Says of how many questions both find the same choice the best. The peer is compiled first if it is not there. Start at `prove`.

import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { requireNpmPeer } from '../bench/build-peers.ts';
import { repository } from '../bench/places.ts';
import { measureChoices } from '../dist/choices/measure.js';
import { tallyChoices } from '../dist/choices/tally.js';
import { DEFAULT_LIMITS } from '../dist/core/limits.js';
import { DEFAULT_LLAMA_OPTIONS } from '../dist/core/play-choices.js';
import { loadScenarios } from '../dist/scenario/load.js';
import { pcg32 } from '../dist/stats/random.js';
import { thisProcess } from '../dist/this-process.js';

const MODEL = path.join(repository, 'models', 'tiny', 'hitogara-tiny-q8_0.gguf');
const CHOICES = 4;
/** The peer puts a space between question and answer. A format that is nothing but that. */
const BARE =
  '---\ntitle: bare\nkind: text\npersona: none\nbos: auto\nstop: []\n---\n{{#each messages}}{{content}} {{/each}}';

interface Question {
  question: string;
  choices: string[];
  label: number;
}

process.exitCode = await prove();

async function prove(): Promise<number> {
  const world = thisProcess();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'hitogara-choices-'));
  try {
    const questions = await questionsOf();
    const file = path.join(folder, 'questions.jsonl');
    await writeFile(file, questions.map((question) => JSON.stringify(question)).join('\n'));
    await writeFile(path.join(folder, 'bare.hbs'), BARE);
    const { record } = await measureChoices(
      {
        ...{ files: [file], examples: null, models: [MODEL], prompt: path.join(folder, 'bare.hbs') },
        ...{ answer: 'open', instruction: '', system: null, shots: 0, seed: 1, first: null },
        llama: { ...DEFAULT_LLAMA_OPTIONS, gpu: 'off', threads: 1 },
      },
      folder,
      world,
      { limits: DEFAULT_LIMITS, onProgress: () => {} },
    );
    const ours =
      record.models[0]?.items.map((item) => item.status === 'scored' && bestPerToken(item.choices) === item.answer) ??
      [];
    const theirs = await askPeer(questions, folder);
    const equal = theirs.filter((isRight, index) => isRight === ours[index]).length;
    const accuracy = tallyChoices([record]).models[0]?.accuracy.find(({ measure }) => measure === 'perToken');
    process.stdout.write(
      `questions: ${questions.length}; right, here: ${accuracy?.events}; right, llama-perplexity: ${theirs.filter(Boolean).length}\n`,
    );
    process.stdout.write(`the same verdict on: ${equal} of ${questions.length}\n`);
    return equal === questions.length ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function bestPerToken(choices: readonly { logLikelihood: number; tokens: number | null }[]): number {
  const means = choices.map(({ logLikelihood, tokens }) => logLikelihood / (tokens ?? 1));
  return means.indexOf(Math.max(...means));
}

/** What the user says in the scenarios; the choices are its reference reply and those to other lines, none of which begins like another. */
async function questionsOf(): Promise<Question[]> {
  const turns = (await loadScenarios(['*'], { workingDirectory: repository, packageDirectory: repository }))
    .flatMap(({ scenario }) => scenario.turns)
    .flatMap(({ user, referenceReplies }) =>
      referenceReplies?.[0] === undefined ? [] : [{ user, reply: referenceReplies[0] }],
    )
    .filter(({ user, reply }) => !/\n/.test(user + reply));
  const random = pcg32(1);
  return turns.map(({ user, reply }) => {
    const choices = [reply];
    while (choices.length < CHOICES) {
      const other = turns[Math.floor(random() * turns.length)]?.reply ?? '';
      if (choices.every((choice) => choice.charAt(0) !== other.charAt(0))) choices.push(other);
    }
    const label = Math.floor(random() * CHOICES);
    choices.splice(label, 0, ...choices.splice(0, 1));
    return { question: user, choices, label };
  });
}

/** @returns which questions it gets right, in order */
async function askPeer(questions: readonly Question[], folder: string): Promise<boolean[]> {
  const peer = await requireNpmPeer('llama-perplexity', 'off');
  const file = path.join(folder, 'questions.bin');
  await writeFile(file, inItsFormat(questions));
  const { stdout, stderr, status } = spawnSync(
    peer.executable,
    ['-m', MODEL, '--multiple-choice', '-bf', file, '-c', '1024', '-b', '1024', '-np', '4', '-t', '1', '-ngl', '0'],
    { cwd: peer.workingDirectory, env: { ...process.env, ...peer.environment }, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`llama-perplexity ended with ${status}:\n${stderr.slice(-2_000)}`);
  const shares = [...stdout.matchAll(/^(\d+)\t([\d.]+)$/gm)].map(
    ([, count, share]) => (Number(count) * Number(share)) / 100,
  );
  return shares.map((right, index) => Math.round(right) > Math.round(shares[index - 1] ?? 0));
}

/** The number of tasks, where each begins, and the tasks: a question, its answers with a label each, and once more none. */
function inItsFormat(questions: readonly Question[]): Buffer {
  const number = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return bytes;
  };
  const text = (value: string): Buffer => Buffer.concat([number(Buffer.byteLength(value)), Buffer.from(value)]);
  const tasks = questions.map(({ question, choices, label }) =>
    Buffer.concat([
      text(question),
      number(choices.length),
      ...choices.map(text),
      ...choices.map((_, index) => number(index === label ? 1 : 0)),
      number(0),
    ]),
  );
  let at = 4 + 4 * tasks.length;
  const places = tasks.map((task) => {
    const place = number(at);
    at += task.length;
    return place;
  });
  return Buffer.concat([number(tasks.length), ...places, ...tasks]);
}
