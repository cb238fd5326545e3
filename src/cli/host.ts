import type { World } from '../core/world.ts';
import type { Screen } from '../report/screen.ts';

/** What the process hands down to the command line. */
export interface Host extends World, Screen {}
