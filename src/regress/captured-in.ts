// What a check for regressions has measured of one model, as texts that can be copied. Start at `capturedIn`.
import { type Anatomy, AnatomySchema } from '../backend/anatomy.ts';
import { readMeasurementFile, readMeasurements, readMeasurementText } from '../store/measurements.ts';
import type { Baseline } from './baseline.ts';
import { CapturedReplySchema } from './captured.ts';
import { anatomyFile, CAPTURED, FLOOR, greedyFile, STEPS, type Step, StepSchema } from './measuring.ts';

export interface CapturedModel extends Pick<Step, 'problem' | 'tooLong' | 'withThinking'> {
  anatomy: Anatomy | null;
  /** How many tokens' probabilities there are. */
  tokens: number;
  texts: Omit<Baseline['texts'], 'journal.jsonl'>;
}

export const NOTHING_CAPTURED: CapturedModel = {
  problem: null,
  tooLong: 0,
  withThinking: 0,
  anatomy: null,
  tokens: 0,
  texts: { 'probabilities.jsonl': '', 'floor.jsonl': '', 'greedy.jsonl': '' },
};

/**
 * @param directory of the run
 * @param index the model's place in the check
 */
export async function capturedIn(
  directory: string,
  { model, index }: { model: string; index: number },
): Promise<CapturedModel> {
  const steps = await readMeasurements(directory, STEPS, StepSchema);
  const step = steps.find((each) => each.model === model);
  if (!step) return { ...NOTHING_CAPTURED, problem: 'no-probabilities: the model was not measured' };
  const replies = await readMeasurements(directory, CAPTURED, CapturedReplySchema);
  const { problem, tooLong, withThinking } = step;
  return {
    ...{ problem, tooLong, withThinking },
    anatomy: AnatomySchema.nullable().parse(await readMeasurementFile(directory, anatomyFile(index))),
    tokens: replies.reduce((sum, { tokens }) => sum + tokens, 0),
    texts: {
      'probabilities.jsonl': await readMeasurementText(directory, CAPTURED),
      'floor.jsonl': await readMeasurementText(directory, FLOOR),
      'greedy.jsonl': await readMeasurementText(directory, greedyFile(index)),
    },
  };
}
