// Chats as LM Studio keeps them, one in a `.conversation.json` file. A message has versions, of which one was chosen; a reply's version has
// steps: what was thought, what was said, tools that were called. LM Studio documents none of this. Start at `readLmStudio`.
import { z } from 'zod';
import type { FinishReason } from '../core/finish-reason.ts';
import { parsedAt } from '../core/parsed-at.ts';
import { isRecord } from '../core/plain-data.ts';
import { say, type Text } from '../words/text.ts';
import { recordedText, roleOf } from './chat-text.ts';
import { nothingIn } from './json-mistakes.ts';
import type { StreamedJson } from './json-stream.ts';
import type { ReadChats } from './read-chats.ts';
import type { FormatContext, OtherReply, SpokenChat, UnplacedLine, Utterance } from './transcript.ts';

const PartsSchema = z
  .union([
    z.string().transform((text) => [{ type: 'text', text }]),
    z.array(z.object({ type: z.string().default('text'), text: z.string().optional() })),
  ])
  .nullish();

const StepSchema = z.object({
  type: z.string().default('contentBlock'),
  style: z.object({ type: z.string().optional() }).nullish().catch(null),
  content: PartsSchema,
  genInfo: z
    .object({
      stats: z
        .object({ stopReason: z.string().nullish().catch(null) })
        .nullish()
        .catch(null),
    })
    .nullish()
    .catch(null),
});

const VersionSchema = z.object({ role: z.string(), content: PartsSchema, steps: z.array(StepSchema).nullish() });
type Version = z.infer<typeof VersionSchema>;

const MessageSchema = z.object({
  versions: z.array(VersionSchema).min(1),
  currentlySelected: z.number().int().nullish().catch(null),
});

export const readLmStudio: ReadChats = async function* (documents, context) {
  for await (const document of documents) yield spokenIn(document, context);
};

function spokenIn(document: StreamedJson, { file, roles }: Pick<FormatContext, 'file' | 'roles'>): SpokenChat {
  const { value, lineOf } = document;
  if (!isRecord(value) || !Array.isArray(value.messages)) return nothingIn(document);
  const all: readonly unknown[] = value.messages;
  const unplaced: UnplacedLine[] = [];
  const notes: Text[] = [];
  const names: string[] = [];
  const said = all.flatMap((each, index): Utterance[] => {
    const line = lineOf(`/messages/${index}`);
    const { versions, currentlySelected } = parsedAt(MessageSchema, each, { file, line });
    const chosen = versions[currentlySelected ?? 0] ?? versions[0];
    if (!chosen) return [];
    names.push(chosen.role);
    const role = roleOf(chosen.role, ROLES, roles);
    const others = versions.filter((version) => version !== chosen);
    const told = role === 'assistant' ? [] : others;
    unplaced.push(
      ...[...(role ? [] : [chosen]), ...told].map((version) => ({
        line,
        text: `${version.role}: ${versionOf(version).text}`,
      })),
    );
    if (!role) return [];
    const parts = partsBesides(chosen);
    if (parts > 0) notes.push(say('line {line}: parts that are not text, left out: {parts}', { line, parts }));
    return [{ role, line, ...versionOf(chosen), ...(role === 'assistant' && { others: others.map(versionOf) }) }];
  });
  const instruction = instructionIn(value);
  const told: Utterance[] = instruction === '' ? [] : [{ role: 'system', text: instruction, line: lineOf('') }];
  return { said: [...told, ...said], unplaced, notes, names, models: modelsIn(value) };
}

const ROLES: Readonly<Record<string, Utterance['role']>> = { user: 'user', assistant: 'assistant', system: 'system' };

function versionOf({ content, steps }: Version): OtherReply {
  const blocks = (steps ?? []).filter(({ type }) => type === 'contentBlock');
  const thought = blocks.filter(isThought).map(({ content: parts }) => textOf(parts));
  const spoken = blocks.filter((block) => !isThought(block)).map(({ content: parts }) => textOf(parts));
  const stop = steps?.findLast(({ genInfo }) => genInfo?.stats?.stopReason)?.genInfo?.stats?.stopReason;
  return {
    text: recordedText(steps ? joined(spoken) : textOf(content)),
    ...(thought.length > 0 && { reasoning: recordedText(joined(thought)) }),
    ...(stop && { finishReason: finishReasonOf(stop) }),
  };
}

function isThought({ style }: z.infer<typeof StepSchema>): boolean {
  return style?.type === 'thinking';
}

function joined(texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join('\n\n');
}

function textOf(parts: z.infer<typeof PartsSchema>): string {
  return (parts ?? []).flatMap(({ text }) => text ?? []).join('\n');
}

function partsBesides({ content, steps }: Version): number {
  const all = [...(content ?? []), ...(steps ?? []).flatMap((step) => step.content ?? [])];
  return all.filter(({ text }) => text === undefined).length;
}

function finishReasonOf(raw: string): FinishReason {
  const isCut = raw === 'maxPredictedTokensReached' || raw === 'contextLengthReached';
  return { unified: isCut ? 'length' : 'stop', raw };
}

const FieldSchema = z.object({ key: z.literal('llm.prediction.systemPrompt'), value: z.string() });

/** What the model was told: in the settings of the chat, or, in older versions, beside its messages. */
function instructionIn({ systemPrompt, perChatPredictionConfig: settings }: Readonly<Record<string, unknown>>): string {
  const fields: readonly unknown[] = isRecord(settings) && Array.isArray(settings.fields) ? settings.fields : [];
  const told = fields.flatMap((field) => FieldSchema.safeParse(field).data?.value ?? []);
  return recordedText(told[0] ?? (typeof systemPrompt === 'string' ? systemPrompt : ''));
}

function modelsIn({ lastUsedModel: model }: Readonly<Record<string, unknown>>): string[] {
  return isRecord(model) && typeof model.identifier === 'string' ? [model.identifier] : [];
}
