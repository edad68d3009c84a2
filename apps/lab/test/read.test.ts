import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foldsOf } from '../src/measure/folds.ts';
import { readCsv } from '../src/read/readCsv.ts';
import type { Encoder } from '../src/read/readEncoder.ts';
import { splitSets } from '../src/read/splitColumn.ts';
import { tokenGrid } from '../src/read/tokenGrid.ts';
import { checkedSplit } from '../src/trained/heldOut.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ggem-lab-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function csv(text: string) {
  const file = join(folder, 'list.csv');
  await writeFile(file, text);
  return readCsv(file);
}

describe('a CSV', () => {
  it('may have captions with commas and line breaks, several an image', async () => {
    const { images } = await csv('path,caption\r\nb.jpg,"a dog, running"\na.jpg,"two\nlines"\nb.jpg,again\n');
    expect(images.map(({ name, captions }) => [name, captions])).toEqual([
      ['a.jpg', ['two\nlines']],
      ['b.jpg', ['a dog, running', 'again']],
    ]);
  });
  it('gives masks and labels, with paths from its folder', async () => {
    const { images } = await csv('label,path,mask\ncat,x/a.png,m/a.png\n');
    expect(images).toEqual([
      { path: join(folder, 'x/a.png'), name: 'x/a.png', label: 'cat', mask: join(folder, 'm/a.png') },
    ]);
  });
  it('names the sets of images, with further ones by name', async () => {
    const text =
      'path,label,split\na.png,cat,train\nb.png,dog,test\nc.png,dog,only-fg\nd.png,cat,bg\ne.png,cat,train\n';
    expect(splitSets(await csv(text))).toEqual({
      ...{ train: [0, 4], test: [1] },
      further: [
        { name: 'bg', images: [3] },
        { name: 'only-fg', images: [2] },
      ],
    });
    expect(splitSets(await csv('path,label\na.png,cat\n'))).toBeUndefined();
  });
  it.each([
    [
      'path,label,split\na.png,cat,train\nb.png,dog,\n',
      'list.csv has that column, but b.png has none. Fill it in: train, test, or the name of a further set.',
    ],
    [
      'path,label,split\na.png,cat,test\nb.png,dog,val\n',
      'must name train and test, but train has no image; there is test, val. Write train in the lines of images to train on.',
    ],
    [
      'path,label,split\na.png,cat,train\nb.png,dog,val\n',
      'but test has no image; there is train, val. Write test in the lines of images held out.',
    ],
    [
      'path,label,split\na.png,cat,train\nb.png,dog,train\nc.png,cow,test\n',
      'classes of test must be among those of train, but cow, the class of c.png, is not. Give images of it to train on',
    ],
    [
      'path,label,split\na.png,cat,train\nb.png,dog,train\nc.png,cat,test\nd.png,dog,test\ne.png,cow,bg\n',
      'classes of bg must be among those of train, but cow, the class of e.png, is not.',
    ],
    [
      'path,label,split\na.png,cat,train\nb.png,dog,train\nc.png,cat,test\nd.png,cat,test\n',
      'test must have images of two classes or more, which intervals over classes are drawn from, but all are of class cat.',
    ],
    [
      'path,label,split\na.png,cat,train\nb.png,dog,test\n',
      'list.csv must hold images of two classes or more, but all are of class cat.',
    ],
  ])('%j holds nothing out', async (text, sentence) => {
    const list = await csv(text);
    expect(() => checkedSplit(list)).toThrow(sentence);
  });
  it('may come without a heading', async () => {
    const { images } = await csv('a.png,cat\nb.webp,dog\n');
    expect(images.map(({ label }) => label)).toEqual(['cat', 'dog']);
  });
  it.each([
    [
      'a,b\n1,2\n',
      'must begin with a heading that has path, and label, caption or mask where they are needed, but it has "a", "b".',
    ],
    ['path,label\na.png,cat\na.png,dog\n', 'an image must have one class, but a.png is in cat and in dog.'],
    [
      'path,split\na.png,train\na.png,test\n',
      'an image must have one split, but a.png is in train and in test.',
    ],
    ['path,label\n,cat\n', 'entry 1 has none'],
    ['path,label\n"a.png,cat\n', 'must be a CSV, but it cannot be read'],
    ['path,label\n', 'must name images, but it names none'],
  ])('%j is refused', async (text, sentence) => {
    await expect(csv(text)).rejects.toThrow(sentence);
  });
});

describe('the prefix', () => {
  const encoder = { path: 'vit.onnx' } as Encoder;
  const square = { height: 224, width: 224 };
  it('is none where the tokens fill a grid of the image', () => {
    expect(tokenGrid(encoder, { tokens: 196, channels: 8 }, square)).toMatchObject({
      prefix: 0,
      grid: [14, 14],
    });
    const wide = { height: 224, width: 448 };
    expect(tokenGrid(encoder, { tokens: 392, channels: 8 }, wide)).toMatchObject({ grid: [14, 28] });
  });
  it('is asked for where they do not', () => {
    expect(() => tokenGrid(encoder, { tokens: 197, channels: 8 }, square)).toThrow(
      'lab: it must be known how many tokens stand before the patches, but the graph of vit.onnx does not show it, and its 197 tokens fill no grid of a 224 × 224 image. Say --prefix N',
    );
  });
  it('is what the graph shows', () => {
    const prefix = { tokens: 5, because: 'the tokens that Slice leaves out' };
    const layout = tokenGrid({ ...encoder, prefix }, { tokens: 201, channels: 8 }, square);
    expect(layout).toMatchObject({ prefix: 5, grid: [14, 14] });
  });
});

describe('parts', () => {
  const images = Array.from({ length: 50 }, (_, i) => ({ hash: `${i}`, label: i < 30 ? 'a' : 'b' }));
  it('hold each class evenly', () => {
    const folds = foldsOf(images, 5, 1);
    const sizes = [0, 1, 2, 3, 4].map((part) => [
      folds.filter((fold, i) => fold === part && i < 30).length,
      folds.filter((fold, i) => fold === part && i >= 30).length,
    ]);
    expect(sizes).toEqual(Array(5).fill([6, 4]));
  });
  it('do not depend on the order of images, but on the seed', () => {
    const folds = foldsOf(images, 5, 1);
    expect(foldsOf(images.toReversed(), 5, 1).toReversed()).toEqual(folds);
    expect(foldsOf(images, 5, 2)).not.toEqual(folds);
  });
});
