/** What `tokenizer.chat_template` of a GGUF file holds; null: nothing, or no template, such as an empty text or the name `rwkv-world`. */
export function chatTemplateIn(metadata: unknown): string | null {
  return typeof metadata === 'string' && /\{\{|\{%/.test(metadata) ? metadata : null;
}
