import { startPhotographs } from './photographs/startPhotographs.ts';

startPhotographs();
