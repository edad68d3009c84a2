import type { Code } from './code.ts';

/** The body of a kernel as data, which every language writes in its own words. */
export type Statement =
  /** A name for a value, a whole number (`index`) or a condition. */
  | { readonly kind: 'let'; readonly name: string; readonly type: LetType; readonly value: Code }
  /** A variable that changes: a value, one for each lane (`lanes`), or a whole number (`index`) that is compared with a counter. */
  | {
      readonly kind: 'variable';
      readonly name: string;
      readonly type: 'value' | 'index' | 'lanes';
      readonly start: Code;
    }
  | { readonly kind: 'assign'; readonly name: string; readonly value: Code }
  | { readonly kind: 'add'; readonly name: string; readonly value: Code }
  | {
      readonly kind: 'loop';
      readonly counter: string;
      /** How often it turns; `length` is the name of that number. Threads that share it take every `slices`-th turn. */
      readonly turns: number;
      readonly slices: number;
      readonly length: string;
      readonly body: readonly Statement[];
    }
  /** A loop over the runs of a long loop, and in it the loop over the turns of one: `counter` counts on through all runs. */
  | {
      readonly kind: 'runs';
      readonly counter: string;
      readonly turns: number;
      readonly size: number;
      readonly slices: number;
      readonly body: readonly Statement[];
    }
  | {
      readonly kind: 'run';
      readonly counter: string;
      /** The counter of the runs. */
      readonly begin: string;
      readonly turns: number;
      readonly size: number;
      readonly slices: number;
      readonly body: readonly Statement[];
    }
  /** Statements that run only in the turn whose number the variable `is` holds. */
  | {
      readonly kind: 'turn';
      readonly counter: string;
      readonly is: string;
      readonly body: readonly Statement[];
    }
  /** The statements of the first case that holds; the last has no condition. */
  | { readonly kind: 'cases'; readonly cases: readonly Case[] }
  /** The values that the kernel computes in each of so many threads: mostly one. */
  | {
      readonly kind: 'result';
      readonly values: readonly Code[];
      readonly threads: number;
      readonly slices: number;
    };

/** Statements that run where a condition holds. */
export interface Case {
  readonly when: Code | undefined;
  readonly body: readonly Statement[];
}

/** What has a name: a condition where a language has names for these. */
export type LetType = 'value' | 'index' | 'condition';

type Words<K extends Statement['kind']> = {
  readonly [One in K]: (statement: Extract<Statement, { readonly kind: One }>) => string;
};

/** Statements of languages that nest a loop over the turns of a run in one over runs. Others ask in each turn whether it is the last. */
type Nested = 'runs' | 'run';

/** How a language writes each statement; where it has a body, only its first line. */
export type StatementWords = Words<Exclude<Statement['kind'], Nested | 'cases'>> & Partial<Words<Nested>>;

export function linesOf(statements: readonly Statement[], words: StatementWords): readonly string[] {
  return statements.flatMap((statement) => {
    switch (statement.kind) {
      case 'let':
        return words.let(statement);
      case 'variable':
        return words.variable(statement);
      case 'assign':
        return words.assign(statement);
      case 'add':
        return words.add(statement);
      case 'result':
        return words.result(statement);
      case 'cases':
        return [
          ...statement.cases.flatMap(({ when, body }, i) => [
            `${i > 0 ? '} else ' : ''}${when ? `if (${when.text}) ` : ''}{`,
            ...linesOf(body, words).map((line) => `  ${line}`),
          ]),
          '}',
        ];
      case 'loop':
        return block(words.loop(statement), linesOf(statement.body, words));
      case 'runs':
        return block(words.runs!(statement), linesOf(statement.body, words));
      case 'run':
        return block(words.run!(statement), linesOf(statement.body, words));
      case 'turn':
        return block(words.turn(statement), linesOf(statement.body, words));
      default:
        return statement satisfies never;
    }
  });
}

function block(head: string, lines: readonly string[]): readonly string[] {
  return [head, ...lines.map((line) => `  ${line}`), '}'];
}
