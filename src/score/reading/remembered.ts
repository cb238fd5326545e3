/**
 * A function that finds each key's value once, and keeps it as long as the key. For what several checks, or every turn, ask of the same
 * object.
 */
export function remembered<Key extends WeakKey, Value>(find: (key: Key) => Value): (key: Key) => Value {
  const known = new WeakMap<Key, { value: Value }>();
  return (key) => {
    const before = known.get(key);
    if (before) return before.value;
    const value = find(key);
    known.set(key, { value });
    return value;
  };
}
