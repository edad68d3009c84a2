import type { Command } from './command.ts';
import { compareCommand, knnCommand, retrieveCommand } from './compareCommand.ts';
import { contrastCommand } from './contrastCommand.ts';
import { demoCommand } from './demoCommand.ts';
import { finetuneCommand } from './finetuneCommand.ts';
import { headsCommand } from './headsCommand.ts';
import { mapsCommand } from './mapsCommand.ts';
import { pairsCommand } from './pairsCommand.ts';
import { planCommand } from './planCommand.ts';
import { probeCommand } from './probeCommand.ts';
import { reportCommand } from './reportCommand.ts';
import { robustCommand } from './robustCommand.ts';
import { scenesCommand } from './scenesCommand.ts';
import { trainPCommand } from './trainPCommand.ts';
import { workerCommand } from './workerCommand.ts';

/** The commands by their names, in the order of the help. */
export const commands: ReadonlyMap<string, Command> = new Map([
  ['compare', compareCommand],
  ['retrieve', retrieveCommand],
  ['knn', knnCommand],
  ['probe', probeCommand],
  ['finetune', finetuneCommand],
  ['train-p', trainPCommand],
  ['contrast', contrastCommand],
  ['robust', robustCommand],
  ['pairs', pairsCommand],
  ['heads', headsCommand],
  ['maps', mapsCommand],
  ['plan', planCommand],
  ['report', reportCommand],
  ['worker', workerCommand],
  ['scenes', scenesCommand],
  ['demo', demoCommand],
]);
