/** Whether this browser has WebGL, and whether a processor rather than a graphics card draws it. */
export function webglSupported(): boolean {
  return rendererName() !== undefined;
}

export function softwareRenderer(): boolean {
  return /swiftshader|llvmpipe|softpipe|software/i.test(rendererName() ?? '');
}

let renderer: { readonly name: string | undefined } | undefined;

/** The name of the renderer. It is read only once, since browsers allow a page only a few WebGL contexts. */
function rendererName(): string | undefined {
  renderer ??= { name: askRenderer() };
  return renderer.name;
}

function askRenderer(): string | undefined {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('webgl2') ?? canvas.getContext('webgl');
  if (!context) return undefined;
  const info = context.getExtension('WEBGL_debug_renderer_info');
  const name = String(context.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : context.RENDERER));
  context.getExtension('WEBGL_lose_context')?.loseContext();
  return name;
}
