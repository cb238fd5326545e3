// The scenarios of a run as character cards, version 3: a file each. Start at `cardOut`.
import { inertJson } from '../../core/inert-text.ts';
import { joinTexts, type Text } from '../../words/text.ts';
import { cardOfScenario } from '../cards/card-of-scenario.ts';
import type { OutFormat } from './format.ts';
import { fileNames } from './variants.ts';

export const cardOut: OutFormat = {
  isFolder: true,
  losses: ['said', 'expectations', 'settings', 'checks', 'ratings'],
  open({ scenarios }) {
    const fileOf = fileNames();
    const notes: Text[] = [];
    return {
      conversation: () => [],
      end: () =>
        scenarios.flatMap(({ id, scenario }) => {
          if (scenario === null) return [];
          const { card, notes: own } = cardOfScenario(scenario, id);
          notes.push(...own.map((note) => joinTexts(': ', [id, note])));
          return [{ file: `${fileOf(id)}.json`, data: `${inertJson(card)}\n` }];
        }),
      notes: () => notes,
    };
  },
};
