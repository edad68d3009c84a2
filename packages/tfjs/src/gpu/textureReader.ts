/** How a tensor lies in a texture of the webgl backend. */
export interface TextureLayout {
  /** The shape that it was written with. */
  readonly shape: readonly number[];
  /** Rows and columns of values; a packed texture has half as many texels in each direction. */
  readonly texShape: readonly [rows: number, columns: number];
  /** Whether a texel holds two rows of two values. */
  readonly isPacked: boolean;
  /** Whether the tensor is a part of the texture, whose first value the uniform `offsetNAME` says. */
  readonly isPart: boolean;
}

/**
 * A function of GLSL, `float nameAt(int i0, int i1)`, that reads a value of the texture `name`, with one index for each axis
 * of `lengths`. tfjs's own functions read one kind of texture in a program, and copy those of the other kind before.
 */
export function textureReader(name: string, lengths: readonly number[], layout: TextureLayout): string {
  const indices = lengths.map((_, axis) => `i${axis}`);
  const body = layout.isPacked ? packed(name, lengths, layout) : unpacked(name, lengths, layout);
  return [
    `float ${name}At(${indices.map((index) => `int ${index}`).join(', ')}) {`,
    ...body.map((line) => `  ${line}`),
    '}',
  ].join('\n');
}

function unpacked(
  name: string,
  lengths: readonly number[],
  { texShape: [, columns], isPart }: TextureLayout,
): readonly string[] {
  const texel = (x: string, y: string): string => `return texelFetch(${name}, ivec2(${x}, ${y}), 0).r;`;
  // Where a row of texels holds whole rows of the tensor, nothing is divided.
  const split = isPart ? -1 : lengths.findIndex((_, axis) => sizeOf(lengths.slice(axis)) === columns);
  if (split >= 0) return [texel(flat(lengths, split, lengths.length), flat(lengths, 0, split))];
  const place = `${flat(lengths, 0, lengths.length)}${isPart ? ` + offset${name}` : ''}`;
  return [`int place = ${place};`, texel(`place % ${columns}`, `place / ${columns}`)];
}

function packed(
  name: string,
  lengths: readonly number[],
  { shape, texShape }: TextureLayout,
): readonly string[] {
  const [rows, columns] = [shape.at(-2) ?? 1, shape.at(-1) ?? 1];
  const [texelRows, texelColumns] = [Math.ceil(rows / 2), Math.ceil(columns / 2)];
  const width = Math.ceil(texShape[1] / 2);
  const isSame = lengths.length > 1 && lengths.at(-1) === columns && lengths.at(-2) === rows;
  const found = isSame
    ? [
        `int image = ${flat(lengths, 0, lengths.length - 2)};`,
        `int row = i${lengths.length - 2};`,
        `int column = i${lengths.length - 1};`,
      ]
    : [
        `int place = ${flat(lengths, 0, lengths.length)};`,
        `int image = place / ${rows * columns};`,
        `int row = place / ${columns} % ${rows};`,
        `int column = place % ${columns};`,
      ];
  const texel =
    width === texelColumns
      ? [`ivec2 texel = ivec2(column / 2, image * ${texelRows} + row / 2);`]
      : [
          `int count = (image * ${texelRows} + row / 2) * ${texelColumns} + column / 2;`,
          `ivec2 texel = ivec2(count % ${width}, count / ${width});`,
        ];
  return [
    ...found,
    ...texel,
    `vec4 four = texelFetch(${name}, texel, 0);`,
    'vec2 two = mix(four.rg, four.ba, bvec2(row % 2 == 1));',
    'return mix(two.x, two.y, column % 2 == 1);',
  ];
}

/** The place that the indices from `begin` up to `end` have among all that they can have. */
function flat(lengths: readonly number[], begin: number, end: number): string {
  if (begin === end) return '0';
  return lengths
    .slice(begin + 1, end)
    .reduce((place, length, i) => `(${place}) * ${length} + i${begin + 1 + i}`, `i${begin}`);
}

function sizeOf(lengths: readonly number[]): number {
  return lengths.reduce((product, length) => product * length, 1);
}
