import { GgemError } from '@ggem/core';
import type { GraphProto } from '../proto/onnx.ts';
import { quote } from '../quote.ts';
import { readModel } from '../read/readModel.ts';
import { declaredInfo } from '../shapes/shape.ts';

/** The input with the images, and its shape for a batch. */
export function imageInput(
  { input, initializer }: GraphProto,
  parameters: readonly string[],
  batch: number,
  image: readonly number[] | undefined,
): readonly [name: string, shape: readonly number[]] {
  const others = new Set([...initializer.map(({ name }) => name), ...parameters]);
  const inputs = input.filter(({ name }) => !others.has(name));
  const [first, second] = inputs;
  if (first === undefined || second !== undefined) {
    const names = inputs.map(({ name }) => quote(name)).join(', ') || 'none';
    throw new GgemError(
      'value',
      `finetune: model must have one input, the images, but it has ${names}. Fix the others as constants.`,
    );
  }
  const declared = declaredInfo(first.type).dims?.slice(1);
  const shape = image ?? declared;
  if (shape === undefined || !shape.every((dim) => typeof dim === 'number')) {
    throw new GgemError(
      'shape',
      `finetune: image must say the shape of an image, since ${quote(first.name)} leaves it open. Use image: [3, 224, 224], on a command line --size 224.`,
    );
  }
  return [first.name, [batch, ...(shape as readonly number[])]];
}

/** The shape of an image of a model, `[3, height, width]`; `size` is the side where the model leaves it open. */
export function imageShape(
  bytes: Uint8Array,
  size?: number,
): readonly [channels: number, height: number, width: number] {
  const { graph } = readModel(bytes);
  const constants = new Set(graph.initializer.map(({ name }) => name));
  const input = graph.input.find(({ name }) => !constants.has(name));
  const dims = declaredInfo(input?.type).dims?.slice(1) ?? [];
  const image = dims.map((dim, i) => (typeof dim === 'number' ? dim : i === 0 ? 3 : size));
  const [, shape] = imageInput(graph, [], 1, image.every((dim) => dim !== undefined) ? image : undefined);
  const [, channels, height, width, more] = shape;
  if (channels === 3 && height !== undefined && width !== undefined && more === undefined)
    return [channels, height, width];
  throw new GgemError(
    'shape',
    `finetune: model must take images [batch, 3, height, width], but it takes [${shape.join(', ')}].`,
  );
}
