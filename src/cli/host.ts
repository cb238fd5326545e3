import type { World } from '../core/world.ts';
import type { Screen } from '../report/screen.ts';

/** What the process passes to the command line. */
export interface Host extends World, Screen {}
