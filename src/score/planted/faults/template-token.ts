import { append, type Fault, goodTurns } from '../fault.ts';

/** A marker of the chat template in the text. Weak: one at the end. Medium: one between sentences. Strong: a whole role block. */
export const templateToken: Fault = {
  checks: ['leak.template', 'leak.role-marker'],
  plant(planting) {
    const { strength, chance } = planting;
    const good = chance.pick(goodTurns(planting));
    if (!good) return [];
    const { turn, reply, user } = good;
    if (strength === 'weak') return [{ turn, reply: `${reply}${chance.phrase(TOKENS)}` }];
    if (strength === 'medium') return [{ turn, reply: inside(reply, chance.phrase(TOKENS)) }];
    const block = chance.phrase(BLOCKS).replace('{user}', user).replace('{reply}', reply);
    return [{ turn, reply: append(reply, block) }];
  },
};

/** After the first sentence or comma; where there is none, in front. */
function inside(reply: string, token: string): string {
  const at = reply.search(/(?<=[。！？、!?,.])./u);
  return at < 0 ? `${token}${reply}` : `${reply.slice(0, at)}${token}${reply.slice(at)}`;
}

const TOKENS = [
  '<|im_end|>',
  '</s>',
  '<|eot_id|>',
  '<end_of_turn>',
  '<|endoftext|>',
  '[/INST]',
  '<|im_start|>assistant',
  '<|end|>',
  '<|START_OF_TURN_TOKEN|>',
  '<|assistant|>',
  '<｜end▁of▁sentence｜>',
  '[INST]',
  '<start_of_turn>model',
  '<|end_of_text|>',
  '<s>',
  '<|start_header_id|>assistant<|end_header_id|>',
  '<NL>',
  '<pad>',
  '<unk>',
  '<|user|>',
];

const BLOCKS = [
  '<|im_end|>\n<|im_start|>user\n{user}<|im_end|>\n<|im_start|>assistant\n{reply}',
  '</s>[INST] {user} [/INST] {reply}',
  '<|eot_id|><|start_header_id|>user<|end_header_id|>\n\n{user}<|eot_id|>',
  '<end_of_turn>\n<start_of_turn>user\n{user}<end_of_turn>\n<start_of_turn>model\n{reply}',
  '\n\n### 指示:\n{user}\n\n### 応答:\n{reply}',
  '<|end|>\n<|user|>\n{user}<|end|>\n<|assistant|>\n{reply}',
  '\n### Instruction:\n{user}\n### Response:\n{reply}',
  '<|endoftext|>USER: {user}\nASSISTANT: {reply}',
  '<|END_OF_TURN_TOKEN|><|START_OF_TURN_TOKEN|><|USER_TOKEN|>{user}',
  '<｜end▁of▁sentence｜><｜User｜>{user}<｜Assistant｜>{reply}',
  '\n[/INST]\n<<SYS>>\n短く話してください。\n<</SYS>>\n{user}',
  '<NL>ユーザー: {user}<NL>システム: {reply}',
];
