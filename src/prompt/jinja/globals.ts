// The names that every template knows, as transformers sets them up. Start at `globalsFor`.
import { givenOf } from './given.ts';
import { type Day, strftime } from './strftime.ts';
import {
  Callable,
  Dict,
  itemsOf,
  type KeywordArguments,
  Namespace,
  numberOf,
  Range,
  TemplateError,
  textOf,
  typeOf,
  type Value,
} from './values.ts';

/** As in Jinja's sandbox. */
const LONGEST_RANGE = 100_000;

/** @param today what `strftime_now` prints */
export function globalsFor(today: Day): Map<string, Value> {
  const functions: Readonly<Record<string, Callable['call']>> = {
    range: (positional) => range(positional),
    dict: (positional, keywords) => dict(positional, keywords),
    namespace: (positional, keywords) => {
      const entries = dict(positional, keywords).entries();
      return new Namespace(new Map(entries.map(([key, value]) => [textOf(key), value])));
    },
    cycler: (positional) => cycler(positional),
    joiner: (positional, keywords) => {
      const separator = givenOf(positional, keywords).text(0, 'sep', ', ');
      let isFirst = true;
      return new Callable('joiner', () => {
        const text = isFirst ? '' : separator;
        isFirst = false;
        return text;
      });
    },
    raise_exception: (positional) => {
      throw new TemplateError(textOf(positional[0] ?? ''));
    },
    strftime_now: (positional) => strftime(textOf(positional[0] ?? ''), today),
  };
  return new Map(Object.entries(functions).map(([name, call]) => [name, new Callable(name, call)]));
}

function range(positional: readonly Value[]): Range {
  const [first, second, third] = positional.map((value) => {
    if (typeof value === 'number' || typeof value === 'boolean') return Number(value);
    throw new TemplateError(`'${typeOf(value)}' object cannot be interpreted as an integer`);
  });
  if (first === undefined) throw new TemplateError('range expected at least 1 argument, got 0');
  if (third === 0) throw new TemplateError('range() arg 3 must not be zero');
  const [start, stop] = second === undefined ? [0, first] : [first, second];
  const step = third ?? 1;
  if ((stop - start) / step > LONGEST_RANGE) {
    throw new TemplateError(`Range too big. The sandbox blocks ranges larger than MAX_RANGE (${LONGEST_RANGE}).`);
  }
  return new Range(start, stop, step);
}

function dict([source]: readonly Value[], keywords: KeywordArguments): Dict {
  const entries =
    source === undefined
      ? []
      : source instanceof Dict
        ? source.entries()
        : itemsOf(source).map((pair): [Value, Value] => {
            const [key, value, more] = itemsOf(pair);
            if (key !== undefined && value !== undefined && more === undefined) return [key, value];
            throw new TemplateError('dictionary update sequence element has the wrong length; 2 is required');
          });
  return new Dict([...entries, ...keywords]);
}

function cycler(items: readonly Value[]): Namespace {
  let at = 0;
  const attributes = new Map<string, Value>();
  const move = (to: number): void => {
    at = to;
    attributes.set('current', items[at] ?? null);
  };
  attributes.set(
    'next',
    new Callable('next', () => {
      const current = items[at] ?? null;
      move(numberOf((at + 1) % items.length) ?? 0);
      return current;
    }),
  );
  attributes.set(
    'reset',
    new Callable('reset', () => {
      move(0);
      return null;
    }),
  );
  move(0);
  return new Namespace(attributes, 'Cycler');
}
