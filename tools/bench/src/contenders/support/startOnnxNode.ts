import type { OnnxRuntime } from './runModel.ts';

/** Loads onnxruntime-node; its name is no literal, as a bundler would follow it into native code. */
export async function startOnnxNode(): Promise<OnnxRuntime> {
  const name = 'onnxruntime-node';
  return (await import(/* @vite-ignore */ name)) as OnnxRuntime;
}
