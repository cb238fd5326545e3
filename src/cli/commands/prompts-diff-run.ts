// `hitogara prompts diff`: one conversation through two templates, and where the prompts differ. Start at `diffPrompts`.

import { diffLines } from 'diff';
import { ExitCode, UserError } from '../../core/errors.ts';
import { inertLine, visibleText } from '../../core/inert-text.ts';
import { isGgufSelector } from '../../prompt/gguf-template.ts';
import { loadTemplate } from '../../prompt/load.ts';
import { promptText, type RenderedPrompt } from '../../prompt/prompt.ts';
import { plural, say } from '../../words/text.ts';
import type { Host } from '../host.ts';
import { type Conversation, conversationOf, renderWith, renderWithModel } from '../prompt-input.ts';
import type { ConversationOptions } from './prompts-flags.ts';
import { messagesText } from './prompts-run.ts';

/** Used when no reply is given: formats differ mostly in later turns. */
const SAMPLE_REPLIES = ['うん、元気だよ！', 'すっごく好き。'];
/** Characters on each side of the first difference. */
const SURROUNDINGS = 24;
/** Lines on each side of a difference. */
const CONTEXT_LINES = 3;

/** @returns 0 if the two prompts are the same, 1 if they differ */
export async function diffPrompts(
  [left, right]: readonly [string, string],
  options: ConversationOptions,
  host: Host,
): Promise<number> {
  const needsModel = isGgufSelector(left) || isGgufSelector(right);
  if (needsModel && options.model === null) {
    throw new UserError(say("gguf is a model's own template: name that model with --model"));
  }
  if (!needsModel && options.model !== null) {
    throw new UserError(say('--model has no effect here: neither "{left}" nor "{right}" is gguf', { left, right }));
  }
  const conversation = await conversationOf(options, host, SAMPLE_REPLIES);
  const read = (selector: string): Promise<string> => textOf(selector, options, conversation, host);
  const [before, after] = [await read(left), await read(right)];
  const names = [inertLine(left), inertLine(right)] as const;
  if (before === after) {
    const characters = plural([...before].length, 'character');
    host.stdout.write(
      `${say('{left} and {right} give the same prompt, {characters}', { left: names[0], right: names[1], characters }).in(host.words)}\n`,
    );
    return ExitCode.done;
  }
  host.stdout.write(
    `${firstDifference(before, after, names, host)}\n\n${lineDifferences(before, after, names, host)}\n`,
  );
  return ExitCode.gateFailed;
}

async function textOf(
  selector: string,
  { model }: ConversationOptions,
  conversation: Conversation,
  host: Host,
): Promise<string> {
  if (!isGgufSelector(selector) || model === null) {
    const template = await loadTemplate(selector, host);
    return wholeText(await renderWith(template, conversation));
  }
  return wholeText((await renderWithModel(model, selector, conversation, host)).prompt);
}

function wholeText(prompt: RenderedPrompt): string {
  return prompt.kind === 'text' ? promptText(prompt.parts) : messagesText(prompt);
}

function firstDifference(before: string, after: string, names: readonly [string, string], host: Host): string {
  const [old, fresh] = [[...before], [...after]];
  const parting = old.findIndex((character, index) => character !== fresh[index]);
  const at = parting < 0 ? old.length : parting;
  const line = old.slice(0, at).filter((character) => character === '\n').length + 1;
  const around = (characters: readonly string[]): string => {
    const [from, to] = [Math.max(0, at - SURROUNDINGS), at + SURROUNDINGS];
    const [same, other] = [characters.slice(from, at).join(''), characters.slice(at, to).join('')].map(visibleText);
    return `${from > 0 ? '…' : ''}${same} ⟨ ${other || `(${say('the end').in(host.words)})`}${to < characters.length ? '…' : ''}`;
  };
  const width = Math.max(...names.map((name) => name.length));
  const rows = [old, fresh].map((characters, index) => `  ${names[index]?.padEnd(width)}  ${around(characters)}`);
  return [
    say('first difference at character {character}, line {line}', { character: at + 1, line }).in(host.words),
    ...rows,
  ].join('\n');
}

function lineDifferences(before: string, after: string, names: readonly [string, string], host: Host): string {
  const rows = diffLines(before, after).flatMap(({ value, added, removed }) =>
    linesOf(value).map((line) => `${added ? '+' : removed ? '-' : ' '} ${visibleText(line)}`),
  );
  const isNear = (index: number): boolean =>
    rows.slice(Math.max(0, index - CONTEXT_LINES), index + CONTEXT_LINES + 1).some((row) => !row.startsWith(' '));
  const shown: string[] = [`- ${names[0]}`, `+ ${names[1]}`, ''];
  let passedOver: string[] = [];
  const tellPassedOver = (): void => {
    // One line takes no more room than a note that it was left out.
    shown.push(
      ...(passedOver.length > 1
        ? [`  (${say('{n} identical lines', { n: passedOver.length }).in(host.words)})`]
        : passedOver),
    );
    passedOver = [];
  };
  for (const [index, row] of rows.entries()) {
    if (isNear(index)) tellPassedOver();
    (isNear(index) ? shown : passedOver).push(row);
  }
  tellPassedOver();
  return shown.join('\n');
}

/** Each with its newline, if it has one. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
