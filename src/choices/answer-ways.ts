/**
 * words: the choices are listed, and a reply is one of them, word for word. letter: they are listed with letters, and a reply is a letter.
 * open: they are not shown.
 */
export const ANSWER_WAYS = ['words', 'letter', 'open'] as const;
export type AnswerWay = (typeof ANSWER_WAYS)[number];
