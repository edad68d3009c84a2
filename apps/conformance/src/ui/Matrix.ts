import { type Cell, cellsOf } from '../matrix/cells.ts';
import { splitName } from '../run/deviceName.ts';
import { DeviceCard } from './DeviceCard.ts';
import type { MatrixState } from './matrixState.ts';

/** A card for each device, those of an adapter together. */
export class Matrix {
  private readonly root: HTMLElement;
  private readonly onOpen: (cell: Cell) => void;
  private readonly cards = new Map<string, DeviceCard>();

  constructor(root: HTMLElement, onOpen: (cell: Cell) => void) {
    this.root = root;
    this.onOpen = onOpen;
  }

  /** Shows the state of the cases whose id contains the text. */
  show({ devices, rows }: MatrixState, text: string): void {
    const names = devices.map(({ name }) => name);
    if (names.join() !== [...this.cards.keys()].join()) this.build(names);
    const cells = cellsOf(rows, text);
    for (const device of devices) {
      this.cards.get(device.name)!.update(device, cells.get(device.name) ?? new Map());
    }
  }

  private build(names: readonly string[]): void {
    this.cards.clear();
    for (const name of names) this.cards.set(name, new DeviceCard(name, this.onOpen));
    const adapters = [...new Set(names.map((name) => splitName(name).adapter))];
    const sorted = adapters.flatMap((adapter) => names.filter((name) => splitName(name).adapter === adapter));
    this.root.replaceChildren(...sorted.map((name) => this.cards.get(name)!.root));
  }
}
