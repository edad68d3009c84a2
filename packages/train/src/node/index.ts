export { type FileCache, fileCache } from './fileCache.ts';
export { fileError } from './fileError.ts';
export { packageVersion } from './packageVersion.ts';
export { type WorkerSessions, workerSessions } from './workerSessions.ts';
export { writeWhole } from './writeWhole.ts';
