// A question to a person who rates, as lines of a terminal or a pipe. Every line of a reply has a bar in front of it: a reply can write
// whatever it likes, and never looks like the program's own words. Start at `describeQuestion`.
import { inertLine, inertText } from '../core/inert-text.ts';
import type { Opinion } from '../rate/opinion.ts';
import { isBlank, looksSame, type Question, type Reply, turnsBefore } from '../rate/question.ts';
import type { Talk } from '../rate/talks.ts';
import { joinTexts, plural, say, type Text } from '../words/text.ts';
import { fold } from './fold.ts';
import { type Paint, painter } from './paint.ts';
import { padded } from './plain-table.ts';
import { columnsOf, PIPE_COLUMNS, type Screen, shown } from './screen.ts';
import { describePersona, describePlay, describeSampling, describeSpeed, joined } from './wording.ts';

export interface Asked {
  question: Question;
  /** 1-based. */
  number: number;
  all: number;
  /** How much is shown of what was said before; 0: least. */
  level: number;
  /** Whether models, settings and speeds are told. */
  hasNames: boolean;
  /** Whether several runs are rated. */
  hasRuns: boolean;
}

/** Lines that fit the screen. */
export function describeQuestion(asked: Asked, screen: Screen): string[] {
  const pen = penFor(screen);
  const { question } = asked;
  const { talk, said } = question.kind === 'reply' ? question.reply : question.first;
  const place = joined(
    say('{n} of {all}, {left} left', { n: asked.number, all: asked.all, left: asked.all - asked.number }),
    describePlay(talk),
    say('turn {turn}', { turn: said.turn }),
  );
  const title = folded(pen.told(place), '', pen.width).map((line) => pen.paint('bold', line));
  const head = [...title, ...personaLines(talk, asked.level, pen)];
  return question.kind === 'reply'
    ? [...head, ...replyLines(question.reply, asked, pen), '']
    : [...head, ...pairLines(question, asked, pen), ''];
}

function replyLines(reply: Reply, asked: Asked, pen: Pen): string[] {
  const { talk, said } = reply;
  const names = asked.hasNames ? [pen.dim(describeSource(reply, asked), '  ')] : [];
  return [
    ...contextLines(reply, asked.level, pen, pen.width),
    ...pen.speech('  ', speakersOf(talk).user, 'cyan', said.user, pen.width),
    '',
    ...barred(reply, pen, pen.width),
    ...names.flat(),
  ];
}

/** Beside each other where there is room. */
function pairLines({ first, second }: Extract<Question, { kind: 'pair' }>, asked: Asked, pen: Pen): string[] {
  const isSameSoFar = hasSameHistory(first, second);
  const isApart = !isSameSoFar && asked.level > 0;
  const isBeside = pen.width >= LEAST_BESIDE;
  const width = isBeside ? Math.floor((pen.width - GAP) / 2) : pen.width;
  const leading = (reply: Reply, room: number): string[] => [
    ...(isSameSoFar || isApart ? contextLines(reply, asked.level, pen, room) : []),
    ...pen.speech('  ', speakersOf(reply.talk).user, 'cyan', reply.said.user, room),
  ];
  const side = (letter: string, reply: Reply): string[] => [
    pen.paint('bold', letter),
    ...(isApart ? [...leading(reply, width), ''] : []),
    ...barred(reply, pen, width),
    ...(asked.hasNames ? pen.dim(describeSource(reply, asked), '  ', width) : []),
  ];
  const sides = [side('A', first), side('B', second)] as const;
  return [
    ...(isSameSoFar || isApart
      ? []
      : pen.dim(say('A and B had different conversations before this: u shows them'), '  ')),
    ...(isApart ? [] : leading(first, pen.width)),
    '',
    ...(isBeside ? beside(...sides, width) : [...sides[0], '', ...sides[1]]),
  ];
}

/** Each reply has half of the screen. */
const LEAST_BESIDE = 100;
const GAP = 2;

function beside(left: readonly string[], right: readonly string[], width: number): string[] {
  const lines = Math.max(left.length, right.length);
  return Array.from({ length: lines }, (_, at) => `${padded(left[at] ?? '', width + GAP)}${right[at] ?? ''}`.trimEnd());
}

function hasSameHistory(first: Reply, second: Reply): boolean {
  const others = turnsBefore(second);
  return turnsBefore(first).every(({ reply }, at) => looksSame(reply, others[at]?.reply ?? ''));
}

/** How many turns before the one in question are shown, by level. */
const TURNS = [1, 5];

function contextLines(reply: Reply, level: number, pen: Pen, width: number): string[] {
  const { user, name } = speakersOf(reply.talk);
  const { greeting } = reply.talk;
  const before = turnsBefore(reply);
  const hidden = Math.max(0, before.length - (TURNS[level] ?? before.length));
  const told = before
    .slice(hidden)
    .flatMap((turn) => [
      ...pen.speech('  ', user, 'cyan', turn.user, width),
      ...(isBlank(turn.reply)
        ? pen.dim(say('{name}: (no reply)', { name }), '  ', width)
        : pen.speech('  ', name, 'green', turn.reply, width)),
    ]);
  if (hidden > 0)
    return [
      ...pen.dim(say('{turns} before this: u shows them', { turns: plural(hidden, 'turn') }), '  ', width),
      ...told,
    ];
  return [...(greeting === null ? [] : pen.speech('  ', name, 'green', greeting, width)), ...told];
}

function personaLines({ persona }: Talk, level: number, { paint, width, inLanguage }: Pen): string[] {
  if (!persona) return [];
  const whole = `${inertLine(persona.name)}: ${inertText(persona.instruction.trim())}`;
  const text = inLanguage(say('persona {persona}', { persona: level === 0 ? describePersona(persona) : whole }));
  return folded(text, '  ', width).map((line) => paint('dim', line));
}

function barred({ talk, said }: Reply, pen: Pen, width: number): string[] {
  const { outcome } = said;
  const end =
    outcome === 'truncated'
      ? say('cut off at its token limit')
      : outcome === 'refused'
        ? say('ended by the provider')
        : null;
  return [
    ...pen.speech('| ', speakersOf(talk).name, 'green', said.reply, width),
    ...(end ? pen.dim(end, '  ', width) : []),
  ];
}

function describeSource({ talk, said }: Reply, { hasRuns }: Pick<Asked, 'hasRuns'>): Text {
  return joined(
    describeSubject(talk, hasRuns),
    said.tokensPerSecond === null ? null : describeSpeed(said.tokensPerSecond),
  );
}

/** A model with its settings, and its run if there are several. */
export function describeSubject({ model, variant, run }: Talk, hasRuns: boolean): Text {
  return joined(
    inertLine(model),
    variant ? describeSampling(variant.settings) : null,
    hasRuns ? say('run {run}', { run: inertLine(run.id) }) : null,
  );
}

function speakersOf({ persona }: Talk): { user: string; name: string } {
  return { user: persona?.user ?? 'user', name: persona?.name ?? 'model' };
}

/** What the person has said so far of this question, before it counts. */
export function describeDraft({ verdict, note, tags }: Opinion, screen: Screen): string[] {
  const pen = penFor(screen);
  const parts = [
    verdict === null ? null : describeVerdict({ verdict, note: '', tags: [] }),
    tags.length === 0 ? null : say('tags: {tags}', { tags: inertLine(tags.join(', ')) }),
    note === '' ? null : say('your note: {note}', { note: inertLine(note) }),
  ];
  const text = joinTexts(' · ', parts);
  return shown(text, screen) === '' ? [] : folded(pen.told(text), '', pen.width);
}

/** What becomes of an answer, in a few words. */
export function describeVerdict({ verdict }: Opinion): Text {
  switch (verdict?.kind) {
    case 'rating':
      return say('{rating} of 5', { rating: verdict.rating });
    case 'thumb':
      return verdict.thumb === 'up' ? say('thumb up') : say('thumb down');
    case 'better':
      return say(BETTER[verdict.better]);
    default:
      return say('only a note');
  }
}

const BETTER = {
  first: 'A is better',
  second: 'B is better',
  neither: 'neither is better',
  'both-bad': 'both are bad',
} as const;

interface Pen {
  paint: Paint;
  width: number;
  /** May have several lines. */
  inLanguage(text: Text): string;
  told(text: Text): string;
  dim(text: Text, indent: string, width?: number): string[];
  /** Who says what, each line behind `mark`. */
  speech(mark: string, who: string, style: 'cyan' | 'green', text: string, width: number): string[];
}

/** Longer lines are hard to read. */
const WIDEST = 180;
const WIDEST_LINE = 100;

function penFor(screen: Screen): Pen {
  const paint = painter(screen);
  const width = Math.min(columnsOf(screen.stdout) ?? PIPE_COLUMNS, WIDEST);
  const inLanguage = (text: Text): string => shown(text, screen);
  const told = (text: Text): string => inertLine(inLanguage(text));
  return {
    ...{ paint, width, inLanguage, told },
    dim: (text, indent, room = width) => folded(told(text), indent, room).map((line) => paint('dim', line)),
    speech: (mark, who, style, text, room) => {
      const name = inertLine(who);
      const [first = '', ...rest] = folded(`${name}: ${inertText(text).trim()}`, mark, room);
      // The name may be folded itself.
      const start = `${mark}${name}`;
      const painted = first.startsWith(start) ? `${mark}${paint(style, name)}${first.slice(start.length)}` : first;
      return [painted, ...rest];
    },
  };
}

function folded(text: string, mark: string, width: number): string[] {
  const room = Math.min(width, WIDEST_LINE) - mark.length;
  // A tab is as wide as a terminal likes.
  return fold(text.replaceAll('\t', '  '), room)
    .split('\n')
    .map((line) => `${mark}${line}`.trimEnd());
}
