// The scenarios of the compared runs, each once. From manifests alone. Start at `scenariosOf`.
import { hashData } from '../core/hash.ts';
import type { PastRun, RecordedScenario } from '../store/past-run.ts';
import type { ColumnSource } from './columns.ts';
import type { ComparedScenario } from './comparison.ts';

/** In the order of the first run that has them. */
export function scenariosOf(sources: readonly ColumnSource[], isWanted: (id: string) => boolean): ComparedScenario[] {
  const runs = [...new Set(sources.map(({ run }) => run))];
  const ids = [...new Set(runs.flatMap(({ scenarios }) => scenarios.map(({ id }) => id)))].filter(isWanted);
  return ids.map((id) => {
    const having = runs.flatMap((run) => run.scenarios.filter((each) => each.id === id).map((each) => ({ run, each })));
    const forms = new Set(having.map(({ each }) => formOf(each)));
    const columns = sources.filter(({ run }) => having.some((own) => own.run === run)).map(({ column }) => column.id);
    return {
      ...headOf(id, having.find(({ each }) => each.scenario)?.each),
      samples: Math.max(1, ...having.map(({ run }) => samplesOf(run))),
      differs: forms.size > 1,
      columns,
    };
  });
}

function samplesOf({ manifest }: PastRun): number {
  return manifest.request.samples;
}

/** What is played of it; corrections of a title, say, do not count. */
function formOf({ scenario, hash }: RecordedScenario): string {
  if (!scenario) return hash;
  const { persona, greeting, turns } = scenario;
  const { name, user, instruction, lorebook } = persona;
  return hashData([name, user, instruction, lorebook, greeting ?? null, turns.map((turn) => turn.user)]);
}

type Head = Omit<ComparedScenario, 'samples' | 'differs' | 'columns'>;

function headOf(id: string, recorded: RecordedScenario | undefined): Head {
  const scenario = recorded?.scenario;
  if (!scenario) return { id, title: { ja: id, en: id }, tags: [], persona: null, greeting: null, turns: 0 };
  const { title, tags, persona, greeting = null, turns } = scenario;
  const { name, user, instruction } = persona;
  return { id, title, tags, persona: { name, user, instruction }, greeting, turns: turns.length };
}
