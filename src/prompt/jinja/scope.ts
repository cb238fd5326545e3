import type { Value } from './values.ts';

/** Names and their values; what is set in a scope ends with it. */
export interface Scope {
  get(name: string): Value | undefined;
  set(name: string, value: Value): void;
  inner(): Scope;
}

export function scopeOf(variables: Map<string, Value>, outer?: Scope): Scope {
  const scope: Scope = {
    get: (name) => variables.get(name) ?? (variables.has(name) ? null : outer?.get(name)),
    set: (name, value) => {
      variables.set(name, value);
    },
    inner: () => scopeOf(new Map(), scope),
  };
  return scope;
}
