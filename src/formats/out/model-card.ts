// A section for a model card on Hugging Face: Markdown, in English, with the rates and their intervals. Start at `modelCardOut`.
import { inertLine } from '../../core/inert-text.ts';
import type { ExportedRate, ExportedRates, ExportedRun } from './exported-run.ts';
import type { FormatWriter, OutFormat } from './format.ts';
import { repliesIn } from './said.ts';
import { type SharedSampling, sharedSampling } from './shared-sampling.ts';
import { variantNames } from './variants.ts';

export const modelCardOut: OutFormat = {
  isFolder: false,
  losses: ['said', 'unplaced', 'prompts', 'ratings'],
  needsScores: true,
  open: modelCardWriter,
};

interface Column {
  name: string;
  model: ExportedRun['models'][number] | undefined;
  rates: ExportedRates;
  sampling: SharedSampling | undefined;
}

function modelCardWriter(run: ExportedRun): FormatWriter {
  const nameOf = variantNames(run);
  const samplings = new Map<string, SharedSampling>();
  const used = new Set<string>();
  return {
    conversation(conversation) {
      const name = nameOf(conversation);
      const shared = samplings.get(name) ?? sharedSampling();
      samplings.set(name, shared);
      for (const { sampling } of repliesIn(conversation)) {
        shared.add(sampling.effective);
        for (const field of Object.keys(sampling.effective)) used.add(field);
      }
      return [];
    },
    end(rates) {
      const columns = (rates ?? []).map((own): Column => {
        const name = nameOf(own);
        const model = run.models.find(({ id }) => id === own.model);
        return { name, model, rates: own, sampling: samplings.get(name) };
      });
      return columns.length === 0 ? [] : [{ file: '', data: sectionOf(run, columns) }];
    },
    lost: () => ({ unplaced: [...used].filter((field) => !SHOWN.some(([name]) => name === field)).join(', ') }),
  };
}

function sectionOf(run: ExportedRun, columns: readonly Column[]): string {
  const rows = [
    rowOf('quantization', columns, ({ model }) => textOf(factOf(model, 'fileType'))),
    rowOf('weights (sha256)', columns, ({ model }) => hashOf(model)),
    rowOf('prompt template', columns, ({ model }) => (model?.template ? code(model.template.id) : UNKNOWN)),
    ...SHOWN.map(([field, name]) => rowOf(name, columns, ({ sampling }) => textOf(sampling?.value()[field]))),
    rowOf('conversations', columns, ({ rates }) => String(rates.conversations)),
    rowOf('turns', columns, ({ rates }) => String(rates.turns)),
    rowOf('**replies with a fault**', columns, ({ rates }) => rateOf(rates.faults)),
    ...checksWithFaults(columns).map((check) =>
      rowOf(`failed ${code(check)}`, columns, ({ rates }) => rateOf(rates.checks.find((each) => each.check === check))),
    ),
    rowOf('median tokens/s', columns, ({ rates }) => textOf(rates.medianTokensPerSecond)),
    rowOf('median time to first token (ms)', columns, ({ rates }) => textOf(rates.medianTimeToFirstTokenMs)),
  ];
  const head = [rowOf('', columns, ({ name }) => code(name)), `|---|${columns.map(() => '---|').join('')}`];
  const known = rows.filter((row) => row !== '');
  return `${['## Chat behaviour', introductionOf(run, columns), [...head, ...known].join('\n')].join('\n\n')}\n`;
}

/** Settings that readers of a card look for. */
const SHOWN = [
  ['temperature', 'temperature'],
  ['topK', 'top-k'],
  ['topP', 'top-p'],
  ['minP', 'min-p'],
  ['repeatPenalty', 'repeat penalty'],
  ['maxTokens', 'maximum tokens per reply'],
] as const;

function introductionOf(run: ExportedRun, columns: readonly Column[]): string {
  const scenarios = run.scenarios.map(({ id }) => code(id)).join(', ');
  const clusters = new Set(columns.map(({ rates }) => rates.cluster));
  const by = [...clusters].map((cluster) => `${cluster}s`).join(' or ');
  const quiet = quietChecks(columns);
  return [
    run.isImported ? 'Imported conversations, checked' : 'Played and checked',
    ` with hitogara ${run.version} on ${run.startedAt.slice(0, 10)}. Scenarios: ${scenarios}.`,
    run.isImported ? '' : ` Samples of each: ${run.samples}; mode: ${run.mode}; seed: ${run.seed}.`,
    ` Intervals are 95 %, and about other ${by}. Lower is better for every rate.`,
    quiet.length === 0 ? '' : ` Checks that failed nowhere: ${quiet.map(code).join(', ')}.`,
  ].join('');
}

function checksWithFaults(columns: readonly Column[]): string[] {
  return checksWhere(columns, (failed) => failed > 0);
}

function quietChecks(columns: readonly Column[]): string[] {
  return checksWhere(columns, (failed) => failed === 0);
}

/** Of those that judged something. @param isWanted told how often one failed, over all columns */
function checksWhere(columns: readonly Column[], isWanted: (failed: number) => boolean): string[] {
  const failed = new Map<string, number>();
  for (const { rates } of columns) {
    for (const { check, n, failed: own } of rates.checks) if (n > 0) failed.set(check, (failed.get(check) ?? 0) + own);
  }
  return [...failed].filter(([, count]) => isWanted(count)).map(([check]) => check);
}

function rateOf(rate: ExportedRate | undefined): string {
  if (!rate || rate.rate === null) return UNKNOWN;
  const { n, failed, low, high } = rate;
  const interval =
    low === null || high === null ? 'interval not known' : `${percent(low).replace(' %', '')}–${percent(high)}`;
  return `${percent(rate.rate)} (${interval}); ${failed} of ${n}`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** Empty: it is known of none. */
function rowOf(title: string, columns: readonly Column[], cell: (column: Column) => string): string {
  const cells = columns.map(cell);
  return cells.every((text) => text === UNKNOWN) ? '' : `| ${title} | ${cells.join(' | ')} |`;
}

const UNKNOWN = '–';

function factOf(model: Column['model'], field: string): unknown {
  return new Map<string, unknown>(Object.entries(model?.description ?? {})).get(field);
}

/** Of a file: what stands for the weights behind an API is no hash of them. */
function hashOf(model: Column['model']): string {
  const digest = factOf(model, 'weightsDigest');
  return factOf(model, 'fileType') === undefined || typeof digest !== 'string' ? UNKNOWN : code(digest);
}

function textOf(value: unknown): string {
  return typeof value === 'number' || typeof value === 'string' ? String(value).replaceAll('|', '\\|') : UNKNOWN;
}

/** Inert between back quotes, in a cell of a table. */
function code(text: string): string {
  return `\`${inertLine(text).replaceAll('`', "'").replaceAll('|', '\\|')}\``;
}
