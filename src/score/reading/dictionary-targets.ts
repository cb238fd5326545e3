/**
 * From an entry of the dictionary's trie to the words that are spelled so, read from the file's bytes when an entry is first looked up. The
 * library would make an array for each of 325,871 entries at once.
 * @param bytes of `tid_map.dat`: the number of entries, then for each its id, the number of its words, and where these are (int32,
 * little-endian)
 */
export function targetsOf(bytes: ArrayBufferLike): Record<string, number[]> {
  const values = new Int32Array(bytes);
  const places = placesOf(values);
  const unread = new Proxy<Record<string, number[]>>(
    {},
    {
      get(_, id, read: Record<string, number[]>) {
        const at = places[Number(id)] ?? 0;
        if (at === 0) return undefined;
        const words = Array.from(values.subarray(at + 1, at + 1 + (values[at] ?? 0)));
        read[String(id)] = words;
        return words;
      },
    },
  );
  // What has been read is its own, and found without asking.
  return Object.create(unread);
}

/** For each id, where the number of its words is; 0: there is no such entry. */
function placesOf(values: Int32Array): Int32Array {
  const [entries = 0] = values;
  const ids = new Int32Array(entries);
  const places = new Int32Array(entries);
  let last = 0;
  for (let at = 1, entry = 0; entry < entries; entry++, at += 2 + (values[at + 1] ?? 0)) {
    ids[entry] = values[at] ?? 0;
    places[entry] = at + 1;
    last = Math.max(last, ids[entry] ?? 0);
  }
  const byId = new Int32Array(last + 1);
  for (let entry = 0; entry < entries; entry++) byId[ids[entry] ?? 0] = places[entry] ?? 0;
  return byId;
}
