import { describe, expect, it } from 'vitest';
import { bodiesOf, bodyAt, markFunctions } from '../src/markFunctions.ts';
import { applied } from '../src/mutation.ts';
import { mutationsOf } from '../src/mutationsOf.ts';

const mutated = (source: string): string[] =>
  mutationsOf('a.ts', source).map((mutation) => applied(source, mutation));

describe('mutationsOf', () => {
  it.each([
    ['x = a < b;', ['x = a <= b;', ';']],
    ['const x = a === b;', ['const x = a !== b;']],
    ['const x = a ?? b;', ['const x = ((a) && (b));']],
    ['const x = a ? b : c;', ['const x = !(a) ? b : c;']],
    ['const x = 3;', ['const x = 4;', 'const x = (2);']],
    ['const x = 1e300;', ['const x = 2e+300;']],
    ['const x = !a;', ['const x =  a;']],
    ['const x: true = true;', ['const x: true = false;']],
    ['if (a) throw b;', ['if (!(a)) throw b;', 'if (a) ;']],
    ['f();', [';']],
    ['f()!;', [';']],
    ['const x = (a as number) + (b satisfies 1);', ['const x = (a as number) - (b satisfies 1);']],
  ])('changes %j in every way', (source, expected) => {
    expect(mutated(source).sort()).toEqual([...expected].sort());
  });

  it.each([
    "import a from 'a';",
    'type A = 1 | 2; interface B { a: true }',
    "const x = a + 'text';",
    'const x = `a` + b;',
    "'use strict';",
  ])('leaves %j alone', (source) => {
    expect(mutated(source)).toEqual([]);
  });

  it('gives code that parses', () => {
    const source =
      'export const f = (a: number): number => { if (a > 1 || !a) return -(a ** 2); g(a ?? 1); return 0.5; };';
    const all = mutated(source);
    expect(all.length).toBeGreaterThan(10);
    for (const one of all) expect(() => mutationsOf('a.ts', one)).not.toThrow();
  });
});

describe('markFunctions', () => {
  const source = 'const a = 1; function f() { return () => { a; }; } class B { m() {} }';

  it('notes the module and each function with a body, in the order of their beginnings', () => {
    expect(bodiesOf('a.ts', source).map(({ start, end }) => source.slice(start, end))).toEqual([
      '{ return () => { a; }; }',
      '{ a; }',
      '{}',
    ]);
    const note = (i: number): string => `globalThis.__ran?.add("src/a.ts#${i}");`;
    expect(markFunctions('src/a.ts', 'a.ts', source)).toBe(
      `${note(-1)}const a = 1; function f() {${note(0)} return () => {${note(1)} a; }; } class B { m() {${note(2)}} }`,
    );
  });

  it('finds the innermost function of a place', () => {
    const bodies = bodiesOf('a.ts', source);
    expect(['= 1', 'return', 'a; }', 'class'].map((text) => bodyAt(bodies, source.indexOf(text)))).toEqual([
      -1, 0, 1, -1,
    ]);
  });
});
