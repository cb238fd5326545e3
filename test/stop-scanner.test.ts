import { describe, expect, it } from 'vitest';
import { stopScanner } from '../dist/backend/llama/process/stop-scanner.js';
import { randomFrom } from './support/random.ts';

describe('a stop scanner', () => {
  it('releases text at once that can become no stop string', () => {
    const scanner = stopScanner(['</s>']);
    expect(scanner.push('うん、')).toEqual({ text: 'うん、', stop: null });
    expect(scanner.push('好き！')).toEqual({ text: '好き！', stop: null });
    expect(scanner.flush()).toBe('');
  });

  it('holds back the longest tail that could become a stop string', () => {
    const scanner = stopScanner(['\nユーザー:', '\n\n']);
    expect(scanner.push('好き\nユー')).toEqual({ text: '好き', stop: null });
    expect(scanner.push('ザ')).toEqual({ text: '', stop: null });
    expect(scanner.push('ー達')).toEqual({ text: '\nユーザー達', stop: null });
    expect(scanner.push('。\n')).toEqual({ text: '。', stop: null });
    expect(scanner.push('\nx')).toEqual({ text: '', stop: '\n\n' });
  });

  it('drops the stop string and what comes after it', () => {
    expect(stopScanner(['<|im_end|>']).push('a<|im_end|>b<|im_end|>')).toEqual({ text: 'a', stop: '<|im_end|>' });
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])('finds a stop string in pieces of %i', (length) => {
    expect(scan(piecesOf('友達<|im_|<|im_end|>もう', length), ['<|im_end|>'])).toEqual({
      text: '友達<|im_|',
      stop: '<|im_end|>',
    });
  });

  it('finds a stop string that begins again inside its own beginning', () => {
    expect(scan([...'aaaab'], ['aab'])).toEqual({ text: 'aa', stop: 'aab' });
    expect(scan([...'\n\n\n###'], ['\n\n###'])).toEqual({ text: '\n', stop: '\n\n###' });
    expect(scan([...'ababac'], ['abac'])).toEqual({ text: 'ab', stop: 'abac' });
  });

  it('takes the first of several stop strings', () => {
    expect(scan(['one</s>two###'], ['###', '</s>'])).toEqual({ text: 'one', stop: '</s>' });
    expect(scan([...'one###two</s>'], ['</s>', '###'])).toEqual({ text: 'one', stop: '###' });
  });

  it('takes, of stop strings that overlap, the one that is complete first', () => {
    expect(scan(['abcde'], ['abcd', 'bc'])).toEqual({ text: 'a', stop: 'bc' });
    expect(scan(['abc'], ['abc', 'ab'])).toEqual({ text: '', stop: 'ab' });
    expect(scan(['xabc'], ['bc', 'abc'])).toEqual({ text: 'x', stop: 'abc' });
  });

  it('gives the held-back rest at the end', () => {
    const scanner = stopScanner(['</s>']);
    expect(scanner.push('好き<')).toEqual({ text: '好き', stop: null });
    expect(scanner.push('/')).toEqual({ text: '', stop: null });
    expect(scanner.flush()).toBe('</');
    expect(scanner.flush()).toBe('');
  });

  it('passes everything without stop strings', () => {
    expect(scan(['a', '', '<|im_end|>'], [])).toEqual({ text: 'a<|im_end|>', stop: null });
  });

  it('never releases what it would have to take back', () => {
    const random = randomFrom(5);
    for (let index = 0; index < 300; index++) {
      const stops = ['abc', 'cab'];
      const text = randomText('abcx', 30, random);
      const reply = scan([text], stops).text;
      const scanner = stopScanner(stops);
      let released = '';
      for (const piece of cut(text, random)) {
        const found = scanner.push(piece);
        released += found.text;
        expect(reply.slice(0, released.length)).toBe(released);
        if (found.stop !== null) break;
      }
      expect(reply).not.toMatch(/abc|cab/);
    }
  });

  it.each([
    { stops: ['</s>', '<|im_end|>'], alphabet: '</s>|im_end' },
    { stops: ['\nユーザー:', '\nオタク:', 'ユーザー:'], alphabet: '\nユザー:オタク' },
    { stops: ['aab', 'ab', 'aabb'], alphabet: 'ab' },
    { stops: ['abcd', 'bc'], alphabet: 'abcd' },
    { stops: ['ab', 'abc'], alphabet: 'abc' },
    { stops: ['👩‍👧', '👧!'], alphabet: '👩‍👧!' },
  ])('gives the same for any cutting of a text: $stops', ({ stops, alphabet }) => {
    const random = randomFrom(7);
    for (let index = 0; index < 400; index++) {
      const text = randomText(alphabet, 24, random);
      const pieces = cut(text, random);
      expect({ pieces, ...scan(pieces, stops) }).toEqual({ pieces, ...scan([text], stops) });
    }
  });
});

/** What the caller keeps of a reply, as `generate.ts` does it. */
function scan(pieces: readonly string[], stops: readonly string[]): { text: string; stop: string | null } {
  const scanner = stopScanner(stops);
  let text = '';
  for (const piece of pieces) {
    const found = scanner.push(piece);
    text += found.text;
    if (found.stop !== null) return { text, stop: found.stop };
  }
  return { text: text + scanner.flush(), stop: null };
}

function piecesOf(text: string, length: number): string[] {
  return text.match(new RegExp(`.{1,${length}}`, 'gs')) ?? [];
}

function cut(text: string, random: () => number): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const unit of text.split('')) {
    if (random() < 0.5) {
      pieces.push(piece);
      piece = '';
    }
    piece += unit;
  }
  return [...pieces, piece];
}

function randomText(alphabet: string, length: number, random: () => number): string {
  const characters = [...alphabet];
  return Array.from({ length }, () => characters[Math.floor(random() * characters.length)]).join('');
}
