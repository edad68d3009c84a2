import * as tf from '@tensorflow/tfjs';

/** What runs a backend that is open: the version of tfjs, and the graphics card or the kind of WebAssembly. */
export function aboutDevice(device: string): Readonly<Record<string, string>> {
  return { tfjs: tf.version.tfjs, ...aboutBackend(device) };
}

function aboutBackend(device: string): Readonly<Record<string, string>> {
  switch (device) {
    case 'wasm':
    case 'simd-wasm':
      return {
        SIMD: yesOrNo('WASM_HAS_SIMD_SUPPORT'),
        threads: yesOrNo('WASM_HAS_MULTITHREAD_SUPPORT'),
      };
    case 'webgl':
    case 'fused-webgl':
      return {
        'graphics card': webglRenderer(),
        WebGL: String(tf.env().getNumber('WEBGL_VERSION')),
        float32: yesOrNo('WEBGL_RENDER_FLOAT32_ENABLED'),
      };
    case 'webgpu':
    case 'fused-webgpu':
      return { 'graphics card': webgpuAdapter() };
    default:
      return {};
  }
}

function yesOrNo(flag: string): string {
  return tf.env().getBool(flag) ? 'yes' : 'no';
}

function webglRenderer(): string {
  const { gpgpu } = tf.backend() as unknown as { readonly gpgpu: { readonly gl: WebGLRenderingContext } };
  const info = gpgpu.gl.getExtension('WEBGL_debug_renderer_info');
  return String(gpgpu.gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gpgpu.gl.RENDERER));
}

function webgpuAdapter(): string {
  const { adapterInfo = {} } = tf.backend() as unknown as {
    readonly adapterInfo?: {
      readonly [Name in 'vendor' | 'architecture' | 'device' | 'description']?: string;
    };
  };
  const { vendor, architecture, device, description } = adapterInfo;
  return [vendor, architecture, device, description].filter(Boolean).join(', ') || 'not named';
}
