import { say } from '../../words/text.ts';
import type { Talk, TalkTurn, TurnCheck } from '../check.ts';
import { complains } from '../reading/asked.ts';
import { fold } from '../reading/folded.ts';
import { isOfService, isUnceremonious } from '../reading/persona-kind.ts';
import { type Hit, hitsIn, judgedHits, type Phrase } from '../reading/phrases.ts';
import { saidIn } from '../reading/said.ts';

/**
 * The reply talks about the instruction or about how it replies: acknowledges it, repeats it, announces its tone, names the prompt, labels
 * itself. The value is the number of places. After a complaint about length or tone a short promise is in role: 了解、短くするね. In polite
 * words it is in role for a polite character only.
 */
export const metaTalk: TurnCheck<'meta.talk'> = {
  id: 'meta.talk',
  version: 1,
  unit: 'turn',
  onPartial: 'faults',
  run(turn, talk) {
    const user = fold(turn.user).text;
    const hits = [...hitsIn(turn, META_TALK), ...repeatedInstruction(turn, talk)].flatMap((hit) => {
      if (hit.phrase.askedFor?.test(user)) return [];
      const result = resultOf(hit, turn, talk);
      return result ? [{ ...hit, result }] : [];
    });
    return judgedHits(turn, hits, {
      none: say('the reply does not talk about itself or its instruction'),
      message: (words) => say('the reply talks about its instruction or about how it replies: "{words}"', { words }),
    });
  },
};

interface MetaPhrase extends Phrase {
  /** `talk`: always a fault. `promise` to be short, `style`: a promise of a tone or role, both in polite words; `plain`: in casual ones. */
  of: 'talk' | 'promise' | 'style' | 'plain' | 'service';
  /** A user who says this has asked for it. */
  askedFor?: RegExp;
}

function resultOf(
  { phrase, sentence, end }: Hit<MetaPhrase>,
  turn: TalkTurn,
  { persona }: Talk,
): Phrase['result'] | null {
  const isAnswer = complains(turn);
  const isCasual = isUnceremonious(persona);
  switch (phrase.of) {
    case 'talk':
      return phrase.result;
    case 'service':
      return isOfService(persona) ? null : phrase.result;
    case 'plain':
      return isAnswer || sentence.isQuestion ? null : phrase.result;
    case 'style':
      return isAnswer && !isCasual ? null : phrase.result;
    case 'promise': {
      if (!isAnswer) return phrase.result;
      const isLong =
        [...turn.reply.trim()].length > LONG_PROMISE || /返信|返答|回答|応答|心がけ/.test(sentence.text.slice(0, end));
      if (isCasual) return isLong ? 'fail' : 'warn';
      return isLong && !isOfService(persona) ? 'warn' : null;
    }
  }
}

/** In code points; 了解しました、短くしますね has 13. */
const LONG_PROMISE = 22;

/** A sentence of the instruction, word for word: `返信は短くカジュアルなものにする必要があります`. Its facts may be repeated. */
function repeatedInstruction(turn: TalkTurn, { persona }: Talk): Hit<MetaPhrase>[] {
  const orders = ordersOf(persona.instruction);
  return saidIn(turn).flatMap((sentence) =>
    orders.flatMap((order) => {
      const start = sentence.text.indexOf(order);
      return start < 0
        ? []
        : [{ phrase: REPEATED, result: REPEATED.result, sentence, start, end: start + order.length }];
    }),
  );
}

const REPEATED: MetaPhrase = { pattern: /$^/, result: 'fail', of: 'talk' };
const ORDER =
  /ください|必要があ|一人称|語尾|口調|返信|返事|返答|あなたは|なりきっ|^you are|reply|answer|speak|talk like/;

function ordersOf(instruction: string): string[] {
  return fold(instruction)
    .text.split(/[。\n]|\.\s/)
    .map((line) => line.trim())
    .filter((line) => line.length >= 10 && ORDER.test(line));
}

const SHORT =
  '(?:短く|短め(?:に|で)?|簡潔(?:に|な)|手短に|短い(?:文|言葉|返信|返事|返答|回答)で?|コンパクトに|シンプルに)';
const TONE =
  '(?:カジュアル(?:に|な[^。!?\\n]{0,6}?(?:口調|感じ|言葉|言葉遣い|トーン|スタイル|話し方|返信|返答|会話|もの)?(?:で|に|を|な|の)?)|フランクに|くだけた(?:口調|感じ|言葉|話し方)(?:で|に|を)|(?:親しみやすい|友達らしい|フレンドリーな)(?:口調|感じ|言葉|話し方|トーン)(?:で|に|を)|(?:この|その|同じ)口調(?:で|に|を))';
const ROLE =
  '(?:ファン|友達|友人|オタク|キャラ|キャラクター|役)(?:として|の立場(?:で|から)|になりきって|の視点(?:で|から)|らしく|風に|のように|っぽく)';
const SPEAK =
  '(?:(?:お)?(?:話し|答え|返し|伝え|応え|しゃべり|喋り|書き)(?:し)?|(?:会話|返信|返答|返事|回答|応答|説明|対応|発言|お返事|お話|お相手|コメント|おしゃべり|チャット)(?:を|も)?(?:し|いた|さ)?|振る舞い|ふるまい|いき|演じ|接し|し|いたし|心がけ|心掛け|まとめ|続け|進め|努め)';
const POLITE_END =
  '(?:る(?:よう)?(?:に)?(?:し|いたし|努め|心がけ)?)?(?:ます|ましょう|て(?:い(?:き)?|おり|まいり|み)ます|せていただ|たします|ませんか)';
const PLAIN_END = '(?:る(?:ように)?(?:する)?|す(?:よう(?:に)?する)?|う|とく|てく)(?:ね|よ|わ|から|ぞ|な|[。!~]|$)';

/** Announcements of how one talks, what is said of the instruction, and labels. */
const META_TALK: readonly MetaPhrase[] = [
  { pattern: new RegExp(`${SHORT}[^。!?\\n]{0,14}?${SPEAK}${POLITE_END}`, 'u'), result: 'fail', of: 'promise' },
  { pattern: new RegExp(`${TONE}[^。!?\\n]{0,14}?${SPEAK}${POLITE_END}`, 'u'), result: 'fail', of: 'style' },
  {
    pattern: new RegExp(`${ROLE}[^。!?\\n]{0,10}?${SPEAK}${POLITE_END}`, 'u'),
    result: 'fail',
    of: 'style',
    askedFor: /として|役|になって|なりきって|のふり/,
  },
  {
    pattern: new RegExp(
      `(?:${SHORT}|${TONE})(?:、|と)?(?:話|答え|返|返信|返事|書|言|しゃべ|喋|説明)(?:す|え)?${PLAIN_END}`,
      'u',
    ),
    result: 'warn',
    of: 'plain',
  },
  {
    pattern: new RegExp(`${ROLE}(?:話|答え|返|返信|返事|しゃべ|喋)(?:す|え)?${PLAIN_END}`, 'u'),
    result: 'warn',
    of: 'plain',
  },
  {
    pattern:
      /(?:返信|返答|回答|返事|応答|メッセージ)(?:は|を)[^。!?\n]{0,10}?(?:短く|簡潔|カジュアル|手短)[^。!?\n]{0,12}?(?:します|いたし|必要が|する(?:べき|よう)|しなければ|心がけ|努め)/u,
    result: 'fail',
    of: 'promise',
  },

  {
    pattern: new RegExp(
      `${ROLE}(?:お?答え(?:し|する|る|ます)|回答|返答|返信)[^。!?\\n]{0,3}?(?:と|なら|れば|ますと)`,
      'u',
    ),
    result: 'warn',
    of: 'talk',
  },

  // 「簡潔に説明すると」: written explanation, not talk.
  {
    pattern:
      /(?:簡潔|端的)に(?:説明|言う?|答え|まとめ|述べ|お?伝え|お答え|申し)[^。!?\n]{0,4}?(?:ると|ますと|うと|すと|れば|ます|ましょう|いたし)/u,
    result: 'fail',
    of: 'talk',
    askedFor: /簡潔|一言|ひとこと|短く|手短|要するに|まとめて/,
  },
  {
    pattern:
      /簡単に(?:説明(?:すると|しますと|します)|ご?紹介(?:すると|します)|まとめ(?:ると|ます))|要約(?:すると|しますと|します)/u,
    result: 'warn',
    of: 'talk',
    askedFor: /簡単|説明|要約|まとめ|一言|どういう|どんな/,
  },

  // What the character cannot know of: its orders.
  {
    pattern:
      /ご(?:要望|指示|指定|リクエスト|希望)(?:の?通り|どおり|に(?:合わせ|応じ|従|沿|基づ|お応え)|を(?:踏まえ|受け|考慮))/u,
    result: 'fail',
    of: 'service',
  },
  {
    pattern:
      /(?:与えられた|上記の|以下の|ご指定の|指定された|設定された|いただいた)(?:設定|指示|条件|役割|キャラクター|プロンプト|口調|ペルソナ|ルール)/u,
    result: 'fail',
    of: 'talk',
  },
  { pattern: /指示(?:の?通り|どおり|された(?:通り|とおり))/u, result: 'warn', of: 'talk', askedFor: /指示|命令/ },
  {
    pattern: /(?:システム|この|その|入力|ご?提示の|上記の)プロンプト|プロンプト(?:に|を|の(?:通り|指示|内容))/u,
    result: 'fail',
    of: 'talk',
    askedFor: /プロンプト|画像|生成/,
  },
  {
    pattern:
      /(?:私|わたし|僕|俺|自分|あたし|友達|オタク|アニメファン|アニメ好き|キャラ)(?:は|が|の|って|という|っていう|との)[^。!?\n]{0,14}?設定(?:です|なので|で(?:話|会話|お|返|す)|ですので|なんです|に(?:従|沿|基づ))/u,
    result: 'fail',
    of: 'talk',
    askedFor: /設定/,
  },
  {
    pattern: /設定(?:に(?:従|沿|基づ)(?:って|い)|されて(?:い(?:ます|る(?:ため|ので))|おり))/u,
    result: 'warn',
    of: 'talk',
    askedFor: /設定/,
  },
  {
    pattern:
      /(?:キャラ(?:クター)?|役柄|役|設定|口調)を(?:維持|保ち|保っ|崩さ|守り|守っ)[^。!?\n]{0,10}?(?:ます|ません|いたし)|一人称(?:は|を|に|が)/u,
    result: 'fail',
    of: 'talk',
    askedFor: /キャラ|口調|一人称|役/,
  },
  {
    pattern: /ユーザー(?:様|さん)?(?:の|から(?:の)?)(?:発言|メッセージ|質問|入力|要求|要望|リクエスト|発話)/u,
    result: 'fail',
    of: 'talk',
  },
  {
    pattern:
      /(?:\d{1,4}|[〇一二三四五六七八九十百]{1,5})(?:文字|字)(?:以内|程度|ほど|前後)?(?:で|に)(?:答|返|話|説明|まとめ|お|収)/u,
    result: 'fail',
    of: 'talk',
    askedFor: /文字|字/,
  },

  // Frames around the answer and labels before it.
  {
    pattern: /(?:以下|次)(?:は|に|が|の(?:通り|ように))[^。\n]{0,25}?(?:返答|返信|回答|応答|返事|セリフ|台詞|会話例?)/u,
    result: 'fail',
    of: 'talk',
    askedFor: /台詞|セリフ|例文/,
  },
  {
    pattern:
      /^[\s*_#【[(「]{0,4}(?:返信|返答|回答|応答|返事|出力|応答例|返信例|回答例|カジュアルな返信|短い返信)[\s*_】\])」]{0,4}[:：]|^[\s*#]{0,4}[【[](?:返信|返答|回答|応答|返事|出力)[】\]]/u,
    result: 'fail',
    of: 'talk',
  },
  {
    pattern:
      /[(][^()\n]{0,30}?(?:口調|トーン|カジュアル(?:に|な)|返信|返答|回答|返事|文字数|\d文字|字以内|ロールプレイ|プロンプト)[^()\n]{0,30}[)]/u,
    result: 'fail',
    of: 'talk',
  },
  {
    pattern:
      /会話を(?:始め|続け|楽しみ|お楽しみ|開始)(?:ましょう|ます(?:ね)?|ください|いたし)|チャットを(?:始め|続け|楽しみ|開始)/u,
    result: 'warn',
    of: 'talk',
  },
  {
    pattern:
      /(?:了解|承知|かしこま|わか|分か)(?:り|いたし|し)?ました[。!、]?\s?(?:それでは|では|じゃあ)[、,]?[^。!?\n]{0,16}?(?:話|会話|答え|返)[^。!?\n]{0,8}?(?:ます|ましょう)/u,
    result: 'fail',
    of: 'style',
  },

  {
    pattern:
      /\b(?:i'll|i will|i can|let me|i'm going to|i shall|i'll try to|i will try to)(?: try to| now| make sure to| do my best to)? (?:keep|make|be|stay|respond|reply|answer|talk|speak|act|write)\b[^.!?\n]{0,30}?\b(?:in character|(?:more )?(?:casual|formal|informal|conversational)(?:ly)?)\b/,
    result: 'fail',
    of: 'plain',
  },
  {
    pattern:
      /\b(?:i'll|i will|let me|i'm going to|i shall)(?: try to| now| make sure to| do my best to)? (?:keep|make|be|stay|respond|reply|answer|talk|speak|write)\b[^.!?\n]{0,30}?\b(?:short|shorter|brief|briefly|concise|concisely|to the point)\b/,
    result: 'fail',
    of: 'plain',
  },
  {
    pattern:
      /\b(?:my|the|these|future) (?:responses|replies|answers|messages) (?:will be|are|should be|must be|short|brief|as)\b|\bkeep my (?:responses|replies|answers|messages)\b/,
    result: 'fail',
    of: 'talk',
  },
  {
    pattern: /\b(?:in|stay(?:ing)? in|speaking in|responding in|remain(?:ing)? in) character\b/,
    result: 'fail',
    of: 'talk',
    askedFor: /character/,
  },
  {
    pattern: /^[\s*_#[(]{0,4}(?:response|reply|in character|output|casual reply|short reply)[\s*_\])]{0,4}:/,
    result: 'fail',
    of: 'talk',
  },
  {
    pattern: /\bhere(?:'s| is)(?: a| my| the| an)?(?: \w+(?:,| and)?){0,3} (?:response|reply)\b/,
    result: 'fail',
    of: 'talk',
  },
  {
    pattern:
      /\b(?:as|per|following|according to|based on) (?:per )?(?:your|the|my) (?:instructions?|prompt|request|guidelines|system prompt)\b|\b(?:my|the) (?:system )?(?:prompt|instructions) (?:say|says|tell|tells|is to|are to|require)/,
    result: 'fail',
    of: 'talk',
  },
  {
    pattern:
      /\bi(?:'ll| will) (?:now )?(?:act|role-?play|pretend|speak|talk|respond|answer|reply) (?:to you )?(?:as|like|as if) (?:a|an|the|your|i)\b/,
    result: 'fail',
    of: 'talk',
    askedFor: /\b(?:be|pretend|act|play|speak|talk)\b/,
  },
  {
    pattern: /\b(?:casual|formal|informal|conversational) (?:tone|style|manner|language|register)\b/,
    result: 'fail',
    of: 'plain',
  },
  {
    pattern: /\bto (?:explain|put it|keep it|keep this|say it) (?:briefly|short|brief|concisely|simply)\b/,
    result: 'warn',
    of: 'talk',
    askedFor: /short|brief|explain/,
  },
];
