// Where a key comes from, and where it must never go. Start at `apiKeyFor`.
import { UserError } from '../../core/errors.ts';
import type { Environment } from '../../core/world.ts';
import type { ModelEntry } from '../../registry/load.ts';
import type { HostedSpec } from '../../registry/schema.ts';
import { say } from '../../words/text.ts';

export interface ApiKey {
  /** The environment variable; null: no key is needed. */
  name: string | null;
  value: string | null;
}

/** The variable used by an entry without `apiKeyEnv` and without `baseUrl`. */
const OWN_KEYS: Record<HostedSpec['backend'], string> = {
  openai: 'OPENAI_API_KEY',
  'openai-completions': 'OPENAI_API_KEY',
  anthropic: 'ANTHROPIC_API_KEY',
};

/** The name of the variable that holds an entry's key; null: it needs none. */
export function apiKeyNameOf({ apiKeyEnv, baseUrl, backend }: HostedSpec): string | null {
  if (apiKeyEnv !== undefined) return apiKeyEnv;
  return baseUrl === undefined ? OWN_KEYS[backend] : null;
}

/** @throws UserError if the variable is not set, or if an entry for a server on another machine names none */
export function apiKeyFor({ spec, file }: ModelEntry<HostedSpec>, environment: Environment): ApiKey {
  const name = apiKeyNameOf(spec);
  if (name === null) {
    if (spec.baseUrl !== undefined && !isLoopback(spec.baseUrl)) {
      throw new UserError(say('is missing: the environment variable with the key for this server'), {
        place: { file },
        field: 'apiKeyEnv',
        remedy: say(
          'Only a server on this machine can do without. If another server needs no key, name a variable that holds any text.',
        ),
      });
    }
    return { name, value: null };
  }
  const value = environment[name]?.trim();
  if (value && /[^\x21-\x7e]/.test(value)) {
    throw new UserError(
      say('the environment variable {name} contains characters that cannot be part of a key', { name }),
      {
        remedy: say(
          'A key is one word of ASCII letters, digits and symbols. Check for something else in it, such as a space or a line break.',
        ),
      },
    );
  }
  if (value) return { name, value };
  throw new UserError(
    say('the model "{model}" needs the environment variable {name}, which is not set', { model: spec.id, name }),
    {
      remedy: say('Put {name}=… into .env or into the environment; the key itself is never written anywhere.', {
        name,
      }),
    },
  );
}

export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
