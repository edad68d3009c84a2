import type { Expression } from './expression.ts';
export function describeValue(name: string, _x: Expression): string { return name; }
