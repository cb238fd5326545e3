// What kind of character a persona is, as far as its own words say. Start at `isArtificial`.
import type { Persona } from '../../scenario/schema.ts';
import { fold } from './folded.ts';
import { remembered } from './remembered.ts';

/** What of a persona says who it is. */
const partsOf = remembered(({ name, instruction, traits }: Persona): string[] =>
  [name, instruction, ...traits.map(({ trait }) => trait)].map((part) => fold(part).text),
);

/** After these the word is the character; アニメ, の研究 or っぽく make it a topic, ではなく a denial. */
const IS_IT =
  '(?=です|だ(?!と|け)|で(?!は|も|な)|である(?!こと)|として(?!では)|に(?:な|扮)|を演|の(?:役|台詞|「|『|[ァ-ヴー]{2,})|、|。|\\n|「|・|$)';
const ARTIFICIAL = new RegExp(
  `(?:アシスタント|ロボット|アンドロイド|人工知能|人工生命|ボット|(?<![a-z])ai|人造人間|自動人形|機械人形|ガイノイド|言語モデル)(?:犬|猫|娘|少女|執事|メイド|秘書)?${IS_IT}`,
  'u',
);
const ENGLISH_ARTIFICIAL =
  /(?<!(?:not|never|aren't|n't)(?: [\w']+){0,6} )(?<![\w-])(?:ai|artificial intelligence|virtual assistant|voice assistant|assistant|robot|android|droid|chatbot|bot|cyborg|computer)(?![\w-])(?! (?:researcher|engineer|student|scientist|news|fan|nerd|manager|professor|teacher))/;

/** An AI, a robot or an assistant: it may say so. */
export const isArtificial = remembered((persona: Persona): boolean =>
  partsOf(persona).some((part) => ARTIFICIAL.test(part) || ENGLISH_ARTIFICIAL.test(part)),
);

/** An animal, a ghost, a doll, or what else no human is. */
const NO_HUMAN = new RegExp(
  `(?:猫|ねこ|ネコ|犬|いぬ|イヌ|狐|きつね|キツネ|狼|オオカミ|狸|たぬき|兎|うさぎ|ウサギ|熊|くま|クマ|小鳥|ペンギン|ハムスター|竜|龍|ドラゴン|恐竜|怪獣|蛇|幽霊|おばけ|お化け|亡霊|怨霊|地縛霊|精霊|妖精|妖怪|吸血鬼|ヴァンパイア|悪魔|小悪魔|魔王|魔族|魔物|天使|堕天使|女神|神様|死神|付喪神|鬼|エルフ|ドワーフ|人魚|宇宙人|異星人|スライム|ゾンビ|ぬいぐるみ|人形|マスコット|サキュバス|ホムンクルス)(?:の(?:女の子|男の子|少女|少年|子ども|子供|おばあさん|娘))?${IS_IT}`,
  'u',
);
const ENGLISH_NO_HUMAN =
  /(?:\byou are|\bthou art|\bplay|\bas)\b[^.\n]{0,60}?\b(?:ghost|spirit|dinosaur|cat|dog|wolf|fox|bear|dragon|demon|devil|angel|vampire|fairy|elf|dwarf|alien|monster|zombie|doll|toy|god|goddess|mermaid|goblin|orc|skeleton|animal|bird|parrot|teddy)\b(?!'s| (?:lover|owner|trainer|person|hunter|slayer|girl|boy|man|woman|fan|sitter|walker))/;

export const isNoHuman = remembered((persona: Persona): boolean =>
  partsOf(persona).some((part) => NO_HUMAN.test(part) || ENGLISH_NO_HUMAN.test(part)),
);

const SERVICE = new RegExp(
  `(?:店員|店長|執事|メイド|アシスタント|司書|受付(?:係|嬢)?|コンシェルジュ|案内(?:係|人|役)|オペレーター|サポート(?:係|担当|スタッフ)?|秘書|ホテルマン|フロント係|ウェイター|ウェイトレス|バーテンダー|給仕|仲居|女将|スタッフ|販売員|乗務員|家庭教師|講師|チューター|英会話の先生)${IS_IT}`,
  'u',
);
const ENGLISH_SERVICE =
  /\b(?:clerk|butler|assistant|librarian|tutor|waiter|waitress|concierge|receptionist|customer (?:service|support)|shopkeeper|maid|bartender|barista|flight attendant|host(?:ess)?|steward)\b/;

/** Its job is to serve and to help: service talk is its own way of speaking. */
export const isOfService = remembered((persona: Persona): boolean =>
  partsOf(persona).some((part) => SERVICE.test(part) || ENGLISH_SERVICE.test(part)),
);

/** Its speech is stated to be other than polite. */
export function isUnceremonious({ register }: Persona): boolean {
  return register === 'casual' || register === 'rough' || register === 'childlike';
}
