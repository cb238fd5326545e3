// What a template is once it is parsed.

export type Expression =
  | { type: 'constant'; value: string | number | boolean | null }
  | { type: 'float'; value: number }
  | { type: 'name'; name: string }
  | { type: 'list' | 'tuple' | 'concat'; items: Expression[] }
  | { type: 'dict'; entries: [key: Expression, value: Expression][] }
  | { type: 'attribute'; object: Expression; name: string }
  | { type: 'item'; object: Expression; index: Expression }
  | { type: 'slice'; start: Expression | null; stop: Expression | null; step: Expression | null }
  | { type: 'call'; callee: Expression; arguments: Arguments }
  /** operand: null in a filter block, which filters what it encloses. */
  | { type: 'filter'; operand: Expression | null; name: string; arguments: Arguments }
  | { type: 'test'; operand: Expression; name: string; arguments: Arguments }
  | { type: 'unary'; operator: '+' | '-' | 'not'; operand: Expression }
  | { type: 'binary'; operator: string; left: Expression; right: Expression }
  | { type: 'and' | 'or'; left: Expression; right: Expression }
  | { type: 'compare'; first: Expression; rest: { operator: string; operand: Expression }[] }
  | { type: 'choice'; test: Expression; yes: Expression; no: Expression | null };

export interface Arguments {
  positional: Expression[];
  keywords: { name: string; value: Expression }[];
  /** `*list` and `**dict`. */
  spread: Expression | null;
  keywordSpread: Expression | null;
}

export type Target =
  | { type: 'name'; name: string }
  | { type: 'tuple'; items: Target[] }
  | { type: 'namespace'; name: string; attribute: string };

export interface Parameter {
  name: string;
  fallback: Expression | null;
}

export type Statement =
  | { type: 'text'; text: string }
  | { type: 'print'; expression: Expression }
  | {
      type: 'for';
      target: Target;
      items: Expression;
      test: Expression | null;
      isRecursive: boolean;
      body: Statement[];
      otherwise: Statement[];
    }
  | { type: 'if'; branches: { test: Expression; body: Statement[] }[]; otherwise: Statement[] }
  | { type: 'set'; target: Target; value: Expression }
  | { type: 'set-block'; target: Target; filter: Expression | null; body: Statement[] }
  | { type: 'macro'; name: string; parameters: Parameter[]; body: Statement[] }
  | { type: 'call-block'; call: Expression & { type: 'call' }; parameters: Parameter[]; body: Statement[] }
  | { type: 'filter-block'; filter: Expression; body: Statement[] }
  | { type: 'scope'; assignments: { target: Target; value: Expression }[]; body: Statement[] }
  | { type: 'break' | 'continue' };
