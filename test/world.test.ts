// Paths as people write them and as they are shown, on every system.
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { absolute, cacheDirectory, shorten, shortenIn } from '../dist/core/world.js';
import { parseReference } from '../dist/registry/reference.js';

describe('a path as somebody wrote it', () => {
  const here = { workingDirectory: 'C:\\place', homeDirectory: 'C:\\Users\\me' };
  it.each([
    ['C:\\m\\a.gguf', 'C:\\m\\a.gguf'],
    ['C:/m/a.gguf', 'C:\\m\\a.gguf'],
    ['\\\\server\\share\\a.gguf', '\\\\server\\share\\a.gguf'],
    ['//server/share/a.gguf', '\\\\server\\share\\a.gguf'],
    ['models\\a.gguf', 'C:\\place\\models\\a.gguf'],
    ['models/a.gguf', 'C:\\place\\models\\a.gguf'],
    ['~', 'C:\\Users\\me'],
    ['~\\m\\a.gguf', 'C:\\Users\\me\\m\\a.gguf'],
    ['~/m/a.gguf', 'C:\\Users\\me\\m\\a.gguf'],
    ['~//m', 'C:\\Users\\me\\m'],
    ['~m\\a.gguf', 'C:\\place\\~m\\a.gguf'],
    ['D:\\~\\a.gguf', 'D:\\~\\a.gguf'],
  ])('%s is %s on Windows', (written, meant) => {
    expect(absolute(written, here, path.win32)).toBe(meant);
    expect(parseReference(written)).toEqual({ type: 'path', file: written });
  });

  it('has no ~ where the home folder is not known', () => {
    expect(absolute('~/a', { workingDirectory: '/place' }, path.posix)).toBe('/place/~/a');
  });
});

describe('a path as it is shown and recorded', () => {
  it.each([
    ['C:\\place\\models\\m.yaml', 'models/m.yaml'],
    ['C:/place/models/m.yaml', 'models/m.yaml'],
    ['c:\\Place\\a b\\m.yaml', 'a b/m.yaml'],
    ['C:\\place', '.'],
    ['C:\\other\\m.yaml', 'C:\\other\\m.yaml'],
    ['D:\\place\\m.yaml', 'D:\\place\\m.yaml'],
    ['\\\\server\\share\\m.yaml', '\\\\server\\share\\m.yaml'],
  ])('%s is %s on Windows', (file, shown) => {
    expect(shorten(file, { workingDirectory: 'C:\\place' }, path.win32)).toBe(shown);
  });

  it.each([
    ['C:\\place\\models\\m.yaml:3:1: "C:\\place\\a\\b" \\n', 'models/m.yaml:3:1: "a/b" \\n'],
    ['in C:\\place\\x\\y, D:\\C:\\place\\z', 'in x/y, D:\\C:\\place\\z'],
  ])('in %j as in %j on Windows', (text, shown) => {
    expect(shortenIn(text, { workingDirectory: 'C:\\place' }, path.win32)).toBe(shown);
  });

  it('keeps backslashes in names where they are no separators', () => {
    expect(shorten('/place/a\\b', { workingDirectory: '/place' }, path.posix)).toBe('a\\b');
  });
});

it.each<[string, Record<string, string>, string]>([
  ['linux', {}, '/home/me/.cache/hitogara'],
  ['linux', { XDG_CACHE_HOME: '/x' }, '/x/hitogara'],
  ['darwin', {}, '/home/me/Library/Caches/hitogara'],
  ['darwin', { XDG_CACHE_HOME: '/x' }, '/x/hitogara'],
  ['win32', { LOCALAPPDATA: 'C:/Users/me/AppData/Local' }, 'C:/Users/me/AppData/Local/hitogara'],
  ['win32', {}, '/home/me/AppData/Local/hitogara'],
  ['win32', { HITOGARA_CACHE: 'D:/h', LOCALAPPDATA: 'C:/x' }, 'D:/h'],
])('remembered facts are where %s keeps such, with %j', (platform, environment, folder) => {
  const found = cacheDirectory({ platform, environment, homeDirectory: '/home/me' });
  expect(found.replaceAll('\\', '/')).toBe(folder);
});
