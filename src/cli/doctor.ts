// `hitogara doctor`: whether a model gets the prompt format that it was trained on. Start at `runDoctor`.
import { ExitCode, ModelFailure, reasonOf, UserError } from '../core/errors.ts';
import { inertJson, inertLine } from '../core/inert-text.ts';
import { type Examination, examineModel } from '../doctor/examine.ts';
import { countOf, type Finding, worstFirst } from '../doctor/finding.ts';
import { goodConversationOf } from '../doctor/good-conversation.ts';
import type { RankedPlace, RankProgress, TemplateRanking } from '../doctor/rank.ts';
import { rankModel } from '../doctor/rank-model.ts';
import { type FoundGguf, findGguf, looseGgufs } from '../registry/find-gguf.ts';
import { loadModelEntries, type ModelEntry, requireLlama, selectModels } from '../registry/load.ts';
import type { LlamaSpec } from '../registry/schema.ts';
import { cacheDirectory, foldersNamed, searchPlaces, shorten } from '../run/world.ts';
import { loadScenarios } from '../scenario/load.ts';
import type { Host } from './host.ts';
import { limitsOf, llamaRequestOf } from './llama-flags.ts';
import { plainTable } from './plain-table.ts';
import { type Paint, painter } from './report/paint.ts';
import { describeRanking } from './report/ranking.ts';
import { plural } from './report/wording.ts';
import type { DoctorOptions } from './tool-flags.ts';

/** Exit 1 for any finding that is an error. */
export async function runDoctor(options: DoctorOptions, host: Host): Promise<number> {
  const patients = options.all ? await everyPatient(host) : await patientsNamed(options.models, host);
  if (patients.length === 0)
    throw new UserError('no GGUF file is on this machine', { exitCode: ExitCode.nothingMatched });
  const scenarios = await loadScenarios(
    options.scenarios.length > 0 ? options.scenarios : ['anime-fan'],
    foldersNamed('scenarios', host),
  );
  const good = scenarios.flatMap(({ scenario }) => goodConversationOf(scenario) ?? []);
  const request = {
    prompt: options.prompt,
    promptDirectories: foldersNamed('prompts', host),
    modelDirectories: foldersNamed('models', host),
    contextSize: options.context,
    environment: host.environment,
    signal: host.signal,
    good,
  };
  const examinations = await examineAll(patients, (patient) => examineModel({ ...request, ...patient }), host);
  const ranked: RankedExamination[] = options.rank
    ? await rankAll(patients, examinations, options, host)
    : examinations;
  if (options.json) host.stdout.write(`${inertJson(ranked)}\n`);
  else if (options.all || ranked.length > 1) host.stdout.write(tableOf(ranked, painter(host)));
  else for (const examination of ranked) host.stdout.write(describeExamination(examination, host));
  if (!options.json) {
    for (const { model, ranking } of ranked) {
      if (ranking)
        host.stdout.write(`\n${ranked.length > 1 ? `${inertLine(model)}: ` : ''}${describeRanking(ranking)}`);
    }
  }
  return ranked.some(isIll) ? ExitCode.gateFailed : ExitCode.done;
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
  const shows = patients.length > AT_ONCE && host.stderr.isTTY;
  let [next, done] = [0, 0];
  const work = async (): Promise<void> => {
    for (let index = next++; index < patients.length; index = next++) {
      const patient = patients[index];
      if (!patient) continue;
      examinations[index] = await examine(patient);
      if (host.signal.aborted) throw new UserError('interrupted', { exitCode: ExitCode.interrupted });
      if (shows) host.stderr.write(`\rexamined ${++done} of ${patients.length}${done === patients.length ? '\n' : ''}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return examinations;
}

interface RankedExamination extends Examination {
  ranking?: TemplateRanking;
}

/** One model after the other: each is loaded with its weights. */
async function rankAll(
  patients: readonly Patient[],
  examinations: readonly Examination[],
  options: DoctorOptions,
  host: Host,
): Promise<RankedExamination[]> {
  const scenarios = await loadScenarios(
    options.scenarios.length > 0 ? options.scenarios : ['tag:ja'],
    foldersNamed('scenarios', host),
  );
  const request = {
    promptDirectories: foldersNamed('prompts', host),
    conversations: scenarios.flatMap(({ scenario }) => goodConversationOf(scenario) ?? []),
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
    const onProgress = progressPrinter(examination.model, host);
    const ranking = await rankModel({ ...request, ...patient, onProgress }).catch((error: unknown) => {
      if (host.signal.aborted) throw new UserError('interrupted', { exitCode: ExitCode.interrupted, cause: error });
      if (!(error instanceof ModelFailure)) throw error;
      throw new UserError(reasonOf(error), { cause: error });
    });
    const finding = disagreement(ranking, examination);
    ranked.push({ ...examination, ranking, findings: worstFirst([...examination.findings, ...finding]) });
  }
  return ranked;
}

/** The template that would be used, among those that fit worse than the best. */
function disagreement({ places, verdict }: TemplateRanking, { template }: Examination): Finding[] {
  if (!template || verdict.type === 'none') return [];
  const isOf = (place: RankedPlace): boolean => place.template === template.id || place.sameAs.includes(template.id);
  const place = places.find(isOf);
  const isNear =
    place && (place.difference === null || (verdict.type === 'tied' && verdict.with.includes(place.template)));
  if (!place || isNear) return [];
  return [
    {
      severity: 'warning',
      code: 'rank-differs',
      message: `the model holds good replies likelier with ${verdict.template} than with ${template.id}, by ${(-(place.difference?.mean ?? 0)).toFixed(2)} in log p per token`,
      remedy: `Try --prompt ${verdict.template}.`,
    },
  ];
}

/** One live line on a terminal, a plain line every tenth in a pipe. */
function progressPrinter(model: string, { stderr }: Host): (progress: RankProgress) => void {
  let tenths = 0;
  return ({ done, total, leader }) => {
    const text = inertLine(`${model}: ${done} of ${total} scored${leader === null ? '' : `, ${leader} ahead`}`);
    const tenth = Math.floor((10 * done) / Math.max(1, total));
    if (stderr.isTTY) stderr.write(`\r\u001b[K${text}${done === total ? '\n' : ''}`);
    else if (tenth > tenths) stderr.write(`${text}\n`);
    tenths = Math.max(tenths, tenth);
  };
}

interface Patient {
  entry: ModelEntry<LlamaSpec>;
  gguf: FoundGguf;
}

async function patientsNamed(selectors: readonly string[], host: Host): Promise<Patient[]> {
  if (selectors.length === 0) {
    throw new UserError('name a model with --model, or take --all', {
      remedy: 'npm run models -- list shows them; the path of a .gguf file works too.',
    });
  }
  const entries = await selectModels(selectors, foldersNamed('models', host));
  const places = searchPlaces(host);
  return Promise.all(
    entries.map(async (each) => {
      const entry = requireLlama(each);
      return { entry, gguf: await findGguf(entry, places) };
    }),
  );
}

/** Every entry whose file is here, then every file that no entry names. */
async function everyPatient(host: Host): Promise<Patient[]> {
  const places = searchPlaces(host);
  const patients: Patient[] = [];
  for (const { spec, ...rest } of await loadModelEntries(foldersNamed('models', host))) {
    if (spec.backend !== 'llama') continue;
    const entry = { spec, ...rest };
    const gguf = await findGguf(entry, places).catch((error: unknown) => {
      if (error instanceof UserError) return null;
      throw error;
    });
    if (gguf) patients.push({ entry, gguf });
  }
  const loose = await looseGgufs(
    places,
    patients.map(({ gguf }) => gguf.path),
  );
  const bare = await selectModels(
    loose.map(({ path }) => path),
    [],
  );
  return [
    ...patients,
    ...bare.flatMap((each, index) => {
      const gguf = loose[index];
      return gguf ? [{ entry: requireLlama(each), gguf }] : [];
    }),
  ];
}

function isIll({ findings }: Examination): boolean {
  return countOf(findings, 'error') > 0;
}

/** Those that need a person first; then by name, as they came. */
function tableOf(examinations: readonly Examination[], paint: Paint): string {
  const rank = ({ findings }: Examination): number =>
    countOf(findings, 'error') > 0 ? 0 : countOf(findings, 'warning') > 0 ? 1 : 2;
  const rows = [...examinations]
    .sort((a, b) => rank(a) - rank(b))
    .map((examination) => {
      const { model, template, findings } = examination;
      const [worst] = findings;
      return [
        paintedVerdict(findings, paint),
        inertLine(model),
        template ? inertLine(`${template.id} (${template.from})`) : 'none',
        worst && worst.severity !== 'note' ? inertLine(`${worst.code}: ${shortened(worst.message)}`) : '',
      ];
    });
  const ill = examinations.filter(isIll).length;
  const hint = ill > 0 ? '; npm run doctor -- --model … says more of one' : '';
  return `${plainTable(['verdict', 'model', 'template', 'worst finding'], rows)}\n${plural(examinations.length, 'model')}, ${ill} with errors${hint}\n`;
}

const LONGEST = 90;
function shortened(message: string): string {
  return message.length > LONGEST ? `${message.slice(0, LONGEST - 1)}…` : message;
}

function paintedVerdict(findings: readonly Finding[], paint: Paint): string {
  const [errors, warnings] = [countOf(findings, 'error'), countOf(findings, 'warning')];
  if (errors > 0) return paint('red', plural(errors, 'error'));
  return warnings > 0 ? paint('yellow', plural(warnings, 'warning')) : paint('green', 'healthy');
}

const COLOURS = { error: 'red', warning: 'yellow', note: 'gray' } as const;
const INDENT = ' '.repeat(9);

function describeExamination({ model, file, template, contextSize, findings }: Examination, host: Host): string {
  const paint = painter(host);
  const facts = [
    template ? `template ${template.id}: ${template.why}` : 'no template',
    ...(contextSize === null ? [] : [`context ${contextSize}`]),
  ];
  const lines = findings.flatMap(({ severity, code, message, evidence, remedy }) => [
    `${paint(COLOURS[severity], severity.padEnd(9))}${paint('bold', code)}: ${inertLine(message)}`,
    ...(evidence === undefined ? [] : [`${INDENT}${inertLine(evidence)}`]),
    ...(remedy === undefined ? [] : [`${INDENT}→ ${inertLine(remedy)}`]),
  ]);
  const counts = (['error', 'warning', 'note'] as const)
    .map((severity) => ({ severity, count: countOf(findings, severity) }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => plural(count, severity));
  const isHealthy = !findings.some(({ severity }) => severity !== 'note');
  const verdict = `${isHealthy ? 'healthy' : 'ill'}${counts.length > 0 ? `: ${counts.join(', ')}` : ': nothing found'}`;
  return [
    `${paint('bold', inertLine(model))}  ${inertLine(shorten(file, host))}`,
    inertLine(facts.join(', ')),
    '',
    ...lines,
    paint(isHealthy ? 'green' : 'red', verdict),
    '',
  ].join('\n');
}
