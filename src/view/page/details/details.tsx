// How one reply came about: its exact prompt, its settings, its model, its record. Not shown in blind mode, where all of these tell the
// model. Start at `Details`.
import type { Column, ComparedScenario, Section } from '../../../compare/comparison.ts';
import { inertLine } from '../../../core/inert-text.ts';
import { inBoth, joinTexts, say } from '../../../words/text.ts';
import { Modal } from '../modal.tsx';
import { shownColumns } from '../shown-columns.ts';
import { useStore } from '../store-context.ts';
import { useRecorded, useWords } from '../words.ts';
import './details.css';
import { Facts } from './facts.tsx';
import { type Place, takeAt, talkAt } from './place.ts';
import { promptOf } from './prompt-of.ts';
import { partsOf } from './prompt-parts.ts';
import { PromptView } from './prompt-view.tsx';
import { saidBefore } from './said-before.ts';
import { SettingsTable } from './settings-table.tsx';

/** Of the reply at which the reader is. */
export function Details({ onClose }: { onClose: () => void }) {
  const store = useStore();
  const read = useWords();
  const view = store.view.value;
  const { at } = view;
  const shown = at && shownColumns(store.columns.value, view, at.scenario)[at.column];
  const scenario = store.comparison.scenarios.find(({ id }) => id === at?.scenario);
  const loaded = scenario && store.section(scenario.id).value;
  if (view.mode === 'blind' || !at || !shown || !scenario || loaded?.state !== 'here')
    return (
      <Modal title={read(say('Details'))} onClose={onClose}>
        <p class="basis">
          {read(
            view.mode === 'blind'
              ? say('hidden in blind mode: it would tell the model')
              : say('there is no reply here'),
          )}
        </p>
      </Modal>
    );
  const place = { column: shown.index, sample: view.samples[scenario.id] ?? 1, turn: at.turn };
  return <DetailsOf {...{ section: loaded.value, scenario, column: shown.column, place, onClose }} />;
}

interface DetailsProps {
  section: Section;
  scenario: ComparedScenario;
  column: Column;
  place: Place;
  onClose: () => void;
}

function DetailsOf({ section, scenario, column, place, onClose }: DetailsProps) {
  const read = useWords();
  const found = takeAt(section, place);
  const talk = talkAt(section, place);
  const where = joinTexts(' · ', [
    inertLine(column.label),
    inBoth(scenario.title),
    scenario.samples > 1 ? say('sample {n}', { n: place.sample }) : null,
    say('turn {turn}', { turn: place.turn }),
  ]);
  return (
    <Modal title={read(where)} onClose={onClose}>
      {found === null ? (
        <p class="basis">{read(say('there is no reply here'))}</p>
      ) : (
        <div class="details">
          <section class="details-part">
            <h3>{read(say('Prompt'))}</h3>
            <Prompt {...{ section, scenario, place, problem: talk?.promptProblem ?? null }} />
          </section>
          <div>
            <section class="details-part">
              <h3>{read(say('Sampling settings'))}</h3>
              {talk?.sampling ? (
                <SettingsTable sampling={talk.sampling} />
              ) : (
                <p class="basis">{read(say('the record has no settings'))}</p>
              )}
            </section>
            <Facts {...{ column, talk, found }} />
          </div>
        </div>
      )}
    </Modal>
  );
}

interface PromptProps extends Pick<DetailsProps, 'section' | 'scenario' | 'place'> {
  /** Why there is none, in English. */
  problem: string | null;
}

function Prompt({ section, scenario, place, problem }: PromptProps) {
  const read = useWords();
  const recorded = useRecorded();
  const prompt = promptOf(section, place);
  if (prompt === null)
    return <p class="basis">{problem === null ? read(say('the prompt is not known')) : recorded(problem)}</p>;
  return (
    <PromptView prompt={prompt} parts={partsOf(prompt.text, saidBefore(section, scenario, place))} turn={place.turn} />
  );
}
