// What a model said comes out of a renderer of Markdown as the same words, and as nothing else.
import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { markdownLine, markdownQuote, markdownTable } from '../dist/report/markdown.js';

const HOSTILE = [
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '![x](https://example.com/pixel.png) [link](javascript:alert(1)) <https://example.com>',
  'https://example.com www.example.com mailto:a@example.com',
  '[ref]: https://example.com',
  '# heading\n## again\n===\n---\n***',
  'title\n=====',
  '- item\n* item\n+ item\n1. one\n2) two',
  '> quotation\n>> deeper',
  '```js\ncode\n```\n~~~\nmore\n~~~\n    indented\n\ttabbed',
  '`code` **bold** __bold__ _em_ ~~gone~~ $math$ $$more$$ [^1]',
  '| a | b |\n|---|---|\n| c | d |',
  'back\\slash \\# &amp; &#60; &lt;b&gt;',
  'line one\nline two\n\nline three  \nline four\\',
  '</blockquote></details><!-- comment',
  'うん！\n「そうだね」',
];

/** What a reader sees. */
function shown(html: string): string {
  return html
    .replace(/<br>\n?/g, '\n')
    .replace(/<\/p>\s*<p>/g, '\n\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&nbsp;|\u00a0/g, ' ')
    .replace(/&amp;/g, '&')
    .replace(/\u2060/g, '')
    .trim();
}

const tagsOf = (html: string): string[] =>
  [...new Set([...html.matchAll(/<\/?(\w+)/g)].map(([, tag = '']) => tag))].sort();

describe('a quotation', () => {
  it.each(HOSTILE)('says %j and nothing else', async (text) => {
    const html = await marked.parse(`before\n\n${markdownQuote(text)}\n\nafter`, { gfm: true });
    const [, quotation = ''] = /<blockquote>([\s\S]*)<\/blockquote>/.exec(html) ?? [];
    expect(tagsOf(html).filter((tag) => !['blockquote', 'br', 'p'].includes(tag))).toEqual([]);
    const words = text.replaceAll('\t', '    ').replace(/ +$/gm, '');
    expect(shown(quotation)).toBe(words);
  });

  it('mentions nobody, and refers to no issue', () => {
    expect(markdownQuote('@octocat #12 GH-12 https://a')).toBe(
      '> @\u2060octocat \\#\u206012 GH-\u206012 https:\u2060//a',
    );
  });

  it('has no escape codes', () => {
    expect(markdownQuote('a\u001b[31mb\u202ec')).toBe('> abc');
  });
});

it.each(HOSTILE)('keeps %j in its cell and in its line', async (text) => {
  const html = await marked.parse(markdownTable(['a', 'b'], [[text, 'z']]), { gfm: true });
  expect(tagsOf(html)).toEqual(['table', 'tbody', 'td', 'th', 'thead', 'tr']);
  expect(html.match(/<td>/g)).toHaveLength(2);
  const line = await marked.parse(markdownLine(text), { gfm: true });
  expect({ tags: tagsOf(line), text: shown(line) }).toEqual({ tags: ['p'], text: text.replace(/\s+/g, ' ').trim() });
});
