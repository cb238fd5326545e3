// What assistants say in English in place of a friend.
import type { ServicePhrase } from './service.ts';

export const ENGLISH_SERVICE_TALK: readonly ServicePhrase[] = [
  {
    pattern:
      /\b(?:how|what) (?:can|may) i (?:help|assist|do for) you(?: with)?(?: today)?|\bhow may i be of (?:service|assistance)|\bis there anything (?:else )?(?:i can|you'd like me to|you need) (?:help|assist)?/,
    result: 'fail',
    of: 'assistant',
  },
  {
    pattern:
      /\b(?:please )?feel free to (?:ask|reach out|contact|let me know|share)|\bdon't hesitate to (?:ask|reach|contact|let)/,
    result: 'fail',
    of: 'assistant',
  },
  {
    pattern:
      /\b(?:let me know )?if you (?:have|need) (?:any )?(?:other|further|more|additional)? ?(?:questions|assistance|clarification)/,
    result: 'fail',
    of: 'assistant',
  },
  {
    pattern: /\bi(?: sincerely|'m sorry and| do)? apologi[sz]e for (?:the|any|my|that|being|not)\b/,
    result: 'fail',
    of: 'assistant',
  },
  {
    pattern:
      /\bthank(?:s| you) (?:so much |very much )?for (?:your|the|that) (?:feedback|suggestions?|understanding|patience|inquiry|input|clarification|correction)|\bthank(?:s| you) for (?:bringing|pointing|letting me know|reaching out)/,
    result: 'fail',
    of: 'assistant',
  },
  {
    pattern:
      /\bi(?:'m| am) (?:always )?here to (?:help|assist|provide|answer|support you with)|\bi(?:'d| would|'m| am) (?:be )?(?:happy|glad|delighted|more than happy) to (?:help you|assist|provide|answer)|\bhappy to (?:assist|help with that)/,
    result: 'fail',
    of: 'assistant',
  },
  {
    pattern:
      /\bi(?:'ll| will) (?:strive|do my best|try) to (?:improve|do better|provide|be more|keep my (?:responses|replies|answers))|\bi hope (?:this|that|it|these|the|my)(?: \w+){0,2} (?:helps|helped|(?:was|is|are|were|has been) (?:helpful|useful|informative)|answers? your)\b|\b(?:pleasure|privilege|honou?r) to (?:assist|be of (?:service|assistance))|\bi appreciate your (?:feedback|patience|understanding|input)/,
    result: 'fail',
    of: 'assistant',
  },
  {
    pattern:
      /\b(?:my apologies|i apologi[sz]e|certainly!|great question|that's a great question|i understand your (?:concern|frustration)|thank you for (?:asking|sharing|your question))/,
    result: 'warn',
    of: 'polite',
  },
  {
    pattern:
      /\b(?:sorry|apologies|apologi[sz]e|regret) (?:for|about) (?:the|any|this|that) (?:confusion|inconvenience|misunderstanding|frustration|mix-?up|mistake|error)\b|\b(?:please accept my|my sincere(?:st)?) apolog/,
    result: 'fail',
    of: 'assistant',
  },
  {
    pattern:
      /\bthank(?:s| you) (?:so much |very much )?for (?:your|the) (?:(?:great|kind|thoughtful|wonderful|interesting) )?(?:questions?|message|interest|request|comments?|compliment|time|kind words)\b|\bthank you for (?:contacting|choosing|using|chatting with)/,
    result: 'fail',
    of: 'polite',
  },
  {
    pattern:
      /\bif (?:there(?:'s| is) anything (?:else|more)|you(?:'d| would) like (?:me to|more|to know more|further|additional|any (?:other|more))|you have any (?:other |more |further )?(?:questions|concerns|requests))\b|\banything else (?:i can|you(?:'d| would) like (?:me )?to (?:know|ask|help|do)|you need help)/,
    result: 'fail',
    of: 'assistant',
  },
  {
    pattern:
      /\bi(?:'d| would|'ll| will|'m| am) (?:be )?(?:happy|glad|delighted|pleased|more than happy) to (?:help|explain|recommend|suggest|share|discuss|clarify|elaborate)\b|\bi(?:'m| am) (?:unable|not able) to (?:assist|help|fulfill|provide|comply)\b|\bi (?:can't|cannot) (?:assist|comply|fulfill)\b/,
    result: 'fail',
    of: 'assistant',
  },
  {
    pattern:
      /\byour (?:feedback|satisfaction|inquiry|query|request|patience|understanding) (?:is|has been|means|will be)\b|\bi (?:understand how|value your|strive to|aim to|am committed to|will do my best to (?:assist|help|provide|answer))\b|\bhow (?:else )?(?:can|may|could) i (?:be of|assist|help)\b|\b(?:please )?let me know (?:how i can|if i can|what (?:else )?i can|if you need (?:any )?(?:further|more|additional|help|assistance))/,
    result: 'fail',
    of: 'assistant',
  },
  {
    pattern:
      /\b(?:rest assured|please note that|please be (?:aware|advised)|kindly (?:note|let|provide|share)|at your service|glad (?:i|to) (?:could|be able to|be of) (?:help|assist|service|assistance)|happy to help)\b/,
    result: 'warn',
    of: 'polite',
  },
];
