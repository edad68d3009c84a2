import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../src/read/readCsv.ts';
import { drawScene } from '../src/scenes/drawScene.ts';
import { backgroundOf, type SceneOptions, sceneOf } from '../src/scenes/sceneOf.ts';
import { shapeNames } from '../src/scenes/shapes.ts';
import { smallRun } from './smallRun.ts';

const plain: SceneOptions = { seed: 1, bias: 0 };
const many = (options: SceneOptions) => Array.from({ length: 600 }, (_, i) => sceneOf(i, options));

/** Areas of shapes of radius 1, by geometry. */
const areas = {
  circle: Math.PI * 0.81,
  square: 2,
  triangle: (3 * Math.sqrt(3)) / 4,
  // A hexagon of apothem 0.82: 6 a² tan 30°.
  hexagon: 6 * 0.82 ** 2 * Math.tan(Math.PI / 6),
  ring: Math.PI * (0.9 - 0.25),
  // Two bars of 1.8 by 0.6, less their square in the middle.
  cross: 2 * 1.8 * 0.6 - 0.36,
  bars: 3 * 0.3 * 1.5,
};

describe('a scene', () => {
  it.each(Object.entries(areas))('has a mask of the area of its %s', (shape, area) => {
    const scenes = many(plain).filter((scene) => scene.shape === shape);
    for (const scene of scenes.slice(0, 5)) {
      const drawn = drawScene(scene, 160).mask.reduce((sum, value) => sum + value / 255, 0) / 160 ** 2;
      const expected = scene.placed.reduce((sum, { radius }) => sum + area * radius ** 2, 0);
      // A pixel along the edge counts as a whole.
      expect(Math.abs(drawn / expected - 1)).toBeLessThan(0.04);
    }
  });

  it('depends on its number and its seed alone', () => {
    const again = many(plain)[77];
    expect(sceneOf(77, plain)).toEqual(again);
    expect(sceneOf(77, { ...plain, seed: 2 })).not.toEqual(again);
  });

  it('shows one to three objects that do not touch, inside of the image', () => {
    const scenes = many(plain);
    expect(new Set(scenes.map(({ placed }) => placed.length))).toEqual(new Set([1, 2, 3]));
    for (const { placed } of scenes) {
      for (const [i, { x, y, radius }] of placed.entries()) {
        expect(Math.min(x, y, 1 - x, 1 - y)).toBeGreaterThanOrEqual(radius);
        for (const other of placed.slice(i + 1)) {
          expect(Math.hypot(x - other.x, y - other.y)).toBeGreaterThan(radius + other.radius);
        }
      }
    }
  });

  it('is named by its caption', () => {
    for (const { shape, placed, object, background, caption } of many(plain)) {
      expect(caption).toContain(`${object.texture} ${object.colour} `);
      expect(caption).toMatch(new RegExp(`^${['a', 'two', 'three'][placed.length - 1]} .*${shape}`));
      expect(caption.endsWith(` on a ${background.texture} ${background.colour} background`)).toBe(true);
      expect([background.colour, background.second]).not.toContain(object.colour);
    }
  });

  it('has the background of its class as often as the bias says', () => {
    const own = many({ seed: 1, bias: 0.8 }).filter(({ shape, background }) => {
      const { texture, colour } = backgroundOf(shape);
      return background.texture === texture && background.colour === colour;
    });
    // 480 expected; the standard deviation of 600 draws is 10.
    expect(Math.abs(own.length - 480)).toBeLessThan(50);
  });
});

it('ggem-lab scenes writes images, masks and a CSV that compare reads', async () => {
  const { at, run, remove } = await smallRun(0);
  const { code, err } = await run('scenes --out {}/scenes --count 24 --size 32');
  expect(code, err).toBe(0);
  const { images } = await readCsv(at('scenes/scenes.csv'));
  expect(images).toHaveLength(24);
  expect(new Set(images.map(({ label }) => label))).toEqual(new Set(shapeNames));
  const { path, mask, captions } = images[0]!;
  const number = Number(path.slice(-10, -4));
  const { pixels, mask: drawn } = drawScene(sceneOf(number, plain), 32);
  expect((await sharp(path).removeAlpha().raw().toBuffer()).equals(pixels)).toBe(true);
  expect((await sharp(mask).toColourspace('b-w').raw().toBuffer()).equals(drawn)).toBe(true);
  expect(captions).toEqual([sceneOf(number, plain).caption]);
  expect((await readFile(join(at('scenes'), 'scenes.csv'), 'utf8')).split('\n')[0]).toBe(
    'path,label,caption,mask',
  );
  await remove();
});
