import type { Kernel } from 'gpu.js';

/** What a kernel of WebGL2 has besides; gpu.js's types lack it. */
type Textured = Kernel & { checkTextureSize: () => void };

/**
 * gpu.js gives a result of two axes a texture of that shape, and refuses it where one axis is longer than a texture may be,
 * such as the gradient of 16,384 tokens. Kernels find their numbers by one index, so that a square with as many texels does.
 */
export function packLongTextures(ofWebGL2: Kernel): void {
  const kernel = ofWebGL2 as Textured;
  const check = kernel.checkTextureSize;
  const { features } = kernel.constructor as unknown as { readonly features: { maxTextureSize: number } };
  kernel.checkTextureSize = () => {
    const [width, height] = kernel.texSize;
    if (Math.max(width, height) > features.maxTextureSize) {
      const side = Math.ceil(Math.sqrt(width * height));
      kernel.texSize = [side, Math.ceil((width * height) / side)];
    }
    check.call(kernel);
  };
}
