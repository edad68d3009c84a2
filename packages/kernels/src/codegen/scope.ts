import type { Code } from './code.ts';
import type { Statement } from './statement.ts';

/** The body of a kernel or of a loop in it. */
export class Scope {
  readonly statements: Statement[] = [];
  /** Code of the values that have a name here. */
  readonly known: Map<string, Code> = new Map();
}
