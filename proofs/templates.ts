// `npm run prove:templates -- FOLDER`: renders every chat template (`*.jinja`) in a folder of yours with jinja2 and here, and says where the
// texts differ; then puts each into a GGUF whose vocabulary has its tokens, and lists what the doctor calls an error. Needs python3 with
// jinja2. Start at `prove`.
import { spawnSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { ModelFailure, reasonOf, UserError } from '../dist/core/errors.js';
import { openGgufTemplate } from '../dist/prompt/gguf-template.js';
import { jinjaRenderer } from '../dist/prompt/jinja-renderer.js';
import { promptText } from '../dist/prompt/prompt.js';
import { quietLlamaCpp } from '../test/support/quiet-llama-cpp.ts';
import { doctorErrors } from './template-doctor.ts';
import { type Rendering, renderings } from './template-renderings.ts';

interface Source {
  name: string;
  source: string;
}

/** What came of one rendering. */
type Outcome = { text: string } | { error: string };

const BOS = '<s>';
const EOS = '</s>';
const DATE = '2024-07-26';

process.exitCode = await prove(process.argv[2]);

async function prove(folder: string | undefined): Promise<number> {
  if (folder === undefined) throw new Error('a folder of *.jinja files is needed: npm run prove:templates -- FOLDER');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.jinja')).sort();
  const sources = await Promise.all(
    names.map(async (name) => ({ name, source: await readFile(path.join(folder, name), 'utf8') })),
  );
  const differences = await compareAll(sources);
  const errors = await examineAll(sources);
  return differences === 0 && errors === 0 ? 0 : 1;
}

/** @returns how many renderings differ */
async function compareAll(sources: readonly Source[]): Promise<number> {
  const all = renderings({ bos: BOS, eos: EOS });
  const expected = withJinja2(sources, all);
  const counts = { renderings: 0, equal: 0, bothFail: 0, differ: 0, templates: 0 };
  for (const [index, source] of sources.entries()) {
    let isEqual = true;
    const here = await renderAll(source.source, all);
    for (const [at, rendering] of all.entries()) {
      const [theirs, ours] = [expected[index]?.[at], here[at]];
      if (!theirs || !ours) throw new Error('a rendering is missing');
      counts.renderings += 1;
      if ('error' in theirs && 'error' in ours) counts.bothFail += 1;
      else if ('text' in theirs && 'text' in ours && theirs.text === ours.text) counts.equal += 1;
      else {
        counts.differ += 1;
        isEqual = false;
        print(`${source.name}: ${rendering.name}: ${differenceOf(theirs, ours)}`);
      }
    }
    if (isEqual) counts.templates += 1;
  }
  const agree = ((100 * (counts.equal + counts.bothFail)) / counts.renderings).toFixed(2);
  print(`${sources.length} templates, ${counts.templates} of them equal everywhere`);
  print(
    `${counts.renderings} renderings: ${counts.equal} equal, ${counts.bothFail} refused by both, ${counts.differ} differ; ${agree} % agree`,
  );
  return counts.differ;
}

function withJinja2(sources: readonly Source[], all: readonly Rendering[]): Outcome[][] {
  const templates = sources.map(({ source }) => ({ source, renderings: all.map(({ variables }) => variables) }));
  const script = path.join(import.meta.dirname, 'render-templates.py');
  const input = JSON.stringify({ date: DATE, templates });
  const { status, stdout, stderr } = spawnSync('python3', [script], { input, encoding: 'utf8', maxBuffer: 2 ** 30 });
  if (status !== 0) throw new Error(`python3 with jinja2 is needed: ${stderr}`);
  return JSON.parse(stdout);
}

/** Where a run would play the conversation, the text that reaches the model, with data hidden from the template. */
async function renderAll(source: string, all: readonly Rendering[]): Promise<Outcome[]> {
  const renderer = jinjaRenderer('template', source);
  const whole = { file: 'template', template: source, bosToken: BOS, eosToken: EOS, specialTokens: [BOS, EOS] };
  const template = await openGgufTemplate({ ...whole, persona: 'system' });
  try {
    const outcomes: Outcome[] = [];
    for (const { variables, input } of all) {
      const plain = await outcomeOf(() => renderer.render(variables));
      const played = input ? await outcomeOf(async () => textFor(await template.render(input))) : plain;
      const isDropped = 'error' in played && played.error.includes('drops the persona');
      outcomes.push('text' in plain && !isDropped ? played : plain);
    }
    return outcomes;
  } finally {
    await template.close();
    await renderer.close();
  }
}

function textFor(prompt: Awaited<ReturnType<Awaited<ReturnType<typeof openGgufTemplate>>['render']>>): string {
  return prompt.kind === 'text' ? promptText(prompt.parts) : '';
}

async function outcomeOf(render: () => Promise<string>): Promise<Outcome> {
  try {
    return { text: await render() };
  } catch (error) {
    if (!(error instanceof ModelFailure || error instanceof UserError)) throw error;
    return { error: reasonOf(error) };
  }
}

function differenceOf(theirs: Outcome, ours: Outcome): string {
  if ('error' in ours) return `jinja2 renders it; here: ${ours.error}`;
  if ('error' in theirs) return `jinja2 refuses it (${theirs.error}); here it renders`;
  let at = 0;
  while (theirs.text[at] === ours.text[at]) at += 1;
  const around = (text: string): string => JSON.stringify(text.slice(Math.max(0, at - 30), at + 30));
  return `from character ${at}: ${around(theirs.text)} | here ${around(ours.text)}`;
}

/** @returns how many templates have a finding that is an error */
async function examineAll(sources: readonly Source[]): Promise<number> {
  const llama = await quietLlamaCpp();
  const counts = new Map<string, number>();
  let withErrors = 0;
  for (const { name, source } of sources) {
    const findings = await doctorErrors(source, llama);
    const errors = findings.filter(({ severity }) => severity === 'error');
    for (const { severity, code } of findings) {
      counts.set(`${severity} ${code}`, (counts.get(`${severity} ${code}`) ?? 0) + 1);
    }
    if (errors.length > 0) withErrors += 1;
    for (const { code, message, evidence } of errors) print(`${name}: ${code}: ${message} ${evidence ?? ''}`);
  }
  for (const [finding, count] of [...counts].sort()) print(`${String(count).padStart(4)} ${finding}`);
  print(`the doctor finds an error in ${withErrors} of ${sources.length}`);
  return withErrors;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
