// How a check for regressions is shown: in a terminal, as Markdown, JUnit XML and GitHub's commands, in both languages, whatever a model
// wrote.
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { marked } from 'marked';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { RegressReportSchema } from '../dist/regress/report.js';
import { baselineChanges, baselineList, baselineText } from '../dist/report/regress/baseline-text.js';
import { nats, plusMinus, pointsOf, shareOf } from '../dist/report/regress/figures.js';
import { annotationsOf, jobSummary } from '../dist/report/regress/github.js';
import { junitOfRegress } from '../dist/report/regress/junit.js';
import { modelCardTable, pullRequestNote } from '../dist/report/regress/markdown.js';
import { previewText } from '../dist/report/regress/preview.js';
import { textOfRegress } from '../dist/report/regress/text.js';
import { japanese } from '../dist/words/ja.js';
import { ENGLISH } from '../dist/words/text.js';
import { rememberingHost } from './support/events.ts';
import { candidateOf, HOSTILE, LADDER, UNKNOWNS } from './support/regress-report.ts';

const LANGUAGES = { en: ENGLISH, ja: japanese } as const;
type Language = keyof typeof LANGUAGES;

/** @param columns null: a pipe */
function screenOf(
  columns: number | null,
  language: Language = 'en',
  environment: Record<string, string> = { NO_COLOR: '1' },
) {
  const { stdout } = rememberingHost({ isTTY: columns !== null, columns: columns ?? 80 });
  return { stdout, environment, words: LANGUAGES[language] };
}

/** No-break spaces keep figures together; a reader sees spaces. */
const plain = (text: string): string => text.replaceAll('\u00a0', ' ');
const textAt = (columns: number | null, language: Language = 'en', report = LADDER): string =>
  plain(textOfRegress(report, screenOf(columns, language)));

/** Every form of a report. */
function formsOf(report: typeof LADDER, language: Language): Record<string, string> {
  const reader = { words: LANGUAGES[language] };
  return {
    terminal: textOfRegress(report, screenOf(80, language)),
    pipe: textOfRegress(report, screenOf(null, language)),
    card: modelCardTable(report, reader),
    note: pullRequestNote(report, reader),
    summary: jobSummary(report, reader),
    annotations: annotationsOf(report, reader),
    junit: junitOfRegress(report, 1),
  };
}

it('has fixtures that are reports', () => {
  for (const report of [LADDER, UNKNOWNS, HOSTILE]) expect(RegressReportSchema.parse(report)).toEqual(report);
});

describe('figures', () => {
  it('have three digits, and a sign of their own', () => {
    expect([0, 0.0313, 1.5, 123.4, 0.00002123, -0.25].map(nats)).toEqual([
      '0',
      '0.0313',
      '1.50',
      '123',
      '2.1e-5',
      '−0.250',
    ]);
  });

  it('never call a part all or nothing', () => {
    expect([0, 0.0002, 0.0005, 0.919, 0.9996, 1].map(shareOf)).toEqual([
      '0.0 %',
      '<0.1 %',
      '0.1 %',
      '91.9 %',
      '>99.9 %',
      '100.0 %',
    ]);
    expect([0.183, -0.004, 0.0001, 0].map(pointsOf)).toEqual(['+18.3', '−0.4', '0', '0']);
  });

  it('cover an interval that is not even', () => {
    expect(plusMinus({ value: 0.0313, low: 0.0269, high: 0.0366, isBound: false })).toBe('0.0313 ± 0.0053');
  });
});

describe('a terminal', () => {
  it('says the verdicts first, each with the figure that decides it', () => {
    expect(textAt(120).split('\n\n').slice(0, 2).join('\n\n')).toMatchInlineSnapshot(`
      "hitogara-tiny-q8_0    no regression; repetition, the worst metric: at most +2.8 points (95 %, n 300; the margin is 10)
      hitogara-tiny-q6_K    cannot be compared; not the same: template
      hitogara-tiny-q4_K_M  cannot be decided; length may be up to 10.1 points worse (95 %, n 300; the margin is 10)
      hitogara-tiny-q2_K    regressed; endless repetition in 57 of 300 replies, in the reference 0 of 300

      the smallest file that passes: hitogara-tiny-q8_0"
    `);
    expect(textAt(120, 'ja').split('\n\n').slice(0, 2).join('\n\n')).toMatchInlineSnapshot(`
      "hitogara-tiny-q8_0    悪化なし。最も悪い repetition でも最大 +2.8 ポイント（95 %、n = 300、許容幅は 10）
      hitogara-tiny-q6_K    比べられません。条件が違います: template
      hitogara-tiny-q4_K_M  判断できません。length は最大 10.1 ポイント悪化している可能性があります（95 %、n = 300、許容幅は
                            10）
      hitogara-tiny-q2_K    悪化。延々と続く繰り返し: 300 件中 57 件（基準モデルは 300 件中 0 件）

      悪化のない最小のファイル: hitogara-tiny-q8_0"
    `);
  });

  it('has one table where there is room, with the reference on top', () => {
    expect(textAt(120).split('\n\n')[2]).toMatchInlineSnapshot(`
      "model                 type       file    median  KL divergence              same top token      worst metric,
      verdict                        memory  tokens/s  (95 %)                     (95 %)              points (at most)
      hitogara-tiny-f16     F16     8.41 MB       152
      reference                     61.2 MB
      hitogara-tiny-q8_0    Q8_0    4.47 MB       201  0.00136 (0.00117–0.00159)  97.7 % (96.6–98.7)  repetition, n 300
      no regression                 61.2 MB            slight                     n 3840              +0.3 (≤ +2.8)
      hitogara-tiny-q6_K    Q6_K    3.46 MB       188  –                          –                   –
      cannot be compared            61.2 MB
      hitogara-tiny-q4_K_M  Q4_K_M  2.61 MB       214  0.0313 (0.0269–0.0366)     91.9 % (90.8–92.9)  length, n 300
      cannot be decided             61.2 MB            moderate                   n 3840              +5.0 (≤ +10.1)
      hitogara-tiny-q2_K    Q2_K    1.88 MB       220  0.445 (0.383–0.521)        71.1 % (70.0–72.1)  loop, n 300
      regressed                     61.2 MB            very strong                n 3840              +18.3 (≤ +23.4)"
    `);
  });

  it('has two where there is less', () => {
    expect(textAt(80, 'ja').split('\n\n').slice(2, 4).join('\n\n')).toMatchInlineSnapshot(`
      "モデル                KL ダイバージェンス         最も悪い指標、
      判定                  （95 %）                    ポイント（上限）
      hitogara-tiny-q8_0    0.00136（0.00117–0.00159）  repetition、n = 300
      悪化なし              わずか                      +0.3 (≤ +2.8)
      hitogara-tiny-q6_K    –                           –
      比べられません
      hitogara-tiny-q4_K_M  0.0313（0.0269–0.0366）     length、n = 300
      判断できません        中程度                      +5.0 (≤ +10.1)
      hitogara-tiny-q2_K    0.445（0.383–0.521）        loop、n = 300
      悪化                  非常に大きい                +18.3 (≤ +23.4)

      モデル                型      ファイル  トークン/秒  最有力トークンの
                                      メモリ       中央値  一致（95 %）
      hitogara-tiny-f16     F16      8.41 MB          152
      基準モデル                     61.2 MB
      hitogara-tiny-q8_0    Q8_0     4.47 MB          201  97.7 %（96.6–98.7）
                                     61.2 MB               n = 3840
      hitogara-tiny-q6_K    Q6_K     3.46 MB          188  –
                                     61.2 MB
      hitogara-tiny-q4_K_M  Q4_K_M   2.61 MB          214  91.9 %（90.8–92.9）
                                     61.2 MB               n = 3840
      hitogara-tiny-q2_K    Q2_K     1.88 MB          220  71.1 %（70.0–72.1）
                                     61.2 MB               n = 3840"
    `);
  });

  it('has a block for each model where there is little', () => {
    expect(textAt(60, 'ja').split('\n\n').slice(2, 4).join('\n\n')).toMatchInlineSnapshot(`
      "hitogara-tiny-f16 · 基準モデル
        型                  F16
        ファイル · メモリ   8.41 MB · 61.2 MB
        トークン/秒 中央値  152

      hitogara-tiny-q8_0 · 悪化なし
        型                              Q8_0
        ファイル · メモリ               4.47 MB · 61.2 MB
        トークン/秒 中央値              201
        KL ダイバージェンス（95 %）     0.00136（0.00117–0.00159）
                                        わずか
        最有力トークンの一致（95 %）    97.7 %（96.6–98.7）
                                        n = 3840
        最も悪い指標、ポイント（上限）  repetition、n = 300
                                        +0.3 (≤ +2.8)"
    `);
  });

  it('draws how far each candidate is', () => {
    expect(
      textAt(80)
        .split('\n\n')
        .find((block) => block.includes('├')),
    ).toMatchInlineSnapshot(`
      "KL divergence from the reference, logarithmic; the line is the 95 % interval
                            0.001              0.01               0.1                1
      hitogara-tiny-q8_0     ├─●┤
      hitogara-tiny-q4_K_M                             ├●─┤
      hitogara-tiny-q2_K                                                     ├●─┤"
    `);
  });

  it('draws what is exactly the same as nothing', () => {
    const none = { n: 20, value: 0, low: 0, high: 0 };
    const [first, , third] = LADDER.candidates;
    const displacement = first?.displacement ? { ...first.displacement, divergence: none } : null;
    const candidates = [candidateOf({ displacement, isSameWeights: true }), ...(third ? [third] : [])];
    const text = textAt(120, 'en', { ...LADDER, candidates });
    expect(text).toMatch(/^hitogara-tiny-q8_0 {4}0$/m);
    expect(text).toContain('the weights are those of the reference: this is how much it differs from itself');
  });

  it('says that the probabilities of a hosted model were not compared', () => {
    const candidates = [candidateOf({ displacement: null, displacementProblem: 'the server gives none' })];
    expect(textAt(200, 'en', { ...LADDER, candidates }).split('\n')[0]).toMatch(
      /^hitogara-tiny-q8_0 {2}no regression; .*; by its replies alone$/,
    );
  });

  it('takes the first reason where no figure decides', () => {
    const candidates = [candidateOf({ verdict: 'regressed', reasons: ['the divergence is above the limit'] })];
    const [first] = textAt(200, 'ja', { ...LADDER, candidates }).split('\n');
    expect(first).toBe('hitogara-tiny-q8_0  悪化。the divergence is above the limit');
  });

  it('tells of each candidate what was found, and what could have been', () => {
    const text = textAt(80);
    expect(text.slice(text.indexOf('hitogara-tiny-q2_K: regressed'))).toMatchInlineSnapshot(`
      "hitogara-tiny-q2_K: regressed
        replies repeat themselves without end far more often
        loop: worse by 18.3 points

        endless repetition in 57 of 300 replies, in the reference 0 of 300 · p <0.001
          anime-fan #2 · turn 3: うん、それでね、それでね、それでね、それでね、それで
            ね、それでね、それでね、それでね、それでね、それでね、それでね、それでね、
            それでね、それでね、それでね、それ…

        metric    reference →       points (95 %)           at most       p  finding
                  candidate
        loop      2/300 → 57/300    +18.3 (+12.1 to +24.5)    +23.4  <0.001  got worse
        language  3/300 → 19/300    +5.3 (+1.1 to +9.5)        +8.8   0.032  got worse
        length    21/300 → 40/300   +6.3 (−0.4 to +13.0)      +11.8   0.310  unclear
        loop: endless repetition; language: another language or script; length: longer
          than the persona allows

        where they differ most
        anime-fan · turn 3 · KL divergence 17.8
          昨日の夜は新作のアニメを最後まで[見]ちゃったから、今日はちょっと眠い…
          reference  見 81 %  観 15 %  み 1 %
          candidate  食 55 %  み 25 %  。 11 %  … 見 2 %
        innkeeper · turn 1 · impossible for the candidate
          いらっしゃいませ。今夜は[お]泊まりでございますか。
          reference  お 95 %
          candidate  ␣the 67 %  … お <0.1 %

        KL divergence   0.445 (0.383–0.521) nats a token, very strong
                        2 places that the candidate makes impossible, not in the mean
                        median 0.111 · 99 % 4.45 · rounding alone 2.1e-5
                        327 × that of the 8-bit candidate
                        kana 0.356 (0.311–0.445) · kanji 0.623 (0.490–0.801)
                        other characters 0.223 (0.134–0.356)
                        3840 tokens of 96 replies in 20 scenarios
        same top token  71.1 % (70.0–72.1), n 3840
        log-likelihood  −0.223 (−0.356 to −0.0890)
        probability     −21.3 to +16.2 points in 98 % of places (n 3840)
        greedy replies  11 of 40 are the same; the others part after 24 characters
                        (median of 29)
        tensors         F16 → Q8_0 × 29
        power           could have detected a worsening of 9.8 points with 80 % power
                        to decide, about 612 pairs of replies would be needed; there
                        are 300

      hitogara 0.1.0 · reference hitogara-tiny-f16 (F16) · preset standard · 20
        scenarios, 5 turns, 3 samples · seed 1 · 20261127-020000-k3f9
      "
    `);
  });

  it('says what is a lower bound', () => {
    const bound = candidateOf({});
    const displacement = bound.displacement && { ...bound.displacement, kind: 'bound' as const };
    const text = textAt(120, 'en', { ...LADDER, candidates: [{ ...bound, displacement }] });
    expect(text.match(/≥ 0.00136 \(0.00117–0.00159\)/g)).toHaveLength(2);
    expect(text).toContain('a lower bound: the true divergence is at least this');
  });

  it('gives neither a share nor a mean without its interval, and never says what is not known', () => {
    for (const [form, text] of Object.entries(formsOf(UNKNOWNS, 'en')))
      expect([form, text.match(/null|NaN|undefined|Infinity|85\.7|0\.02\b|100\.0 %/g)]).toEqual([form, null]);
    expect(textAt(80, 'en', UNKNOWNS)).toContain('same top token  6/7\n');
  });

  it.each([40, 60, 80, 120])('fits %i columns', (columns) => {
    for (const language of ['en', 'ja'] as const)
      for (const report of [LADDER, UNKNOWNS, HOSTILE]) {
        const lines = textOfRegress(report, screenOf(columns, language)).split('\n');
        expect(lines.filter((line) => stringWidth(line) > columns)).toEqual([]);
      }
  });

  it('is coloured where colours are wanted, and says the same without', () => {
    const coloured = textOfRegress(LADDER, screenOf(80, 'en', {}));
    expect(coloured).toContain('\u001b[31m');
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(textOfRegress(LADDER, screenOf(80)));
  });

  it('writes a row on one line where there is no terminal', () => {
    const [, , table = ''] = textAt(null).split('\n\n');
    expect(table.split('\n').filter((line) => line.startsWith('hitogara-tiny-'))).toHaveLength(5);
    expect(table).toContain('0.445 (0.383–0.521) · very strong');
  });
});

/** What no form may hold: escape sequences, control characters, what reorders or hides text. */
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2061-\u206f\ufeff]/;
const ALLOWED = 'b blockquote code details em h3 li p strong sub summary table tbody td th thead tr ul'.split(' ');

describe('what a model wrote', () => {
  it.each(['en', 'ja'] as const)('controls no terminal and hides nothing (%s)', (language) => {
    for (const [form, text] of Object.entries(formsOf(HOSTILE, language)))
      expect([form, UNSAFE.exec(text)]).toEqual([form, null]);
  });

  it('forges no command of GitHub', () => {
    const { annotations = '', terminal = '', pipe = '' } = formsOf(HOSTILE, 'en');
    expect(annotations.split('\n').map((line) => line.slice(0, 9))).toEqual([
      '::error t',
      '::error t',
      '::warning',
      '::notice ',
      '',
    ]);
    for (const text of [terminal, pipe]) expect(text).not.toMatch(/^\s*::|##\[/m);
  });

  it.each(['card', 'note', 'summary'] as const)('is only text in Markdown (%s)', async (form) => {
    const text = formsOf(HOSTILE, 'en')[form] ?? '';
    const html = await marked.parse(text, { gfm: true });
    const tags = new Set([...html.matchAll(/<\/?([a-z]\w*)/g)].map(([, tag = '']) => tag));
    expect([...tags].filter((tag) => !ALLOWED.includes(tag))).toEqual([]);
    expect(html).not.toMatch(/<!--|<[a-z]+ (?!align=)/);
    expect(text).not.toMatch(/@octocat|https:\/\//);
    // As many details end as begin, and nothing ends them early.
    expect(html.match(/<details>/g)?.length).toBe(html.match(/<\/details>/g)?.length);
  });

  it('breaks no table', async () => {
    const rowsOf = (html: string): number[] =>
      [...html.matchAll(/<tr>[\s\S]*?<\/tr>/g)].map(([row]) => row.match(/<t[hd]/g)?.length ?? 0);
    expect(rowsOf(await marked.parse(modelCardTable(HOSTILE, { words: ENGLISH })))).toEqual([6, 6, 6, 6, 6]);
  });
});

describe('Markdown', () => {
  it('has a table for the card of a model, and how it was measured', () => {
    expect(plain(modelCardTable(LADDER, { words: ENGLISH }))).toMatchInlineSnapshot(`
      "| file | size | KL divergence | same top token | worst metric | verdict |
      |---|---:|---|---|---|---|
      | hitogara-tiny-q8\\_0.gguf | 4.47 MB | 0.00136 ± 0.00023 | 97.7 % (96.6–98.7) | repetition +0.3 (−1.8 to +2.4), n 300 | no regression |
      | hitogara-tiny-q6\\_K.gguf | 3.46 MB | – | – | – | cannot be compared |
      | hitogara-tiny-q4\\_K\\_M.gguf | 2.61 MB | 0.0313 ± 0.0053 | 91.9 % (90.8–92.9) | length +5.0 (−0.8 to +10.8), n 300 | cannot be decided |
      | hitogara-tiny-q2\\_K.gguf | 1.88 MB | 0.445 ± 0.076 | 71.1 % (70.0–72.1) | loop +18.3 (+12.1 to +24.5), n 300 | regressed |

      Measured by hitogara 0.1.0 against hitogara-tiny-f16.gguf (F16), preset standard: 20 scenarios, 300 replies of each model, KL divergence over 3840 tokens.

      KL divergence: nats a token on the replies of the reference, ± half a 95 % interval. Same top token: 95 % interval. Worst metric: difference in points of replies with the fault, 95 % interval. The unit of all intervals is the scenario.

      "
    `);
    expect(plain(modelCardTable(LADDER, { words: japanese }))).toMatchInlineSnapshot(`
      "| ファイル | サイズ | KL ダイバージェンス | 最有力トークンの一致 | 最も悪い指標 | 判定 |
      |---|---:|---|---|---|---|
      | hitogara-tiny-q8\\_0.gguf | 4.47 MB | 0.00136 ± 0.00023 | 97.7 %（96.6–98.7） | repetition +0.3（−1.8 ～ +2.4）、n = 300 | 悪化なし |
      | hitogara-tiny-q6\\_K.gguf | 3.46 MB | – | – | – | 比べられません |
      | hitogara-tiny-q4\\_K\\_M.gguf | 2.61 MB | 0.0313 ± 0.0053 | 91.9 %（90.8–92.9） | length +5.0（−0.8 ～ +10.8）、n = 300 | 判断できません |
      | hitogara-tiny-q2\\_K.gguf | 1.88 MB | 0.445 ± 0.076 | 71.1 %（70.0–72.1） | loop +18.3（+12.1 ～ +24.5）、n = 300 | 悪化 |

      hitogara 0.1.0 で測定。基準モデルは hitogara-tiny-f16.gguf（F16）、プリセットは standard、シナリオ 20 件、各モデルの応答 300 件、KL ダイバージェンスは 3840 トークンで測定。

      KL ダイバージェンスは基準モデルの応答での 1 トークンあたりの値（ナット）で、± は 95 % 信頼区間の幅の半分。最有力トークンの一致は 95 % 信頼区間付き。最も悪い指標は問題のある応答の割合の差（ポイント、95 % 信頼区間）。信頼区間の単位はすべてシナリオ。

      "
    `);
  });

  it('has a note for a pull request, with the evidence folded away', () => {
    const note = plain(pullRequestNote({ ...LADDER, candidates: LADDER.candidates.slice(3) }, { words: ENGLISH }));
    expect(note).toMatchInlineSnapshot(`
      "### Regression check against hitogara-tiny-f16 (F16)

      **hitogara-tiny-q2\\_K**: regressed; endless repetition in 57 of 300 replies, in the reference 0 of 300; KL divergence 0.445 (0.383–0.521) nats a token; could have detected a worsening of 9.8 points with 80 % power

      <details>
      <summary>evidence</summary>

      - replies repeat themselves without end far more often
      - loop: worse by 18.3 points

      - endless repetition in 57 of 300 replies, in the reference 0 of 300

      anime-fan \\#⁠2 · turn 3

      > うん、それでね、それでね、それでね、それでね、それでね、それでね、それでね、それでね、それでね、それでね、それでね、それでね、それでね、それでね、それでね、それでね、それでね、それでね、それでね、それでね、それでね、それでね、それでね、それでね、それでね、それでね、それでね、それでね、それでね、それでね、それでね、それでね、それでね、それでね、それでね、それでね、それでね、それでね、それでね、それ…

      | metric | reference → candidate | points (95 %) | at most | p | finding |
      |---|---|---|---:|---:|---|
      | loop | 2/300 → 57/300 | \\+18.3 (+12.1 to +24.5) | \\+23.4 | &lt;0.001 | got worse |
      | language | 3/300 → 19/300 | \\+5.3 (+1.1 to +9.5) | \\+8.8 | 0.032 | got worse |
      | length | 21/300 → 40/300 | \\+6.3 (−0.4 to +13.0) | \\+11.8 | 0.310 | unclear |
      | register | 7/300 → 8/300 | \\+0.3 (−1.8 to +2.4) | \\+2.2 | 1.000 | not worse |
      | persona | 8/300 → 9/300 | \\+0.3 (−1.8 to +2.4) | \\+2.3 | 1.000 | not worse |
      | leak | 9/300 → 10/300 | \\+0.3 (−1.8 to +2.4) | \\+2.4 | 1.000 | not worse |

      loop: endless repetition; language: another language or script; length: longer than the persona allows; register: not in the register of the persona; persona: out of character; leak: parts of the prompt, or lines of others

      - KL divergence: 0.445 (0.383–0.521) nats a token, very strong · 2 places that the candidate makes impossible, not in the mean · median 0.111 · 99 % 4.45 · rounding alone 2.1e-5 · 327 × that of the 8-bit candidate · kana 0.356 (0.311–0.445) · kanji 0.623 (0.490–0.801) · other characters 0.223 (0.134–0.356) · 3840 tokens of 96 replies in 20 scenarios
      - same top token: 71.1 % (70.0–72.1), n 3840
      - log-likelihood: −0.223 (−0.356 to −0.0890)
      - probability: −21.3 to +16.2 points in 98 % of places (n 3840)
      - greedy replies: 11 of 40 are the same; the others part after 24 characters (median of 29)
      - tensors: F16 → Q8\\_0 × 29
      - power: could have detected a worsening of 9.8 points with 80 % power · to decide, about 612 pairs of replies would be needed; there are 300

      anime-fan · turn 3 · KL divergence 17.8

      > 昨日の夜は新作のアニメを最後まで<b>\\[見\\]</b>ちゃったから、今日はちょっと眠い…

      - reference: 見 81 % 観 15 % み 1 %
      - candidate: 食 55 % み 25 % 。 11 % … 見 2 %

      innkeeper · turn 1 · impossible for the candidate

      > いらっしゃいませ。今夜は<b>\\[お\\]</b>泊まりでございますか。

      - reference: お 95 %
      - candidate: ␣the 67 % … お &lt;0.1 %

      where greedy replies part

      > 週末は何をしていたの？

      - reference: 週末はずっと<b>家でアニメを見てたよ！</b>
      - candidate: 週末はずっと<b>友だちと遊んでたよ。</b>

      </details>

      <sub>Measured by hitogara 0.1.0 against hitogara-tiny-f16.gguf (F16), preset standard: 20 scenarios, 300 replies of each model, KL divergence over 3840 tokens.</sub>

      "
    `);
  });

  it('ends bold text where it ends, before Japanese too', async () => {
    expect(await marked.parse(pullRequestNote(LADDER, { words: japanese }))).not.toContain('**');
  });
});

describe('in GitHub Actions', () => {
  it('each candidate has an annotation, the worst first', () => {
    expect(annotationsOf(LADDER, { words: ENGLISH })).toMatchInlineSnapshot(`
      "::error title=hitogara%3A hitogara-tiny-q2_K::regressed; endless repetition in 57 of 300 replies, in the reference 0 of 300%0Areplies repeat themselves without end far more often%0Aloop: worse by 18.3 points
      ::error title=hitogara%3A hitogara-tiny-q6_K::cannot be compared; not the same: template%0Athe prompts differ from turn 1 on
      ::warning title=hitogara%3A hitogara-tiny-q4_K_M::cannot be decided; length may be up to 10.1 points worse (95 %25, n 300; the margin is 10)%0Alength: the upper bound of the worsening is not below the margin
      ::notice title=hitogara%3A hitogara-tiny-q8_0::no regression; repetition, the worst metric: at most +2.8 points (95 %25, n 300; the margin is 10)
      "
    `);
  });

  it('the summary begins with the table of all', () => {
    expect(plain(jobSummary(LADDER, { words: ENGLISH })).split('\n\n')[0]).toMatchInlineSnapshot(`
      "| model · verdict | type | file · memory | median tokens/s | KL divergence (95 %) | same top token (95 %) | worst metric, points (at most) |
      |---|---|---:|---:|---|---|---|
      | hitogara-tiny-f16 · reference | F16 | 8.41 MB · 61.2 MB | 152 |  |  |  |
      | hitogara-tiny-q8\\_0 · no regression | Q8\\_0 | 4.47 MB · 61.2 MB | 201 | 0.00136 (0.00117–0.00159) · slight | 97.7 % (96.6–98.7) · n 3840 | repetition, n 300 · +0.3 (≤ +2.8) |
      | hitogara-tiny-q6\\_K · cannot be compared | Q6\\_K | 3.46 MB · 61.2 MB | 188 | – | – | – |
      | hitogara-tiny-q4\\_K\\_M · cannot be decided | Q4\\_K\\_M | 2.61 MB · 61.2 MB | 214 | 0.0313 (0.0269–0.0366) · moderate | 91.9 % (90.8–92.9) · n 3840 | length, n 300 · +5.0 (≤ +10.1) |
      | hitogara-tiny-q2\\_K · regressed | Q2\\_K | 1.88 MB · 61.2 MB | 220 | 0.445 (0.383–0.521) · very strong | 71.1 % (70.0–72.1) · n 3840 | loop, n 300 · +18.3 (≤ +23.4) |"
    `);
  });
});

describe('JUnit XML', () => {
  const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' });

  it.each([LADDER, UNKNOWNS, HOSTILE])('is XML with counts that add up', (report) => {
    const xml = junitOfRegress(report, 1.5);
    expect(XMLValidator.validate(xml)).toBe(true);
    const count = (pattern: RegExp): string => String(xml.match(pattern)?.length ?? 0);
    const { tests, failures, errors, testsuite } = parser.parse(xml).testsuites;
    expect({ tests, failures, errors, suites: [testsuite].flat().length }).toEqual({
      tests: count(/<testcase /g),
      failures: count(/<failure /g),
      errors: count(/<error /g),
      suites: report.candidates.length,
    });
  });

  it('has a case for the verdict, each condition, sentinel and metric that decides', () => {
    const { testsuite } = parser.parse(junitOfRegress(LADDER, 1)).testsuites;
    const results = testsuite.map(
      ({
        name,
        testcase,
      }: {
        name: string;
        testcase: { name: string; classname: string; failure?: object; error?: object }[];
      }) => ({
        name,
        cases: testcase.length,
        failures: testcase.filter(({ failure }) => failure).map((each) => `${each.classname} ${each.name}`),
        errors: testcase.filter(({ error }) => error).map((each) => `${each.classname} ${each.name}`),
      }),
    );
    expect(results).toEqual([
      { name: 'hitogara-tiny-q8_0', cases: 14, failures: [], errors: [] },
      { name: 'hitogara-tiny-q6_K', cases: 14, failures: [], errors: ['verdict verdict', 'condition template'] },
      { name: 'hitogara-tiny-q4_K_M', cases: 14, failures: [], errors: ['verdict verdict', 'metric length'] },
      {
        name: 'hitogara-tiny-q2_K',
        cases: 14,
        failures: ['verdict verdict', 'sentinel loop', 'metric loop', 'metric language'],
        errors: ['metric length'],
      },
    ]);
  });

  it('keeps two candidates of one name apart', () => {
    const twice = {
      ...LADDER,
      candidates: [candidateOf({}), candidateOf({}), candidateOf({ varied: { kvType: 'q8_0' } })],
    };
    const names = parser.parse(junitOfRegress(twice, 1)).testsuites.testsuite.map(({ name }: { name: string }) => name);
    expect(names).toEqual(['hitogara-tiny-q8_0', 'hitogara-tiny-q8_0 (2)', 'hitogara-tiny-q8_0, kvType q8_0']);
  });
});

describe('before a run', () => {
  const smoke = {
    scenarios: 8,
    turns: 5,
    samples: 1,
    tokens: 1280,
    detectable: 0.3,
    canPass: false,
    minutes: 2.5,
    diskBytes: 2_100_000,
  };

  it('says what can be found, and what cannot be shown', () => {
    expect(plain(previewText(smoke, screenOf(80)))).toMatchInlineSnapshot(`
      "replies      8 scenarios × 5 turns × 1 sample: 40 of each model
      tokens       at most 1280 tokens of the reference are scored
      can find     broken models, and a worsening of 30 points with 80 % power
      cannot show  that nothing is worse (too few replies)
      time         about 3 min
      on disk      2.10 MB
      "
    `);
    expect(plain(previewText({ ...smoke, scenarios: 5 }, screenOf(80, 'ja')))).toMatchInlineSnapshot(`
      "応答            シナリオ 5 件 × 5 ターン × サンプル 1 回: 各モデル 25 件
      トークン        基準モデルの応答のうち最大 1280 トークンを測定
      検出できるもの  壊れたモデルと、30 ポイントの悪化（検出力 80 %）
      示せないもの    悪化がないこと（シナリオが 8 件以上必要）
      時間            約 3 分
      ディスク        2.10 MB
      "
    `);
  });

  it('leaves out what is not known', () => {
    const unknown = { ...smoke, canPass: true, detectable: null, minutes: null, diskBytes: null };
    expect(plain(previewText(unknown, screenOf(80)))).toMatchInlineSnapshot(`
      "replies   8 scenarios × 5 turns × 1 sample: 40 of each model
      tokens    at most 1280 tokens of the reference are scored
      can find  broken models; how small a worsening is not known beforehand
      time      unknown
      "
    `);
  });
});

describe('baselines', () => {
  const blessed = {
    ...{
      name: 'tiny',
      model: 'hitogara-tiny-f16',
      fileType: 'F16',
      bytes: 2_410_000,
      createdAt: '2026-11-27T02:00:00.000Z',
    },
    ...{ scenarios: 20, replies: 300, tokens: 3840, hasDistributions: true, file: 'baselines/tiny.jsonl' },
  };
  const hosted = { ...blessed, name: 'hosted', model: 'gpt', fileType: null, tokens: 0, hasDistributions: false };

  it('are listed, and shown one by one', () => {
    expect(plain(baselineList([blessed, hosted], screenOf(80)))).toMatchInlineSnapshot(`
      "baseline  model              type  made on     scenarios  tokens     size
      tiny      hitogara-tiny-f16  F16   2026-11-27         20    3840  2.41 MB
      hosted    gpt                –     2026-11-27         20       –  2.41 MB

      tokens –: without probabilities; only replies are compared
      "
    `);
    expect(plain(baselineText(blessed, screenOf(80)))).toMatchInlineSnapshot(`
      "tiny
        model          hitogara-tiny-f16
        type           F16
        made on        2026-11-27 02:00:00 UTC
        scenarios      20
        replies        300
        probabilities  of 3840 tokens: divergence can be measured, as a lower bound
        size           2.41 MB
        file           baselines/tiny.jsonl
      "
    `);
    expect(plain(baselineText(hosted, screenOf(80, 'ja')))).toMatchInlineSnapshot(`
      "hosted
        モデル    gpt
        型        不明
        作成日時  2026-11-27 02:00:00 UTC
        シナリオ  20
        応答      300
        確率      なし。応答だけを比べます
        サイズ    2.41 MB
        ファイル  baselines/tiny.jsonl
      "
    `);
    expect(baselineList([], screenOf(80))).toBe('there is no baseline\n');
  });

  it('differ in fields, one below the other', () => {
    const changes = [{ field: 'template', before: 'chatml', now: '' }];
    expect(baselineChanges(changes, screenOf(80))).toBe('template\n  -  chatml\n  +  –\n');
    expect(baselineChanges([], screenOf(80, 'ja'))).toBe('二つの基準は同じです\n');
  });

  it('fit a narrow terminal, whatever they are called', () => {
    const name = `\u001b[31m${'長い名前 and a long name '.repeat(20)}\u202e\n::error::x`;
    const odd = { ...blessed, name, model: name, file: name, fileType: name };
    const changes = [{ field: name, before: name, now: name }];
    for (const text of [
      baselineList([odd], screenOf(40)),
      baselineText(odd, screenOf(40)),
      baselineChanges(changes, screenOf(40)),
    ]) {
      expect(text.split('\n').filter((line) => stringWidth(line) > 40)).toEqual([]);
      expect(text).not.toMatch(UNSAFE);
    }
  });
});
