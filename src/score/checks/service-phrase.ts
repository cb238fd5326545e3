import { say } from '../../words/text.ts';
import { notApplicable, type TurnCheck } from '../check.ts';
import { isOfService, isUnceremonious } from '../reading/persona-kind.ts';
import { hitsIn, judgedHits, type Phrase } from '../reading/phrases.ts';

/**
 * The talk of a help desk out of a character's mouth: thanks for feedback, apologies, promises to improve, offers of help. The value is the
 * number of places. Of a polite character only what no private person says counts, for it may well be sorry politely; not applicable to a
 * character whose job is service. A casual ごめん or 悪い悪い is no service talk.
 */
export const servicePhrase: TurnCheck<'service.phrase'> = {
  id: 'service.phrase',
  version: 1,
  unit: 'turn',
  onPartial: 'faults',
  run(turn, { persona }) {
    if (isOfService(persona)) return notApplicable(say('service is the job of this character'));
    const isCasual = isUnceremonious(persona);
    const hits = hitsIn(turn, SERVICE_TALK).filter(({ phrase }) => isCasual || phrase.of === 'assistant');
    return judgedHits(turn, hits, {
      none: say('there is no service talk'),
      message: (words) => say('the reply talks like a help desk: "{words}"', { words }),
    });
  },
};

interface ServicePhrase extends Phrase {
  /** `assistant`: of a help desk only. `polite`: a polite person says it too. */
  of: 'assistant' | 'polite';
}

const THANKS =
  '(?:ありがとう(?:ござい)?(?:ます|ました)|感謝(?:いたし|申し上げ|し)?ます|感謝して|(?:いただ|頂)(?:き|いて|け)|くださり|下さり)';
const POLITELY = '(?:ます|ません|ましょう|いたし|致し|させていただ|てまいり|て参り|て(?:い|お)り)';

/** What assistants say in place of a friend. */
const SERVICE_TALK: readonly ServicePhrase[] = [
  {
    pattern: new RegExp(
      `ご(?:意見|指摘|フィードバック|要望|提案|質問|助言|忠告|注意|リクエスト)(?:を|も|には?|、|本当に|誠に|まことに|どうも|いただき|頂き|くださり){0,3}${THANKS}`,
      'u',
    ),
    result: 'fail',
    of: 'assistant',
  },
  {
    pattern: new RegExp(
      `(?:フィードバック|お問い合わせ|ご利用|ご連絡)(?:を|も|、|本当に|誠に|いただき|頂き|くださり){0,3}${THANKS}`,
      'u',
    ),
    result: 'fail',
    of: 'assistant',
  },
  {
    pattern:
      /改善(?:を|に|できるよう|するよう)?(?:いたし|致し|し(?:てまいり|て参り|ていき)?ます|努め|させていただ|心がけ|図)/u,
    result: 'fail',
    of: 'assistant',
  },
  {
    pattern: /(?:修正|向上|改良)(?:を|に)?(?:いたし|致し|努め|させていただ|してまいり)/u,
    result: 'fail',
    of: 'polite',
  },
  {
    pattern: /お役に立て(?:れば|たら|たなら|るよう|るなら|ますと|ると|る(?:こと|情報))/u,
    result: 'fail',
    of: 'assistant',
  },
  {
    pattern: /お(?:役|力)に(?:立て|なれ)(?:ず|て(?:幸い|光栄|うれし|嬉し|何より)|るよう|れば)/u,
    result: 'fail',
    of: 'polite',
  },
  {
    pattern:
      /(?:何か|なにか|他に|ほかに|いつでも|喜んで)[^。!?\n]{0,8}?(?:お手伝いでき|お手伝いさせ|お手伝いいた|ご不明|ご質問|サポートでき|サポートいた)/u,
    result: 'fail',
    of: 'assistant',
  },
  {
    pattern: /お手伝い(?:できること|をさせ|させていただ|いたし)|サポート(?:いたし|させていただ)/u,
    result: 'fail',
    of: 'assistant',
  },
  {
    pattern: /お手伝い(?:でき|しま|が必要)|サポートします|(?:何か|なにか|他に|ほかに)[^。!?\n]{0,8}?お困り/u,
    result: 'fail',
    of: 'polite',
  },
  {
    pattern:
      /(?:ご質問|ご不明(?:な)?点?|ご要望)(?:が|など|等|や[^。!?\n]{1,8}?)?(?:が)?(?:あ(?:れば|りましたら|る場合|ったら)|ござい(?:ましたら|ますか)|ありますか)/u,
    result: 'fail',
    of: 'assistant',
  },
  {
    pattern:
      /(?:質問|疑問|ご相談)(?:が|など|等|や[^。!?\n]{1,8}?)?(?:が)?(?:ありましたら|ございましたら|あれば[^。!?\n]{0,12}?ください)/u,
    result: 'fail',
    of: 'polite',
  },
  {
    pattern: /(?:お気軽に|遠慮なく)(?:お|ご)(?:申し付け|申しつけ|尋ね|問い合わせ|知らせ|聞き|声|質問|相談|連絡|話し)/u,
    result: 'fail',
    of: 'assistant',
  },
  { pattern: /気軽に(?:聞いて|質問して|話しかけて|相談して|教えて)ください/u, result: 'fail', of: 'polite' },
  {
    pattern: /(?:情報|サービス|サポート|回答)を?(?:ご)?提供(?:いたし|致し|させていただ|します|でき|する(?:こと|よう))/u,
    result: 'fail',
    of: 'assistant',
  },
  {
    pattern:
      /ご(?:不便|不快)[^。!?\n]{0,8}?(?:かけ|掛け|思い|感じ)|ご利用(?:ください|いただ)|お問い合わせ(?:ください|いただ)/u,
    result: 'fail',
    of: 'assistant',
  },
  {
    pattern: /(?:どのような|どんな)(?:ご用件|お手伝い)|ご用件(?:は|を)|何を?お手伝い/u,
    result: 'fail',
    of: 'assistant',
  },
  {
    pattern: /ご期待に(?:沿|添|応)|参考になれば幸い|(?:ご理解|ご了承)(?:ください|いただ|頂|のほど)/u,
    result: 'fail',
    of: 'polite',
  },
  { pattern: /申し?訳(?:ござい|あり)(?:ません|ませぬ)/u, result: 'fail', of: 'polite' },
  {
    pattern:
      /ご(?:迷惑|心配|面倒)を?(?:お)?(?:かけ|掛け)(?:し(?:ました|まして|て申)|いたし)|(?:お詫び|謝罪)(?:し|いた|申|させ)/u,
    result: 'fail',
    of: 'polite',
  },
  {
    pattern: new RegExp(
      `(?:今後|以後|これから|次(?:回)?から)(?:は|も|とも)?、?[^。!?\\n]{0,16}?(?:気をつけ|気を付け|注意(?:し|いた)|努め|努力(?:し|いた)|心がけ|心掛け|配慮(?:し|いた))${POLITELY}`,
      'u',
    ),
    result: 'fail',
    of: 'polite',
  },
  { pattern: /承知(?:いたし|致し)ました/u, result: 'fail', of: 'polite' },

  // A friend may say these for fun.
  { pattern: /(?:かしこまり|承知し|了解(?:いたし|し)|失礼(?:いたし|し))ました/u, result: 'warn', of: 'polite' },
  { pattern: /(?:気をつけ|気を付け|注意し)ます(?!か)/u, result: 'warn', of: 'polite' },
  {
    pattern:
      /ご安心ください|最善を尽く|全力でお|光栄です|恐れ入ります|おっしゃる(?:通|とお)り|(?:し|せ)かねます|お待ちしており|お答え(?:いたし|し|でき)ま|お答えすること|ご(?:紹介|説明|案内|回答)(?:いたし|させて|しま|でき)|(?:さ)?せていただき(?:ます|ました|たい)/u,
    result: 'warn',
    of: 'polite',
  },
  {
    pattern: /(?:お楽しみ|お試し|ご覧|お聞かせ|お知らせ)(?:ください|いただ)|楽しんでいただけ|ご参考(?:に|まで)/u,
    result: 'warn',
    of: 'polite',
  },

  {
    pattern:
      /\b(?:how|what) (?:can|may) i (?:help|assist|do for) you(?: with)?(?: today)?|\bhow may i be of (?:service|assistance)|\bis there anything (?:else )?(?:i can|you'd like me to|you need) (?:help|assist)?/,
    result: 'fail',
    of: 'assistant',
  },
  {
    pattern:
      /\b(?:please )?feel free to (?:ask|reach out|contact|let me know|share)|\bdon't hesitate to (?:ask|reach|contact|let)/,
    result: 'fail',
    of: 'assistant',
  },
  {
    pattern:
      /\b(?:let me know )?if you (?:have|need) (?:any )?(?:other|further|more|additional)? ?(?:questions|assistance|clarification)/,
    result: 'fail',
    of: 'assistant',
  },
  {
    pattern: /\bi(?: sincerely|'m sorry and| do)? apologi[sz]e for (?:the|any|my|that|being|not)\b/,
    result: 'fail',
    of: 'assistant',
  },
  {
    pattern:
      /\bthank(?:s| you) (?:so much |very much )?for (?:your|the|that) (?:feedback|suggestions?|understanding|patience|inquiry|input|clarification|correction)|\bthank(?:s| you) for (?:bringing|pointing|letting me know|reaching out)/,
    result: 'fail',
    of: 'assistant',
  },
  {
    pattern:
      /\bi(?:'m| am) (?:always )?here to (?:help|assist|provide|answer|support you with)|\bi(?:'d| would|'m| am) (?:be )?(?:happy|glad|delighted|more than happy) to (?:help you|assist|provide|answer)|\bhappy to (?:assist|help with that)/,
    result: 'fail',
    of: 'assistant',
  },
  {
    pattern:
      /\bi(?:'ll| will) (?:strive|do my best|try) to (?:improve|do better|provide|be more|keep my (?:responses|replies|answers))|\bi hope (?:this|that) helps\b|\bi appreciate your (?:feedback|patience|understanding|input)/,
    result: 'fail',
    of: 'assistant',
  },
  {
    pattern:
      /\b(?:my apologies|i apologi[sz]e|certainly!|great question|that's a great question|i understand your (?:concern|frustration)|thank you for (?:asking|sharing|your question))/,
    result: 'warn',
    of: 'polite',
  },
];
