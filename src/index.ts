// The library, by name: everything that the command line does is a function here.
export type {
  Backend,
  BackendSession,
  LabelDistribution,
  LogLikelihoodModel,
  PromptSize,
  PromptTokenizer,
  ReferenceReply,
  Reply,
  ReplyComparison,
  ReplyDistributions,
  ReplyLogLikelihood,
  ReplyRequest,
} from './backend/backend.ts';
export type { InspectedModel } from './backend/inspect-model.ts';
export type { ListedModel } from './backend/list-models.ts';
export { type OpenRequest, openBackend, openLogLikelihood } from './backend/open.ts';
export type { GivenModel } from './backend/request.ts';
export { type Respond, type ScriptedModel, type ScriptedTurn, scriptedModel } from './backend/scripted.ts';
export type { VerifiedFile } from './backend/verify-model.ts';
export {
  type ChoicesContext,
  type ChoicesRequest,
  type MeasuredChoices,
  measureChoices,
  resumeChoices,
} from './choices/measure.ts';
export { type ChoiceRecord, readRecord as readChoiceRecord } from './choices/records.ts';
export { type ChoicesTally, tallyChoices } from './choices/tally.ts';
export {
  type Cell,
  type Column,
  type Comparison,
  ComparisonSchema,
  type Delta,
  type Reply as ComparedReply,
  type Row,
  type Section,
  type Take,
} from './compare/comparison.ts';
export { differenceOf, type Piece } from './compare/difference.ts';
export { ExitCode, ModelFailure, UserError } from './core/errors.ts';
export { DEFAULT_LIMITS, type Limits } from './core/limits.ts';
export type { BackendDescription, HostedDescription, LlamaDescription } from './core/model-description.ts';
export type { Identity, ModelRole } from './core/model-identity.ts';
export type { LlamaOptions, Mode, OnOverflow } from './core/play-choices.ts';
export { createSecrets, type Secrets } from './core/secrets.ts';
export type { Places, World } from './core/world.ts';
export type { ConsultedModel, ConsultProgress } from './doctor/consult.ts';
export type { Examination } from './doctor/examine.ts';
export type { Finding, Severity } from './doctor/finding.ts';
export {
  type Race,
  type RankedModel,
  type RankedPlace,
  type RankProgress,
  type RankRequest,
  type RankVerdict,
  rankTemplates,
  type TemplateRanking,
} from './doctor/rank.ts';
export { type ReferenceConversation, referenceConversationOf } from './doctor/reference-conversation.ts';
export {
  type CompareOptions,
  checkRegression,
  compareRuns,
  describePlan,
  type EvaluateOptions,
  type ExportOptions,
  evaluate,
  exportRun,
  type ImportOptions,
  importChats,
  type LibraryContext,
  type PlayContext,
  type RegressOptions,
  type ResumeOptions,
  resumeRun,
  type ScoreOptions,
  type SelfTestOptions,
  scoreRun,
  selfTest,
  writeComparison,
} from './library.ts';
export {
  type ExamineOptions,
  examineModels,
  findModels,
  inspectModel,
  listModels,
  type OpenOptions,
  type PullOptions,
  pullGguf,
  type TokenizedWith,
  tokenizeWith,
  verifyModel,
} from './library-models.ts';
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
export { type ModelSpec, ModelSpecSchema } from './registry/schema.ts';
export type { RegressResult } from './regress/regress.ts';
export { type RegressReport, RegressReportSchema } from './regress/report.ts';
export type { PlanDescription } from './run/dry-run.ts';
export type { RunResult } from './run/engine.ts';
export { type Emit, type Reporter, type RunEvent, tellAll } from './run/events.ts';
export type { ExportTold } from './run/export.ts';
export type { ImportedRun } from './run/import.ts';
export type { ResumeResult } from './run/resume.ts';
export { CHECK_IDS, type CheckId } from './scenario/check-settings.ts';
export { scenarioJsonSchema } from './scenario/json-schema.ts';
export { loadScenarios } from './scenario/load.ts';
export { type Persona, type Scenario, ScenarioSchema, type Turn } from './scenario/schema.ts';
export type { CheckResult, Finding as CheckFinding } from './score/check.ts';
export type { Gate } from './score/gate-names.ts';
export type { JudgedGate } from './score/gates.ts';
export type { ScoredModel, ScoreReport } from './score/report-on.ts';
export type { ScoredConversation } from './score/score-run.ts';
export type { ModelScores } from './score/score-tally.ts';
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
export { thisProcess } from './this-process.ts';
