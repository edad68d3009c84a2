import type { Page } from 'playwright';

/** Texts on the page whose contrast with their ground is below 4.5 (WCAG AA), with that contrast. */
export function contrasts(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
    const rgb = (color: string, over: readonly number[]): readonly number[] => {
      context.fillStyle = `rgb(${over.join(' ')})`;
      context.fillRect(0, 0, 1, 1);
      context.fillStyle = color;
      context.fillRect(0, 0, 1, 1);
      return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const ground = (of: Element | null): readonly number[] => {
      if (!of) return [255, 255, 255];
      return rgb(getComputedStyle(of).backgroundColor, ground(of.parentElement));
    };
    const luminance = (color: readonly number[]): number => {
      const [r, g, b] = color.map((part) => {
        const share = part / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
    };
    const isText = (element: Element): boolean =>
      [...element.childNodes].some(
        (node) => node.nodeType === Node.TEXT_NODE && node.textContent!.trim() !== '',
      );
    const top = document.querySelector('dialog[open]') ?? document.body;
    return [...top.querySelectorAll<HTMLElement>('*')]
      .filter(
        (element) =>
          isText(element) && element.checkVisibility() && !element.matches(':disabled, script, style'),
      )
      .flatMap((element) => {
        const behind = ground(element);
        const [low, high] = [luminance(rgb(getComputedStyle(element).color, behind)), luminance(behind)].sort(
          (a, b) => a - b,
        );
        const contrast = (high! + 0.05) / (low! + 0.05);
        return contrast < 4.5 ? [`${contrast.toFixed(2)}: ${element.textContent!.trim().slice(0, 60)}`] : [];
      });
  });
}
