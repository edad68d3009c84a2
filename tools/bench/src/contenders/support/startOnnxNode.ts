import type { OnnxRuntime } from './runModel.ts';

/** Loads onnxruntime-node. Its name is no literal, since a bundler would follow that into native code. */
export async function startOnnxNode(): Promise<OnnxRuntime> {
  const name = 'onnxruntime-node';
  return (await import(/* @vite-ignore */ name)) as OnnxRuntime;
}
