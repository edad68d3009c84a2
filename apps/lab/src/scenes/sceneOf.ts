import { pick, type RandomNumbers, randomNumbers } from './randomNumbers.ts';
import { type ShapeName, shapeNames } from './shapes.ts';
import { type TextureName, textureNames } from './textures.ts';

/** Colours by their names in captions. */
export const colours = {
  red: [205, 45, 50],
  orange: [235, 135, 40],
  yellow: [240, 210, 70],
  green: [60, 150, 75],
  blue: [50, 95, 190],
  violet: [135, 75, 170],
  white: [235, 235, 230],
  black: [35, 35, 40],
} as const;

export type ColourName = keyof typeof colours;

const colourNames = Object.keys(colours) as readonly ColourName[];

/** Something with a texture of two colours, the first of which names it. */
export interface Surface {
  readonly texture: TextureName;
  readonly colour: ColourName;
  readonly second: ColourName;
  readonly seed: number;
  /** Added to the three colours of a pixel, so that two reds differ. */
  readonly tint: readonly [number, number, number];
}

/** A shape in a scene, in units of the image's side. */
export interface Placed {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** Cosine and sine of its turn. */
  readonly turn: readonly [number, number];
}

/** What a scene shows: one to three objects of a shape on a background. */
export interface Scene {
  readonly shape: ShapeName;
  readonly object: Surface;
  readonly background: Surface;
  readonly placed: readonly Placed[];
  /** `two striped red stars on a cloudy green background`. */
  readonly caption: string;
}

/** How scenes are drawn. */
export interface SceneOptions {
  /** Tells one set of scenes from another. */
  readonly seed: number;
  /** The share of scenes on the background of their class; on the others it is any. */
  readonly bias: number;
}

/** The scene of a number: the same on every machine, whatever the other scenes are. Classes take turns. */
export function sceneOf(index: number, { seed, bias }: SceneOptions): Scene {
  const next = randomNumbers(seed, index);
  const shape = shapeNames[index % shapeNames.length]!;
  const object = surface(next);
  const placed = place(next);
  const isOwn = next() < bias;
  const any = surface(next);
  const background = isOwn ? { ...any, ...backgroundOf(shape) } : any;
  // An object in the colour of its background could not be seen.
  const hidden = [background.colour, background.second];
  const free = colourNames.filter((name) => !hidden.includes(name));
  const seen = hidden.includes(object.colour) ? { ...object, colour: pick(free, next) } : object;
  return {
    shape,
    object: seen,
    background,
    placed,
    caption: captionOf(shape, seen, background, placed.length),
  };
}

/** The background that goes with a class where there is a bias. */
export function backgroundOf(shape: ShapeName): Pick<Surface, 'texture' | 'colour'> {
  const number = shapeNames.indexOf(shape);
  return {
    texture: textureNames[number % textureNames.length]!,
    colour: colourNames[(3 * number + 1) % colourNames.length]!,
  };
}

function surface(next: RandomNumbers): Surface {
  const colour = pick(colourNames, next);
  const others = colourNames.filter((name) => name !== colour);
  const tint = (): number => Math.floor(next() * 41) - 20;
  return {
    texture: pick(textureNames, next),
    colour,
    second: pick(others, next),
    seed: Math.floor(next() * 2 ** 31),
    tint: [tint(), tint(), tint()],
  };
}

/** One to three objects that do not touch. */
function place(next: RandomNumbers): readonly Placed[] {
  const count = 1 + Math.floor(next() * 3);
  const size = [0.34, 0.24, 0.2][count - 1]!;
  const placed: Placed[] = [];
  // A place that is taken is drawn again; after so many times the scene has fewer objects.
  for (let tries = 0; placed.length < count && tries < 60; tries++) {
    const radius = size * (0.7 + 0.3 * next());
    const [x, y] = [radius + next() * (1 - 2 * radius), radius + next() * (1 - 2 * radius)];
    const t = 0.5 * next() - 0.25;
    const turn = [(1 - t * t) / (1 + t * t), (2 * t) / (1 + t * t)] as const;
    const isFree = placed.every((one) => {
      const [dx, dy, gap] = [one.x - x, one.y - y, one.radius + radius];
      return dx * dx + dy * dy > gap * gap;
    });
    if (isFree) placed.push({ x, y, radius, turn });
  }
  return placed;
}

const plurals: Partial<Record<ShapeName, string>> = {
  cross: 'crosses',
  arch: 'arches',
  bars: 'sets of bars',
};

function captionOf(shape: ShapeName, object: Surface, background: Surface, count: number): string {
  const words = `${object.texture} ${object.colour}`;
  const one = shape === 'bars' ? 'set of bars' : shape;
  const what =
    count === 1
      ? `a ${words} ${one}`
      : `${count === 2 ? 'two' : 'three'} ${words} ${plurals[shape] ?? `${shape}s`}`;
  const article = /^[aeiou]/.test(background.texture) ? 'an' : 'a';
  return `${what} on ${article} ${background.texture} ${background.colour} background`;
}
