import { sha256 } from '../core/hash.ts';
import type { PromptTemplate } from './prompt.ts';

/** Persona and turns in the form of chat APIs, without a template file. */
export function plainMessages(): PromptTemplate {
  return {
    id: 'messages',
    file: 'built in',
    text: '',
    hash: sha256('messages'),
    history: 'keep',
    persona: 'system',
    specials: [],
    reasoning: null,
    newline: null,
    lastMessages: null,
    switches: null,
    render: async ({ system, messages }) => ({ kind: 'messages', system, messages: [...messages], stop: [] }),
    close: async () => {},
  };
}
