import { inertLine } from '../core/inert-text.ts';
import { shorten } from '../core/world.ts';
import type { Examination } from '../doctor/examine.ts';
import { countOf, type Finding } from '../doctor/finding.ts';
import { joinTexts, type Label, plural, say, type Text } from '../words/text.ts';
import { fold, foldProse } from './fold.ts';
import { type Paint, painter } from './paint.ts';
import { padded, plainTable } from './plain-table.ts';
import { columnsOf, messageLine, messageText, type Screen, shown } from './screen.ts';
import { recorded } from './wording.ts';

export function hasErrors({ findings }: Examination): boolean {
  return countOf(findings, 'error') > 0;
}

/** Errors first, then warnings; otherwise in the order given. */
export function tableOf(examined: readonly { name: string; examination: Examination }[], host: Screen): string {
  const paint = painter(host);
  const told = (text: Text): string => shown(text, host);
  const rank = ({ findings }: Examination): number =>
    countOf(findings, 'error') > 0 ? 0 : countOf(findings, 'warning') > 0 ? 1 : 2;
  const rows = [...examined]
    .sort((a, b) => rank(a.examination) - rank(b.examination))
    .map(({ name, examination: { template, findings } }) => {
      const [worst] = findings;
      return [
        paintedVerdict(findings, paint, told),
        inertLine(name),
        template
          ? inertLine(told(say('{template} ({why})', { template: template.id, why: say(FROM[template.from]) })))
          : told(say('none')),
        worst && worst.severity !== 'note' ? messageLine(`${worst.code}: ${told(worst.message)}`, host) : '',
      ];
    });
  const withErrors = examined.filter(({ examination }) => hasErrors(examination)).length;
  const columns = columnsOf(host.stdout);
  const head = (['verdict', 'model', 'template', 'worst finding'] as const).map((name) => told(say(name)));
  const table = plainTable(head, rows, { columns, titles: 2 });
  const counted = say('{models}, {n} with errors', { models: plural(examined.length, 'model'), n: withErrors });
  const hint = withErrors > 0 ? say('for details of one: hitogara doctor --model …') : null;
  return `${table}\n${foldProse(messageText(told(joinTexts('; ', [counted, hint])), host), columns)}\n`;
}

type From = NonNullable<Examination['template']>['from'];

const FROM: Record<From, Label> = {
  option: 'by option',
  entry: 'by entry',
  file: 'in the file',
  family: 'by family',
  backend: 'by default',
};

function paintedVerdict(findings: readonly Finding[], paint: Paint, told: (text: Text) => string): string {
  const [errors, warnings] = [countOf(findings, 'error'), countOf(findings, 'warning')];
  if (errors > 0) return paint('red', told(plural(errors, 'error')));
  return warnings > 0 ? paint('yellow', told(plural(warnings, 'warning'))) : paint('green', told(say('ok')));
}

const COLOURS = { error: 'red', warning: 'yellow', note: 'gray' } as const;
const INDENT = ' '.repeat(9);

export function describeExamination(
  { model, file, template, contextSize, findings }: Examination,
  host: Screen,
): string {
  const paint = painter(host);
  const columns = columnsOf(host.stdout);
  const told = (text: Text | string): string => shown(text, host);
  const facts = joinTexts(', ', [
    template
      ? say('template {id}: {why}', { id: inertLine(template.id), why: recorded(template.why) })
      : say('no template'),
    contextSize === null ? null : say('context {size}', { size: contextSize }),
  ]);
  const lines = findings.flatMap(({ severity, code, message, evidence, remedy }) => [
    fold(
      `${paint(COLOURS[severity], padded(told(say(severity)), INDENT.length))}${paint('bold', code)}: ${messageLine(told(message), host)}`,
      columns,
      INDENT.length,
    ),
    ...(evidence === undefined ? [] : [fold(`${INDENT}${inertLine(told(evidence))}`, columns)]),
    ...(remedy?.in(host.words).split('\n') ?? []).map((line, index) =>
      foldProse(`${INDENT}${index === 0 ? '→' : ' '} ${messageLine(line, host)}`, columns, 2),
    ),
  ]);
  const counts = (['error', 'warning', 'note'] as const)
    .map((severity) => ({ severity, count: countOf(findings, severity) }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => plural(count, severity));
  const isOk = !findings.some(({ severity }) => severity !== 'note');
  const verdict = joinTexts(': ', [
    isOk ? say('ok') : say('problems found'),
    counts.length > 0 ? joinTexts(', ', counts) : say('no problems found'),
  ]);
  return [
    fold(`${paint('bold', inertLine(model))}  ${inertLine(shorten(file, host))}`, columns),
    fold(told(facts), columns),
    '',
    ...lines,
    paint(isOk ? 'green' : 'red', fold(told(verdict), columns)),
    '',
  ].join('\n');
}
