// The library: everything that the command line does is a function here.
import type { GgufReport } from './backend/llama/inspect.ts';
import type { LogLikelihoodModel, LogLikelihoodRequest } from './backend/llama/log-likelihood.ts';
import type { tokenizeWith as tokenize } from './backend/llama/tokenize-with.ts';
import type { Examination, ExamineRequest } from './doctor/examine.ts';
import type { TemplateRanking } from './doctor/rank.ts';
import type { RankModelRequest } from './doctor/rank-model.ts';

export type {
  Backend,
  BackendDescription,
  BackendSession,
  HostedDescription,
  Identity,
  PromptSize,
  Reply,
  ReplyRequest,
} from './backend/backend.ts';
export type { LogLikelihoodModel, LogLikelihoodRequest, ReplyLogLikelihood } from './backend/llama/log-likelihood.ts';
export { type OpenRequest, openBackend } from './backend/open.ts';
export type { Respond, ScriptedTurn } from './backend/scripted.ts';
export { ExitCode, ModelFailure, UserError } from './core/errors.ts';
export { createSecrets, type Secrets } from './core/secrets.ts';
export type { Examination, ExamineRequest } from './doctor/examine.ts';
export type { Finding, Severity } from './doctor/finding.ts';
export {
  type Race,
  type RankedPlace,
  type RankProgress,
  type RankRequest,
  type RankVerdict,
  rankTemplates,
  type TemplateRanking,
} from './doctor/rank.ts';
export type { RankModelRequest } from './doctor/rank-model.ts';
export { type ReferenceConversation, referenceConversationOf } from './doctor/reference-conversation.ts';
export { loadTemplate, parseTemplate } from './prompt/load.ts';
export {
  type PromptInput,
  type PromptPart,
  type PromptTemplate,
  promptText,
  type RenderedPrompt,
  type TemplateChoice,
} from './prompt/prompt.ts';
export { type Families, type Family, loadFamilies } from './registry/families.ts';
export { findGguf } from './registry/find-gguf.ts';
export { loadModelEntries, selectModels } from './registry/load.ts';
export {
  chosenFamily,
  type FamilyCandidate,
  likeliestFormats,
  type ModelEvidence,
  matchFamily,
  recognizedFamily,
} from './registry/match-family.ts';
export { type PullOptions, pullGguf } from './registry/pull.ts';
export { type ModelSpec, ModelSpecSchema } from './registry/schema.ts';
export { describePlan, type PlanDescription } from './run/dry-run.ts';
export type { RunResult } from './run/engine.ts';
export { type EvaluateRequest, evaluate } from './run/evaluate.ts';
export { type Emit, type Reporter, type RunEvent, tellAll } from './run/events.ts';
export { type GivenModel, type ScriptedModel, scriptedModel } from './run/load-plan.ts';
export { type ResumeRequest, type ResumeResult, resumeRun } from './run/resume.ts';
export { type SelfTestRequest, selfTest } from './run/self-test.ts';
export type { World } from './run/world.ts';
export { scenarioJsonSchema } from './scenario/json-schema.ts';
export { loadScenarios } from './scenario/load.ts';
export { type Persona, type Scenario, ScenarioSchema, type Turn } from './scenario/schema.ts';
export { type NoiseFloor, NoiseFloorSchema } from './store/noise-floor.ts';
export {
  type FoundRun,
  findRuns,
  readConversations,
  readManifest,
  readSummary,
  type StoredConversation,
} from './store/read-run.ts';
export {
  type AttemptRecord,
  type ConversationRecord,
  type InterruptionRecord,
  type JournalLine,
  JournalLineSchema,
  type Manifest,
  ManifestSchema,
  type RetryRecord,
  type Summary,
  SummarySchema,
  type TurnRecord,
} from './store/records.ts';

/** The prompt that a model would receive, as text and as token ids; loads a vocabulary, but no weights. */
export async function tokenizeWith(...request: Parameters<typeof tokenize>): ReturnType<typeof tokenize> {
  return (await import('./backend/llama/tokenize-with.ts')).tokenizeWith(...request);
}

/** What a GGUF file says of itself; loads llama.cpp, but no weights. */
export async function inspectGguf(path: string, contextSize: number | null = null): Promise<GgufReport> {
  return (await import('./backend/llama/inspect.ts')).inspectGguf(path, contextSize);
}

/** What is wrong with the prompt format that a model would be played with; loads a vocabulary, but no weights. */
export async function examineModel(request: ExamineRequest): Promise<Examination> {
  return (await import('./doctor/examine.ts')).examineModel(request);
}

/** Every text template of some folders, by how likely a model holds reference replies in it. */
export async function rankModel(request: RankModelRequest): Promise<TemplateRanking> {
  return (await import('./doctor/rank-model.ts')).rankModel(request);
}

/** A model that says how probable given replies are after a prompt; for the caller to close. */
export async function openLogLikelihoodModel(request: LogLikelihoodRequest): Promise<LogLikelihoodModel> {
  return (await import('./backend/llama/log-likelihood.ts')).openLogLikelihoodModel(request);
}
