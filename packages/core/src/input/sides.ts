/** How the tokens of an image lie, row by row, or those of a volume or a video, slice by slice. */
export type Sides =
  | readonly [height: number, width: number]
  | readonly [depth: number, height: number, width: number];

const sides: readonly (readonly string[])[] = [['tokens'], ['height', 'width'], ['depth', 'height', 'width']];

/** Names of the axes between batch and channels of an input of so many axes; `undefined` where none has so many. */
export function sideNames(axes: number): readonly string[] | undefined {
  return sides.find(({ length }) => length === axes - 2);
}

/** The axes of every input in words, `[batch, tokens, channels]` and so on. */
export function inputWords(isFirst: boolean): string {
  const words = sides.map((names) => {
    const axes = isFirst ? ['batch', 'channels', ...names] : ['batch', ...names, 'channels'];
    return `[${axes.join(', ')}]`;
  });
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
