// The Japanese dictionary, in parts that follow the rooms of the program. Start at `japanese`.
import { baselines } from './ja/baseline.ts';
import { cards } from './ja/cards.ts';
import { checkSummaries } from './ja/check-summaries.ts';
import { checksPersona } from './ja/checks-persona.ts';
import { checksStyle } from './ja/checks-style.ts';
import { checksText } from './ja/checks-text.ts';
import { choices } from './ja/choices.ts';
import { commandHelp } from './ja/command-help.ts';
import { commands } from './ja/commands.ts';
import { compare } from './ja/compare.ts';
import { comparing } from './ja/comparing.ts';
import { counts } from './ja/counts.ts';
import { doctor } from './ja/doctor.ts';
import { downloads } from './ja/downloads.ts';
import { exporting } from './ja/export.ts';
import { files } from './ja/files.ts';
import { formChecks } from './ja/form-checks.ts';
import { grammar } from './ja/grammar.ts';
import { htmlReports } from './ja/html-report.ts';
import { importing } from './ja/import.ts';
import { importingChats } from './ja/import-chats.ts';
import { models } from './ja/models.ts';
import { optionHelp } from './ja/option-help.ts';
import { page } from './ja/page.ts';
import { pageFigures } from './ja/page-figures.ts';
import { pageRegression } from './ja/page-regression.ts';
import { presets } from './ja/presets.ts';
import { questions } from './ja/questions.ts';
import { rate } from './ja/rate.ts';
import { ratings } from './ja/ratings.ts';
import { regressReport } from './ja/regress-report.ts';
import { regressRun } from './ja/regress-run.ts';
import { replies } from './ja/replies.ts';
import { report } from './ja/report.ts';
import { runs } from './ja/runs.ts';
import { score } from './ja/score.ts';
import { verdict } from './ja/verdict.ts';
import { view } from './ja/view.ts';

export const japanese = {
  ...counts,
  ...commandHelp,
  ...optionHelp,
  ...commands,
  ...files,
  ...runs,
  ...regressRun,
  ...baselines,
  ...replies,
  ...report,
  ...doctor,
  ...models,
  ...downloads,
  ...grammar,
  ...score,
  ...checkSummaries,
  ...checksStyle,
  ...checksText,
  ...formChecks,
  ...checksPersona,
  ...importing,
  ...importingChats,
  ...choices,
  ...cards,
  ...presets,
  ...questions,
  ...exporting,
  ...ratings,
  ...rate,
  ...comparing,
  ...compare,
  ...htmlReports,
  ...page,
  ...pageFigures,
  ...pageRegression,
  ...verdict,
  ...regressReport,
  ...view,
} as const;

export type Japanese = typeof japanese;
