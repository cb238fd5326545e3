import { ExitCode, mistakesOf, together, type UserError } from '../../core/errors.ts';
import { inertJson, inertLine } from '../../core/inert-text.ts';
import { shorten } from '../../core/world.ts';
import { foldProse } from '../../report/fold.ts';
import { plainTable } from '../../report/plain-table.ts';
import { columnsOf, messageText, shown } from '../../report/screen.ts';
import { doubtsAbout } from '../../scenario/doubts.ts';
import { loadScenarios } from '../../scenario/load.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { joinTexts, plural, say } from '../../words/text.ts';
import type { Host } from '../host.ts';
import { tellBroken } from '../tell-broken.ts';

/** Lists what can be read, then says what is wrong with the rest. */
export async function listScenarios(host: Host): Promise<number> {
  const broken: UserError[] = [];
  const loaded = await loadScenarios(['*'], host, { onBroken: (error) => broken.push(error) });
  const rows = loaded.map(({ scenario }) => rowOf(scenario).map(inertLine));
  const head = ['scenario', 'turns', 'refs', 'language', 'tags', 'title'];
  host.stdout.write(`${plainTable(head, rows, { columns: columnsOf(host.stdout), numbers: ['turns', 'refs'] })}\n`);
  return tellBroken(broken, host);
}

/** One title, in the scenario's language, and no tag that only repeats another column: lines should fit a terminal. */
function rowOf({ id, title, tags, persona: { language, register }, turns }: Scenario): string[] {
  return [
    id,
    String(turns.length),
    String(turns.filter(({ referenceReplies }) => referenceReplies).length),
    `${language} ${register}`,
    tags.filter((tag) => tag !== language && tag !== register).join(' '),
    language === 'ja' ? title.ja : title.en,
  ];
}

export async function checkScenarios(
  selectors: readonly string[],
  { json }: { json: boolean },
  host: Host,
): Promise<number> {
  const broken: UserError[] = [];
  const loaded = await loadScenarios(selectors.length > 0 ? selectors : ['*'], host, {
    onBroken: (error) => broken.push(error),
  });
  if (json) {
    const scenarios = loaded.map(({ scenario: { id, turns }, file }) => ({
      ...{ id, file: shorten(file, host), turns: turns.length },
    }));
    const problems = broken.flatMap(mistakesOf).map((mistake) => asData(mistake, host));
    const warnings = loaded.flatMap(doubtsAbout).map((doubt) => asData(doubt, host));
    host.stdout.write(`${inertJson({ scenarios, problems, warnings })}\n`);
    return broken.length > 0 ? ExitCode.usage : ExitCode.done;
  }
  if (loaded.length === 0 && broken.length > 0) throw together(broken);
  for (const each of loaded) {
    const { scenario, file } = each;
    const line = say('ok {file}: {id}, {turns}', {
      file: shorten(file, host),
      id: scenario.id,
      turns: plural(scenario.turns.length, 'turn'),
    });
    host.stdout.write(`${inertLine(shown(line, host))}\n`);
    for (const { text } of doubtsAbout(each)) {
      const warning = joinTexts(' ', [say('warning'), text]).in(host.words);
      host.stdout.write(`${foldProse(messageText(warning, host), columnsOf(host.stdout))}\n`);
    }
  }
  return tellBroken(broken, host);
}

/** As a program reads it: English, with the path as a person would write it. */
function asData({ place, field, bare, remedy }: UserError, host: Host) {
  return {
    file: place && shorten(place.file, host),
    line: place?.line ?? null,
    column: place?.column ?? null,
    field,
    problem: messageText(String(bare), host),
    remedy: remedy && messageText(String(remedy), host),
  };
}
