// Loaded into a program that a test starts: what exFAT and some network mounts answer when a hard link is asked for.
import { promises } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

promises.link = async () => {
  throw Object.assign(new Error('EPERM: operation not permitted, link'), { code: 'EPERM' });
};
syncBuiltinESMExports();
