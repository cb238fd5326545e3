// A character card's file as a scenario: the card says who speaks, another scenario or a list what the user says. Start at `readCardFile`.
import path from 'node:path';
import { UserError } from '../core/errors.ts';
import { hashData } from '../core/hash.ts';
import { parsedAt } from '../core/parsed-at.ts';
import { readPlainFile } from '../core/plain-file.ts';
import { shellWord } from '../core/shell-word.ts';
import { refuseExcess } from '../core/yaml-document.ts';
import { yamlText } from '../core/yaml-text.ts';
import { CARD_EXTENSIONS, CARD_MEGABYTES, readCard } from '../formats/cards/card.ts';
import { type CardChoices, type CardScenario, scenarioOfCard } from '../formats/cards/scenario-of-card.ts';
import { say } from '../words/text.ts';
import type { LoadedScenario } from './loaded.ts';
import { playedPart } from './played-part.ts';
import { ScenarioSchema, type Turn } from './schema.ts';

export type CardFileChoices = Pick<CardChoices, 'user' | 'greeting'>;

export function isCardFile(file: string): boolean {
  return CARD_EXTENSIONS.some((extension) => file.toLowerCase().endsWith(extension));
}

/** @throws UserError for anything that is no card */
export async function readCardFile(file: string, choices: CardFileChoices): Promise<CardScenario> {
  return (await openCardFile(file))(choices);
}

/** Read once, for several of its greetings. @throws UserError for anything that is no card */
export async function openCardFile(file: string): Promise<(choices: CardFileChoices) => CardScenario> {
  const card = readCard(await readPlainFile(file, CARD_MEGABYTES), file);
  return (choices) => scenarioOfCard(card, { fallbackName: path.parse(file).name, ...choices });
}

/** As if it had been written by hand; the text is what a scenario's file would have. */
export function withTurns(scenario: CardScenario['scenario'], turns: readonly Turn[], file: string): LoadedScenario {
  const written = turns.map((turn) => (turn.probe ? turn : turn.user));
  const parsed = parsedAt(ScenarioSchema, { ...scenario, turns: written }, { file });
  const text = scenarioText(scenario, written);
  requireReadable(text, file);
  return { scenario: parsed, file, text, hash: hashData(playedPart(parsed)) };
}

/** What is recorded is read again by whoever scores or exports it. */
function requireReadable(text: string, file: string): void {
  try {
    refuseExcess({ text, file });
  } catch (cause) {
    if (!(cause instanceof UserError)) throw cause;
    throw new UserError(say('would be a larger scenario than can be read: its lorebook has too many entries or keys'), {
      place: { file },
      cause,
    });
  }
}

/** A scenario's file. @param turns left out: they are to be filled in */
export function scenarioText({ card, ...scenario }: { id: string; card?: string }, turns?: readonly unknown[]): string {
  const open = `# ${say('What the user says, one line per turn:')}\n${yamlText({ turns: [] })}`;
  const kept =
    card === undefined ? '' : `# ${say('The card, for hitogara export --format card')}\n${yamlText({ card })}`;
  return `${yamlText(scenario)}${turns ? yamlText({ turns }) : open}${kept}`;
}

export function noTurns(file: string): UserError {
  return new UserError(say('is a character card, which does not say what the user says'), {
    place: { file },
    remedy: say(
      'eval takes the user lines of a scenario, or of a text file with one line per turn: --turns-of anime-fan. For everything else, make a scenario out of it: {command}',
      { command: `hitogara import ${shellWord(file)} --turns-of anime-fan --output scenarios/` },
    ),
  });
}
