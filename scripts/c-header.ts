// Reads what `derive-abi.ts` needs out of C headers: structs, enums, typedefs, functions, numeric macros. It knows the plain C of llama.cpp's
// public headers, not C; what it does not understand is an error, never a guess. Start at `readHeaders`.

/** A type with its typedefs resolved. */
export interface CType {
  /** `int32_t`, `bool`, `char`, `void`; the name of a struct or an enum; `function` for a pointer to a function. */
  base: string;
  kind: 'plain' | 'struct' | 'enum' | 'function';
  /** How many stars. */
  pointers: number;
  isConst: boolean;
}

export interface CField {
  name: string;
  type: CType;
  /** Number of elements; null: no array. */
  length: number | null;
}

/** A union without a name inside a struct. */
export interface CUnion {
  alternatives: CField[];
}

export interface CFunction {
  name: string;
  result: CType;
  parameters: CField[];
}

export interface Headers {
  /** Only structs whose fields are public. */
  structOf(name: string): (CField | CUnion)[];
  enumOf(name: string): Map<string, number>;
  functionOf(name: string): CFunction;
  /** The value of a macro, an enum's constant or an expression of them. */
  numberOf(expression: string): number;
}

export function readHeaders(texts: readonly string[]): Headers {
  const bare = texts.map(withoutComments).join('\n');
  const code = bare.replace(/^[ \t]*#(?:.*\\\n)*.*$/gm, '');
  const { hasEnum, enumOf, numberOf } = constantsOf(bare, code);
  const typedefs = typedefsOf(code);
  const resolve = (text: string) => resolveType(text, typedefs, hasEnum);
  return {
    structOf: (name) => structOf(name, code, resolve, numberOf),
    enumOf,
    functionOf: (name) => functionOf(name, code, resolve),
    numberOf,
  };
}

export function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, ' ').replace(/\/\/.*$/gm, '');
}

function macrosOf(text: string): Map<string, number> {
  const found = new Map<string, number>();
  for (const [, name = '', value = ''] of text.matchAll(/^[ \t]*#[ \t]*define[ \t]+(\w+)[ \t]+([^\n]+?)[ \t]*$/gm)) {
    const number = /^(-?\d+|0x[0-9a-f]+)u?$/i.exec(value);
    if (number) found.set(name, Number(number[1]));
  }
  return found;
}

/** Enums are read when they are asked for: llama.cpp has some with expressions that nobody here needs. */
function constantsOf(bare: string, code: string) {
  const macros = macrosOf(bare);
  const bodies = new Map(
    [...code.matchAll(/\benum\s+(\w+)\s*\{([^}]*)\}/g)].map(([, name = '', body = '']) => [name, body]),
  );
  const enumOf = (name: string): Map<string, number> => {
    const values = new Map<string, number>();
    let next = 0;
    for (const entry of (bodies.get(name) ?? fail(`there is no enum ${name}`)).split(',').map((part) => part.trim())) {
      if (entry === '') continue;
      const [, constant = '', expression] =
        /^(\w+)\s*(?:=\s*([\s\S]+))?$/.exec(entry) ?? fail(`enum ${name}: ${entry}`);
      const value = expression === undefined ? next : (values.get(expression) ?? numberOf(expression));
      values.set(constant, value);
      next = value + 1;
    }
    return values;
  };
  const constant = (name: string): number | undefined => {
    const [owner] = [...bodies].find(([, body]) => new RegExp(`(?:^|,)\\s*${name}\\s*(?:=|,|$)`).test(body)) ?? [];
    return macros.get(name) ?? (owner === undefined ? undefined : enumOf(owner).get(name));
  };
  const numberOf = (expression: string): number => evaluate(expression, constant);
  return { hasEnum: (name: string) => bodies.has(name), enumOf, numberOf };
}

/** Integer expressions as headers and llama.cpp's default values have them. */
function evaluate(expression: string, constant: (name: string) => number | undefined): number {
  const text = expression.trim();
  const number = /^(0x[0-9a-f]+|-?\d+(?:\.\d+)?(?=f|$|u|l))(?:f|u?l{0,2})$/i.exec(text);
  if (number) return Number(number[1]);
  const known = /^\w+$/.test(text) ? constant(text) : undefined;
  if (known !== undefined) return known;
  const [, left, operator, right] = /^([^*<]+)(<<|\*)(.+)$/.exec(text) ?? [];
  if (left === undefined || right === undefined) return fail(`the value of "${text}" is not known`);
  const value = evaluate(right, constant);
  return evaluate(left, constant) * (operator === '*' ? value : 2 ** value);
}

type Typedefs = ReadonlyMap<string, string>;

const FUNCTION = 'function*';

function typedefsOf(code: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, target = '', name = ''] of code.matchAll(/\btypedef\s+([\w\s*]+?[\s*])(\w+)\s*;/g))
    found.set(name, target);
  for (const [, name = ''] of code.matchAll(/\btypedef\s+[\w\s*]+?\(\s*\*\s*(\w+)\s*\)\s*\([^;]*\)\s*;/g)) {
    found.set(name, FUNCTION);
  }
  return found;
}

const PLAIN = new Set(
  'void bool char int float double size_t int8_t uint8_t int16_t uint16_t int32_t uint32_t int64_t uint64_t'.split(' '),
);

function resolveType(text: string, typedefs: Typedefs, hasEnum: (name: string) => boolean): CType {
  const words = text.replace(/\*/g, ' * ').trim().split(/\s+/);
  const pointers = words.filter((word) => word === '*').length;
  const names = words.filter((word) => !['*', 'const', 'struct', 'enum'].includes(word));
  const [base = '', ...others] = names;
  if (base === '' || others.length > 0) return fail(`type "${text}"`);
  const isConst = words.includes('const');
  if (base === FUNCTION.slice(0, -1)) return { base, kind: 'function', pointers: 0, isConst };
  // A struct may have a typedef of its own name.
  const target = words.includes('struct') || words.includes('enum') ? undefined : typedefs.get(base);
  if (target !== undefined && !PLAIN.has(base)) {
    const inner = resolveType(target, typedefs, hasEnum);
    return { ...inner, pointers: inner.pointers + pointers, isConst: isConst || inner.isConst };
  }
  if (PLAIN.has(base)) return { base, kind: 'plain', pointers, isConst };
  if (hasEnum(base)) return { base, kind: 'enum', pointers, isConst };
  return { base, kind: 'struct', pointers, isConst };
}

type Resolve = (text: string) => CType;

function structOf(
  name: string,
  code: string,
  resolve: Resolve,
  numberOf: (expression: string) => number,
): (CField | CUnion)[] {
  const start = new RegExp(`\\bstruct\\s+${name}\\s*\\{`).exec(code) ?? fail(`there is no struct ${name}`);
  const body = upToClosingBrace(code, start.index + start[0].length);
  const parts = body.matchAll(/\s*(?:union\s*\{([^}]*)\}\s*;|([^;]+);)/g);
  return [...parts].flatMap(([, union, field = '']): (CField | CUnion)[] => {
    const one = (text: string) => fieldOf(text, resolve, numberOf, name);
    if (union !== undefined)
      return [
        {
          alternatives: union
            .split(';')
            .filter((text) => text.trim())
            .map(one),
        },
      ];
    return field.trim() === '' ? [] : [one(field)];
  });
}

function fieldOf(text: string, resolve: Resolve, numberOf: (expression: string) => number, struct: string): CField {
  const match =
    /^([\w\s*]*?[\s*])(\w+)\s*(?:\[\s*(\w+)\s*\])?$/.exec(text.trim()) ?? fail(`${struct}: "${text.trim()}"`);
  const [, type = '', name = '', length] = match;
  return { name, type: resolve(type), length: length === undefined ? null : numberOf(length) };
}

function upToClosingBrace(code: string, start: number): string {
  let depth = 1;
  for (let at = start; at < code.length; at++) {
    if (code[at] === '{') depth++;
    if (code[at] === '}') depth--;
    if (depth === 0) return code.slice(start, at);
  }
  return fail('a brace is never closed');
}

/** What is deprecated is wrapped in a macro and therefore not found. */
function functionOf(name: string, code: string, resolve: Resolve): CFunction {
  const declaration = new RegExp(
    `^[ \\t]*(?:LLAMA_API|GGML_API|GGML_BACKEND_API)\\s+([\\w\\s*]*?[\\s*])${name}\\s*\\(([^()]*)\\)\\s*;`,
    'm',
  );
  const [, result = '', list = ''] = declaration.exec(code) ?? fail(`there is no function ${name}`);
  const parameters = list.trim() === 'void' || list.trim() === '' ? [] : list.split(',');
  return {
    name,
    result: resolve(result),
    parameters: parameters.map((text) => fieldOf(text, resolve, () => fail(`${name}: an array as parameter`), name)),
  };
}

function fail(what: string): never {
  throw new Error(`llama.cpp's headers are not as expected: ${what}`);
}
