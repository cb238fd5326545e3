// Inside the model process: loads llama.cpp's plug-in for this CPU. There is one for each family of CPUs, and to find the best, llama.cpp
// loads them all, which takes longer than loading a small model. So its choice is remembered, for the same CPU and the same files. A wrong
// memory could not crash: llama.cpp refuses a plug-in whose instructions the CPU lacks. Start at `loadCpuPlugIn`.
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { LlamaFunctions } from './llama-cpp/abi.ts';

type Loader = Pick<LlamaFunctions, 'ggml_backend_load' | 'ggml_backend_load_all_from_path' | 'ggml_backend_dev_count'>;

/** @param memory path of the file that holds the choice; null: nothing is remembered */
export function loadCpuPlugIn(c: Loader, folder: string, memory: string | null): void {
  const key = memory === null ? null : keyOf(folder);
  const known = memory === null || key === null ? null : recall(memory, key);
  if (known !== null && c.ggml_backend_load(path.join(folder, known)) !== null) return;
  c.ggml_backend_load_all_from_path(folder);
  // Whatever else it found would be missing the next time.
  if (memory !== null && key !== null && Number(c.ggml_backend_dev_count()) === 1) remember(memory, key);
}

interface Key {
  cpu: string;
  folder: string;
  /** Name, size and time of each. */
  plugIns: string[];
}

/** What the choice depends on; null: not known on this system, or there is nothing to choose. */
function keyOf(folder: string): Key | null {
  const cpu = cpuFeatures();
  const names = readdirSync(folder)
    .filter((name) => name.startsWith(PLUG_IN))
    .sort();
  if (cpu === null || names.length < 2) return null;
  const plugIns = names.map((name) => {
    const { size, mtimeMs } = statSync(path.join(folder, name));
    return `${name} ${size} ${mtimeMs}`;
  });
  return { cpu, folder, plugIns };
}

const PLUG_IN = 'libggml-cpu-';

/** What Linux says of the first core: its model, and which instructions it has. null elsewhere. */
function cpuFeatures(): string | null {
  try {
    const file = openSync('/proc/cpuinfo', 'r');
    const start = Buffer.alloc(LONGEST_CORE);
    const length = readSync(file, start, 0, start.length, 0);
    closeSync(file);
    const [core = ''] = start.toString('utf8', 0, length).split('\n\n');
    const facts = core.split('\n').filter((line) => FACT.test(line));
    return facts.some((line) => /^(flags|Features)/.test(line)) && length > core.length ? facts.join('\n') : null;
  } catch {
    return null;
  }
}

/** In bytes. What all cores say can be a megabyte. */
const LONGEST_CORE = 16_384;
/** Others, such as the clock rate, change all the time. */
const FACT =
  /^(vendor_id|cpu family|model|model name|stepping|flags|Features|CPU (implementer|architecture|variant|part|revision))\s*:/;

/** @returns the name of a plug-in for the same key */
function recall(memory: string, key: Key): string | null {
  try {
    const { chosen, ...rest } = JSON.parse(readFileSync(memory, 'utf8'));
    return JSON.stringify(rest) === JSON.stringify(key) ? (namesIn(key).find((name) => name === chosen) ?? null) : null;
  } catch {
    // None, or a damaged one: it is written anew.
    return null;
  }
}

/** The one that is in the memory of this process; null: not exactly one. */
function mappedOf(key: Key): string | null {
  const mapped = readFileSync('/proc/self/maps', 'utf8')
    .split('\n')
    .map((line) => line.slice(line.indexOf('/')));
  const [name, ...others] = namesIn(key).filter((each) => mapped.includes(path.join(key.folder, each)));
  return name === undefined || others.length > 0 ? null : name;
}

function namesIn({ plugIns }: Key): string[] {
  return plugIns.map((each) => each.slice(0, each.indexOf(' ')));
}

function remember(memory: string, key: Key): void {
  // Another process may write at the same time.
  const file = `${memory}.${performance.timeOrigin + performance.now()}.tmp`;
  try {
    const chosen = mappedOf(key);
    if (chosen === null) return;
    mkdirSync(path.dirname(memory), { recursive: true });
    writeFileSync(file, JSON.stringify({ ...key, chosen }));
    renameSync(file, memory);
  } catch {
    // An unwritable folder, or a system that shows no maps, costs the next process some time, but is no reason to stop this one.
  }
}
