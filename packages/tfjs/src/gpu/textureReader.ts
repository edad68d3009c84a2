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

/** An axis of a tensor: how long it is, and the code of the place along it. */
interface Place {
  readonly length: number;
  readonly at: string;
}

/**
 * A function of GLSL, `float nameAt(int i0, int i1)`, that reads a value of the texture `name`, with one index for each axis
 * of `lengths`. tfjs's own functions read one kind of texture in a program, and copy those of the other kind before.
 */
export function textureReader(name: string, lengths: readonly number[], layout: TextureLayout): string {
  const places = placesOf(lengths);
  const body = layout.isPacked ? packed(name, places, layout) : unpacked(name, places, layout);
  return functionOf(name, places, body);
}

/** The same for what a kernel wrote that gives several values, a texel for each of its threads: the first index says which. */
export function texelReader(name: string, lengths: readonly number[], columns: number): string {
  const places = placesOf(lengths);
  const body = [...texel(places, columns), `return texelFetch(${name}, texel, 0)[which];`];
  return functionOf(name, [{ length: 4, at: 'which' }, ...places], body);
}

function unpacked(
  name: string,
  places: readonly Place[],
  { texShape: [, columns], isPart }: TextureLayout,
): readonly string[] {
  const found = isPart
    ? [`int place = ${flat(places)} + offset${name};`, divided('place', columns)]
    : texel(places, columns);
  return [...found, `return texelFetch(${name}, texel, 0).r;`];
}

function packed(
  name: string,
  places: readonly Place[],
  { shape, texShape }: TextureLayout,
): readonly string[] {
  const [rows, columns] = [shape.at(-2) ?? 1, shape.at(-1) ?? 1];
  const [row, column] = places.slice(-2);
  const isSame = places.length > 1 && row!.length === rows && column!.length === columns;
  const images = places.slice(0, -2);
  const found = isSame
    ? [`int row = ${row!.at};`, `int column = ${column!.at};`]
    : [
        `int count = ${flat(places)};`,
        `int image = count / ${rows * columns};`,
        `int row = count / ${columns} % ${rows};`,
        `int column = count % ${columns};`,
      ];
  const texels: readonly Place[] = [
    ...(isSame ? images : [{ length: 0, at: 'image' }]),
    { length: Math.ceil(rows / 2), at: 'row / 2' },
    { length: Math.ceil(columns / 2), at: 'column / 2' },
  ];
  return [
    ...found,
    ...texel(texels, Math.ceil(texShape[1] / 2)),
    `vec4 four = texelFetch(${name}, texel, 0);`,
    'vec2 two = mix(four.rg, four.ba, bvec2(row % 2 == 1));',
    'return mix(two.x, two.y, column % 2 == 1);',
  ];
}

/** Where a value lies in a texture of so many columns. Where a row holds whole axes, nothing is divided. */
function texel(places: readonly Place[], columns: number): readonly string[] {
  const split = places.findIndex((_, axis) => sizeOf(places.slice(axis)) === columns);
  if (split >= 0)
    return [`ivec2 texel = ivec2(${flat(places.slice(split))}, ${flat(places.slice(0, split))});`];
  return [`int place = ${flat(places)};`, divided('place', columns)];
}

function divided(place: string, columns: number): string {
  return `ivec2 texel = ivec2(${place} % ${columns}, ${place} / ${columns});`;
}

/** The index of a value, row by row. */
function flat(places: readonly Place[]): string {
  return places.reduce(
    (index, { length, at }) => (index === '0' ? at : `(${index}) * ${length} + ${at}`),
    '0',
  );
}

function placesOf(lengths: readonly number[]): readonly Place[] {
  return lengths.map((length, axis) => ({ length, at: `i${axis}` }));
}

function sizeOf(places: readonly Place[]): number {
  return places.reduce((product, { length }) => product * length, 1);
}

function functionOf(name: string, places: readonly Place[], body: readonly string[]): string {
  const indices = places.map(({ at }) => `int ${at}`).join(', ');
  return [`float ${name}At(${indices}) {`, ...body.map((line) => `  ${line}`), '}'].join('\n');
}
