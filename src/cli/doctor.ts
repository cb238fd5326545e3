// `hitogara doctor`: whether a model gets the prompt format that it was trained on. Start at `runDoctor`.
import { templateChooser } from '../backend/llama/choose-template.ts';
import { ExitCode, ModelFailure, reasonOf, UserError } from '../core/errors.ts';
import { inertJson, inertLine } from '../core/inert-text.ts';
import { type Examination, examineModel } from '../doctor/examine.ts';
import { type Finding, worstFirst } from '../doctor/finding.ts';
import type { RankProgress, TemplateRanking } from '../doctor/rank.ts';
import { rankModel } from '../doctor/rank-model.ts';
import { type ReferenceConversation, referenceConversationOf } from '../doctor/reference-conversation.ts';
import { loadFamilies } from '../registry/families.ts';
import { cacheDirectory, foldersNamed } from '../run/world.ts';
import { loadScenarios } from '../scenario/load.ts';
import type { Host } from './host.ts';
import { limitsOf, llamaRequestOf } from './llama-flags.ts';
import { everyPatient, namesOf, type Patient, patientsNamed } from './patients.ts';
import { describeExamination, isIll, tableOf } from './report/examination.ts';
import { describeRanking, isPlaceOf } from './report/ranking.ts';
import { CORE_SCENARIOS, type DoctorOptions, doctorFlags } from './tool-flags.ts';

/** @param given the options that were typed, not filled in. Exit 1 for any finding that is an error. */
export async function runDoctor(
  options: DoctorOptions,
  given: ReadonlySet<keyof DoctorOptions>,
  host: Host,
): Promise<number> {
  refuseIdleFlags(options, given);
  try {
    return await examineAndTell(options, host);
  } catch (error) {
    // Whatever befell a model then, the user has ended it.
    if (host.signal.aborted && isEnd(error))
      throw new UserError('interrupted', { exitCode: ExitCode.interrupted, cause: error });
    throw error;
  }
}

function isEnd(error: unknown): boolean {
  if (error instanceof ModelFailure || error instanceof UserError) return true;
  return error instanceof Error && error.name === 'AbortError';
}

/** What only the ranking, which loads the weights, takes notice of. */
const FOR_RANKING = ['conversations', 'turns', 'gpu', 'gpuLayers', 'threads', 'kvType', 'engine', 'limit'] as const;

function refuseIdleFlags({ all, rank }: DoctorOptions, given: ReadonlySet<keyof DoctorOptions>): void {
  const named = (name: keyof DoctorOptions): string => /--[\w-]+/.exec(doctorFlags[name].flag)?.[0] ?? name;
  if (all && given.has('models')) {
    throw new UserError('--all and --model exclude each other', {
      remedy: '--all takes every model on this machine; --model may be repeated, and takes globs.',
    });
  }
  const idle = rank ? [] : FOR_RANKING.filter((name) => given.has(name)).map(named);
  if (idle.length === 0) return;
  const listed = [idle.slice(0, -1).join(', '), ...idle.slice(-1)].filter((part) => part !== '').join(' and ');
  throw new UserError(`${listed} ${idle.length > 1 ? 'do' : 'does'} nothing without --rank`, {
    remedy: 'The examination loads the vocabulary alone, on the CPU. Leave it out, or add --rank.',
  });
}

/** Everything that the user can be mistaken about is found before the first model is looked at. */
async function examineAndTell(options: DoctorOptions, host: Host): Promise<number> {
  const patients = options.all ? await everyPatient(host) : await patientsNamed(options.models, host);
  const [first] = patients;
  if (!first) throw new UserError('no GGUF file is on this machine', { exitCode: ExitCode.nothingMatched });
  const request = {
    prompt: options.prompt,
    promptDirectories: foldersNamed('prompts', host),
    modelDirectories: foldersNamed('models', host),
    contextSize: options.context,
    environment: host.environment,
    signal: host.signal,
    references: await referenceConversations(options, ['anime-fan'], host),
  };
  await loadFamilies(request.modelDirectories);
  if (options.prompt !== null) await templateChooser({ ...request, ...first });
  const conversations = options.rank ? await referenceConversations(options, [...CORE_SCENARIOS, 'tag:ja'], host) : [];
  const examinations = await examineAll(patients, (patient) => examineModel({ ...request, ...patient }), host);
  const names = namesOf(patients);
  const ranked: RankedExamination[] = options.rank
    ? await rankAll({ patients, names, examinations, conversations }, options, host)
    : examinations;
  if (options.json) host.stdout.write(`${inertJson(ranked)}\n`);
  else tell(ranked, names, options.all, host);
  return ranked.some(isIll) ? ExitCode.gateFailed : ExitCode.done;
}

/** @param fallback what is taken where no scenario was named */
async function referenceConversations({ scenarios, rank }: DoctorOptions, fallback: readonly string[], host: Host) {
  const loaded = await loadScenarios(scenarios.length > 0 ? scenarios : fallback, foldersNamed('scenarios', host));
  const references = loaded.flatMap(({ scenario }) => referenceConversationOf(scenario) ?? []);
  if (references.length === 0 && (rank || scenarios.length > 0)) {
    throw new UserError(`no reference reply is written in ${loaded.map(({ scenario }) => scenario.id).join(', ')}`, {
      remedy: 'referenceReplies: beside a user turn says one. npm run scenarios -- list shows who has some.',
    });
  }
  return references;
}

function tell(ranked: readonly RankedExamination[], names: readonly string[], isTable: boolean, host: Host): void {
  const named = ranked.map((examination, index) => ({ name: names[index] ?? examination.model, examination }));
  if (isTable || named.length > 1) host.stdout.write(tableOf(named, host));
  else for (const { examination } of named) host.stdout.write(describeExamination(examination, host));
  for (const { name, examination } of named) {
    const { ranking } = examination;
    if (!ranking) continue;
    host.stdout.write(
      `\n${named.length > 1 ? `${inertLine(name)}: ` : ''}${describeRanking(ranking, examination.template?.id ?? null)}`,
    );
  }
}

/** Most of the time goes into starting a process for each. */
const AT_ONCE = 2;

/** In the order of the patients. */
async function examineAll(
  patients: readonly Patient[],
  examine: (patient: Patient) => Promise<Examination>,
  host: Host,
): Promise<Examination[]> {
  const examinations: Examination[] = [];
  const live = liveLine(host);
  const shows = patients.length > AT_ONCE && host.stderr.isTTY;
  let [next, done] = [0, 0];
  const work = async (): Promise<void> => {
    for (let index = next++; index < patients.length; index = next++) {
      const patient = patients[index];
      if (!patient) continue;
      host.signal.throwIfAborted();
      examinations[index] = await examine(patient);
      if (shows) live.show(`examined ${++done} of ${patients.length}`);
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } finally {
    live.clear();
  }
  return examinations;
}

interface RankedExamination extends Examination {
  ranking?: TemplateRanking;
}

interface Examined {
  patients: readonly Patient[];
  names: readonly string[];
  examinations: readonly Examination[];
  conversations: readonly ReferenceConversation[];
}

/** One model after the other: each is loaded with its weights. What befalls one is a finding about it. */
async function rankAll(
  { patients, names, examinations, conversations }: Examined,
  options: DoctorOptions,
  host: Host,
): Promise<RankedExamination[]> {
  const request = {
    promptDirectories: foldersNamed('prompts', host),
    conversations,
    maxConversations: options.conversations,
    maxTurns: options.turns,
    options: llamaRequestOf(options),
    limits: limitsOf(options),
    cacheDirectory: cacheDirectory(host),
    environment: host.environment,
    signal: host.signal,
  };
  const ranked: RankedExamination[] = [];
  for (const [index, examination] of examinations.entries()) {
    const patient = patients[index];
    // A file that does not load has been told of.
    const isTorn = examination.findings.some(({ code }) => code.startsWith('load-'));
    if (!patient || isTorn) {
      ranked.push(examination);
      continue;
    }
    const { template, findings } = examination;
    const live = liveLine(host);
    const onProgress = progressPrinter(names[index] ?? examination.model, live, host);
    try {
      const ranking = await rankModel({ ...request, ...patient, examined: template, onProgress });
      const more = disagreement(ranking, examination);
      ranked.push({ ...examination, ranking, findings: worstFirst([...findings, ...more]) });
    } catch (error) {
      if (host.signal.aborted || !(error instanceof ModelFailure || error instanceof UserError)) throw error;
      ranked.push({ ...examination, findings: worstFirst([...findings, failedRanking(error)]) });
    } finally {
      live.clear();
    }
  }
  return ranked;
}

function failedRanking(error: ModelFailure | UserError): Finding {
  const remedy = error instanceof UserError ? error.remedy : null;
  return {
    severity: 'error',
    code: 'rank-failed',
    message: `the ranking broke off: ${error instanceof UserError ? error.problem : reasonOf(error)}`,
    ...(remedy !== null && { remedy }),
  };
}

/** The template that would be used, among those that fit worse than the best. */
function disagreement({ places, verdict }: TemplateRanking, { template }: Examination): Finding[] {
  if (!template || verdict.type === 'none') return [];
  const place = places.find((each) => isPlaceOf(each, template.id));
  const isNear =
    place && (place.difference === null || (verdict.type === 'tied' && verdict.with.includes(place.template)));
  if (!place || isNear) return [];
  return [
    {
      severity: 'warning',
      code: 'rank-differs',
      message: `the model holds reference replies likelier with ${verdict.template} than with ${template.id}, by ${(-(place.difference?.mean ?? 0)).toFixed(2)} in log p per token`,
      remedy: `Try --prompt ${verdict.template}.`,
    },
  ];
}

/** A line of a terminal that is written over; clearing it leaves nothing behind. */
interface LiveLine {
  show(text: string): void;
  clear(): void;
}

function liveLine({ stderr }: Host): LiveLine {
  let isShown = false;
  return {
    show(text) {
      stderr.write(`\r\u001b[K${text}`);
      isShown = true;
    },
    clear() {
      if (isShown) stderr.write('\r\u001b[K');
      isShown = false;
    },
  };
}

/** The live line on a terminal, a plain line every tenth in a pipe. */
function progressPrinter(name: string, live: LiveLine, { stderr }: Host): (progress: RankProgress) => void {
  let tenths = 0;
  return ({ done, total, leader }) => {
    const text = inertLine(`${name}: ${done} of ${total} evaluated${leader === null ? '' : `, ${leader} ahead`}`);
    const tenth = Math.floor((10 * done) / Math.max(1, total));
    if (stderr.isTTY) live.show(text);
    else if (tenth > tenths) stderr.write(`${text}\n`);
    tenths = Math.max(tenths, tenth);
  };
}
