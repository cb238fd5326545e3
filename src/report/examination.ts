import { inertLine } from '../core/inert-text.ts';
import { shorten } from '../core/world.ts';
import type { Examination } from '../doctor/examine.ts';
import { countOf, type Finding } from '../doctor/finding.ts';
import { fold, foldProse } from './fold.ts';
import { type Paint, painter } from './paint.ts';
import { plainTable } from './plain-table.ts';
import { columnsOf, messageLine, messageText, type Screen } from './screen.ts';
import { plural } from './wording.ts';

export function hasErrors({ findings }: Examination): boolean {
  return countOf(findings, 'error') > 0;
}

/** Errors first, then warnings; otherwise in the order given. */
export function tableOf(examined: readonly { name: string; examination: Examination }[], host: Screen): string {
  const paint = painter(host);
  const rank = ({ findings }: Examination): number =>
    countOf(findings, 'error') > 0 ? 0 : countOf(findings, 'warning') > 0 ? 1 : 2;
  const rows = [...examined]
    .sort((a, b) => rank(a.examination) - rank(b.examination))
    .map(({ name, examination: { template, findings } }) => {
      const [worst] = findings;
      return [
        paintedVerdict(findings, paint),
        inertLine(name),
        template ? inertLine(`${template.id} (${template.from})`) : 'none',
        worst && worst.severity !== 'note' ? messageLine(`${worst.code}: ${shortened(worst.message)}`, host) : '',
      ];
    });
  const withErrors = examined.filter(({ examination }) => hasErrors(examination)).length;
  const hint = withErrors > 0 ? messageText('; for details of one: hitogara doctor --model …', host) : '';
  return `${plainTable(['verdict', 'model', 'template', 'worst finding'], rows, { columns: columnsOf(host.stdout), titles: 2 })}\n${foldProse(`${plural(examined.length, 'model')}, ${withErrors} with errors${hint}`, columnsOf(host.stdout))}\n`;
}

const LONGEST = 90;
function shortened(message: string): string {
  return message.length > LONGEST ? `${message.slice(0, LONGEST - 1)}…` : message;
}

function paintedVerdict(findings: readonly Finding[], paint: Paint): string {
  const [errors, warnings] = [countOf(findings, 'error'), countOf(findings, 'warning')];
  if (errors > 0) return paint('red', plural(errors, 'error'));
  return warnings > 0 ? paint('yellow', plural(warnings, 'warning')) : paint('green', 'ok');
}

const COLOURS = { error: 'red', warning: 'yellow', note: 'gray' } as const;
const INDENT = ' '.repeat(9);

export function describeExamination(
  { model, file, template, contextSize, findings }: Examination,
  host: Screen,
): string {
  const paint = painter(host);
  const columns = columnsOf(host.stdout);
  const facts = [
    template ? `template ${template.id}: ${template.why}` : 'no template',
    ...(contextSize === null ? [] : [`context ${contextSize}`]),
  ];
  const lines = findings.flatMap(({ severity, code, message, evidence, remedy }) => [
    fold(
      `${paint(COLOURS[severity], severity.padEnd(9))}${paint('bold', code)}: ${messageLine(message, host)}`,
      columns,
      INDENT.length,
    ),
    ...(evidence === undefined ? [] : [fold(`${INDENT}${inertLine(evidence)}`, columns)]),
    ...(remedy?.split('\n') ?? []).map((line, index) =>
      foldProse(`${INDENT}${index === 0 ? '→' : ' '} ${messageLine(line, host)}`, columns, 2),
    ),
  ]);
  const counts = (['error', 'warning', 'note'] as const)
    .map((severity) => ({ severity, count: countOf(findings, severity) }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => plural(count, severity));
  const isOk = !findings.some(({ severity }) => severity !== 'note');
  const verdict = `${isOk ? 'ok' : 'problems found'}: ${counts.length > 0 ? counts.join(', ') : 'no problems found'}`;
  return [
    fold(`${paint('bold', inertLine(model))}  ${inertLine(shorten(file, host))}`, columns),
    fold(inertLine(facts.join(', ')), columns),
    '',
    ...lines,
    paint(isOk ? 'green' : 'red', fold(verdict, columns)),
    '',
  ].join('\n');
}
