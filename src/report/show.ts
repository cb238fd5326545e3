// A past run as text, as Markdown or as JSON: a beginning, a piece for each conversation, an end. Start at `viewOf`.
import { inertJson } from '../core/inert-text.ts';
import type { BackendDescription } from '../core/model-description.ts';
import { type Places, shorten } from '../core/world.ts';
import { greetingOf, type PastRun } from '../store/past-run.ts';
import type { RunView } from './past-run.ts';
import type { Screen } from './screen.ts';
import type { ShowFormat } from './show-formats.ts';
import { markdownView } from './show-markdown.ts';
import { textView } from './show-text.ts';

/** @param run with the models and scenarios that were asked for */
export function viewOf(run: PastRun, format: ShowFormat, screen: Screen): RunView {
  if (format === 'json') return jsonView(run, screen);
  return format === 'markdown' ? markdownView(run, screen) : textView(run, screen);
}

/** How chats of a log were played, nobody knows. */
function knownOfImport({ models, scenarios, samples }: PastRun['manifest']['request']): object {
  return { models, scenarios, samples };
}

function jsonView({ directory, status, manifest, summary, scenarios }: PastRun, places: Places): RunView {
  const { runId, startedAt, resumed, request, imported, maxCostUsd, versions, host } = manifest;
  const models = manifest.models.map(({ id, role, status: state, reason = null, template, description }) => {
    const known = description ? withoutMetadata(description) : null;
    return { id, role, status: state, reason, template: template ?? null, description: known };
  });
  const head = {
    runId,
    directory: shorten(directory, places),
    status,
    reason: summary?.reason ?? null,
    startedAt,
    endedAt: summary?.endedAt ?? null,
    ...{ arguments: manifest.arguments, resumed, request: imported ? knownOfImport(request) : request },
    ...{ ...(imported && { imported }), maxCostUsd, versions, host },
    scenarios,
    models,
  };
  let isFirst = true;
  return {
    begin: () => `${inertJson(head).replace(/\s*\}$/, '')},\n  "conversations": [`,
    conversation(conversation) {
      const { turns, cutOff, ...known } = conversation;
      const greeting = greetingOf({ manifest, scenarios }, conversation);
      const told = { ...known, ...(greeting !== null && { greeting }), turns, ...(cutOff && { cutOff }) };
      const text = `${isFirst ? '' : ','}\n${inertJson(told).replace(/^/gm, '    ')}`;
      isFirst = false;
      return text;
    },
    end: () =>
      `${isFirst ? '' : '\n  '}],\n${inertJson({ totals: summary?.totals ?? null }).replace(/^\{\s*/, '  ')}\n`,
  };
}

/** A weights file may say much about itself, and the manifest has all of it. */
function withoutMetadata(description: BackendDescription): object {
  if (!('metadata' in description)) return description;
  const { metadata: _, ...rest } = description;
  return rest;
}
