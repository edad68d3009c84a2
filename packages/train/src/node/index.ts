export { type FileCache, fileCache } from './fileCache.ts';
export { fileError } from './fileError.ts';
export { type ImageList, imagesInCsv, imagesInFolders, split } from './imageList.ts';
export { type WorkerSessions, workerSessions } from './workerSessions.ts';
export { writeWhole } from './writeWhole.ts';
