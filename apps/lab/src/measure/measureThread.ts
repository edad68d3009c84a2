import { serveThread } from '../threads/serveThread.ts';
import type { MeasureTasks } from './measureAll.ts';
import { measureVectors } from './measureVectors.ts';

// A thread that measures one pooling after the other.

serveThread<MeasureTasks>({ measure: (call, signal) => measureVectors({ ...call, signal }) });
