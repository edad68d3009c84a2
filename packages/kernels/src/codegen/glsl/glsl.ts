import { atom, binary, type Code, call, literal } from '../code.ts';
import { type KernelTarget, type Language, threadNames, type WrittenKernel } from '../language.ts';
import { type LetType, linesOf } from '../statement.ts';

/** A kernel of GLSL ES 3.00 as data. */
export interface GlslKernel {
  readonly name: string;
  /**
   * A function `float name(int image, int channel)` of the place in the result, with helpers before it.
   *
   * It reads an element of an argument by `float tokensAt(int image, int token, int channel)`, one function an argument
   * with as many indices as the argument has axes, and the numbers `inf` and `nan`: whoever runs it declares these.
   */
  readonly source: string;
  /** Names of its arguments, in the order of their first use; `constants` among them where there are such. */
  readonly parameters: readonly string[];
  /** Numbers that are an argument of one axis, `constants`, since the text cannot hold so many; else empty. */
  readonly constants: readonly number[];
  /** Lengths of the axes of the result. */
  readonly shape: readonly number[];
  /** How many values it gives; more than one, up to four, as a `vec4`, which others read by `nameAt(i, image, channel)`. */
  readonly values: number;
}

/** How many constants a text may hold: compilers refuse tens of thousands, which regions of a large grid have. */
const inText = 256;

const largestFloat32 = (2 - 2 ** -23) * 2 ** 127;

/** NaN is found by its bits, since compilers of shaders may take comparisons with it for what they like. */
const larger = `bool isNaN(float x) {
  return (floatBitsToUint(x) & 0x7fffffffu) > 0x7f800000u;
}

float larger(float highest, float x) {
  return mix(highest, x, isNaN(x) || (x > highest && !isNaN(highest)));
}`;

const types: Readonly<Record<LetType | 'lanes', string>> = {
  value: 'float',
  index: 'int',
  condition: 'bool',
  lanes: 'vec4',
};

const language: Language = {
  functions: { abs: 'abs', exp: 'exp', log: 'log', max: 'max', min: 'min', sqrt: 'sqrt' },
  equals: '==',
  number: (value) => {
    const text = `${Math.min(Math.max(value, -largestFloat32), largestFloat32)}`;
    return /[.e]/.test(text) ? text : `${text}.0`;
  },
  // A conditional expression would become a branch.
  choice: (condition, yes, no) => call('mix', no, yes, condition),
  keepCondition: (condition) => condition,
  recallCondition: atom,
  valueOfIndex: (index) => call('float', index),
  indexFrom: (element) => call('int', element),
  quotient: (index, divisor) => binary('/', index, literal(divisor)),
  remainder: (index, divisor) => binary('%', index, literal(divisor)),
  element: (array, indices) => call(`${array}At`, ...indices),
  constant: (place) => call('constantsAt', place),
  largest: { function: 'larger' },
  words: {
    let: ({ name, type, value }) => `${types[type]} ${name} = ${value.text};`,
    variable: ({ name, type, start }) => `${types[type]} ${name} = ${start.text};`,
    assign: ({ name, value }) => `${name} = ${value.text};`,
    add: ({ name, value }) => `${name} += ${value.text};`,
    loop: ({ counter, turns }) => `for (int ${counter} = 0; ${counter} < ${turns}; ${counter}++) {`,
    turn: ({ counter, is }) => `if (${counter} == ${is}) {`,
    result: ({ values }) => `return ${returned(values)};`,
  },
};

/** GLSL ES 3.00, the language of WebGL2. */
export const glsl: KernelTarget<GlslKernel> = { language, kernel, valuesAtMost: 4, branches: true };

function kernel(written: WrittenKernel): GlslKernel {
  const { name, remarks, body, axes, lengths, slots, parameters, values } = written;
  const lines = linesOf(body, language.words);
  const areFinite = values.every(Number.isFinite);
  const isArgument = values.length > inText;
  // A global array must be known to the compiler, which has no literal for infinities.
  const constants =
    values.length === 0 || isArgument
      ? []
      : [
          `${areFinite ? 'const ' : ''}float constants[${values.length}] = float[](${values.map(constant).join(', ')});`,
        ];
  const places = axes.map((axis) => `int ${threadNames[axis]}`).join(', ');
  const source = [
    ...(lines.some((line) => line.includes('larger(')) ? [larger, ''] : []),
    ...(constants.length > 0 ? ['#define constantsAt(i) constants[i]'] : []),
    ...(areFinite ? constants : []),
    ...remarks.map((line) => `// ${line}`.trimEnd()),
    `${slots > 1 ? 'vec4' : 'float'} ${name}(${places}) {`,
    ...[...(areFinite ? [] : constants), ...lines].map((line) => `  ${line}`),
    '}',
  ].join('\n');
  return {
    name,
    source,
    parameters: [
      ...parameters.filter((one) => one !== 'inf' && one !== 'nan'),
      ...(isArgument ? ['constants'] : []),
    ],
    constants: isArgument ? values : [],
    shape: lengths,
    values: slots,
  };
}

function returned(values: readonly Code[]): string {
  if (values.length === 1) return values[0]!.text;
  const four = [...values.map(({ text }) => text), '0.0', '0.0', '0.0'].slice(0, 4);
  return `vec4(${four.join(', ')})`;
}

function constant(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (Number.isFinite(value)) return language.number(value);
  return value < 0 ? '-inf' : 'inf';
}
