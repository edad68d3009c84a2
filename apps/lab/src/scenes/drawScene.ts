import { colours, type Placed, type Scene, type Surface } from './sceneOf.ts';
import { type Inside, shapes } from './shapes.ts';
import { type Texture, textures } from './textures.ts';

/** A drawn scene: pixels of three bytes, and the exact mask of its objects, 255 inside and 0 outside. */
export interface DrawnScene {
  readonly size: number;
  readonly pixels: Uint8Array;
  readonly mask: Uint8Array;
}

/** Points a pixel, along each side. */
const points = 3;

/** Draws a scene at any size. A pixel belongs to the mask if its middle lies inside of an object. */
export function drawScene({ shape, object, background, placed }: Scene, size: number): DrawnScene {
  const pixels = new Uint8Array(size * size * 3);
  const mask = new Uint8Array(size * size);
  const inside = shapes[shape];
  const [front, back] = [paintOf(object), paintOf(background)];
  const sum = new Float64Array(3);
  const at: Point = { x: 0, y: 0 };
  for (let pixel = 0; pixel < mask.length; pixel++) {
    const column = pixel % size;
    const row = Math.floor(pixel / size);
    const near = placed.filter((one) => reaches(one, (column + 0.5) / size, (row + 0.5) / size, 1 / size));
    sum.fill(0);
    for (let point = 0; point < points * points; point++) {
      const x = (column + ((point % points) + 0.5) / points) / size;
      const y = (row + (Math.floor(point / points) + 0.5) / points) / size;
      const isHit = near.some((one) => hits(one, inside, x, y, at));
      // The texture of an object turns with it, that of the background stays.
      if (isHit) add(sum, front, at.x / 2, at.y / 2);
      else add(sum, back, x, y);
      // The point in the middle of the pixel.
      if (point === points + 1 && isHit) mask[pixel] = 255;
    }
    for (let i = 0; i < 3; i++) pixels[3 * pixel + i] = Math.floor(sum[i]! / (points * points) + 0.5);
  }
  return { size, pixels, mask };
}

/** Whether the disc of an object comes as near to a point as `far`. */
function reaches({ x, y, radius }: Placed, px: number, py: number, far: number): boolean {
  const reach = radius + far;
  return (px - x) * (px - x) + (py - y) * (py - y) <= reach * reach;
}

/** Whether a point lies in an object; `at` gets its place there. Written without arrays: it runs nine times a pixel. */
function hits({ x, y, radius, turn }: Placed, inside: Inside, px: number, py: number, at: Point): boolean {
  const dx = (px - x) / radius;
  const dy = (py - y) / radius;
  if (dx * dx + dy * dy > 1) return false;
  at.x = turn[0] * dx + turn[1] * dy;
  at.y = turn[0] * dy - turn[1] * dx;
  return inside(at.x, at.y);
}

/** A point in the coordinates of an object. */
interface Point {
  x: number;
  y: number;
}

/** A surface ready to paint with: its first colour, and the way from it to the second one. */
interface Paint {
  readonly first: readonly number[];
  readonly way: readonly number[];
  readonly texture: Texture;
  readonly seed: number;
}

function paintOf({ texture, colour, second, seed, tint }: Surface): Paint {
  const [from, to] = [colours[colour], colours[second]];
  return {
    first: from.map((value, i) => value + tint[i]!),
    // The second colour is mixed in, so that the first one still names the surface.
    way: from.map((value, i) => 0.6 * (to[i]! - value)),
    texture: textures[texture],
    seed,
  };
}

/** Adds the colour of a paint at a point. */
function add(sum: Float64Array, paint: Paint, x: number, y: number): void {
  const share = paint.texture(x, y, paint.seed);
  for (let i = 0; i < 3; i++) {
    sum[i] = sum[i]! + Math.min(255, Math.max(0, paint.first[i]! + share * paint.way[i]!));
  }
}
