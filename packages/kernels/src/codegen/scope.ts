import type { Code } from './code.ts';
import type { Statement } from './statement.ts';

/** The body of a kernel, or of a loop in it, while it is written. */
export class Scope {
  readonly statements: Statement[] = [];
  /** Code of the values that have a name in this scope, by their keys. */
  readonly known: Map<string, Code> = new Map();
}
