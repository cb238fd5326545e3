// Which baselines there are, by what each says of itself. Start at `listBaselines`.
import { readEach, type UserError } from '../core/errors.ts';
import { absolute, type World } from '../core/world.ts';
import { baselineBytes, baselineFolders } from '../store/baseline-folder.ts';
import { type BaselineRecord, readBaselineRecord } from './baseline.ts';

export interface ListedBaseline {
  directory: string;
  record: BaselineRecord;
  /** Of all its files. */
  bytes: number;
}

/** @returns `broken`: what is wrong with those that cannot be read */
export async function listBaselines(
  folder: string,
  world: World,
): Promise<{ baselines: ListedBaseline[]; broken: UserError[] }> {
  const parent = absolute(folder, world);
  const directories = [...(await baselineFolders(parent)).values()];
  const { read, broken } = await readEach(directories, describeBaseline);
  return { baselines: read, broken };
}

/** @param directory of one */
export async function describeBaseline(directory: string): Promise<ListedBaseline> {
  return { directory, record: await readBaselineRecord(directory), bytes: await baselineBytes(directory) };
}
