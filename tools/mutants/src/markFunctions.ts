import { parseSync } from 'oxc-parser';
import { visit } from './mutationsOf.ts';

/** A function with a body in braces: from its `{` to its `}`. */
export interface Body {
  readonly start: number;
  readonly end: number;
}

/** The bodies of all functions of a file, in the order of their beginnings. */
export function bodiesOf(path: string, source: string): readonly Body[] {
  const found: Body[] = [];
  visit(parseSync(path, source).program, (node) => {
    const body = node.body as { type?: string; start: number; end: number } | null | undefined;
    const isFunction = /^(Function|ArrowFunction)/.test(node.type);
    if (isFunction && body && /^(BlockStatement|FunctionBody)$/.test(body.type ?? '')) {
      found.push({ start: body.start, end: body.end });
    }
  });
  return found.sort((a, b) => a.start - b.start);
}

/** The index of the innermost body that holds a place; -1 at the top of a module. */
export function bodyAt(bodies: readonly Body[], place: number): number {
  return bodies.findLastIndex(({ start, end }) => start < place && place < end);
}

/** The file, changed so that every function that runs is noted in a global set; the module itself is -1. */
export function markFunctions(file: string, path: string, source: string): string {
  const bodies = bodiesOf(path, source);
  const note = (i: number): string => `globalThis.__ran?.add(${JSON.stringify(`${file}#${i}`)});`;
  let marked = note(-1);
  let done = 0;
  bodies.forEach(({ start }, i) => {
    marked += source.slice(done, start + 1) + note(i);
    done = start + 1;
  });
  return marked + source.slice(done);
}
