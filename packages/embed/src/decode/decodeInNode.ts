import { GgemError } from '@ggem/core/bare';
import type { RgbImage } from '../pixels/rgbImage.ts';

/** The part of sharp that is used here. Users install sharp only if they want it. */
type Sharp = (input: string | Uint8Array, options: { readonly ignoreIcc: boolean }) => SharpImage;

interface SharpImage {
  rotate(): SharpImage;
  toColourspace(name: string): SharpImage;
  removeAlpha(): SharpImage;
  raw(): SharpImage;
  toBuffer(options: { readonly resolveWithObject: true }): Promise<{
    readonly data: Uint8Array;
    readonly info: { readonly width: number; readonly height: number; readonly channels: number };
  }>;
}

/** Decodes a file by sharp. */
export async function decodeInNode(
  source: string | URL | Uint8Array | ArrayBuffer | Blob,
): Promise<RgbImage> {
  const sharp = await loadSharp();
  const { data, info } = await sharp(await inputOf(source), { ignoreIcc: true })
    .rotate()
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

async function inputOf(source: string | URL | Uint8Array | ArrayBuffer | Blob): Promise<string | Uint8Array> {
  if (typeof source === 'string') return source;
  if (source instanceof URL) return decodeURIComponent(source.pathname);
  if (source instanceof Blob) return new Uint8Array(await source.arrayBuffer());
  return ArrayBuffer.isView(source) ? source : new Uint8Array(source);
}

let loading: Promise<Sharp> | undefined;

function loadSharp(): Promise<Sharp> {
  // No literal, since a bundler for browsers would then try to bundle sharp.
  const name: string = 'sharp';
  loading ??= import(/* @vite-ignore */ /* webpackIgnore: true */ name).then(
    (module: { readonly default: Sharp }) => module.default,
    (cause: unknown) => {
      loading = undefined;
      throw new GgemError(
        'unavailable',
        'decodeImage: sharp decodes images in Node, but it cannot be loaded. Install it: npm install sharp.',
        { cause },
      );
    },
  );
  return loading;
}
