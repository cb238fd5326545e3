// Which prompt template a GGUF file is played with: the one that is named, else its own, else its family's, else an error that lists the
// likeliest; never a silent guess. Start at `templateChooser`.
import path from 'node:path';
import { UserError } from '../../core/errors.ts';
import { shellWord } from '../../core/shell-word.ts';
import type { Places } from '../../core/world.ts';
import { isGgufSelector, openGgufTemplate } from '../../prompt/gguf-template.ts';
import { loadTemplate } from '../../prompt/load.ts';
import { namedChoice, type PromptTemplate, type TemplateChoice } from '../../prompt/prompt.ts';
import { loadFamilies } from '../../registry/families.ts';
import { type ModelEntry, selectorOf } from '../../registry/load.ts';
import {
  chosenFamily,
  type FamilyCandidate,
  likeliestFormats,
  type ModelEvidence,
  matchFamily,
  recognizedFamily,
} from '../../registry/match-family.ts';
import type { LlamaSpec } from '../../registry/schema.ts';
import { retold } from '../../words/retell.ts';
import { joinTexts, say, type Text } from '../../words/text.ts';
import type { LoadedModel } from './protocol.ts';

export interface TemplateRequest {
  entry: ModelEntry<LlamaSpec>;
  /** Template id, path, `gguf` or `gguf:first-user`, if the command line names one. */
  prompt: string | null;
  /** Where prompt templates and the table of model families are. */
  world: Places;
}

export interface ChosenTemplate {
  template: PromptTemplate;
  choice: TemplateChoice;
}

/**
 * Finds mistakes in a named template file at once; the returned function chooses once the model has been loaded.
 * @throws UserError for a template that cannot be used; the returned function throws one if there is none to choose
 */
export async function templateChooser(
  request: TemplateRequest,
): Promise<(loaded: LoadedModel) => Promise<ChosenTemplate>> {
  const { prompt, entry, world } = request;
  const named = prompt ?? entry.spec.prompt;
  const isFile = named !== undefined && !isGgufSelector(named);
  const template = isFile ? await fileTemplate(named, world) : null;
  return async (loaded) => {
    const { path: file, chatTemplate } = loaded;
    const evidence = evidenceOf(loaded);
    const decision = await decideTemplate({ ...request, file, hasOwn: chatTemplate !== null, evidence });
    if (decision.type === 'none') throw decision.error;
    const { id, choice } = decision;
    if (template !== null) return { template, choice };
    if (isGgufSelector(id))
      return { template: await openOwnTemplate(id === 'gguf' ? 'system' : 'first-user', loaded), choice };
    return { template: await fileTemplate(id, world), choice };
  };
}

export interface TemplateQuestion extends TemplateRequest {
  /** Path of the GGUF file, for messages. */
  file: string;
  /** Whether there is a chat template inside. */
  hasOwn: boolean;
  evidence: ModelEvidence;
}

export type TemplateDecision =
  | { type: 'template'; id: string; choice: TemplateChoice }
  | { type: 'none'; error: UserError };

/** Only the choice, from what the file says about itself. */
export async function decideTemplate(question: TemplateQuestion): Promise<TemplateDecision> {
  const { entry, prompt, file, hasOwn, evidence, world } = question;
  const named = prompt ?? entry.spec.prompt;
  if (named !== undefined && !(isGgufSelector(named) && !hasOwn)) {
    return { type: 'template', id: named, choice: namedChoice(prompt, named) };
  }
  if (named === undefined && hasOwn) {
    return { type: 'template', id: 'gguf', choice: { from: 'file', why: String(say("the file's own")) } };
  }
  const families = await loadFamilies(world);
  const candidates = matchFamily(evidence, families);
  const chosen = named === undefined ? chosenFamily(candidates) : null;
  if (chosen) return { type: 'template', id: chosen.prompt, choice: { from: 'family', why: whyFamily(chosen) } };
  const obstacle =
    named === undefined ? whyNoFamily(candidates) : say('{template} needs one', { template: JSON.stringify(named) });
  const likeliest = likeliestFormats(candidates, evidence, families);
  const list = likeliest.map(({ prompt: id, why }) => joinTexts(': ', [id, retold(why)]));
  const template = likeliest[0]?.prompt ?? 'chatml';
  const model = shellWord(selectorOf(entry));
  return {
    type: 'none',
    error: new UserError(say('{file} has no chat template inside; {obstacle}', { file, obstacle }), {
      remedy: joinTexts('\n', [
        ...(list.length > 0 ? [say('Most likely:'), ...list] : []),
        entry.text === ''
          ? say('Name one with --prompt, such as --prompt {template}.', { template })
          : say('Name one with --prompt, such as --prompt {template}, or with "prompt:" in {entry}.', {
              template,
              entry: entry.file,
            }),
        say('To measure which fits best: {command}', { command: `hitogara doctor --model ${model} --rank` }),
        say('To see them all: {command}', { command: 'hitogara prompts list' }),
      ]),
    }),
  };
}

function whyFamily({ why, sure }: FamilyCandidate): string {
  switch (sure) {
    case 'disputed':
      return String(say('{why}; sources disagree on its format', { why }));
    case 'inherited':
      return String(say("{why}; its base model's format", { why }));
    case 'base':
      return String(say('{why}; a base model without a format of its own', { why }));
    case 'verified':
    case 'unverified':
    case 'not-covered':
      return why;
  }
}

/** Why the file's names do not decide. */
function whyNoFamily(candidates: readonly FamilyCandidate[]): Text {
  const recognized = recognizedFamily(candidates);
  if (!recognized) return say('none was named, and its names do not clearly belong to one family');
  const { why, kind, sure } = recognized;
  const values = { why: retold(why) };
  const problem =
    kind === 'not-generative'
      ? say('{why}, which cannot chat', values)
      : sure === 'unverified'
        ? say('{why}, whose format is a guess', values)
        : say('{why}, whose format is not known', values);
  return recognized.note === null ? problem : say('{problem} ({note})', { problem, note: recognized.note });
}

/** @throws UserError for a template that does not exist or cannot be used for a GGUF file */
export async function fileTemplate(selector: string, world: Places): Promise<PromptTemplate> {
  const template = await loadTemplate(selector, world);
  if (template.frontMatter.kind === 'text') return template;
  throw new UserError(
    say('the prompt template "{template}" is for chat APIs; a GGUF file needs one of kind text', {
      template: template.id,
    }),
    {
      place: { file: template.file },
    },
  );
}

/** The template inside the file, which must have one. */
export function openOwnTemplate(persona: 'system' | 'first-user', loaded: LoadedModel): Promise<PromptTemplate> {
  const { path: file, chatTemplate, bosToken, eosToken, vocabulary } = loaded;
  if (chatTemplate === null) throw new Error(`${file} has no chat template`);
  const specialTokens = vocabulary.specials.map(({ text }) => text);
  return openGgufTemplate({ file, template: chatTemplate, bosToken, eosToken, specialTokens, persona });
}

/** What a model's family can be recognized by. */
export function evidenceOf({ path: file, metadata, vocabulary }: LoadedModel): ModelEvidence {
  return { fileName: path.basename(file), metadata, specialTokens: vocabulary.specials.map(({ text }) => text) };
}
