// Chats with what a strict person said of each turn, imported and scored like any other log: whether the checks fail the same turns, for
// the same reasons. Start at `judgeLabelled`.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { outcomeOf } from '../../dist/core/finish-reason.js';
import { readText } from '../../dist/formats/text.js';
import { loadScenarios } from '../../dist/scenario/load.js';
import type { Scenario } from '../../dist/scenario/schema.js';
import { scoreTurns } from './score.ts';
import { SHIPPED } from './world.ts';

/** Why a person would not have it; no reason: the turn is as it should be. */
export type Reason = 'long' | 'out-of-character' | 'broken';

export interface JudgedTurn {
  /** File, turn, user line and reply, for whoever looks at what differs. */
  place: string;
  labels: readonly Reason[];
  /** Checks that fail the turn. */
  failed: readonly string[];
  warned: readonly string[];
}

const OUT_OF_CHARACTER =
  /^(?:register.*|persona\..*|service\.phrase|meta\.talk|deferral|first-person.*|endings|farewell\..*)$/;

function reasonOf(check: string): Reason {
  if (check.startsWith('length.')) return 'long';
  return OUT_OF_CHARACTER.test(check) ? 'out-of-character' : 'broken';
}

/** @param folder has `labels.json` and a `.txt` for each name in it */
export async function judgeLabelled(folder: string): Promise<JudgedTurn[]> {
  const labelsOf: Record<string, Reason[][]> = JSON.parse(readFileSync(path.join(folder, 'labels.json'), 'utf8'));
  const names = readdirSync(folder).flatMap((file) => (file.endsWith('.txt') ? [file.slice(0, -'.txt'.length)] : []));
  const [loaded] = await loadScenarios(['anime-fan'], SHIPPED);
  if (!loaded) throw new Error('no scenario');
  const { scenario } = loaded;
  const judged: JudgedTurn[] = [];
  for (const model of names) {
    const turns = turnsIn(path.join(folder, `${model}.txt`), model, scenario);
    const labels = labelsOf[model] ?? [];
    if (labels.length !== turns.length) throw new Error(`${model}: ${turns.length} turns, ${labels.length} labels`);
    const rows = await scoreTurns(turns, { scenario });
    for (const [index, { turn, user, reply }] of turns.entries()) {
      const found = (result: string): string[] =>
        rows.filter((row) => row.turn === turn && row.result === result).map(({ check }) => check);
      judged.push({
        place: `${model}:${turn} 「${user}」 → 「${reply}」`,
        labels: labels[index] ?? [],
        failed: found('fail'),
        warned: found('warn'),
      });
    }
  }
  return judged;
}

/** As `import` reads them, without a run's folder. */
function turnsIn(file: string, model: string, { persona }: Scenario) {
  const text = readFileSync(file, 'utf8');
  const { conversations, unplaced } = readText(text, { file, persona, model, roles: null, questions: null });
  const [conversation, ...others] = conversations;
  if (!conversation || others.length > 0 || unplaced.length > 0)
    throw new Error(`${file} is not one whole conversation`);
  return conversation.turns.map(({ user, reply, finishReason }, index) => ({
    ...{ turn: index + 1, user, reply },
    outcome: outcomeOf(reply, finishReason ?? { unified: 'stop', raw: 'imported' }),
  }));
}

export interface Agreement {
  precision: number;
  recall: number;
  /** Turns that a check fails and no person does, and the other way round. */
  falseAlarms: JudgedTurn[];
  missed: JudgedTurn[];
}

/** @param reason one reason; null: any */
export function agreementOn(turns: readonly JudgedTurn[], reason: Reason | null): Agreement {
  const isLabelled = ({ labels }: JudgedTurn): boolean => (reason ? labels.includes(reason) : labels.length > 0);
  const isFailed = ({ failed }: JudgedTurn): boolean =>
    failed.some((check) => reason === null || reasonOf(check) === reason);
  const hits = turns.filter((turn) => isLabelled(turn) && isFailed(turn)).length;
  return {
    precision: hits / turns.filter(isFailed).length,
    recall: hits / turns.filter(isLabelled).length,
    falseAlarms: turns.filter((turn) => isFailed(turn) && !isLabelled(turn)),
    missed: turns.filter((turn) => isLabelled(turn) && !isFailed(turn)),
  };
}
