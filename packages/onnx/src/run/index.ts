export { type Numbers, type Result, type RunInput, run, type Session } from './run.ts';
