import { sizeOf } from '@ggem/core';
import { atom, binary, type Code, call, literal } from '../code.ts';
import {
  type IndexCode,
  type KernelTarget,
  type Language,
  threadName,
  type WrittenKernel,
} from '../language.ts';
import { linesOf } from '../statement.ts';
import { elementType } from './elementType.ts';
import { mergingLines, mergingName } from './merging.ts';

/** A compute shader of WebGPU as data: `bindings[i]` is `@binding(i)` of group 0. */
export interface WgslKernel {
  readonly name: string;
  /** A module whose entry point is called `name`. */
  readonly source: string;
  readonly bindings: readonly WgslBinding[];
  /** Lengths of the axes of the result, which lies row-major; the first is that of its values, where these are several. */
  readonly shape: readonly number[];
  /** Threads in a workgroup. */
  readonly workgroupSize: number;
  /** How many workgroups to dispatch. */
  readonly workgroups: readonly [x: number, y: number, z: number];
}

/** A storage buffer of float32; an argument may be one of float16. */
export type WgslBinding =
  /** An argument: what the caller gives, or the result of the kernel of that name. */
  | { readonly kind: 'argument'; readonly name: string }
  /** Constants, the same in every call. Infinities and NaN are among them, since the language has no literals for these. */
  | { readonly kind: 'constants'; readonly values: readonly number[] }
  | { readonly kind: 'result' };

/** Threads in a workgroup, and the most workgroups along an axis that every WebGPU grants. */
const [groupSize, groupsAtMost] = [64, 65_535];

const largestFloat32 = (2 - 2 ** -23) * 2 ** 127;

/** What differs from one call to another. */
export interface WgslOptions {
  /** Arguments that lie in memory as float16, two in a word; they are computed with as float32. */
  readonly halves?: readonly string[] | undefined;
  /** Whether a thread may compute four neighbouring channels, in vectors: arrays are then bound as `vec4f`. Default: no. */
  readonly inVectors?: boolean | undefined;
  /** How many threads fill the device: kernels with fewer share their loops in a workgroup. Default: none do. */
  readonly fills?: number | undefined;
  /** What goes around a shader, where a host declares bindings and the entry point itself. Default: a module of its own. */
  readonly frame?: ((shader: WgslShader) => string) | undefined;
  /** How many values a kernel may give, one after another in its result. Default: 1. */
  readonly valuesAtMost?: number | undefined;
  /** Whether threads may go ways of their own. Default: no. */
  readonly branches?: boolean | undefined;
}

/** The parts of a shader, as lines. */
export interface WgslShader {
  readonly name: string;
  /** One for each binding. */
  readonly declarations: readonly string[];
  /** Threads in a workgroup, along two axes. */
  readonly workgroupSize: readonly [x: number, y: number];
  /** Functions that the body calls, then the formula as a comment. */
  readonly helpers: readonly string[];
  /** The body of the entry point; `id` is the builtin `global_invocation_id`. */
  readonly body: readonly string[];
}

/** The types of variables. */
const types = { value: 'f32', index: 'i32', lanes: 'vec4f' } as const;

const float32: Omit<Language, 'element'> = {
  functions: { abs: 'abs', exp: 'exp', log: 'log', max: 'max', min: 'min', sqrt: 'sqrt' },
  equals: '==',
  number: (value) => {
    const text = `${Math.min(Math.max(value, -largestFloat32), largestFloat32)}`;
    return /[.e]/.test(text) ? text : `${text}.0`;
  },
  choice: (condition, yes, no) => call('select', no, yes, condition),
  keepCondition: (condition) => condition,
  recallCondition: atom,
  valueOfIndex: (index) => call('f32', index),
  indexFrom: (element) => call('i32', element),
  quotient: (index, divisor) => binary('/', index, literal(divisor)),
  remainder: (index, divisor) => binary('%', index, literal(divisor)),
  constant: (place) => elementOf('constants', place),
  power: 'pow',
  widened: (value) => call('vec4f', value),
  merged: (how, value) => call(mergingName(how, value.isWide ?? false), value),
  largest: 'choice',
  words: {
    let: ({ name, value }) => `let ${name} = ${value.text};`,
    variable: ({ name, type, start }) => `var ${name}: ${types[type]} = ${start.text};`,
    assign: ({ name, value }) => `${name} = ${value.text};`,
    add: ({ name, value }) => `${name} += ${value.text};`,
    loop: ({ counter, turns, slices }) =>
      `for (var ${counter} = ${slices > 1 ? 'slice' : 0}; ${counter} < ${turns}; ${step(counter, slices)}) {`,
    runs: ({ counter, turns, size }) =>
      `for (var ${counter} = 0; ${counter} < ${turns}; ${counter} += ${size}) {`,
    run: ({ counter, begin, turns, size, slices }) => {
      const end = turns % size === 0 ? `${begin} + ${size}` : `min(${begin} + ${size}, ${turns})`;
      const first = slices > 1 ? `${begin} + slice` : begin;
      return `for (var ${counter} = ${first}; ${counter} < ${end}; ${step(counter, slices)}) {`;
    },
    turn: ({ counter, is }) => `if (${counter} == ${is}) {`,
    result: ({ values, threads, slices }) => {
      const stored = values.map(
        ({ text }, i) => `result[thread${i > 0 ? ` + ${i * threads}` : ''}] = ${text};`,
      );
      const all = stored.join(' ');
      return slices > 1 ? `if (slice == 0 && thread < ${threads}) { ${all} }` : all;
    },
  },
};

/** WGSL, the language of WebGPU. */
export function wgslOf({
  halves = [],
  inVectors = false,
  fills = 0,
  frame = moduleOf,
  valuesAtMost = 1,
  branches = false,
}: WgslOptions): KernelTarget<WgslKernel> {
  const isHalf = (array: string): boolean => halves.includes(array);
  return {
    language: {
      ...float32,
      element: (array, indices, lengths) => {
        const place = flatIndex(indices, lengths);
        return isHalf(array) ? call(readerOf(array), place) : elementOf(array, place);
      },
    },
    kernel: (written) => kernel(written, isHalf, frame),
    valuesAtMost,
    branches,
    lanes: inVectors ? 4 : 1,
    fills,
  };
}

/** WGSL for arguments of float32. */
export const wgsl: KernelTarget<WgslKernel> = wgslOf({});

function kernel(
  written: WrittenKernel,
  isHalf: (array: string) => boolean,
  frame: (shader: WgslShader) => string,
): WgslKernel {
  const { name, remarks, body, lengths, slots, parameters, values, lanes, wide, shared } = written;
  const numbers = (['inf', 'nan'] as const).filter((one) => parameters.includes(one));
  const constants = [
    ...values,
    ...numbers.map((one) => (one === 'inf' ? Number.POSITIVE_INFINITY : Number.NaN)),
  ];
  const bindings: readonly WgslBinding[] = [
    ...parameters.flatMap((one) =>
      one === 'inf' || one === 'nan' ? [] : [{ kind: 'argument' as const, name: one }],
    ),
    ...(constants.length > 0 ? [{ kind: 'constants' as const, values: constants }] : []),
    { kind: 'result' },
  ];
  const size = sizeOf(lengths) / lanes;
  const { columns, slices } = shared ?? { columns: groupSize, slices: 1 };
  const groups = Math.ceil(size / columns);
  const workgroups = [Math.min(groups, groupsAtMost), Math.ceil(groups / groupsAtMost), 1] as const;
  const row = workgroups[1] > 1 ? ` + i32(id.y) * ${workgroups[0] * columns}` : '';
  const source = frame({
    name,
    declarations: bindings.map((binding, i) => {
      const array = binding.kind === 'argument' ? binding.name : binding.kind;
      const access = binding.kind === 'result' ? 'read_write' : 'read';
      const isWide = binding.kind === 'result' ? lanes > 1 : wide.has(array);
      const type = elementType(isHalf(array), isWide);
      return `@group(0) @binding(${i}) var<storage, ${access}> ${array}: array<${type}>;`;
    }),
    workgroupSize: [columns, slices],
    helpers: [
      ...mergingLines(written),
      ...parameters.filter(isHalf).flatMap((array) => readerLines(array, wide.has(array))),
      ...remarks.map((line) => `// ${line}`.trimEnd()),
    ],
    body: [
      `let thread = i32(id.x)${row};`,
      // A thread that is left out must not miss a barrier.
      ...(shared
        ? ['slice = i32(id.y);', `column = thread % ${columns};`]
        : [`if (thread >= ${size}) { return; }`]),
      ...threadLines(written),
      ...numbers.map((one, i) => `let ${one} = constants[${values.length + i}];`),
      ...linesOf(body, float32.words),
    ],
  });
  const shape = slots > 1 ? [slots, ...lengths] : lengths;
  return { name, source, bindings, shape, workgroupSize: columns * slices, workgroups };
}

/** A module that is whole. */
function moduleOf({ name, declarations, workgroupSize: [x, y], helpers, body }: WgslShader): string {
  return [
    ...declarations,
    '',
    ...helpers,
    `@compute @workgroup_size(${y > 1 ? `${x}, ${y}` : x})`,
    `fn ${name}(@builtin(global_invocation_id) id: vec3u) {`,
    ...body.map((line) => `  ${line}`),
    '}',
  ].join('\n');
}

function step(counter: string, slices: number): string {
  return slices > 1 ? `${counter} += ${slices}` : `${counter}++`;
}

/** Lines that find the place of the thread along each axis of a row-major result. */
function threadLines({ axes, lengths, threads, lanes }: WrittenKernel): readonly string[] {
  let inner = 1;
  return [...axes]
    .reverse()
    .flatMap((axis, i) => {
      const length = lengths[axes.length - 1 - i]! / (axis === 'channels' ? lanes : 1);
      const place = inner === 1 ? atom('thread') : binary('/', atom('thread'), literal(inner));
      const own = i === axes.length - 1 ? place : binary('%', place, literal(length));
      inner *= length;
      return threads.has(axis) ? [`let ${threadName(axis, lanes)} = ${own.text};`] : [];
    })
    .reverse();
}

function readerOf(array: string): string {
  return `${array}At`;
}

/** Reads one float16, or four in a vector. The words of two need no feature of the device, while an array of `f16` does. */
function readerLines(array: string, isWide: boolean): readonly string[] {
  const lines = isWide
    ? [
        `  let words = ${array}[place];`,
        '  return vec4f(unpack2x16float(words.x), unpack2x16float(words.y));',
      ]
    : [`  return unpack2x16float(${array}[place / 2])[place % 2];`];
  return [`fn ${readerOf(array)}(place: i32) -> ${isWide ? 'vec4f' : 'f32'} {`, ...lines, '}', ''];
}

function elementOf(array: string, place: Code): Code {
  return { ...atom(`${array}[${place.text}]`), isAtom: false };
}

/** Index of a value in a row-major array. */
function flatIndex(indices: readonly IndexCode[], lengths: readonly number[]): Code {
  return indices.reduce<IndexCode>(
    (flat, index, i) => {
      if (flat.constant === 0) return index;
      const scaled = binary('*', flat, literal(lengths[i]!));
      if (index.constant === 0) return scaled;
      return { text: `${scaled.text} + ${index.text}`, binds: 3, isAtom: false };
    },
    { ...literal(0), constant: 0 },
  );
}
