// The flags of `hitogara score`, and those of scoring that `eval` has too. Start at `scoreFlags`.
import { say } from '../../words/text.ts';
import { type Flags, InvalidValue, integer, list, text } from '../flags.ts';
import { jsonFlag, type NamedInRun, namedInRunFlags, outFlag } from '../shared-flags.ts';

export interface GateOptions {
  gates: string[];
}

export const gateFlags: Flags<GateOptions> = {
  gates: {
    flag: '--gate <check[=limit]>',
    help: 'exit with 1 if this check fails in a larger share of cases than its limit, such as leak.template, length.max=0.05 or register=5%; default limit 0; may be repeated',
    fallback: [],
    parse: list,
  },
};

export interface ScoreOptions extends GateOptions, NamedInRun {
  checks: string[];
  list: boolean;
  failures: number;
  scenarioOfRun: boolean;
  scenarioNow: boolean;
  reporters: ScoreReporter[];
  json: boolean;
  csv: string | null;
  ratings: string | null;
  out: string;
}

/** Besides what is printed. */
export type ScoreReporter = { name: 'github' } | { name: 'junit'; file: string };

export const scoreFlags: Flags<ScoreOptions> = {
  checks: {
    flag: '--check <id>',
    help: 'only this check: id or glob of ids, such as "length.*"; may be repeated',
    fallback: [],
    parse: list,
  },
  ...namedInRunFlags,
  ...gateFlags,
  list: {
    flag: '--list',
    help: 'list the checks, and what each looks for',
    fallback: false,
  },
  failures: {
    flag: '--failures <n>',
    help: 'how many failures are listed',
    fallback: 20,
    parse: integer({ from: 0, to: 200 }),
  },
  scenarioOfRun: {
    flag: '--scenario-of-run',
    help: 'score by the scenarios as the run recorded them, without a note on later changes',
    fallback: false,
  },
  scenarioNow: {
    flag: '--scenario-now',
    help: 'score by the scenario files as they are now',
    fallback: false,
  },
  reporters: {
    flag: '--reporter <name>',
    help: 'also report to: github (annotations, and the summary of the job), junit:FILE (JUnit XML); may be repeated',
    fallback: [],
    parse: (value, before = []) => [...before, reporterOf(value)],
  },
  json: jsonFlag,
  csv: {
    flag: '--csv <file>',
    help: 'also write every result to this file, as a table for spreadsheets',
    fallback: null,
    parse: text,
  },
  ratings: {
    flag: '--ratings <file>',
    help: 'human ratings, one JSON object per line; compared with the checks',
    fallback: null,
    fallbackHelp: "ratings.jsonl in the run's folder, if there is one",
    parse: text,
  },
  out: { ...outFlag, help: 'where run folders are' },
};

function reporterOf(value: string): ScoreReporter {
  const junit = junitFileOf(value);
  if (junit !== null) return { name: 'junit', file: junit };
  if (value === 'github') return { name: 'github' };
  throw new InvalidValue(say('expected github or junit:FILE'));
}

/** null: another reporter. */
export function junitFileOf(value: string): string | null {
  const [, file = ''] = /^junit:(.+)$/s.exec(value) ?? [];
  return file === '' ? null : file;
}
