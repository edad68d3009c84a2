export { type Numbers, type Result, run, type Session } from './run.ts';
