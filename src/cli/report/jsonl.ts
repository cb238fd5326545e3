import { inertJson } from '../../core/inert-text.ts';
import type { Reporter, RunEvent } from '../../run/events.ts';
import type { Host } from '../host.ts';

/** For programs: every event but the pieces of text as one line of JSON, without the long metadata of weights files. */
export function jsonlReporter({ stdout }: Pick<Host, 'stdout'>): Reporter {
  return {
    report(event) {
      if (event.type === 'text') return;
      stdout.write(`${inertJson(withoutMetadata(event), 0)}\n`);
    },
  };
}

function withoutMetadata(event: RunEvent): object {
  if (event.type !== 'model-ready' || event.description.backend !== 'llama') return event;
  const { metadata: _, ...description } = event.description;
  return { ...event, description };
}
