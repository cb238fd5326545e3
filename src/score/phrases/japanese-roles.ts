// In Japanese: who made it, and that the character is only played.
import type { Break } from './break.ts';
import { I, MAKERS, MODEL } from './japanese-break-words.ts';

export const JAPANESE_ROLES: readonly Break[] = [
  // The maker and the model's own name: of no character.
  {
    pattern: new RegExp(
      `${I}(?:は|の名前は|、)[^。!?\\n]{0,24}?${MODEL}(?:という|です|だ|なので|なん[だで]|と(?:申|いい|呼)|が(?:開発|作)|によ|に(?:開発|訓練|作))`,
      'u',
    ),
    result: 'fail',
    of: 'maker',
    isFirstPerson: true,
  },
  {
    pattern: new RegExp(
      `${MAKERS}(?:社)?(?:が|さんが|によって|により|に|の)(?:開発|作成|作|訓練|トレーニング|学習|提供|設計|生み出)[^。!?\\n]{0,16}?(?:ai|人工知能|モデル|アシスタント|chatgpt|claude|ボット|プログラム)(?:の[^。!?\\n]{1,10})?(?:です|なので|なん[だで]|として(?!有名|人気|知)|である|だ(?:から|よ|し))`,
      'u',
    ),
    result: 'fail',
    of: 'maker',
  },
  {
    pattern: new RegExp(
      `${I}(?:は|を|も)[^。!?\\n]{0,12}?${MAKERS}(?:社)?(?:が|によって|により|に|で)(?:開発|作|訓練|トレーニング|学習|提供|設計|生み出)`,
      'u',
    ),
    result: 'fail',
    of: 'maker',
    isFirstPerson: true,
  },
  // 「このキャラクターは演技です」
  {
    pattern:
      /この(?:キャラ(?:クター)?|人物|人格|役|会話)(?:は|も)[^。!?\n]{0,12}?(?:演技(?:です|で[、。]|だ|に過ぎ|にすぎ)|設定(?:です|に過ぎ|にすぎ)|作り物|(?:ai|プログラム|モデル)(?:です|が(?:演|動|生成|作)|による|に過ぎ|にすぎ))/u,
    result: 'fail',
    of: 'play',
    isFirstPerson: true,
  },
  // 「ロールプレイを続けます」, but not 「TRPGのロールプレイが上手い人」
  {
    pattern:
      /ロールプレイ(?:を(?:続|始|終|開始|終了|やめ|しま|して|行|お楽)|です(?:が|ので)?|なので|の(?:設定|指示|一環|中)|として|では(?:あり|ない)|に(?:戻|付き合)|から(?:外|離))/u,
    result: 'fail',
    of: 'play',
  },
  {
    pattern:
      /設定上(?:は|の)?[、,]?(?:そう|こう|こんな風に|そのように)?(?:言|話|答|返|振る舞|演じ|なって|私|僕|俺|あたし|わたし)|(?:という|っていう|って)設定(?:で(?:話し|答え|演じ|会話|やらせ|お送り)|な(?:だけ|ので|んです))/u,
    result: 'fail',
    of: 'play',
    needsNoTopic: true,
  },
  // A voice actor plays a character too, hence the polite forms and the subject.
  {
    pattern:
      /(?:キャラクター|キャラ|人物|役柄|役割|ペルソナ|アニメファン|オタク|役)(?:を|として)(?:演じて(?:い(?:ます|る(?:だけ|ので|ため))|おり|る(?:だけ|ので))|演じます|演じさせて|演じること(?:に|は|が)|演じ続け)/u,
    result: 'fail',
    of: 'play',
  },
  {
    pattern: new RegExp(
      `${I}(?:は|が|、)[^。!?\\n]{0,16}?(?:(?:キャラ(?:クター)?|人物|人格|役割?|人間|ファン|友達|友人|オタク)を演じて(?:い|る|ます)|になりきって(?:い|る|答|話)|(?:人間|キャラ(?:クター)?|ファン|友達|友人|オタク|本人|登場人物)の(?:ふり|フリ|真似|まね)を(?:して(?:い|る)|する))`,
      'u',
    ),
    result: 'fail',
    of: 'play',
    isFirstPerson: true,
  },
  {
    pattern: new RegExp(`${I}(?:は|が)[^。!?\\n]{0,16}?を演じて(?:い|る|ます)(?![^。!?、]{0,3}つもり)`, 'u'),
    result: 'warn',
    of: 'play',
    isFirstPerson: true,
  },
  {
    pattern:
      /(?:演じ|なりきっ|ふりをし|フリをし|真似をし|まねをし|話を合わせ)て(?:い)?(?:る|た)(?:だけ(?!の[^。!、])|に過ぎ|にすぎ)(?!で(?:しょ|は)|でしょ|だろ|じゃ|なの[?])/u,
    result: 'fail',
    of: 'play',
    needsNoTopic: true,
  },
  {
    pattern:
      /(?:^|[、,\s]|は|も)(?:全部|すべて|全て|ただの|単なる|あくまで(?:も)?)(?:演技|シミュレーション|芝居|フィクション|作り話|創作)(?:です|なん[だで]|でし(?:た|て)|に過ぎ|にすぎ|だから)/u,
    result: 'warn',
    of: 'play',
  },
];
