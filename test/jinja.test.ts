// What jinja2 3.1.6 makes of small templates, set up as transformers sets it up; `npm run prove:templates` compares whole ones.
import { afterAll, describe, expect, it } from 'vitest';
import { openJinja } from './support/jinja.ts';

const jinja = openJinja();
afterAll(() => jinja.close());

describe('Jinja as jinja2 renders it', () => {
  it.each([
    ['{% for x in [1, 2, 3] %}{{ x }}a{% if x == 2 %}{% continue %}{% endif %}b{% endfor %}', '1ab2a3ab'],
    ['{% for x in [1, 2, 3] %}{{ x }}a{% if x == 2 %}{% break %}{% endif %}b{% endfor %}', '1ab2a'],
    [
      "{% set d = {0: 'x', 512: 'y', (1, 2): 'z'} %}{{ d[512] }}{{ d[0.0] }}{{ d[(1, 2)] }}{{ d }}",
      "yxz{0: 'x', 512: 'y', (1, 2): 'z'}",
    ],
    [
      "{{ strftime_now('%Y-%m-%d %A %d %b %B %-d %j %H:%M %y %a %e %%') }}",
      '2024-07-26 Friday 26 Jul July 26 208 00:00 24 Fri 26 %',
    ],
    ['{% for x in [1, 2] %}{{ y is defined }}{% set y = x %}{% endfor %}', 'FalseFalse'],
    ['{% set y = 0 %}{% for x in [1, 2] %}{% set y = x %}{% endfor %}{{ y }}', '0'],
    [
      '{% macro f() %}{{ y }}{% endmacro %}{{ f() }}{% set y = 3 %}{{ f() }}{% for y in [1] %}{{ f() }}{% endfor %}',
      '33',
    ],
    [
      "{% macro f(a, b=a, c='x') %}{{ a }}{{ b }}{{ c }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ f(1) }}{{ f(1, 2, 3, 4, z=none) }}",
      "11x(){}123(4,){'z': None}",
    ],
    ["{% macro f() %}<{{ caller('q') }}>{% endmacro %}{% call(u) f() %}{{ u }}!{% endcall %}", '<q!>'],
    [
      '{% set x %}{% set y = 2 %}a{{ y }}{% endset %}{{ x }}{{ y is defined }}{% set z | upper %}b{% endset %}{{ z }}',
      'a2FalseB',
    ],
    [
      '{{ none }}|{{ true }}|{{ 1.0 }}|{{ 1e16 }}|{{ 7 / 2 }}|{{ -7 // 2 }}|{{ -7 % 3 }}|{{ 2 ** 3 }}|{{ 2 ** -1 }}',
      'None|True|1.0|1e+16|3.5|-4|2|8|0.5',
    ],
    [
      "{{ [1, (2,), (), \"a'b\", 'あ\\n'] }}{{ {'a': none, 1: true} }}{{ {'a': 1}.items() }}{{ range(3) }}",
      "[1, (2,), (), \"a'b\", 'あ\\n']{'a': None, 1: True}dict_items([('a', 1)])range(0, 3)",
    ],
    [
      "{{ x }}|{{ x | string }}|{{ x ~ 'q' }}|{{ x | length }}|{{ 'a' in x }}|{{ none.x is defined }}|{{ 'a'.foo }}|{{ [1][5] }}",
      '||q|0|False|False||',
    ],
    [
      "{{ 'a\\u3042😊b'[1:3] }}|{{ '😊x' | length }}|{{ [1, 2, 3][::-1] }}|{{ 'abc'[-1] }}|{{ (1, 2, 3)[1:] }}",
      'あ😊|2|[3, 2, 1]|c|(2, 3)',
    ],
    [
      "{{ ' a  b '.split() }}{{ 'a,b,,c'.split(',', 1) }}{{ 'a b c'.rsplit(' ', 1) }}{{ 'a-b'.partition('-') }}{{ 'a\\nb\\n'.splitlines() }}",
      "['a', 'b']['a', 'b,,c']['a b', 'c']('a', '-', 'b')['a', 'b']",
    ],
    [
      "{{ 'xaax'.strip('x') }}{{ 'abc'.startswith(('x', 'a')) }}{{ 'hello wo\\'rld'.title() }}{{ 'ﾊﾝｶｸ'.isalpha() }}{{ 'aXbX'.replace('X', '-', 1) }}",
      "aaTrueHello Wo'RldTruea-bX",
    ],
    [
      "{{ '%s|%05.2f|%d%%|%r' % ('a', 3.14159, 3, 'x') }}{{ '%s' | format(none) }}{{ '{0} {a}'.format(1, a=2) }}",
      "a|03.14|3%|'x'None1 2",
    ],
    [
      "{{ [3, 1, 2] | sort }}{{ ['b', 'A'] | sort }}{{ [{'a': 2}, {'a': 1}] | sort(attribute='a') }}{{ [1, 1, 2] | unique | list }}",
      "[1, 2, 3]['A', 'b'][{'a': 1}, {'a': 2}][1, 2]",
    ],
    [
      "{{ [{'r': 'u'}, {'r': 's'}] | selectattr('r', 'equalto', 'u') | map(attribute='r') | join(',') }}{{ [1, 2, 3] | reject('odd') | list }}{{ none | selectattr('x') | list }}",
      'u[2][]',
    ],
    [
      "{{ 'a\\nb\\n\\nc' | indent(2) }}|{{ 'hELLO x' | capitalize }}|{{ 'a-b c' | title }}|{{ 'abcdefgh ijk' | truncate(8, leeway=0) }}",
      'a\n  b\n\n  c|Hello x|A-B C|abcde...',
    ],
    [
      "{{ {'b': [1, {}], 'あ': '<\"'} | tojson }}{{ {'b': [1, {}]} | tojson(indent=2) }}{{ 'あ' | tojson(ensure_ascii=true) }}",
      '{"b": [1, {}], "あ": "<\\""}{\n  "b": [\n    1,\n    {}\n  ]\n}"\\u3042"',
    ],
    [
      "{{ 2.5 | round }}|{{ 3.14159 | round(2) }}|{{ '3.7' | int }}|{{ 'x' | int(none) }}|{{ x | default('d') }}|{{ '' | default('d', true) }}",
      '2.0|3.14|3|None|d|d',
    ],
    [
      "{{ 1 < 2 < 3 }}{{ 1 == 1.0 }}{{ [1] == [1] }}{{ 'a' is in ['a'] }}{{ 4 is divisibleby 2 }}{{ x is not defined or x is none }}",
      'TrueTrueTrueTrueTrueTrue',
    ],
    [
      "{{ -1 | abs }}{{ 'a' ~ 1 + 2 | string }}{{ 'y' if false }}{{ 1 if false else 2 if false else 3 }}{{ not true == false }}",
      '1a123True',
    ],
    [
      "{% for a, b in {'x': 1}.items() %}{{ a }}{{ b }}{{ loop.index }}{{ loop.last }}{{ loop.nextitem is defined }}{% else %}none{% endfor %}",
      'x11TrueFalse',
    ],
    ['{% for x in [[1, [2]], 3] recursive %}{{ loop(x) if x is iterable else x }}{% endfor %}', '123'],
    [
      '{% set ns = namespace(a=1) %}{% for x in [1, 2] if x > 1 %}{% set ns.a = ns.a + x %}{% endfor %}{{ ns.a }}{{ ns.b is defined }}',
      '3False',
    ],
    ["a\r\nb\rc\r\n{{ 'x\r\ny' }}\r\n{% if 1 %}\r\nz{% endif %}\r\n", 'a\nb\nc\nx\ny\nz'],
    [
      '{%- set x = 1 -%}\n  a\n  {%- if x %} b {% endif -%}  \n c {# c #}\n{#- d -#}  e\n  {% if x %}\nf\n  {% endif %}\n  {{ x }}\n  {%+ if x %}g{%+ endif %}\n\n',
      'a b c e\nf\n  1\n  g',
    ],
    [
      "{% raw %}{{ x }}{% if %}{% endraw %}{% with a=1 %}{{ a }}{% endwith %}{{ a is defined }}{% filter upper %}x{% endfilter %}{{ {'a': {'b': 1}}['a']['b'] }}",
      '{{ x }}{% if %}1FalseX1',
    ],
    [
      "{{ 'a\\\\n\\d\\x41' }}{{ 'it''s' }}{{ {'items': 1}['items'] }}{{ {'a': 1}.get('b', 'c') }}{{ {'a': none}.get('a', 'c') }}",
      'a\\n\\dAits1cNone',
    ],
  ])('%j', async (template, expected) => {
    expect(await jinja.render(template, {})).toBe(expected);
  });
});

describe('what jinja2 refuses', () => {
  it.each([
    '{{ x.y }}',
    "{{ x + 'a' }}",
    "{{ none + 'a' }}",
    "{{ 'a' in none }}",
    '{{ [1].append(2) }}',
    '{{ foo() }}',
    '{{ 1 | foo }}',
    "{{ 'a'.split('') }}",
    '{% for a, b in [[1]] %}{% endfor %}',
    '{% if %}',
    '{{ x | tojson }}',
    '{% for x in none %}{% endfor %}',
    '{% set x.y = 1 %}',
    '{{ 1 / 0 }}',
    '{% endif %}',
    "{{ ','.join([1]) }}",
  ])('%j', async (template) => {
    await expect(jinja.render(template, {})).rejects.toThrow('error');
  });
});
