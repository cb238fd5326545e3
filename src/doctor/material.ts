import type { PromptTokenizer } from '../backend/backend.ts';
import { PersonaDropped } from '../prompt/gguf-template.ts';
import type { PromptTemplate } from '../prompt/prompt.ts';
import type { Finding } from './finding.ts';
import type { FailedReading, Reading } from './reading.ts';
import type { TalkName } from './talks.ts';

export type Readings = Partial<Record<TalkName, Reading | FailedReading>>;

/** What a check looks at. A check only decides what to report. */
export interface Material {
  template: PromptTemplate;
  readings: Readings;
  tokenizer: PromptTokenizer;
  /**
   * The template inside the file, read over the same conversations; null: there is none, or it is the one above. folded: if it drops the
   * persona, the same with the persona also in the first user message.
   */
  own: { template: PromptTemplate; readings: Readings; folded: Readings } | null;
  /** The format that the model's family was trained with, read the same way; null: the family is unknown. */
  family: (FamilyFormat & { readings: Readings }) | null;
}

export interface FamilyFormat {
  /** In its usual spelling. */
  name: string;
  template: PromptTemplate;
  /** Whether a source confirms that the family has this format. */
  isSure: boolean;
}

export type Rule = (material: Material) => Finding[];

/** The reading of a conversation that could be rendered. */
export function readingOf(readings: Readings, name: TalkName): Reading | null {
  const reading = readings[name];
  return reading && !('failure' in reading) ? reading : null;
}

/** Whether rendering took longer than it may. */
export function isEndless(failure: FailedReading['failure']): boolean {
  return 'code' in failure && failure.code === 'template-timeout';
}

/** Why a conversation could not be rendered; null: it could. */
export function failureOf(readings: Readings, name: TalkName): FailedReading['failure'] | null {
  const reading = readings[name];
  return reading && 'failure' in reading ? reading.failure : null;
}

/** Whether a template accepts a persona but silently leaves it out. */
export function dropsPersona(readings: Readings): boolean {
  return failureOf(readings, 'first') instanceof PersonaDropped;
}
