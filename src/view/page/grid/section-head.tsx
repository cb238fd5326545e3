// What a scenario is about, and which playing of it is shown. Start at `SectionHead`.
import type { ComparedScenario } from '../../../compare/comparison.ts';
import { plural, say } from '../../../words/text.ts';
import { Icon } from '../icons.tsx';
import { look, view } from '../view-state.ts';
import { inReaders, t } from '../words.ts';
import { langOf } from './places.ts';

export function SectionHead({ scenario, sample }: { scenario: ComparedScenario; sample: number }) {
  const { id, title, tags, turns, persona, differs } = scenario;
  return (
    <div class="section-head">
      <div class="section-title">
        <h2>{inReaders(title)}</h2>
        <p class="soft">
          <code>{id}</code>
          <span>{t(plural(turns, 'turn'))}</span>
          {tags.map((tag) => (
            <span key={tag} class="tag">
              {tag}
            </span>
          ))}
        </p>
      </div>
      <SamplePager scenario={scenario} sample={sample} />
      {differs && (
        <p class="doubt-note">
          {t(say('The runs have this scenario in different forms: what is in one row may not be the same question.'))}
        </p>
      )}
      {persona && (
        <details class="persona">
          <summary>
            {t(say('Persona'))} <bdi>{persona.name}</bdi>
          </summary>
          <p lang={langOf(persona.instruction)}>{persona.instruction}</p>
        </details>
      )}
    </div>
  );
}

function SamplePager({ scenario: { id, samples }, sample }: { scenario: ComparedScenario; sample: number }) {
  if (samples < 2) return null;
  return (
    <fieldset class="pager" aria-label={t(say('Sample'))}>
      <button
        type="button"
        class="quiet"
        disabled={sample <= 1}
        aria-label={t(say('previous sample'))}
        onClick={() => turnTo(id, sample - 1)}
      >
        <Icon name="back" />
      </button>
      <span aria-live="polite">{t(say('Sample {n} of {all}', { n: sample, all: samples }))}</span>
      <button
        type="button"
        class="quiet"
        disabled={sample >= samples}
        aria-label={t(say('next sample'))}
        onClick={() => turnTo(id, sample + 1)}
      >
        <Icon name="forward" />
      </button>
    </fieldset>
  );
}

/** Every column shows that sample: a sample is one coherent conversation. */
function turnTo(scenario: string, sample: number): void {
  look({ samples: { ...view.value.samples, [scenario]: sample } });
}
