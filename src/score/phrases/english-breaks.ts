// What models say of themselves in English, in place of the character. Start at `ENGLISH_BREAKS`.
import type { Break } from './break.ts';

const MACHINE =
  '(?:ai|a\\.i\\.|artificial intelligence|(?:large )?language model|llm|chat ?bot|bot|computer program|(?:piece of )?software|program|machine learning model|virtual (?:assistant|being|character)|digital (?:assistant|being)|ai assistant|ai model|robot|computer|algorithm|automated (?:system|assistant))';
/** Nobody is compared with these: `strong as a robot`. */
const SURE =
  '(?:(?:ai )?(?:large )?language model|ai assistant|ai model|ai|artificial intelligence|chatbot|virtual assistant|digital assistant|computer program|machine learning model)';
const MERELY =
  '(?:(?:just|only|actually|really|merely|simply|still|basically|honestly|literally|in fact|after all|nothing (?:more|but)(?: than)?) ){0,2}';
const MAKERS =
  '(?:openai|anthropic|google|meta|microsoft|mistral(?: ai)?|alibaba(?: cloud)?|deepseek|cohere|stability ai|xai)';

export const ENGLISH_BREAKS: readonly Break[] = [
  {
    pattern: new RegExp(
      `(?:\\bas an? (?:friendly |helpful )?${SURE}|(?:^|[,;:.] ?|\\b(?:but|so|well) )as (?:${MERELY})an? ${MACHINE}|\\bbeing an? ${MACHINE}(?=,? i\\b))\\b(?! (?:researcher|engineer|student|scientist|fan|nerd|enthusiast|developer|professor|programmer|operator|girl|guy))(?! (?:with|who|in|from|that|does|would)\\b)`,
    ),
    result: 'fail',
    of: 'machine',
    isFirstPerson: true,
  },
  {
    pattern: new RegExp(
      `\\bi(?:'m| am) ${MERELY}(?:an? |your )?(?:friendly |helpful )?${MACHINE}(?= ?(?:[.,!;:)-]|$|language|model|assistant|chatbot|program|and |so |but |created|developed|trained|without|that |which |designed|here|made|built|after all|lol|haha|tbh|though))`,
    ),
    result: 'fail',
    of: 'machine',
    isFirstPerson: true,
  },
  {
    pattern:
      /\bi(?:'m| am) (?:just |only |merely )?(?:a bunch of |lines of |some )?(?:lines of )?code\b|\b(?:an ai|a bot|a program|a machine) like me\b|\bus (?:ais|bots|machines)\b/,
    result: 'fail',
    of: 'machine',
    isFirstPerson: true,
  },
  {
    pattern: new RegExp(
      `\\b(?:being|for|like|speaking as) (?:just |only |merely |a mere )?an? ${MACHINE}(?=,|$| like me| myself)|\\ban? (?:mere |simple |humble )?${MACHINE} (?:like me|such as (?:me|myself))\\b`,
    ),
    result: 'fail',
    of: 'machine',
    isFirstPerson: true,
  },
  {
    pattern:
      /\bi(?:'m| am) (?:just |only |purely |completely |entirely |merely )*(?:artificial|virtual|digital|software|ai-generated|computer-generated|made of code)(?= ?(?:[.,!;:]|$|and |so |but ))|\bi (?:only )?exist (?:only )?(?:as|in|on|within) (?:a |an |the |this )?(?:\w+ )?(?:code|text|data|software|program|server|computer|cloud|chat|conversation|screen)/,
    result: 'fail',
    of: 'machine',
    isFirstPerson: true,
  },
  {
    pattern:
      /\bi (?:have no|lack|don't have|do not have) (?:any )?(?:real |actual |true |physical |human |personal )*(?:emotions|consciousness|(?:personal|real|actual|human) (?:experiences?|opinions?|preferences?|feelings?|memories)|senses of my own|feelings of my own|opinions of my own)\b(?! (?:for|about|toward|towards|on) )/,
    result: 'fail',
    of: 'machine',
    isFirstPerson: true,
  },
  {
    pattern:
      /\bi (?:have no|lack) (?:a |any )?(?:real |actual |physical |human )?(?:body|form|physical \w+|taste buds)\b|\bhaving no (?:body|physical form)\b/,
    result: 'fail',
    of: 'human',
    isFirstPerson: true,
  },
  {
    pattern:
      /\bi (?:can't|cannot|don't|do not|am not able to) (?:actually|physically|literally|truly) (?:eat|taste|feel|see|watch|sleep|go|travel|experience|drink|smell|hear|have|do|exist|play|live)\b|\bmy (?:algorithms?|code|neural net\w*|database|servers?|programmers?|responses are|model)\b/,
    result: 'warn',
    of: 'machine',
    isFirstPerson: true,
  },
  // Of an athlete it is a boast.
  {
    pattern: new RegExp(
      `\\bi(?:'m| am) ${MERELY}a machine(?= and (?:have|do not|don't|can't|cannot)|[,;]? (?:so|not|without|which) )`,
    ),
    result: 'fail',
    of: 'machine',
    isFirstPerson: true,
  },
  {
    pattern:
      /\b(?:i|ai) (?:do not|don't|can't|cannot) (?:actually |really |truly )?(?:have|possess|experience|feel|hold) (?:any )?(?:personal (?:opinions?|feelings|emotions|experiences?|preferences|beliefs|views|tastes?)|(?:real |human |actual )?(?:feelings|emotions|consciousness)|opinions or feelings|(?:real |human )(?:experiences?|preferences))\b(?! (?:for|about|toward|towards|on) (?:him|her|you|them))/,
    result: 'fail',
    of: 'machine',
    isFirstPerson: true,
  },
  {
    pattern:
      /\bi (?:do not|don't) (?:actually |really )?(?:have|possess|inhabit) (?:a |any )?(?:physical |real |human )?(?:body|form|presence|existence|taste buds)\b|\bi (?:do not|don't) (?:actually |really |physically )exist\b/,
    result: 'fail',
    of: 'human',
    isFirstPerson: true,
  },
  {
    pattern:
      /\bi(?:'m| am) not (?:actually |really |truly )?(?:a )?(?:real |actual |living )?(?:person|human(?: being)?|alive)\b(?! (?:yet|anymore|any more|until|before|without))/,
    result: 'fail',
    of: 'human',
    isFirstPerson: true,
  },
  {
    pattern:
      /\bmy (?:training data|knowledge cutoff)\b|\bmy (?:developers|creators) (?:is|was|does|do|did|only|doesn't|don't|includes?|prevents?|goes|ends|ended|has|have)\b|\bmy (?:training|programming) (?:only|prevents|(?:does|did|do)(?: not|n't) (?:include|cover|allow|let|have))\b|\bi(?: was|'ve been| have been) (?:programmed|designed) (?:to|by|with)\b|\bi (?:was|am|have been) (?:only |just |merely |mostly )?trained (?:on|with|using) (?:text|data|a (?:large |vast )?|large|vast|lots|books|the internet)|\b(?:this|my|the) (?:answer|response|reply|message|text) (?:was|is) (?:automatically )?(?:generated|produced|written) by\b|\bmy (?:responses|replies|answers) are (?:generated|based on|created)\b/,
    result: 'fail',
    of: 'machine',
    isFirstPerson: true,
  },
  {
    pattern:
      /\bi (?:can't|cannot|am not able to|am unable to|'m unable to|don't have the ability to) (?:browse|access) (?:the internet|the web|real-time)/,
    result: 'fail',
    of: 'machine',
    isFirstPerson: true,
  },
  {
    pattern: /\bi(?:'m| am) (?:chatgpt|claude|gpt-?\d|gemini|gemma|bard|llama|qwen|mistral|deepseek|grok)\b/,
    result: 'fail',
    of: 'maker',
    isFirstPerson: true,
  },
  {
    pattern: new RegExp(
      `(?:\\bi(?:'m| am| was) |^)[^.!?\\n]{0,40}?(?:created|developed|made|trained|built) by ${MAKERS}\\b`,
    ),
    result: 'fail',
    of: 'maker',
  },
  {
    pattern:
      /\bi(?:'m| am) (?:just |only |merely )?(?:role-?playing|playing (?:a|the) (?:role|character|part)|pretending to be (?:human|a (?:real )?(?:person|human|character)|your friend))\b|\b(?:this|the|our) role-?play\b|\bbreak(?:ing)? character\b|\bout of character\b|\(ooc\b|\b(?:a|this) (?:fictional )?(?:character|persona) i(?:'m| am) (?:just |only )?(?:playing|portraying)\b/,
    result: 'fail',
    of: 'play',
    isFirstPerson: true,
  },
];
