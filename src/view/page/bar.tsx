// What stands at the top: what the page shows, and how. Start at `Bar`.
import { type Label, plural, say } from '../../words/text.ts';
import { themeNow, toggleTheme } from './appearance.ts';
import { isBlind } from './columns.ts';
import { comparison, regressions, source } from './data.ts';
import { dialog } from './dialogs.ts';
import { FilterButton, SearchField } from './filters.tsx';
import { Icon } from './icons.tsx';
import { closeComparison } from './open.ts';
import { linesOf, revision } from './opinions.ts';
import { chooseMode } from './steps.ts';
import { look, MODES, type Mode, TABS, view } from './view-state.ts';
import { chooseWords, language, t } from './words.ts';

const MODE_NAMES: Record<Mode, Label> = {
  read: 'Read',
  difference: 'Difference',
  'only-different': 'Only different',
  failures: 'Only faults',
  blind: 'Blind',
};

const TAB_NAMES: Record<(typeof TABS)[number], Label> = {
  replies: 'Replies',
  figures: 'Figures',
  regression: 'Regression',
};

export function Bar() {
  const isCompared = comparison.value !== null;
  return (
    <header class="bar">
      <div class="bar-row">
        <p class="brand">
          hitogara<span lang="ja">人柄</span>
        </p>
        {isCompared && source.value?.runs && (
          <button type="button" class="quiet" onClick={closeComparison}>
            <Icon name="back" /> {t(say('All runs'))}
          </button>
        )}
        {isCompared && <Tabs />}
        <span class="spacer" />
        {isCompared && <SaveButton />}
        <button
          type="button"
          class="quiet"
          lang={language.value === 'ja' ? 'en' : 'ja'}
          onClick={() => chooseWords(language.value === 'ja' ? 'en' : 'ja')}
        >
          {language.value === 'ja' ? 'English' : '日本語'}
        </button>
        <button
          type="button"
          class="quiet"
          aria-label={t(themeNow() === 'light' ? say('dark') : say('light'))}
          title={t(themeNow() === 'light' ? say('dark') : say('light'))}
          onClick={toggleTheme}
        >
          <Icon name={themeNow() === 'light' ? 'dark' : 'light'} />
        </button>
        <button
          type="button"
          class="quiet key"
          aria-label={t(say('Keys'))}
          title={t(say('Keys'))}
          onClick={() => (dialog.value = { is: 'help' })}
        >
          ?
        </button>
      </div>
      {isCompared && view.value.tab === 'replies' && (
        <div class="bar-row tools">
          <Modes />
          <Units />
          <SearchField />
          <FilterButton />
        </div>
      )}
    </header>
  );
}

function Tabs() {
  return (
    <nav class="tabs" aria-label={t(say('Views'))}>
      {TABS.filter((tab) => tab !== 'regression' || (regressions.value?.length ?? 0) > 0).map((tab) => (
        <button
          key={tab}
          type="button"
          aria-current={view.value.tab === tab ? 'page' : undefined}
          disabled={tab !== 'replies' && isBlind.value}
          onClick={() => look({ tab })}
        >
          {t(say(TAB_NAMES[tab]))}
        </button>
      ))}
    </nav>
  );
}

function Modes() {
  return (
    <fieldset class="segments">
      <legend class="unseen">{t(say('Mode'))}</legend>
      {MODES.map((mode) => (
        <label key={mode}>
          <input
            type="radio"
            name="mode"
            value={mode}
            checked={view.value.mode === mode}
            onChange={() => chooseMode(mode)}
          />
          <span>{t(say(MODE_NAMES[mode]))}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Units() {
  const { mode, unit } = view.value;
  if (mode !== 'difference' && mode !== 'only-different') return null;
  const names: Record<typeof unit, Label> = { word: 'by word', character: 'by character' };
  return (
    <fieldset class="segments">
      <legend class="unseen">{t(say('Differences'))}</legend>
      {(['word', 'character'] as const).map((each) => (
        <label key={each}>
          <input type="radio" name="unit" value={each} checked={unit === each} onChange={() => look({ unit: each })} />
          <span>{t(say(names[each]))}</span>
        </label>
      ))}
    </fieldset>
  );
}

function SaveButton() {
  revision.value;
  const opinions = (comparison.value?.runs ?? []).reduce((sum, { id }) => sum + linesOf(id).length, 0);
  if (source.value?.isLive) return opinions > 0 ? <span class="soft">{t(plural(opinions, 'rating'))}</span> : null;
  const label =
    opinions > 0 ? t(say('Save {ratings}', { ratings: plural(opinions, 'rating') })) : t(say('Save ratings'));
  return (
    <button
      type="button"
      class={opinions > 0 ? 'strong' : 'quiet'}
      aria-label={label}
      onClick={() => (dialog.value = { is: 'save' })}
    >
      <Icon name="save" /> <span class="word">{label}</span>
    </button>
  );
}
