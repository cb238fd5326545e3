// A note and tags for one reply. Start at `NoteDialog`.
import { useSignal } from '@preact/signals';
import { say } from '../../words/text.ts';
import { announce, dialog } from './dialogs.ts';
import { Frame } from './frame.tsx';
import { inSight, opinionOf, type Rated, rate } from './opinions.ts';
import { t } from './words.ts';

export function NoteDialog({ rated, name }: { rated: Rated; name: string }) {
  const own = inSight(opinionOf(rated));
  const note = useSignal(own?.note ?? '');
  const tags = useSignal((own?.tags ?? []).join(', '));
  const save = (): void => {
    rate(rated, { rating: own?.rating, thumb: own?.thumb, tags: tagsIn(tags.value), note: note.value.trim() });
    announce(say('note kept'));
    dialog.value = null;
  };
  return (
    <Frame heading={t(say('Note on turn {turn}, {column}', { turn: rated.turn ?? '', column: name }))}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <label>
          <span>{t(say('Note'))}</span>
          <textarea
            rows={6}
            maxLength={10_000}
            value={note.value}
            onInput={(event) => (note.value = event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save();
            }}
          />
        </label>
        <label>
          <span>{t(say('Tags, with commas between them'))}</span>
          <input
            type="text"
            maxLength={2_000}
            value={tags.value}
            onInput={(event) => (tags.value = event.currentTarget.value)}
          />
        </label>
        <p class="line">
          <button type="submit" class="strong">
            {t(say('Keep'))}
          </button>
          <span class="soft">Ctrl + Enter</span>
        </p>
      </form>
    </Frame>
  );
}

/** Within what `RatingSchema` allows. */
function tagsIn(text: string): string[] {
  const tags = text.split(/[,、，]/).map((tag) => tag.trim().slice(0, 100));
  return [...new Set(tags.filter((tag) => tag !== ''))].slice(0, 50);
}
