/** Longer than this, in ms, and a pen or a slider would feel held up. */
const PATIENCE = 12;

/** Gives a function to call between the parts of a long computation: it lets the browser see to its user now and then. */
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
