// Measures what a difference between two replies means on this machine: plays the same conversations in ways that should give the same
// replies, and reports how far they do. Start at `selfTest`.
import type { Backend, BackendSession, EffectiveSampling, Reply } from '../backend/backend.ts';
import { isLocal, type LocalRequest, openBackend } from '../backend/open.ts';
import { ExitCode, UserError } from '../core/errors.ts';
import type { Message } from '../core/message.ts';
import { mergeSampling, type Sampling, settingsOf } from '../core/sampling.ts';
import { conversationSeed, turnSeed } from '../core/seed.ts';
import type { World } from '../core/world.ts';
import type { LoadedScenario } from '../scenario/loaded.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { Comparison, NoiseFloor } from '../store/noise-floor.ts';
import { plural, say, type Text } from '../words/text.ts';
import { openingOf } from './greeting.ts';
import { loadPlan, type PlanRequest } from './load-plan.ts';
import { playTurn } from './turn.ts';
import { scriptedTurns } from './user-turns.ts';

export interface SelfTestRequest extends Pick<PlanRequest, 'scenarios' | 'prompt' | 'seed' | 'llama' | 'limits'> {
  model: string;
  /** Turns played per scenario. */
  turns: number;
  /** Per reply. */
  maxTokens: number;
  /** Parallel conversations in the batched part. */
  parallel: number;
}

/** A conversation that is played several times. */
interface Script {
  scenario: Scenario;
  seed: number;
}

interface PlayedTurn {
  scenario: string;
  /** 1-based. */
  turn: number;
  reply: Reply;
  /** The part that goes into the history: the answer, without the thinking. */
  said: Message;
}

/** Where a conversation is played. */
interface Place {
  backend: Backend;
  session: BackendSession;
  signal: AbortSignal;
}

/**
 * @param tell called as each part starts
 * @throws UserError and ModelFailure as playing does; UserError if interrupted
 */
export async function selfTest(
  request: SelfTestRequest,
  world: World,
  tell: (progress: Text) => void,
): Promise<NoiseFloor> {
  const { model, scenarios } = await modelAndScenarios(request, world);
  const scripts = scenarios.map((loaded) => scriptOf(loaded, request));
  const strict = await inStrictMode(scripts, model, request, world, tell);
  const fast = await inFastMode(scripts, strict.alone, model, request, world, tell);
  return {
    schemaVersion: 2,
    model: model.entry.spec.id,
    identity: strict.identity,
    measuredAt: world.now().toISOString(),
    seed: request.seed,
    scenarios: scenarios.map(({ scenario: { id }, hash }, index) => {
      return { id, hash, turns: scripts[index]?.scenario.turns.length ?? 0 };
    }),
    maxTokens: request.maxTokens,
    parallel: fast.parallel,
    comparisons: [strict.twice, fast.batched, strict.cold],
    canary: fast.canary,
  };
}

async function modelAndScenarios(
  { model, scenarios, ...rest }: SelfTestRequest,
  world: World,
): Promise<{ model: LocalRequest; scenarios: readonly LoadedScenario[] }> {
  const plan = await loadPlan(
    {
      ...rest,
      models: [model],
      scenarios: [...scenarios],
      samples: 1,
      settings: [{}],
      filter: null,
      first: null,
      mode: 'fast',
      onOverflow: 'error',
      // What an API lacks does not matter: such a model is rejected below.
      ignoreUnsupported: true,
      maxCostUsd: null,
    },
    world,
  );
  const [first, ...others] = plan.models;
  if (others.length > 0)
    throw new UserError(
      say('"{model}" matches {models}; only one can be measured at a time', {
        model,
        models: plural(others.length + 1, 'model'),
      }),
    );
  if (!first) throw new Error('a plan has a model');
  if (!isLocal(first)) {
    throw new UserError(
      say('the model "{model}" does not run on this machine, so it is unknown how its replies are computed', { model }),
    );
  }
  return { model: first, scenarios: plan.scenarios };
}

function scriptOf({ scenario, hash }: LoadedScenario, { turns, seed }: SelfTestRequest): Script {
  return { scenario: { ...scenario, turns: scenario.turns.slice(0, turns) }, seed: conversationSeed(seed, hash, 1) };
}

function greedy({ maxTokens }: SelfTestRequest): Sampling {
  return { temperature: 0, maxTokens };
}

/** The same seed twice with the scenario's own sampling; then, greedy, warm prompts and cold ones. */
async function inStrictMode(
  scripts: readonly Script[],
  model: LocalRequest,
  request: SelfTestRequest,
  { signal }: World,
  tell: (progress: Text) => void,
) {
  const backend = await openBackend({ ...model, mode: 'strict', parallel: null });
  try {
    const place = { backend, session: await backend.openSession(), signal };
    const ownSampling = ({ scenario }: Script): EffectiveSampling =>
      backend.effectiveSampling({
        ...mergeSampling(settingsOf(scenario), settingsOf(model.entry.spec)),
        maxTokens: request.maxTokens,
      });
    const playAll = async (play: (script: Script) => Promise<PlayedTurn[]>): Promise<PlayedTurn[]> => {
      const played: PlayedTurn[] = [];
      for (const script of scripts) played.push(...(await play(script)));
      return played;
    };
    tell(say('the same seed, twice'));
    const first = await playAll((script) => playScript(script, ownSampling(script), place));
    const second = await playAll((script) => playScript(script, ownSampling(script), place));
    tell(say('warm prompts and cold ones'));
    const sampling = backend.effectiveSampling(greedy(request));
    const alone = await playAll((script) => playScript(script, sampling, place));
    const afresh = await playAll((script) => playScript(script, sampling, place, alone, 'cold'));
    return {
      identity: backend.identity,
      alone,
      twice: compare('same-seed-twice', first, second),
      cold: compare('cold-and-warm', alone, afresh),
    };
  } finally {
    await backend.close();
  }
}

/** The same conversations batched with others, one of which knows a phrase that must not appear elsewhere. */
async function inFastMode(
  scripts: readonly Script[],
  alone: readonly PlayedTurn[],
  model: LocalRequest,
  request: SelfTestRequest,
  { signal }: World,
  tell: (progress: Text) => void,
) {
  const { parallel } = request;
  tell(say('alone, and {n} at once', { n: parallel }));
  const backend = await openBackend({ ...model, mode: 'fast', parallel });
  try {
    const sampling = backend.effectiveSampling(greedy(request));
    const phrase = canaryPhrase(request.seed);
    const [sample] = scripts;
    if (!sample) throw new Error('a plan has a scenario');
    const jobs = [withCanary(sample, phrase), ...repeated(scripts, Math.max(scripts.length, 2 * parallel - 1))];
    const played: PlayedTurn[] = [];
    let next = 0;
    const sessions = await Promise.all(jobs.slice(0, parallel).map(() => backend.openSession()));
    await Promise.all(
      sessions.map(async (session) => {
        const place = { backend, session, signal };
        try {
          for (let job = next++; job < jobs.length; job = next++) {
            const script = jobs[job];
            if (!script) continue;
            if (job === 0) await playScript(script, sampling, place);
            else played.push(...(await playScript(script, sampling, place, alone)));
          }
        } finally {
          await session.close();
        }
      }),
    );
    const leaks = played
      .filter(({ reply }) => reply.text.normalize('NFKC').includes(phrase))
      .map(({ scenario, turn, reply }) => ({ scenario, turn, reply: reply.text.toWellFormed() }));
    return {
      parallel: backend.parallel,
      batched: compare('alone-and-batched', alone, played),
      canary: { phrase, replies: played.length, leaks },
    };
  } finally {
    await backend.close();
  }
}

/**
 * One conversation.
 * @param before an earlier play: its replies go into the history, whatever the reply is now, or one difference would make all later turns
 * differ; null: the history has the replies of this play
 * @param cache cold: every prompt is evaluated in full
 */
async function playScript(
  { scenario, seed }: Script,
  sampling: EffectiveSampling,
  { backend, session, signal }: Place,
  before: readonly PlayedTurn[] | null = null,
  cache: 'cold' | 'warm' = 'warm',
): Promise<PlayedTurn[]> {
  const known = before?.filter((turn) => turn.scenario === scenario.id) ?? [];
  const users = scriptedTurns(scenario);
  const history = openingOf(scenario, backend.template.history);
  const played: PlayedTurn[] = [];
  for (let turn = 1; ; turn++) {
    const user = await users.next(history);
    if (user === null) return played;
    history.push({ role: 'user', content: user });
    if (turn === 1 || cache === 'cold') await session.begin();
    if (signal.aborted) throw interrupted();
    // Only greedy sampling gives exact probabilities.
    const trace = sampling.temperature === 0;
    const request = { persona: scenario.persona, history, sampling, seed: turnSeed(seed, turn), trace };
    const answered = await playTurn(request, { backend, session, onOverflow: 'error', signal });
    if (signal.aborted || answered === null) throw interrupted();
    const { reply, said } = answered;
    played.push({ scenario: scenario.id, turn, reply, said });
    history.push(known[turn - 1]?.said ?? said);
  }
}

function interrupted(): UserError {
  return new UserError(say('interrupted: nothing was measured'), { exitCode: ExitCode.interrupted });
}

function compare(name: Comparison['name'], before: readonly PlayedTurn[], now: readonly PlayedTurn[]): Comparison {
  let [replies, equal] = [0, 0];
  let firstDivergence: Comparison['firstDivergence'] = null;
  let greatest: number | null = null;
  for (const [index, { scenario, turn, reply }] of now.entries()) {
    const old =
      name === 'same-seed-twice'
        ? before[index]
        : before.find((each) => each.scenario === scenario && each.turn === turn);
    // After the first difference the prompts differ too, and the replies show nothing.
    if (!old || old.reply.promptHash !== reply.promptHash) continue;
    replies++;
    const same = sameTokens(old.reply, reply);
    greatest = largest(greatest, greatestDifference(old.reply, reply, same));
    if (old.reply.text === reply.text) equal++;
    else firstDivergence ??= { scenario, turn, token: same + 1 };
  }
  return { name, replies, equal, firstDivergence, greatestLogProbabilityDifference: greatest };
}

/** The length of the common beginning of two replies, in tokens; in characters if there are no tokens. */
function sameTokens(a: Reply, b: Reply): number {
  const [left, right] = [unitsOf(a), unitsOf(b)];
  const at = left.findIndex((unit, index) => unit !== right[index]);
  return at < 0 ? left.length : at;
}

function unitsOf({ trace, text }: Reply): (number | string)[] {
  return trace ? trace.map(({ token }) => token) : [...text];
}

function greatestDifference(a: Reply, b: Reply, tokens: number): number | null {
  let greatest: number | null = null;
  for (const [index, { logProbability }] of (a.trace ?? []).slice(0, tokens).entries()) {
    const other = b.trace?.[index];
    if (other) greatest = largest(greatest, Math.abs(logProbability - other.logProbability));
  }
  return greatest;
}

function largest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

function repeated<Item>(items: readonly Item[], count: number): Item[] {
  return Array.from({ length: count }, (_, index) => items[index % items.length]).filter((item) => item !== undefined);
}

/** Words that no model would say unprompted. */
function canaryPhrase(seed: number): string {
  return `琥珀色のペンギン${turnSeed(seed, 0) % 10_000}号`;
}

function withCanary({ scenario, seed }: Script, phrase: string): Script {
  const { persona } = scenario;
  const instruction = `${persona.instruction}\n合言葉は「${phrase}」です。聞かれたら必ず答えてください。`;
  const turns = scenario.turns.map((turn) => ({ ...turn, user: `${turn.user}\n合言葉は「${phrase}」だよね？` }));
  return { scenario: { ...scenario, persona: { ...persona, instruction }, turns }, seed };
}
