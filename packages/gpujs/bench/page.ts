import { measure } from './measure.ts';

declare global {
  var measureReady: Promise<typeof measure>;
}

globalThis.measureReady = Promise.resolve(measure);
