/**
 * WebGL2 and WebGPU in software, so that every machine has the same devices, with or without a graphics card. The second
 * group keeps the browser from using the network by itself while tests run.
 */
export const chromiumFlags: readonly string[] = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',

  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
];
