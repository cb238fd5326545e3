import { inertJson } from '../core/inert-text.ts';
import { type Places, shorten } from '../core/world.ts';
import type { Reporter, RunEvent } from '../run/events.ts';
import type { Screen } from './screen.ts';

/** For programs: every event except pieces of text as one line of JSON, without the long metadata of weights files. */
export function jsonlReporter({ stdout, ...places }: Pick<Screen, 'stdout'> & Places): Reporter {
  return {
    report(event) {
      if (event.type === 'text') return;
      stdout.write(`${inertJson(printed(event, places), 0)}\n`);
    },
  };
}

function printed(event: RunEvent, places: Places): object {
  if ('directory' in event && event.directory !== null)
    return { ...event, directory: shorten(event.directory, places) };
  if (event.type === 'model-start') return { ...event, file: event.file && shorten(event.file, places) };
  if (event.type !== 'model-ready' || !('metadata' in event.description)) return event;
  const { metadata: _, ...description } = event.description;
  return { ...event, description };
}
