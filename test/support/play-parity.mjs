// Plays on one model what a llama-server was asked, in a process of its own on the same libraries, and prints the token ids as JSON.
// Usage: node play-parity.mjs LIBRARIES FIXTURES MODEL REPLIES (their places in the fixture, as JSON)
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { libraryIn } from '../../dist/backend/llama/library-files.js';
import { loadEngine, playing } from '../../dist/backend/llama/process/engine.js';
import { openLibrary } from '../../dist/backend/llama/process/llama-cpp/library.js';
import { openSessions } from '../../dist/backend/llama/process/sessions.js';
import { tokenizePrompt } from '../../dist/backend/llama/process/tokenize.js';
import { effectiveSampling } from '../../dist/backend/llama/sampling.js';

const [folder, fixtures, model, wanted] = process.argv.slice(2);
const [{ prompts, tokenized }, { replies, models }, { conversations }] = ['prompts', 'replies', 'conversations'].map(
  (name) => JSON.parse(readFileSync(path.join(fixtures, `${name}.json`), 'utf8')),
);
const tokensOf = new Map(prompts.map(({ name, tokens }) => [name, tokens]));
const library = await libraryIn(folder, 'prebuilt');
const c = openLibrary(library);
c.ggml_backend_load_all_from_path(folder);
c.llama_backend_init();
const llamaCpp = { c, library, gpu: false, gpus: [] };
const engines = new Map();
const file = path.resolve(import.meta.dirname, '../..', models[model].file);

const { engine } = await engineWith(1);
const results = {
  tokenized: tokenized.map(({ text }) => tokenizePrompt([{ source: 'template', text }], 'never', engine.vocabulary)),
  replies: [],
  conversations: [],
};
for (const { prompt, threads, seed, ignoreEog, sampling, said } of JSON.parse(wanted).map((index) => replies[index])) {
  const play = await playerOn(threads, ignoreEog);
  const { maxTokens } = said[model];
  results.replies.push((await play(tokensOf.get(prompt), { ...sampling, maxTokens }, seed)).tokens);
}
for (const { threads, seed, sampling, turns } of conversations.filter((each) => each.model === model)) {
  const play = await playerOn(threads, false);
  let prompt = [];
  results.conversations.push([]);
  for (const { keep, add, maxTokens } of turns) {
    prompt = [...prompt.slice(0, keep), ...add];
    results.conversations.at(-1).push(await play(prompt, { ...sampling, maxTokens }, seed));
  }
}
process.stdout.write(JSON.stringify(results));

/** A conversation of its own: nothing that was evaluated before counts. */
async function playerOn(threads, ignoreEog) {
  const { engine, openFresh } = await engineWith(threads);
  const sessions = openFresh(ignoreEog);
  const never = ignoreEog ? neverEnding(engine) : {};
  return async (prompt, sampling, seed) => {
    const logitBias = { ...sampling.logitBias, ...never };
    const reply = await sessions.reply({
      ...{ session: 0, prompt, sharedTokens: 0, stop: [], seed, trace: true },
      sampling: effectiveSampling({ ...sampling, logitBias }),
      ...{ onStart() {}, onToken() {}, onPromptEnd() {}, signal: new AbortController().signal },
    });
    return { tokens: reply.trace.map(({ token }) => token), reused: reply.reusedTokens };
  };
}

async function engineWith(threads) {
  const opened = engines.get(threads) ?? (await engineOn(threads));
  engines.set(threads, opened);
  return opened;
}

async function engineOn(threads) {
  const options = {
    ...{ path: file, gpu: 'off', gpuLayers: 0, avoid: [], engine: 'prebuilt', threads, contextSize: 2_048 },
    ...{
      kvType: 'f16',
      flashAttention: 'auto',
      splitMode: 'layer',
      mainGpu: null,
      batchSize: 512,
      vocabularyOnly: false,
      parallel: 1,
      parallelSpeeds: null,
      scores: false,
    },
  };
  const engine = playing(await loadEngine(options, llamaCpp));
  const endless = { ...engine, ends: { canEnd: () => false, ends: () => false } };
  const opened = new Map([false, true].map((ignoreEog) => [ignoreEog, openOn(ignoreEog ? endless : engine)]));
  return {
    engine,
    openFresh(ignoreEog) {
      const sessions = opened.get(ignoreEog);
      sessions.begin(0);
      return sessions;
    },
  };
}

function openOn(engine) {
  return openSessions({ engine, onSign() {}, restingSteps: 0 });
}

function neverEnding({ model: { table } }) {
  const ends = Array.from({ length: table.size }, (_, token) => token).filter((token) => table.isEnd(token));
  return Object.fromEntries(ends.map((token) => [table.textOf(token), 'never']));
}
