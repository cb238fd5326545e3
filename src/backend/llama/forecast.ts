// What is known about a GGUF file before it is loaded: its memory, and the template that it would be played with. Start at `forecastLlama`.
import path from 'node:path';
import { ModelFailure, UserError } from '../../core/errors.ts';
import { isGgufSelector } from '../../prompt/gguf-template.ts';
import type { Forecast } from '../backend.ts';
import { decideTemplate, fileTemplate, type TemplateQuestion } from './choose-template.ts';
import { inspectGguf } from './inspect.ts';
import type { LlamaRequest } from './llama.ts';

export async function forecastLlama(request: LlamaRequest): Promise<Forecast> {
  const { entry, gguf, options, world } = request;
  const contextSize = options.contextSize ?? entry.spec.context ?? null;
  const kvType = options.kvType ?? entry.spec.kvType;
  try {
    const report = await inspectGguf({ path: gguf.path, contextSize, kvType }, world);
    const { memory, metadata, specialTokens, chatTemplate } = report;
    const evidence = { fileName: path.basename(report.path), metadata, specialTokens };
    return {
      memory,
      template: await plannedTemplate({ ...request, file: report.path, hasOwn: chatTemplate !== null, evidence }),
    };
  } catch (error) {
    // The run itself will report what is wrong with the file.
    if (error instanceof ModelFailure) return { memory: null, template: null };
    throw error;
  }
}

/** Opened, not just chosen: there may be no template for a family's format, and a named one may be for chat APIs. */
async function plannedTemplate(question: TemplateQuestion): Promise<Forecast['template']> {
  const decision = await decideTemplate(question);
  if (decision.type === 'none') return { problem: decision.error.message };
  const { id, choice } = decision;
  try {
    if (!isGgufSelector(id)) await fileTemplate(id, question.world);
    return { id, ...choice };
  } catch (error) {
    if (error instanceof UserError) return { problem: error.message };
    throw error;
  }
}
