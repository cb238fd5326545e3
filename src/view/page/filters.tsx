// What is left out: by scenario, column, turn, what checks found, what people said, and by text. Start at `Filters`.
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type Label, say } from '../../words/text.ts';
import { allColumns, isBlind } from './columns.ts';
import { comparison, sectionOf } from './data.ts';
import { Icon } from './icons.tsx';
import { matcher, tally } from './rows.ts';
import { clearFilters } from './steps.ts';
import { EVERYTHING, look, OPINIONS, RESULTS, type View, view } from './view-state.ts';
import { inReaders, t } from './words.ts';

export const isFilterOpen = signal(false);

const RESULT_NAMES: Record<View['result'], Label> = {
  any: 'any result',
  fault: 'a fault',
  warning: 'a warning',
  none: 'nothing found',
};

const OPINION_NAMES: Record<View['opinion'], Label> = {
  any: 'rated or not',
  rated: 'rated',
  unrated: 'with a reply not rated yet',
  note: 'with a note',
};

const DELAY_MS = 150;

export function SearchField() {
  const input = useRef<HTMLInputElement>(null);
  const own = useRef(view.value.text);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const wanted = view.value.text;
  useEffect(() => {
    // What was typed here is there already, and more may have been typed since.
    if (wanted === own.current || !input.current) return;
    clearTimeout(timer.current);
    own.current = wanted;
    input.current.value = wanted;
  }, [wanted]);
  const search = (text: string): void => {
    clearTimeout(timer.current);
    if (text === own.current) return;
    own.current = text;
    look({ text });
  };
  const searchSoon = (text: string): void => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => search(text), DELAY_MS);
  };
  const problem = matcher.value?.problem ?? null;
  return (
    <search class="search">
      <input
        id="search"
        type="search"
        ref={input}
        maxLength={200}
        defaultValue={wanted}
        placeholder={t(say('Search, or /expression/'))}
        aria-label={t(say('Search what is said'))}
        aria-invalid={problem !== null}
        aria-describedby="search-problem"
        onInput={(event) => searchSoon(event.currentTarget.value)}
        onBlur={(event) => search(event.currentTarget.value)}
      />
      <span id="search-problem" class="fault-note" role="status">
        {problem !== null && t(problem)}
      </span>
    </search>
  );
}

export function FilterButton() {
  const n = activeFilters();
  const { shown, all, isPartial } = tally.value;
  return (
    <>
      <button
        type="button"
        class="quiet"
        aria-expanded={isFilterOpen.value}
        aria-controls="filters"
        onClick={() => (isFilterOpen.value = !isFilterOpen.value)}
      >
        <Icon name="filter" /> {n === 0 ? t(say('Filters')) : t(say('Filters ({n})', { n }))}
      </button>
      <span class="soft count" role="status">
        {isPartial
          ? t(say('{shown} of {all} turns so far', { shown, all }))
          : t(say('{shown} of {all} turns', { shown, all }))}
      </span>
    </>
  );
}

function activeFilters(): number {
  const now = view.value;
  const lists = [now.scenarios, now.tags, now.columns].filter((list) => list.length > 0);
  const single = (['check', 'result', 'opinion'] as const).filter((name) => now[name] !== EVERYTHING[name]);
  return lists.length + single.length + (now.from !== null || now.to !== null ? 1 : 0);
}

export function Filters() {
  const compared = comparison.value;
  if (!isFilterOpen.value || !compared) return null;
  const tags = [...new Set(compared.scenarios.flatMap((scenario) => scenario.tags))];
  return (
    <section id="filters" class="filters" aria-label={t(say('Filters'))}>
      <Choices
        name="scenarios"
        heading="Scenarios"
        options={compared.scenarios.map(({ id, title }) => ({ id, label: inReaders(title) }))}
      />
      {tags.length > 0 && <Choices name="tags" heading="Tags" options={tags.map((tag) => ({ id: tag, label: tag }))} />}
      <Choices
        name="columns"
        heading="Columns"
        options={allColumns.value.map(({ column, name }) => ({ id: column.id, label: name }))}
      />
      <fieldset>
        <legend>{t(say('Turns'))}</legend>
        <div class="line">
          <TurnField name="from" label="from turn" />
          <span aria-hidden="true">–</span>
          <TurnField name="to" label="to turn" />
        </div>
        <Select
          name="opinion"
          label="Ratings"
          options={OPINIONS.map((id) => ({ id, label: t(say(OPINION_NAMES[id])) }))}
        />
      </fieldset>
      {!isBlind.value && <CheckFilter />}
      <div>
        <button type="button" class="quiet" onClick={clearFilters}>
          {t(say('Show everything'))}
        </button>
      </div>
    </section>
  );
}

interface ChoicesProps {
  name: 'scenarios' | 'tags' | 'columns';
  heading: Label;
  options: readonly { id: string; label: string }[];
}

/** None chosen: all are shown. */
function Choices({ name, heading, options }: ChoicesProps) {
  const chosen = view.value[name];
  return (
    <fieldset class="choices">
      <legend>{t(say(heading))}</legend>
      <div class="scroll">
        {options.map(({ id, label }, index) => (
          <label key={index}>
            <input
              type="checkbox"
              checked={chosen.includes(id)}
              onChange={() =>
                look({ [name]: chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id] })
              }
            />
            <bdi>{label}</bdi>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function TurnField({ name, label }: { name: 'from' | 'to'; label: Label }) {
  return (
    <input
      type="number"
      min={1}
      step={1}
      aria-label={t(say(label))}
      value={view.value[name] ?? ''}
      onInput={({ currentTarget: { valueAsNumber } }) =>
        look({ [name]: Number.isSafeInteger(valueAsNumber) && valueAsNumber > 0 ? valueAsNumber : null })
      }
    />
  );
}

function CheckFilter() {
  const checks = new Set(
    (comparison.value?.columns ?? []).flatMap(({ figures }) => figures?.checks.map(({ check }) => check) ?? []),
  );
  for (const { id } of comparison.value?.scenarios ?? []) {
    const loaded = sectionOf(id).value;
    if (loaded.status !== 'there') continue;
    for (const talk of loaded.section.talks.flat()) for (const { check } of talk.marks ?? []) checks.add(check);
  }
  const options = [{ id: '', label: t(say('any check')) }, ...[...checks].sort().map((id) => ({ id, label: id }))];
  return (
    <fieldset>
      <legend>{t(say('Checks'))}</legend>
      <Select name="check" label="Check" options={options} />
      <Select name="result" label="Result" options={RESULTS.map((id) => ({ id, label: t(say(RESULT_NAMES[id])) }))} />
    </fieldset>
  );
}

interface SelectProps {
  name: 'check' | 'result' | 'opinion';
  label: Label;
  options: readonly { id: string; label: string }[];
}

function Select({ name, label, options }: SelectProps) {
  const choose = (value: string): void => {
    if (name === 'check') look({ check: value === '' ? null : value });
    else if (name === 'result') look({ result: RESULTS.find((each) => each === value) ?? 'any' });
    else look({ opinion: OPINIONS.find((each) => each === value) ?? 'any' });
  };
  return (
    <label class="select">
      <span>{t(say(label))}</span>
      <select value={view.value[name] ?? ''} onChange={(event) => choose(event.currentTarget.value)}>
        {options.map(({ id, label: text }) => (
          <option key={id} value={id}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
