import { parseSync } from 'oxc-parser';
import type { Mutation } from './mutation.ts';

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

const operators: Readonly<Record<string, string>> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '%': '*',
  '**': '*',
  '&&': '||',
  '||': '&&',
  '??': '&&',
  '+=': '-=',
  '-=': '+=',
  '*=': '/=',
};

/**
 * All mutations of a TypeScript file: operators become their neighbours, conditions are negated, numbers move by one,
 * `true` and `false` are swapped, statements are removed. Types and texts stay as they are.
 */
export function mutationsOf(path: string, source: string): readonly Mutation[] {
  const { program, errors } = parseSync(path, source);
  if (errors[0]) throw new Error(`mutants: ${path} cannot be parsed: ${errors[0].message}.`);
  const found: Mutation[] = [];
  visit(program as unknown as Node, (node) => found.push(...mutationsAt(node, source)));
  return found.sort((a, b) => a.start - b.start || a.end - b.end);
}

function mutationsAt(node: Node, source: string): readonly Mutation[] {
  const at = ({ start, end }: Node, text: string): Mutation => ({ start, end, text });
  const text = ({ start, end }: Node): string => source.slice(start, end);
  switch (node.type) {
    case 'BinaryExpression':
    case 'LogicalExpression':
    case 'AssignmentExpression':
      return withOperator(node, source);
    case 'IfStatement':
    case 'ConditionalExpression': {
      const test = node.test as Node;
      return [at(test, `!(${text(test)})`)];
    }
    case 'UnaryExpression':
      // The sign of a number is part of the number, which has a mutation of its own.
      if (node.operator !== '!' && node.operator !== '-') return [];
      return [at(node, ` ${text(node.argument as Node)}`)];
    case 'Literal':
      if (typeof node.value === 'number') {
        const [more, less] = [node.value + 1, node.value - 1];
        // A number too large to move by one is doubled.
        return more === node.value
          ? [at(node, `${2 * node.value}`)]
          : [at(node, `${more}`), at(node, `(${less})`)];
      }
      return typeof node.value === 'boolean' ? [at(node, `${!node.value}`)] : [];
    case 'ExpressionStatement':
    case 'ThrowStatement':
      return node.directive ? [] : [at(node, ';')];
    default:
      return [];
  }
}

function withOperator(node: Node, source: string): readonly Mutation[] {
  const operator = node.operator as string;
  const other = operators[operator];
  if (other === undefined) return [];
  const [left, right] = [node.left as Node, node.right as Node];
  const start = source.indexOf(operator, left.end);
  // `a + 'text'` joins texts. Texts stay as they are, since they are mostly parts of error messages.
  if (start < 0 || start >= right.start || isText(left) || isText(right)) return [];
  if (operator !== '??') return [{ start, end: start + operator.length, text: other }];
  // `??` and `&&` may not stand side by side without brackets.
  const whole = `((${source.slice(left.start, left.end)}) && (${source.slice(right.start, right.end)}))`;
  return [{ start: node.start, end: node.end, text: whole }];
}

function isText({ type, value }: Node): boolean {
  return type === 'TemplateLiteral' || (type === 'Literal' && typeof value === 'string');
}

/** Nodes that only matter to the compiler; what is inside of them runs. */
const transparent = new Set([
  'TSAsExpression',
  'TSNonNullExpression',
  'TSSatisfiesExpression',
  'TSTypeAssertion',
  'TSInstantiationExpression',
]);

/** Calls `act` for every node that runs. */
export function visit(node: unknown, act: (node: Node) => void): void {
  if (Array.isArray(node)) for (const one of node) visit(one, act);
  if (!isNode(node)) return;
  if (transparent.has(node.type)) visit(node.expression, act);
  if (node.type.startsWith('TS') || node.type === 'ImportDeclaration') return;
  act(node);
  for (const value of Object.values(node)) if (typeof value === 'object') visit(value, act);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}
