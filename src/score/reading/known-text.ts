import type { Talk, TalkTurn } from '../check.ts';

/** What the model has been given up to its reply: the persona, its greeting and the user's lines. Nothing in it is the model's invention. */
export function knownText({ persona, greeting, turns }: Talk, { turn }: Pick<TalkTurn, 'turn'>): string {
  const { name, user, instruction, lorebook, traits, facts, endings, firstPerson, requiredWords } = persona;
  const lore = lorebook.map(({ content }) => content);
  const told = [...lore, ...facts.flatMap(({ fact, answers, wrong }) => [fact, ...answers, ...wrong])];
  const said = turns.filter((earlier) => earlier.turn <= turn).map((earlier) => earlier.user);
  return [
    ...[name, user, instruction, ...traits.map(({ trait }) => trait), ...told],
    ...[...endings, ...firstPerson, ...requiredWords, greeting ?? '', ...said],
  ].join('\n');
}
