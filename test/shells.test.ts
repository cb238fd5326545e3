// The commands of the README and of its pages mean the same in every shell that people have.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { REPOSITORY } from './support/cli.ts';

const PAGES = ['README.md', ...readdirSync(path.join(REPOSITORY, 'docs')).map((name) => `docs/${name}`)];

/** Lines of blocks that are marked as commands. */
const COMMANDS = PAGES.filter((page) => page.endsWith('.md')).flatMap((page) => {
  const text = readFileSync(path.join(REPOSITORY, page), 'utf8');
  const blocks = Array.from(text.matchAll(/^```(?:sh|console|bash)\n([\s\S]*?)^```/gm), ([, block = '']) => block);
  return blocks.flatMap((block) => block.split('\n').filter((line) => line !== '' && !line.startsWith('# ')));
});

/** What a program is given, by rules that all of the shells share: words between blanks, in double quotes or in none. */
function wordsOf(command: string): string[] {
  return Array.from(command.matchAll(/"([^"]*)"|[^\s"]+/g), ([word, quoted]) => quoted ?? word);
}

describe('the commands of the documentation', () => {
  it('are there', () => {
    expect(COMMANDS.length).toBeGreaterThan(30);
    expect(new Set(COMMANDS.map((command) => command.split(' ')[0]))).toEqual(new Set(['npm', 'npx']));
  });

  it.each(['sh', 'bash', 'zsh'].filter((shell) => spawnSync(shell, ['-c', ':']).status === 0))(
    'give the program the same words in %s',
    (shell) => {
      const told = '{ for word in "$@"; do printf "%s\\0" "$word"; done; printf "\\n"; }';
      const script = `npm() ${told}\nnpx() ${told}\n${COMMANDS.join('\n')}\n`;
      const { stdout, stderr } = spawnSync(shell, ['-c', script], { cwd: '/', encoding: 'utf8' });
      expect(stderr).toBe('');
      const said = stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.split('\0').slice(0, -1));
      expect(said).toEqual(COMMANDS.map((command) => wordsOf(command).slice(1)));
    },
  );

  // Neither shell runs here. PowerShell: a comma makes a list, @ splats, and && is a mistake before version 7. cmd: ' quotes nothing, ^ escapes,
  // %NAME% is a variable, and # begins no comment. In both, and in interactive zsh, what stands behind a command is given to it.
  it('have nothing that PowerShell or cmd take for their own', () => {
    const bare = COMMANDS.map((command) => ({ command, outside: command.replace(/"[^"$`%\\!]*"/g, '""') }));
    const foreign = bare.filter(({ outside }) => /['`$;&|<>(){}^,#!\\*?]|%.*%|(?<=\s)[@~]/.test(outside));
    expect(foreign.map(({ command }) => command)).toEqual([]);
  });
});
