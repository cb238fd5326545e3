// A process of its own: parses one Jinja chat template of a stranger, then renders it again and again. It may hang, or die of hunger for
// memory; `jinja-renderer.ts` deals with that. Nothing else is done here.
import { Template } from '@huggingface/jinja';

/** First the template, then one message for each rendering. */
export type ToJinja = { source: string; date: string } | { id: number; variables: Record<string, unknown> };
export type FromJinja = { ready: true } | { id?: number; error: string } | { id: number; text: string };

let render: ((variables: Record<string, unknown>) => string) | undefined;

process.on('message', (message: ToJinja) => {
  const id = 'id' in message ? message.id : undefined;
  try {
    if ('source' in message) {
      render = parse(message);
      send({ ready: true });
    } else if (render) send({ id: message.id, text: render(message.variables) });
  } catch (error) {
    send({ ...(id !== undefined && { id }), error: error instanceof Error ? error.message : String(error) });
  }
});
process.on('disconnect', () => process.exit(0));
// Ctrl-C, and what ends services, reaches the whole process group; the parent decides when this process ends.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});

/** The library's `strftime_now` gives today's date and cannot be replaced, but what a template calls can be renamed. */
function parse({ source, date }: Extract<ToJinja, { source: string }>): typeof render {
  const template = new Template(withEmptyStrings(source.replaceAll('strftime_now', 'strftime_fixed')));
  const strftime_fixed = (): string => date;
  return (variables) => template.render({ ...variables, strftime_fixed });
}

/**
 * `x | string` of what is not there is the empty string in Jinja and an error in the library; KARAKURI's templates rest on it. Inside
 * tags only, and not within quotation marks.
 */
function withEmptyStrings(template: string): string {
  return template.replace(/\{[{%][\s\S]*?[%}]\}/g, (tag) =>
    tag.replace(/'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|\|\s*string\b/g, (piece) =>
      piece.startsWith('|') ? "| default('') | string" : piece,
    ),
  );
}

function send(message: FromJinja): void {
  process.send?.(message);
}
