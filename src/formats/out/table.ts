// Every format in which a run can leave.
import { cardOut } from './card.ts';
import { csvOut } from './csv.ts';
import { everyEvalEverOut } from './every-eval-ever.ts';
import type { OutFormat } from './format.ts';
import type { ExportFormat } from './format-names.ts';
import { inspectOut } from './inspect.ts';
import { modelCardOut } from './model-card.ts';
import { mtBenchOut } from './mt-bench.ts';
import { openaiOut } from './openai.ts';
import { parquetOut } from './parquet.ts';
import { promptfooOut } from './promptfoo.ts';
import { rpBenchOut } from './rp-bench.ts';
import { llamaServerPresetOut, sillytavernPresetOut } from './sampling-presets.ts';
import { sharegptOut } from './sharegpt.ts';
import { sillytavernOut } from './sillytavern.ts';

export const OUT_FORMATS: Readonly<Record<ExportFormat, OutFormat>> = {
  openai: openaiOut,
  sharegpt: sharegptOut,
  sillytavern: sillytavernOut,
  csv: csvOut,
  'mt-bench': mtBenchOut,
  'rp-bench': rpBenchOut,
  inspect: inspectOut,
  promptfoo: promptfooOut,
  'every-eval-ever': everyEvalEverOut,
  parquet: parquetOut,
  'sillytavern-preset': sillytavernPresetOut,
  'llama-server-preset': llamaServerPresetOut,
  'model-card': modelCardOut,
  card: cardOut,
};
