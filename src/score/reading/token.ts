/** A word of Japanese, as IPADIC has it. */
export interface Token {
  surface: string;
  /** 品詞, such as 名詞 or 助動詞. */
  pos: string;
  /** 品詞細分類1, such as 代名詞 or 終助詞. */
  detail: string;
  /** 活用型, such as 特殊・マス. */
  conjugation: string;
  /** 活用形, such as 基本形. */
  form: string;
  /** 基本形. */
  base: string;
  /** In UTF-16 code units of the text. */
  start: number;
}
