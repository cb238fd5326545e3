// Settings of Japanese-RP-Bench: who both are, where they meet, and what the user says first; there, a model plays the user from then on.
// Source of the fields: Aratako/Japanese-RP-Bench, src/japanese_rp_bench/prompts.py. Start at `rpSettings`.
import { z } from 'zod';
import { parsedAt } from '../../core/parsed-at.ts';
import { beginningOf, LONGEST_NAME, languageOf } from '../draft.ts';
import { Label, Reference, Said } from './fields.ts';
import type { QuestionForm } from './question.ts';

const SettingsSchema = z.object({
  id: Label,
  tag: Label,
  genre: Label,
  world_setting: Reference,
  scene_setting: Reference,
  user_setting: Reference,
  assistant_setting: Said,
  dialogue_tone: Reference,
  response_format: Reference,
  first_user_input: Reference,
});

type Settings = z.output<typeof SettingsSchema>;

export const rpSettings: QuestionForm = {
  isFirst: (fields) => 'assistant_setting' in fields,
  fields: Object.keys(SettingsSchema.shape),
  isOpen: true,
  read({ fields, line }, file) {
    const settings = parsedAt(SettingsSchema, fields, { file, line });
    const { id, tag, genre, first_user_input: first } = settings;
    return {
      id,
      tags: [tag, genre].filter((each) => each !== null),
      persona: personaOf(settings),
      turns: first === null ? [] : [{ user: first }],
    };
  },
  nameOf: () => 'Japanese-RP-Bench',
};

interface Wording {
  opening(user: string): string;
  names: { character: string; user: string };
  headings: Readonly<Record<'character' | 'user' | 'world' | 'scene' | 'genre' | 'tag' | 'tone' | 'form', string>>;
}

const JAPANESE: Wording = {
  opening: (user) => `これはロールプレイです。次に書かれた「あなた」の人物になりきって、${user}と会話してください。`,
  names: { character: 'キャラクター', user: 'ユーザー' },
  headings: {
    ...{ character: 'あなた', user: '相手', world: '世界', scene: '場面' },
    ...{ genre: 'ジャンル', tag: '年齢区分', tone: '会話の雰囲気', form: '返答の書き方' },
  },
};

const ENGLISH: Wording = {
  opening: (user) => `This is a role-play. Be the character that is described here as "You", and talk with ${user}.`,
  names: { character: 'Character', user: 'User' },
  headings: {
    ...{ character: 'You', user: 'The other one', world: 'World', scene: 'Scene' },
    ...{ genre: 'Genre', tag: 'Rating', tone: 'Tone', form: 'Form of the replies' },
  },
};

/** The words around the settings are ours: the benchmark's own prompt is its author's. */
function personaOf(settings: Settings): { name: string; user: string; instruction: string } {
  const { opening, names, headings } = languageOf(settings.assistant_setting) === 'ja' ? JAPANESE : ENGLISH;
  const user = nameIn(settings.user_setting ?? '') ?? names.user;
  const parts: [string, string | null][] = [
    [headings.character, settings.assistant_setting],
    [headings.user, settings.user_setting],
    [headings.world, settings.world_setting],
    [headings.scene, settings.scene_setting],
    [headings.genre, settings.genre],
    [headings.tag, settings.tag],
    [headings.tone, settings.dialogue_tone],
    [headings.form, settings.response_format],
  ];
  const told = parts.flatMap(([heading, text]) => (text === null ? [] : [`${heading}:\n${text.trim()}`]));
  return {
    name: nameIn(settings.assistant_setting) ?? names.character,
    user,
    instruction: [opening(user), ...told].join('\n\n'),
  };
}

/** As in 名前：ミラ、旅人 and Name: Mira (a traveller). */
function nameIn(setting: string): string | null {
  const [, found] =
    /(?:名前|氏名|\bname)[ \t]*[:：][ \t]*([^\s、。，,;；/（(「『]+(?:[ ・＝][^\s、。，,;；/（(「『]+)*)/i.exec(
      setting,
    ) ?? [];
  return found === undefined ? null : beginningOf(found, LONGEST_NAME);
}
