// Paths as people write them and as they are shown, on every system.
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { absolute, cacheDirectory, shorten, shortenIn } from '../dist/core/world.js';
import { parseReference } from '../dist/registry/reference.js';

describe('a path as somebody wrote it', () => {
  const here = { workingDirectory: 'C:\\work', homeDirectory: 'C:\\Users\\me' };
  it.each([
    ['C:\\m\\a.gguf', 'C:\\m\\a.gguf'],
    ['C:/m/a.gguf', 'C:\\m\\a.gguf'],
    ['\\\\server\\share\\a.gguf', '\\\\server\\share\\a.gguf'],
    ['//server/share/a.gguf', '\\\\server\\share\\a.gguf'],
    ['models\\a.gguf', 'C:\\work\\models\\a.gguf'],
    ['models/a.gguf', 'C:\\work\\models\\a.gguf'],
    ['~', 'C:\\Users\\me'],
    ['~\\m\\a.gguf', 'C:\\Users\\me\\m\\a.gguf'],
    ['~/m/a.gguf', 'C:\\Users\\me\\m\\a.gguf'],
    ['~//m', 'C:\\Users\\me\\m'],
    ['~m\\a.gguf', 'C:\\work\\~m\\a.gguf'],
    ['D:\\~\\a.gguf', 'D:\\~\\a.gguf'],
  ])('%s is %s on Windows', (written, meant) => {
    expect(absolute(written, here, path.win32)).toBe(meant);
    expect(parseReference(written)).toEqual({ type: 'path', file: written });
  });

  it('has no ~ where the home folder is not known', () => {
    expect(absolute('~/a', { workingDirectory: '/work' }, path.posix)).toBe('/work/~/a');
  });
});

describe('a path as it is shown and recorded', () => {
  it.each([
    ['C:\\work\\models\\m.yaml', 'models/m.yaml'],
    ['C:/work/models/m.yaml', 'models/m.yaml'],
    ['c:\\Work\\a b\\m.yaml', 'a b/m.yaml'],
    ['C:\\work', '.'],
    ['C:\\other\\m.yaml', 'C:\\other\\m.yaml'],
    ['D:\\work\\m.yaml', 'D:\\work\\m.yaml'],
    ['\\\\server\\share\\m.yaml', '\\\\server\\share\\m.yaml'],
  ])('%s is %s on Windows', (file, shown) => {
    expect(shorten(file, { workingDirectory: 'C:\\work' }, path.win32)).toBe(shown);
  });

  it.each([
    ['C:\\work\\models\\m.yaml:3:1: "C:\\work\\a\\b" \\n', 'models/m.yaml:3:1: "a/b" \\n'],
    ['in C:\\work\\x\\y, D:\\C:\\work\\z', 'in x/y, D:\\C:\\work\\z'],
  ])('in %j as in %j on Windows', (text, shown) => {
    expect(shortenIn(text, { workingDirectory: 'C:\\work' }, path.win32)).toBe(shown);
  });

  it('keeps backslashes in names where they are no separators', () => {
    expect(shorten('/work/a\\b', { workingDirectory: '/work' }, path.posix)).toBe('a\\b');
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
