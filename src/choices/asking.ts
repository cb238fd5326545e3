// How a question is put to a model: what the user says, and what would be said in reply for each choice. Start at `messagesFor`.
import type { Message } from '../core/message.ts';
import { type ChoiceQuestion, letterOf } from '../formats/choices/read.ts';
import type { AnswerWay } from './answer-ways.ts';

export interface Asking {
  answer: AnswerWay;
  /** What the user adds below each question; empty: nothing. */
  instruction: string;
}

/** Words for models, which are not translated: they follow the language of the questions. */
const INSTRUCTIONS: Record<'ja' | 'en', Record<AnswerWay, string>> = {
  ja: {
    words: '選択肢からひとつ選び、その言葉だけを答えてください。',
    letter: '正しいものをひとつ選び、記号だけを答えてください。',
    open: '',
  },
  en: {
    words: 'Choose one of these, and reply with its words alone.',
    letter: 'Choose the right one, and reply with its letter alone.',
    open: '',
  },
};

/** In Japanese if any question has kana. */
export function instructionFor(questions: readonly Pick<ChoiceQuestion, 'question'>[], answer: AnswerWay): string {
  const isJapanese = questions.some(({ question }) => /[\u3041-\u30ff]/.test(question));
  return INSTRUCTIONS[isJapanese ? 'ja' : 'en'][answer];
}

/** The examples as turns that were, and then the question. */
export function messagesFor(question: ChoiceQuestion, examples: readonly ChoiceQuestion[], asking: Asking): Message[] {
  const before = examples.flatMap((example): Message[] => [
    { role: 'user', content: wordsOf(example, asking) },
    { role: 'assistant', content: replyTo(example, example.answer ?? 0, asking) },
  ]);
  return [...before, { role: 'user', content: wordsOf(question, asking) }];
}

/** What is said in reply by somebody who takes this choice. */
export function replyTo({ choices }: ChoiceQuestion, index: number, { answer }: Pick<Asking, 'answer'>): string {
  return answer === 'letter' ? letterOf(index) : (choices[index] ?? '').trim();
}

function wordsOf({ question, choices }: ChoiceQuestion, { answer, instruction }: Asking): string {
  const list = choices.map((choice, index) => `${answer === 'letter' ? `${letterOf(index)}.` : '-'} ${choice.trim()}`);
  return [question, ...(answer === 'open' ? [] : [list.join('\n')]), instruction]
    .filter((part) => part !== '')
    .join('\n\n');
}
