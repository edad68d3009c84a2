export { type Numbers, type Result, type RunInput, type RunOptions, run, type Session } from './run.ts';
