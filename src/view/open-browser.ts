// Shows an address in the user's browser, where there is a screen and a program for it. Never fails. Start at `openBrowser`.
import { spawn } from 'node:child_process';
import type { World } from '../core/world.ts';

export function openBrowser(address: string, world: Pick<World, 'platform' | 'environment'>): void {
  const [command, ...rest] = openerFor(world) ?? [];
  if (command === undefined) return;
  // Without windowsHide: it would hide the browser. None of these programs opens a console.
  const child = spawn(command, [...rest, address], { stdio: 'ignore', detached: true });
  // There is no such program: the address has been printed.
  child.once('error', () => {});
  child.unref();
}

/** null: there is no screen. */
function openerFor({ platform, environment }: Pick<World, 'platform' | 'environment'>): string[] | null {
  if (platform === 'darwin') return ['open'];
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  return environment.DISPLAY || environment.WAYLAND_DISPLAY ? ['xdg-open'] : null;
}
