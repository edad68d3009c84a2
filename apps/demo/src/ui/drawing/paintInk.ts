import type { Drawing } from '../../stroke.ts';
import { type InkDot, smoothStroke } from './smoothStroke.ts';

/** Widths that differ by less than this share of the square look the same. */
const EVEN = 0.001;

/** Paints the drawing over a canvas of `size × size` pixels in the colour given: the same dots that `rasterizeInk` reads. */
export function paintInk(
  context: CanvasRenderingContext2D,
  drawing: Drawing,
  size: number,
  color: string,
): void {
  context.clearRect(0, 0, size, size);
  context.strokeStyle = color;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  for (const stroke of drawing) {
    for (const run of evenRuns(smoothStroke(stroke))) {
      context.lineWidth = 2 * run[0]!.radius * size;
      context.beginPath();
      for (const dot of run) context.lineTo(dot.x * size, dot.y * size);
      // A single dot has no line: a line to itself draws only the round cap.
      if (run.length === 1) context.lineTo(run[0]!.x * size, run[0]!.y * size);
      context.stroke();
    }
  }
}

/** Dots of similar width share a path: if they were painted one by one, soft edges that overlap would become hard. */
function evenRuns(dots: readonly InkDot[]): InkDot[][] {
  const runs: InkDot[][] = [];
  for (const dot of dots) {
    const run = runs.at(-1);
    if (run && Math.abs(run[0]!.radius - dot.radius) < EVEN) run.push(dot);
    // The next run starts where the last one ends, so that no gap shows.
    else runs.push(run ? [{ ...run.at(-1)!, radius: dot.radius }, dot] : [dot]);
  }
  return runs;
}
