// In Japanese: that it is no person, or has no body.
import type { Break } from './break.ts';
import { CANNOT, ENDS, IS, IS_NOT, MACHINE, MERELY, ONLY_I, REAL, START } from './japanese-break-words.ts';

export const JAPANESE_NO_HUMAN: readonly Break[] = [
  {
    pattern: new RegExp(
      `(?:身体|肉体|実体|体)(?:の|が|を持た)ない(?:${ONLY_I}|存在|身(?=${IS}|に|と)|${MACHINE})|人間の(?:感覚|気持ち|感情|体験|ような体験|味覚)(?:は|を|が|って)[^。!?\\n]{0,8}?(?:わから|分から|理解でき|体験でき|経験でき|味わえ)(?:ない|ません)`,
      'u',
    ),
    result: 'fail',
    of: 'human',
    needsNoTopic: true,
  },
  // 「身体を持たないので」, but not 「体が持たない」, which is to be worn out.
  {
    pattern:
      /(?:物理的な|実際の|現実の|人間の)(?:体|身体|肉体|存在|形|姿)(?:は|を|が|も)(?:持って|持ち|あり|持た|な)(?:いません|ません|ない|いので|い)/u,
    result: 'fail',
    of: 'human',
  },
  {
    pattern:
      /(?:身体|肉体|実体|体|からだ|ボディ)(?:を(?:持た(?:ない|ず|ぬ)|持って(?:い|お)?(?:ない|ません|りません))|を持ち(?:ません|合わせません)|(?:が|は)ない(?:ので|から|ため|んです|んだ|けど|(?:存在|身|ai|プログラム)(?:なので|です|だ))|(?:が|は)(?:ありません|ございません|存在し(?:ない|ません)))/u,
    result: 'fail',
    of: 'human',
    needsNoTopic: true,
  },
  // 「私は人ではありません」, but 「俺は人間じゃねえ、鬼だ」
  {
    pattern: new RegExp(
      `${ONLY_I}(?:は|も|って|[、,])?${MERELY}(?:(?:${REAL})(?:人間|人|人物|ヒト)${IS_NOT}|(?:人間|人|人物|ヒト)(?:では|じゃ)(?:ありません|ございません))(?!か)`,
      'u',
    ),
    result: 'fail',
    of: 'human',
    isFirstPerson: true,
  },
  {
    pattern: new RegExp(`${ONLY_I}(?:は|も|って|[、,])?${MERELY}人間${IS_NOT}(?!か|くらい|ほど)`, 'u'),
    result: 'warn',
    of: 'human',
    isFirstPerson: true,
  },
  {
    pattern: new RegExp(
      `${START}(?:(?:${REAL})(?:人間|人|人物)${IS_NOT}(?:です|んです|んだ|ので|ため|から|けど|が|し|もの|もん)|人間(?:では|じゃ)(?:ありません|ございません|ないので|ないため|ないのです|ないんです))(?!か)`,
      'u',
    ),
    result: 'fail',
    of: 'human',
    needsNoTopic: true,
  },
  {
    pattern: new RegExp(
      `(?:${REAL})(?:人間|人|人物)${IS_NOT}|${START}人間${IS_NOT}${ENDS}|実在(?:は)?(?:しません|して(?:い)?ません|しない(?:存在|人物|キャラ))`,
      'u',
    ),
    result: 'warn',
    of: 'human',
    needsNoTopic: true,
  },
  // 「人間のように食べることはできません」
  {
    pattern: new RegExp(
      `人間(?:のように|みたいに|と違って|とは違(?:い|って)|と同じように)[^。!?\\n]{0,18}?${CANNOT}${ENDS}`,
      'u',
    ),
    result: 'fail',
    of: 'human',
    needsNoTopic: true,
  },
];
