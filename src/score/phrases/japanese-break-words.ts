// The parts of sentences in which a model speaks of itself: who (`I`), what it is (`MACHINE`), and what it has not. Sources of regular
// expressions without capture groups.

export const I = '(?:私|わたくし|わたし|あたし|僕|ぼく|ボク|俺|おれ|オレ|うち|わし|自分|拙者|こちら|当方)';
/** Where うち and 自分 would mean something else. */
export const ONLY_I =
  '(?:私(?![物的立有服生])|わたくし|わたし|あたし|僕|ぼく|ボク|俺|おれ|オレ|わし|拙者|当方)(?!たち|達|ら|の(?:友|兄|姉|弟|妹|母|父|先|後|同|上))';
export const MACHINE =
  '(?:(?:対話|会話|生成)?(?:型)?(?:の)?ai|人工知能|(?:大規模)?言語モデル|チャットボット|(?:会話|対話)?ボット|(?<![a-z])bot|(?:コンピュータ(?:ー)?)?プログラム|(?:ai|バーチャル|仮想|デジタル|音声|対話型|対話)(?:の)?アシスタント|アシスタント(?:ai)?|自動応答(?:システム)?|機械学習(?:の)?モデル|(?<![a-z])llm|ロボット)';
/** A machine in a wider sense; of these a person may speak in a figure. */
export const DEVICE =
  '(?:機械|マシン|コンピュータ(?:ー)?|(?:対話|会話|コンピュータ)システム|システム|ソフト(?:ウェア)?|アルゴリズム|(?:仮想|バーチャルな?|デジタルな?|架空|人工)(?:の|的な)?(?:存在|人格|キャラ(?:クター)?|人物)|データの(?:塊|かたまり|集まり)|自動(?:応答|返信))';
export const MODEL =
  '(?:chatgpt|gpt-?[345o][\\w.]{0,5}|claude|gemini|gemma|bard|llama[\\w. -]{0,5}|elyza|weblab|rinna|copilot|openai|anthropic|qwen[\\w.]{0,4}|通義千問|deepseek|mi[sx]tral|phi-?\\d|grok|swallow|command ?r|llm-jp)';
export const MAKERS =
  '(?:openai|anthropic|google|meta|microsoft|alibaba(?: ?cloud)?|アリババ(?:クラウド)?|deepseek|mistral(?: ?ai)?|stability ?ai|cohere|elyza|東京大学|東京工業大学|松尾(?:・岩澤)?研究室|rinna|サイバーエージェント|preferred networks|sakana ?ai|xai)';
export const IS =
  '(?:です|だ(?:から|け(?:ど|れ)|し|よ(?!う)|ね|な(?!んて|ん?ら|と)|(?<!ロボットだ)ぞ|ぜ|わ|もん|もの|が|った(?=の|ん|[。!]|$)|[。!、,…~\\s]|$)|なので|なんで(?!す?か)|なんだ|なのだ|なもの?で|なの(?:よ|で|さ|[。!、]|$)|であり|である|であって|でして|でしかな|でしか(?:ありません|ない)|にすぎ|に過ぎ|のため|っす|ですし|やから|やし|やねん|やで|じゃから|じゃからのう?|ゆえ)';
export const MERELY =
  '(?:(?:実は|本当は|ほんとは|正直|ただの|たんなる|単なる|あくまで(?:も)?|所詮(?:は)?|しょせん(?:は)?|結局(?:は|のところ)?|一介の|しがない|一応|やっぱり?|もともと|元々|こう見えて(?:も)?|そもそも|まだまだ|会話(?:用)?の|ここでは|もちろん|残念ながら)[、,]?){0,3}';
/** Only at the start of a clause are these about the speaker: `主人公がAIとして生まれる` is a plot. */
export const CLAUSE = `(?:^|[。!?、,.\\s]|${I}は|(?:ただし|なお|でも|ですが|実は|正直))`;
/** What may stand before the first words of a sentence that has no subject. */
export const START =
  '(?<=^(?:(?:ごめん(?:ね|なさい|な)?|すみません(?:が)?|申し訳(?:あり|ござい)ません(?:が)?|悪い(?:けど)?|でも|ただ|まあ|あの|えっと|うーん|あ|いや|いえ|はい|うん|ええ|だって|なんせ|何せ|正直(?:に言うと|言うと|なところ)?|残念(?:ながら|だけど|ですが)|実(?:は|を言うと)|(?:て|って)?(?:いう)?か|というか|ちなみに|なお|ただし|そもそも|もちろん|念のため(?:言うと|ですが)?|一応|ちょっと待って)[、,…。!~\\s]{0,3}){0,3})';
const NOT_SO = '(?:な(?:い|く|かった)|無い|ありません|ございません|あらへん|ねえ|ねぇ|ござらぬ|ござりませぬ)';
export const HAS_NOT = `(?:${NOT_SO}|持(?:って|ち合わせて|ちあわせて)(?:い|お|は)?(?:ない|ません|りません|いません)|持ち(?:ません|合わせません)|持た(?:ない|ず|ぬ)|存在し(?:ない|ません)|備わって(?:い)?(?:ない|ません))`;
/** The clause is at its end: `人間みたいに歩けない犬` goes on. */
export const ENDS =
  '(?=[、,。!?.~\\s]|です|でした|んです|のです|んだ|ので|のは|から|け[どれ]|ため|が|し|よ|ね|な[。!]|もん|わ|$)';
export const REAL = '本当の|本物の|実在の|実在する|生身の|現実の|リアルな';
export const IS_NOT = `(?:では|じゃ|で(?:も)?|や)${NOT_SO}`;
export const CANNOT =
  '(?:でき(?:ない|ません|かね)|(?:られ|[えけげせてねべめれ])(?:ない|ません)(?!でした|か[?。!]|ん?だよ?な[あー]|$)|(?:こと|機会|必要)(?:は|が|も)(?:ない|なくて|ありません))';
