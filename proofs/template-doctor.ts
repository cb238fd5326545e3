// What the doctor says about a template in a file that was converted well: every marker that the template writes is one token, and replies
// end with the token that it puts behind them. Start at `doctorErrors`.
import type { OpenedLlamaCpp } from '../dist/backend/llama/process/open-llama-cpp.js';
import { diagnose } from '../dist/doctor/diagnose.js';
import type { Finding } from '../dist/doctor/finding.js';
import { openGgufTemplate } from '../dist/prompt/gguf-template.js';
import { promptText } from '../dist/prompt/prompt.js';
import { temporaryFolder } from '../test/support/cli.ts';
import { engineTokenizer } from '../test/support/engine-tokenizer.ts';
import type { MetadataValue } from '../test/support/gguf-writer.ts';
import { toyModel, toyVocabulary } from '../test/support/toy-model.ts';

const MARKER =
  /<\|[^<>|\n]{1,40}\|>|<｜[^<>｜\n]{1,40}｜>|<\/?[a-z_:]{1,40}>|<\|[a-z_]{1,40}>|<[a-z_]{1,40}\|>|\[\/?[A-Z_]{2,20}\]/g;

export async function doctorErrors(source: string, llama: OpenedLlamaCpp): Promise<Finding[]> {
  const spelled = [...new Set(source.match(MARKER) ?? [])].filter((text) => !['<s>', '</s>', '<unk>'].includes(text));
  const { bos, end, writesBos } = await tokensOf(source, spelled);
  const vocabulary = toyVocabulary({ pieces: [], controls: spelled });
  const metadata = new Map<string, MetadataValue>([
    ['tokenizer.ggml.bos_token_id', { type: 'uint32', value: vocabulary.indexOf(bos) }],
  ]);
  const options = { pieces: ['う'], controls: spelled, bigrams: {}, contextLength: 65_536, chatTemplate: source };
  await using folder = temporaryFolder();
  const file = await folder.write('toy.gguf', toyModel({ ...options, eos: end, addBos: writesBos, metadata }));
  const { tokenizer, close } = await engineTokenizer(file, llama);
  try {
    const template = await tokenizer.openOwnTemplate('system');
    try {
      const { signal } = new AbortController();
      return await diagnose({ template, tokenizer, references: [], family: null, signal });
    } finally {
      await template.close();
    }
  } finally {
    close();
  }
}

const REPLY = 'もう百年以上は立ってるらしいよ';

/** BOS and the end of a reply, from what the template writes around a conversation. */
async function tokensOf(
  source: string,
  spelled: readonly string[],
): Promise<{ bos: string; end: string; writesBos: boolean }> {
  const whole = { file: 'template', template: source, bosToken: '<s>', eosToken: '</s>', specialTokens: [] };
  const template = await openGgufTemplate({ ...whole, persona: 'system' });
  const ask = { role: 'user', content: 'やっほー' } as const;
  const messages = [ask, { role: 'assistant', content: REPLY } as const, { ...ask, content: 'おやすみ' }];
  try {
    const prompt = await template.render({ system: null, messages, user: '', char: '' });
    const text = prompt.kind === 'text' ? promptText(prompt.parts) : '';
    const after = text.slice(text.indexOf(REPLY) + REPLY.length);
    const markers = ['<s>', '</s>', ...spelled];
    const first = markers.find((marker) => text.startsWith(marker) && text.split(marker).length === 2);
    const found = markers.map((marker) => ({ marker, at: after.indexOf(marker) })).filter(({ at }) => at >= 0);
    const end = found.sort((a, b) => a.at - b.at)[0]?.marker ?? '</s>';
    return { bos: first ?? '<s>', end, writesBos: first !== undefined };
  } catch {
    return { bos: '<s>', end: '</s>', writesBos: true };
  } finally {
    await template.close();
  }
}
