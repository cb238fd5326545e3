// `hitogara models inspect`: what a model's file says about itself, and which template it would be played with. Start at `inspectModel`.
import { type InspectedModel, inspectNamed } from '../../backend/inspect-model.ts';
import { ExitCode } from '../../core/errors.ts';
import { inertJson } from '../../core/inert-text.ts';
import { shorten } from '../../core/world.ts';
import { factLines } from '../../report/plain-table.ts';
import { columnsOf, messageLine, shown } from '../../report/screen.ts';
import { recorded, shortCount } from '../../report/wording.ts';
import { joinTexts, type Label, plural, say, type Text } from '../../words/text.ts';
import type { Host } from '../host.ts';

export async function inspectModel(selector: string, { json }: { json: boolean }, host: Host): Promise<number> {
  const { specialTokens: _, ...report } = await inspectNamed(selector, host);
  const told = { ...report, path: shorten(report.path, host) };
  host.stdout.write(json ? `${inertJson(told)}\n` : `${describeReport(told, host)}\n`);
  return ExitCode.done;
}

const CAN: Record<NonNullable<InspectedModel['family']>['kind'], Text | null> = {
  chat: null,
  base: say('a base model'),
  hosted: say('hosted'),
  'not-generative': say('cannot chat'),
};

function describeFamily(family: InspectedModel['family']): Text {
  if (family === null) return say('not recognized by name');
  const { name, kind, prompt, sure, contextLength, runsInLlamaCpp, note } = family;
  return joinTexts('; ', [
    joinTexts(', ', [name, CAN[kind]]),
    say('format {format} ({sure})', { format: prompt ?? say('none'), sure }),
    contextLength === null ? null : say('trained with a context of {n} tokens', { n: contextLength }),
    say('runs in llama.cpp: {answer}', { answer: runsInLlamaCpp }),
    note,
  ]);
}

type Report = Omit<InspectedModel, 'specialTokens'>;

function describeReport(report: Report, host: Host): string {
  const { chatTemplate, warnings } = report;
  const rows: [Label, Text | string | null][] = [
    ['file', `${report.path} (${report.place}, ${megabytes(report.bytes)})`],
    ['name', report.name],
    ['architecture', describeArchitecture(report)],
    ['parameters', shortCount(report.parameters)],
    ['quantization', describeQuantization(report)],
    ['context', describeContext(report)],
    ['tokenizer', describeTokenizer(report)],
    ['memory', describeMemory(report)],
    ['family', describeFamily(report.family)],
    ['prompt', describePrompt(report)],
    ['template', chatTemplate ?? say('none inside')],
    ...warnings.map((warning): [Label, Text] => ['warning', recorded(warning)]),
  ];
  return factLines(
    rows.map(
      ([name, value]) => [shown(say(name), host), messageLine(shown(value ?? say('none'), host), host)] as const,
    ),
    columnsOf(host.stdout),
  ).join('\n');
}

function describeArchitecture({ architecture, isSupported, layers, embeddingLength }: Report): Text {
  return joinTexts(', ', [
    architecture,
    isSupported ? null : say('not supported by this llama.cpp'),
    plural(layers, 'layer'),
    say('width {n}', { n: embeddingLength ?? say('unknown') }),
  ]);
}

function describeQuantization({ quantization, tensorTypes }: Report): string {
  const counts = Object.entries(tensorTypes).map(([type, count]) => `${count} × ${type}`);
  return `${quantization} (${counts.join(', ')})`;
}

function describeContext({ trainContextSize, slidingWindow }: Report): Text {
  return joinTexts(', ', [
    say('{n} tokens in training', { n: trainContextSize ?? say('unknown') }),
    slidingWindow === null ? null : say('sliding window {n}', { n: slidingWindow }),
  ]);
}

function describeTokenizer({ tokenizer }: Report): Text {
  const { model, pre, tokens, bos, eos, addsBos } = tokenizer;
  return joinTexts(', ', [
    pre ? `${model} (${pre})` : model,
    tokens === null ? null : plural(tokens, 'token'),
    say('BOS {token}', { token: bos ?? say('none') }),
    say('EOS {token}', { token: eos ?? say('none') }),
    addsBos === null ? say('BOS rule not stated') : addsBos ? say('adds BOS') : say('does not add BOS'),
  ]);
}

function describeMemory({ memory }: Report): Text {
  if (!memory) return say('unknown');
  return say('{weights} weights + {context} for a context of {size}', {
    weights: megabytes(memory.weights),
    context: megabytes(memory.context),
    size: memory.contextSize,
  });
}

function describePrompt({ prompt, likeliest }: Report): Text {
  return prompt
    ? say('{template} ({why})', { template: prompt.id, why: recorded(prompt.why) })
    : say('none would be chosen; name one with --prompt; most likely: {templates}', {
        templates: likeliest.map((each) => each.prompt).join(', '),
      });
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
