/** The longest computation without a break, in ms: after a longer one, a pen or a slider would react too late. */
const PATIENCE = 12;

/** Makes a function to call between the parts of a long computation, which sometimes lets the browser handle events. */
export function breather(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < PATIENCE) return;
    await new Promise((resolve) => setTimeout(resolve));
    since = performance.now();
  };
}

/** Resolves when the browser is about to draw its next frame. */
export function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => resolve());
  });
}
