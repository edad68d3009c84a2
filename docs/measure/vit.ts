import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp, { type Sharp } from 'sharp';
import { sharedFile } from './shared.ts';

export const tokens = 197;
export const channels = 192;
const size = 224;

/** The class token and 196 patch tokens of an image, `[197, 192]`, by the ViT in `../shared/models`. */
export type Vit = (image: Sharp) => Promise<Float32Array>;

export async function openVit(): Promise<Vit> {
  const session = await InferenceSession.create(sharedFile('models/vit_tiny_patch16_224.onnx'));
  return async (image) => {
    const pixels = await image
      .resize(size, size, { fit: 'cover', kernel: 'cubic' })
      .removeAlpha()
      .raw()
      .toBuffer();
    const input = Float32Array.from({ length: 3 * size ** 2 }, (_, i) => {
      const plane = Math.floor(i / size ** 2);
      return (pixels[(i % size ** 2) * 3 + plane]! / 255 - 0.5) / 0.5;
    });
    const output = await session.run({ pixel_values: new Tensor('float32', input, [1, 3, size, size]) });
    return output.tokens!.data as Float32Array;
  };
}

/** A picture of raw pixels, 32 × 32 in planes red, green and blue, as CIFAR keeps them. */
export function cifarImage(planes: Uint8Array): Sharp {
  const pixels = Uint8Array.from({ length: 3 * 1024 }, (_, i) => planes[(i % 3) * 1024 + Math.floor(i / 3)]!);
  return sharp(pixels, { raw: { width: 32, height: 32, channels: 3 } });
}
