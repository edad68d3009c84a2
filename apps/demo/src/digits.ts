import { startPage } from './ui/startPage.ts';

startPage();
