// Who is the user, and who the character, among the labels of a plain chat log. Start at `castOf`.
import { UserError } from '../core/errors.ts';
import { say, type Text } from '../words/text.ts';
import { type LabelStyle, labelIn, STYLES } from './text-labels.ts';
import type { FormatContext } from './transcript.ts';

/** The style that speakers are named in, and their names in it, word for word. */
export interface Cast {
  style: LabelStyle;
  user: string;
  assistant: string;
  system: (name: string) => boolean;
  /** The line of the later of the two first labels, 1-based. */
  line: number;
  notes: Text[];
}

const USERS = words('user human you yousaid あなた ユーザー ユーザ 人間 質問者 質問 入力 input question');
/** Alpaca's word for the request, which is the persona where there is an input as well. */
const REQUESTS = words('instruction 指示');
const ASSISTANTS = words(
  'assistant ai bot chatbot gpt chatgpt chatgptsaid llm アシスタント 応答 回答 返答 出力 response answer output',
);
const SYSTEMS = words('system systemprompt システム システムプロンプト persona ペルソナ キャラ設定 人物設定');

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(' '));
}

/** Without white space, signs such as emoji around it, and what Japanese adds to a name. */
function plain(name: string): string {
  const bare = name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\s+|\ufe0f|\u200d/g, '');
  const core = bare.replace(/^[^\p{L}\p{N}]+/u, '').replace(/\p{S}+$/u, '');
  return core.replace(/(?<=.)(?:さん|くん|ちゃん|様|さま)$/, '') || bare;
}

export function isSystem(name: string): boolean {
  return SYSTEMS.has(plain(name));
}

interface Occurrence {
  count: number;
  /** 1-based. */
  line: number;
}

type Occurrences = ReadonlyMap<string, Occurrence>;

/**
 * The style whose two speakers are both there first: labels of another style are then part of what somebody says. Known words and the
 * persona's names come before guesses. null: there are not two speakers.
 */
export function findCast(lines: readonly string[], context: FormatContext): Cast | null {
  const found = STYLES.map((style) => ({ style, names: occurrencesOf(style, lines) }));
  const known = found.flatMap(({ style, names }) => knownCast(style, names, context) ?? []);
  const isGuessed = known.length === 0 && context.roles === null;
  const guesses = isGuessed ? found.flatMap(({ style, names }) => guess(style, names, context) ?? []) : [];
  const [first] = [...known, ...guesses].sort((a, b) => a.line - b.line);
  return first ?? null;
}

/** Why there is no cast. */
export function castProblem(lines: readonly string[], context: FormatContext): UserError {
  const all = STYLES.map((style) => ({ style, names: occurrencesOf(style, lines) }));
  if (!context.roles) return speakersProblem(all, context);
  return rolesProblem(
    all.map(({ names }) => names),
    context.roles,
    context.file,
  );
}

/** Whether a name is one that speakers have. */
export function isSpeaker(name: string, context: FormatContext): boolean {
  const { user, assistant } = rolesIn(new Map([[name, { count: 1, line: 1 }]]), { ...context, roles: null });
  return user !== undefined || assistant !== undefined;
}

function occurrencesOf(style: LabelStyle, lines: readonly string[]): Occurrences {
  const names = new Map<string, Occurrence>();
  for (const [index, line] of lines.entries()) {
    const label = labelIn(line, style);
    if (!label) continue;
    const known = names.get(label.name);
    if (known) known.count++;
    else names.set(label.name, { count: 1, line: index + 1 });
  }
  return names;
}

/** The first name of each role, which the map has in the order of their lines. */
function rolesIn(names: Occurrences, { persona, model, roles }: FormatContext) {
  const first = (test: (name: string) => boolean): string | undefined => [...names.keys()].find(test);
  if (roles) {
    return {
      user: first((name) => name === roles.user.normalize()),
      assistant: first((name) => name === roles.assistant.normalize()),
      system: isSystem,
    };
  }
  const character = [persona.name, model].map(plain);
  const isAssistant = (name: string): boolean => character.includes(plain(name)) || ASSISTANTS.has(plain(name));
  const isUser = (name: string): boolean =>
    !character.includes(plain(name)) && (plain(name) === plain(persona.user) || USERS.has(plain(name)));
  const isRequest = (name: string): boolean => REQUESTS.has(plain(name));
  const input = first(isUser);
  const user = input ?? first(isRequest);
  const asked = (user === undefined ? undefined : names.get(user)?.line) ?? 0;
  // A line before the chat, such as "AI: GPT-4", is no greeting: a character comes again.
  const isAnswering = (name: string): boolean =>
    (names.get(name)?.count ?? 0) > 1 || (names.get(name)?.line ?? 0) > asked;
  const answering = first((name) => isAssistant(name) && isAnswering(name));
  const assistant = answering ?? first(isAssistant) ?? answeringSystem(names, user);
  const system = (name: string): boolean =>
    name !== assistant && (isSystem(name) || (input !== undefined && isRequest(name)));
  return { user, assistant, system };
}

/** In some formats, such as that of rinna, the system is who answers. */
function answeringSystem(names: Occurrences, user: string | undefined): string | undefined {
  const asked = user === undefined ? undefined : names.get(user);
  const system = [...names.keys()].find(isSystem);
  const answer = system === undefined ? undefined : names.get(system);
  return asked && answer && asked.line < answer.line ? system : undefined;
}

function knownCast(style: LabelStyle, names: Occurrences, context: FormatContext): Cast | null {
  const { user, assistant, system } = rolesIn(names, context);
  if (user === undefined || assistant === undefined) return null;
  return castFrom({ style, names, user, assistant, system, notes: [] });
}

function castFrom({ names, ...cast }: Omit<Cast, 'line'> & { names: Occurrences }): Cast {
  const lines = [cast.user, cast.assistant].map((name) => names.get(name)?.line ?? 1);
  return { ...cast, line: Math.max(...lines) };
}

/** One name is known and one other repeats, or two repeat of which nobody is known: the first of them is then the user. */
function guess(style: LabelStyle, names: Occurrences, context: FormatContext): Cast | null {
  if (!style.takesUnknown) return null;
  const { user, assistant, system } = rolesIn(names, context);
  const strangers = strangersIn(names).filter((name) => name !== user && name !== assistant && !system(name));
  const [first, second, third] = strangers;
  if (first === undefined) return null;
  if (user !== undefined || assistant !== undefined) {
    if (second !== undefined) return null;
    const [you, character] = [user ?? first, assistant ?? first];
    const note =
      user === undefined
        ? say('"{name}" was taken to be the user, as the only other speaker', { name: first })
        : say('"{name}" was taken to be the character, as the only other speaker', { name: first });
    return castFrom({ style, names, user: you, assistant: character, system, notes: [note] });
  }
  if (second === undefined || third !== undefined) return null;
  const note = say(
    'neither name is known: "{user}", who speaks first, was taken to be the user, and "{assistant}" the character. --roles settles it.',
    {
      user: first,
      assistant: second,
    },
  );
  return castFrom({ style, names, user: first, assistant: second, system, notes: [note] });
}

/** Names that could be those of speakers, as they come again. */
function strangersIn(names: Occurrences): string[] {
  return [...names].flatMap(([name, { count }]) => (count >= 2 && isNameLike(name) ? [name] : []));
}

function isNameLike(name: string): boolean {
  return (
    /^(?:\p{So}|\ufe0f|\u200d|\s)*[\p{L}\p{N}][^。、！？!?,;]{0,31}$/u.test(name) &&
    !/^[\d\s./-]+$/.test(name) &&
    name.split(/\s+/).length <= 4
  );
}

function rolesProblem(
  all: readonly Occurrences[],
  roles: NonNullable<FormatContext['roles']>,
  file: string,
): UserError {
  const missing = [roles.user, roles.assistant].filter((name) => !all.some((names) => names.has(name.normalize())));
  const names = missing.map((name) => `"${name}"`).join(', ');
  return new UserError(
    missing.length === 0
      ? say('"{user}" and "{assistant}" are not named in the same way', { ...roles })
      : say('no line begins with {names}', { names }),
    { place: { file, line: 1 }, remedy: say('--roles takes the names as they are written in the file.') },
  );
}

function speakersProblem(all: readonly { style: LabelStyle; names: Occurrences }[], context: FormatContext): UserError {
  const { file } = context;
  const remedy = say('Name both speakers as they are written in the file: --roles "USER,ASSISTANT"');
  const strangers = [...new Set(all.flatMap(({ names }) => strangersIn(names)))];
  if (strangers.length > 1) {
    const names = strangers.slice(0, MOST_NAMES).join(', ');
    return new UserError(say('who is the user, and who is the character? Names found: {names}', { names }), {
      place: { file, line: 1 },
      remedy,
    });
  }
  const [lone] = all.flatMap(({ style, names }) => {
    const { user, assistant } = rolesIn(names, context);
    const name = user ?? assistant ?? (style.takesUnknown ? strangersIn(names)[0] : undefined);
    return name === undefined ? [] : [{ name, line: names.get(name)?.line ?? 1 }];
  });
  return lone
    ? new UserError(say('only one speaker was found: "{name}"', { name: lone.name }), {
        place: { file, line: lone.line },
        remedy,
      })
    : new UserError(
        say('is not a transcript: no line begins with a name that is known, and no other name comes twice'),
        {
          place: { file, line: 1 },
          remedy,
        },
      );
}

/** In one message. */
const MOST_NAMES = 8;
