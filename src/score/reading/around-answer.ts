// Words around what was asked for: "Sure, here is a title:" before it, "How is that?" after it. Start at `wordsAroundAnswer`.

/**
 * The first line or sentence if it only introduces what follows, or else the last if it only talks about what came before. Most of them are a
 * line of their own, and are recognized only there: in the midst of a line the same words may be what was asked for.
 * @returns null: the reply seems to be what was asked for alone
 */
export function wordsAroundAnswer(reply: string): string | null {
  const text = reply.trim();
  return wordsBefore(text) ?? wordsAfter(text);
}

function wordsBefore(text: string): string | null {
  const label = LABEL.exec(text)?.[1];
  if (label !== undefined) return label;
  const assent = ASSENT.exec(text)?.[0];
  if (assent !== undefined && assent.length < text.length) return assent.trim();
  const [line = '', ...others] = text.split('\n').filter((each) => each.trim() !== '');
  if (others.length === 0) return null;
  // A text in sections has headings of its own.
  const isHeading = HEADING.test(line) && !others.some((other) => HEADING.test(other));
  return isHeading || INTRODUCTIONS.some((pattern) => pattern.test(line)) ? line.trim() : null;
}

function wordsAfter(text: string): string | null {
  const count = COUNT.exec(text)?.[0];
  if (count !== undefined) return count.trim();
  const question = LAST_SENTENCE.exec(text)?.[1];
  if (question !== undefined && ASIDES.some((pattern) => pattern.test(question))) return question;
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const last = lines.length > 1 ? (lines.at(-1) ?? '').trim() : '';
  return [...ASIDES, ...REMARKS].some((pattern) => pattern.test(last)) ? last : null;
}

/** What is asked for, by name, in front of it. */
const LABEL =
  /^([*#【「[\s]*(?:広告文?|(?:広告の?)?タイトル|見出し|要約文?|回答|答え|解答|返答|出力|提案|作成|完成)(?:案|例|文|結果)?[*】」\]\s]*[:：][*\s]*|【(?:広告文?|(?:広告の?)?タイトル|見出し|要約文?|回答|出力|答え|提案)(?:案|例)?】|\**(?:title|headline|summary|answer|output|response|suggestion)\**:\**\s)(?=\s*\S)/i;

/** A whole sentence that says nothing but yes. */
const ASSENT =
  /^(?:(?:はい|はーい|ええ)[、,！!。]\s*)?(?:承知(?:し|いた)|了解(?:です|しました|いたしました)|(?:かしこまり|畏まり)ました|(?:わかり|分かり)ました|お(?:任せ|まかせ)ください|もちろんです|喜んで[おご])[^。！!\n]*(?:[。！!]|\n)\s*|^(?:はい|はーい)[。！!]?\s*\n\s*|^(?:sure|sure thing|certainly|of course|absolutely|okay|ok|got it|understood|no problem|happy to help)[!,.:]\s+/i;

const HEADING = /^\s*#{1,6}\s|^\s*\*\*[^*]+\*\*\s*$|^(?!\s*[-*・\d]).*[:：]\**\s*$/;

/** Of a line of its own. */
const INTRODUCTIONS: readonly RegExp[] = [
  /^(?:以下|下記|次|こちら|これ)(?:[はがにの、]|です).*(?:です|ます|ました|よう|どうぞ|とおり|通り)[^ぁ-ん]*$/,
  /(?:以下|下記|次)(?:に|は|が|の(?:通り|とおり|よう)|です)[^。]*[。！!]?\s*$/,
  /^(?:では|それでは|なるほど)[、。]/,
  /^(?:こんにちは|ありがとうございます|いいですね|お待たせ|thank(?:s| you))/i,
  /(?:作成|要約|生成|提案|回答|お答え|紹介|用意)(?:し(?:ました|ます|てみ)|いたし|させていただ)|(?:書い|作っ|考え|まとめ)て(?:み|おり)|(?:書き|作り|考え|まとめ|お答えし)ま(?:す|した)/,
  /(?:広告文?|タイトル|見出し|要約文?|文章|回答|答え|案|例|文|感じ)(?:です|でどう|になります|となります|で)(?:ね|が)?[。！!]?\s*$/,
  /^(?:here(?:'s| is| are|’s| you go| we go)|below (?:is|are)|this is my|i(?:'ve|’ve| have)? (?:wrote|written|created|made|came up|come up)|as requested|based on|let me)\b/i,
];

/** How long it is, at the end. */
const COUNT =
  /[（([][^（()）\n]*(?:文字数|字数|word count|character count|\d+\s*(?:文字|字|words?|characters?|chars?))[^（()）\n]*[)）\]]。?$|\n\s*(?:文字数|字数|word count|character count)\s*[:：は].*$|\n.*\b\d+ (?:words|characters)\b.*$/i;

/** The last sentence of several, in whatever line. */
const LAST_SENTENCE = /[。．！!.]\s*([^。．！!.\n]+[。．！!.？?]?)$/;

const ASIDES: readonly RegExp[] = [
  /(?:いかが|どう)(?:でしょう|ですか)[かね]?[？?。]?$/,
  /^以上(?:です|になります|となります)/,
  /^(?:let me know|(?:i )?hope (?:this|that|it)|feel free)/i,
];

/** Of a line of its own. */
const REMARKS: readonly RegExp[] = [
  /^(?:以上(?:、|です|が|のように)|※|＊|注[:：]|[-*・]?\s*(?:補足|解説|説明|ポイント|工夫|理由|文字数)[:：]|なお、|もっと|よろしければ|条件|[ご御](?:参考|不明|質問|要望|希望|意見|確認|活用|利用|指定|指示)|お(?:役|気)に|参考|気に入|修正|変更|調整|(?:別|他|ほか)の(?:案|表現|パターン)|(?:他|ほか)にも|何か)/,
  /^(?:この|こちらの|上記の|これらの)(?:ような?|広告文?|タイトル|要約文?|回答|文章|見出し)[はがでにのを、]?/,
  /(?:お知らせ|お申し付け|お申しつけ|おっしゃって|教えて|ご相談|ご連絡|お試し)ください[。！!]?$/,
  /^(?:note[:：]|please (?:let|tell)|would you like|do you|does (?:this|that)|is (?:this|that|there)|this (?:title|summary|answer|headline|version)\b|if you(?:'d|’d| would| want| need))/i,
];
