// How one reply came about: its exact prompt, its settings, its model, its record. Start at `Details`.
import type { Column, Comparison, Section } from '../../../compare/comparison.ts';
import { inertLine } from '../../../core/inert-text.ts';
import { inBoth, joinTexts, say } from '../../../words/text.ts';
import { t, told } from '../words.ts';
import './details.css';
import { Facts } from './facts.tsx';
import { type Place, takeAt, talkAt } from './place.ts';
import { promptOf } from './prompt-of.ts';
import { partsOf } from './prompt-parts.ts';
import { PromptView } from './prompt-view.tsx';
import { saidBefore } from './said-before.ts';
import { SettingsTable } from './settings-table.tsx';

export interface DetailsProps extends Place {
  comparison: Comparison;
  section: Section;
  column: Column;
}

/** What is in the dialog; its frame, heading and close button are around it. */
export function Details({ comparison, section, column, index, sample, turn }: DetailsProps) {
  const place = { index, sample, turn };
  const found = takeAt(section, place);
  const talk = talkAt(section, place);
  const scenario = comparison.scenarios.find(({ id }) => id === section.scenario);
  if (found === null || scenario === undefined) return <p class="soft">{t(say('there is no reply here'))}</p>;
  const where = joinTexts(' · ', [
    inertLine(column.label),
    inBoth(scenario.title),
    scenario.samples > 1 ? say('sample {n}', { n: sample }) : null,
    say('turn {turn}', { turn }),
  ]);
  return (
    <>
      <p class="details-where">{t(where)}</p>
      <div class="details">
        <section class="details-part">
          <h3>{t(say('Prompt'))}</h3>
          <Prompt {...{ section, scenario, place, problem: talk?.promptProblem ?? null }} />
        </section>
        <div>
          <section class="details-part">
            <h3>{t(say('Sampling settings'))}</h3>
            {talk?.sampling ? (
              <SettingsTable sampling={talk.sampling} />
            ) : (
              <p class="soft">{t(say('the record has no settings'))}</p>
            )}
          </section>
          <Facts {...{ column, talk, found }} />
        </div>
      </div>
    </>
  );
}

interface PromptProps {
  section: Section;
  scenario: Comparison['scenarios'][number];
  place: Place;
  /** Why there is none, in English. */
  problem: string | null;
}

function Prompt({ section, scenario, place, problem }: PromptProps) {
  const prompt = promptOf(section, place);
  if (prompt === null)
    return <p class="soft">{problem === null ? t(say('the prompt is not known')) : told(problem)}</p>;
  return (
    <PromptView prompt={prompt} parts={partsOf(prompt.text, saidBefore(section, scenario, place))} turn={place.turn} />
  );
}
