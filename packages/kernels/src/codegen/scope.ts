import type { Code } from './code.ts';

/** The body of a kernel or of a loop in it. */
export class Scope {
  readonly lines: string[] = [];
  /** Code of the values that have a name here. */
  readonly known: Map<string, Code> = new Map();
}
