// `hitogara models inspect`: what a model's file says about itself, and which template it would be played with. Start at `inspectModel`.
import { type InspectedModel, inspectNamed } from '../../backend/inspect-model.ts';
import { ExitCode } from '../../core/errors.ts';
import { inertJson } from '../../core/inert-text.ts';
import { plural } from '../../core/plural.ts';
import { shorten } from '../../core/world.ts';
import { factLines } from '../../report/plain-table.ts';
import { columnsOf, messageLine } from '../../report/screen.ts';
import { shortCount } from '../../report/wording.ts';
import type { Host } from '../host.ts';

export async function inspectModel(selector: string, { json }: { json: boolean }, host: Host): Promise<number> {
  const { specialTokens: _, ...report } = await inspectNamed(selector, host);
  const told = { ...report, path: shorten(report.path, host) };
  host.stdout.write(json ? `${inertJson(told)}\n` : `${describeReport(told, host)}\n`);
  return ExitCode.done;
}

function describeFamily(family: InspectedModel['family']): string {
  if (family === null) return 'not recognized by name';
  const { name, kind, prompt, sure, contextLength, runsInLlamaCpp, note } = family;
  const can = {
    chat: '',
    base: ', a base model',
    hosted: ', hosted',
    'not-generative': ', which cannot chat',
  };
  return [
    `${name}${can[kind]}`,
    `format ${prompt ?? 'none'} (${sure})`,
    contextLength === null ? null : `trained with a context of ${contextLength} tokens`,
    `runs in llama.cpp: ${runsInLlamaCpp}`,
    note,
  ]
    .filter((part) => part !== null)
    .join('; ');
}

function describeReport(report: Omit<InspectedModel, 'specialTokens'>, host: Host): string {
  const { tokenizer, memory } = report;
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
  const rows: [string, string][] = [
    ['file', `${report.path} (${report.place}, ${megabytes(report.bytes)})`],
    ['name', report.name ?? 'none'],
    [
      'architecture',
      `${report.architecture}${report.isSupported ? '' : ' (not supported by this llama.cpp)'}, ${plural(report.layers, 'layer')}, width ${report.embeddingLength ?? 'unknown'}`,
    ],
    ['parameters', shortCount(report.parameters)],
    [
      'quantization',
      `${report.quantization} (${Object.entries(report.tensorTypes)
        .map(([type, count]) => `${count} × ${type}`)
        .join(', ')})`,
    ],
    [
      'context',
      `${report.trainContextSize ?? 'unknown'} tokens in training${report.slidingWindow === null ? '' : `, sliding window ${report.slidingWindow}`}`,
    ],
    [
      'tokenizer',
      `${tokenizer.model}${tokenizer.pre ? ` (${tokenizer.pre})` : ''}, ${tokenizer.tokens ?? 'unknown'} tokens, BOS ${tokenizer.bos ?? 'none'}, EOS ${tokenizer.eos ?? 'none'}, ${tokenizer.addsBos === null ? 'BOS rule not stated' : tokenizer.addsBos ? 'adds BOS' : 'does not add BOS'}`,
    ],
    [
      'memory',
      memory
        ? `${megabytes(memory.weights)} weights + ${megabytes(memory.context)} for a context of ${memory.contextSize}`
        : 'unknown',
    ],
    ['family', describeFamily(report.family)],
    [
      'prompt',
      report.prompt
        ? `${report.prompt.id} (${report.prompt.why})`
        : `none would be chosen; name one with --prompt; most likely: ${report.likeliest.map(({ prompt }) => prompt).join(', ')}`,
    ],
    ['template', report.chatTemplate ?? 'none inside'],
    ...report.warnings.map((warning): [string, string] => ['warning', warning]),
  ];
  return factLines(
    rows.map(([name, value]) => [name, messageLine(value, host)] as const),
    columnsOf(host.stdout),
  ).join('\n');
}
