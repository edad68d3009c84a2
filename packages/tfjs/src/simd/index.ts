export { type PluggedSimd, useSimd } from './useSimd.ts';
