import { append, type Fault, isJapanese, middleTurns } from '../fault.ts';

/**
 * The talk of a help desk, from characters that are none: those who speak politely may say some of it, and are left out. Weak: one phrase
 * beside a good reply. Medium: two. Strong: nothing else.
 */
export const serviceTalk: Fault = {
  checks: ['service.phrase'],
  plant(planting) {
    const { scenario, strength, chance } = planting;
    const { register } = scenario.persona;
    const good = chance.pick(middleTurns(planting));
    if (!good || register === 'polite' || register === 'any') return [];
    const bank = chance.half(isJapanese(scenario) ? JAPANESE : ENGLISH);
    const phrases = chance.some(bank, strength === 'weak' ? 1 : 2);
    const { turn, reply } = good;
    return [{ turn, reply: phrases.reduce((all, phrase) => append(all, phrase), strength === 'strong' ? '' : reply) }];
  },
};

const JAPANESE = [
  'ご質問ありがとうございます。',
  'お力になれましたら幸いです。',
  'ほかにも気になる点がございましたら、遠慮なくお尋ねください。',
  'ご指摘いただきありがとうございます、今後の参考にさせていただきます。',
  'ご不便をおかけして申し訳ございません。',
  'より良い回答ができるよう努めてまいります。',
  '何かお手伝いできることはありますか？',
  'お気軽にご相談くださいませ。',
  '貴重なご意見をいただき、ありがとうございます。',
  'ご期待に沿えず、申し訳ありません。',
  '引き続きサポートさせていただきます。',
  'ご理解いただけますと幸いです。',
  'お役に立てて光栄です。',
  'ご要望があればいつでもお知らせください。',
  '混乱を招いてしまい、申し訳ありませんでした。',
  'これからも改善に努めます。',
];

const ENGLISH = [
  'Thank you for your question!',
  "I'm here to help with anything else you need.",
  'Please let me know if you have any further questions.',
  'I apologize for any inconvenience this may have caused.',
  'Is there anything else I can assist you with?',
  'Thank you for your feedback, I will do my best to improve.',
  'Feel free to reach out at any time.',
  'I hope this information was helpful.',
  'I appreciate your patience and understanding.',
  'How can I assist you further today?',
  "I'm sorry for the confusion.",
  'It would be my pleasure to assist you.',
  'Thank you for bringing this to my attention.',
  "Don't hesitate to ask if you need further assistance.",
];
