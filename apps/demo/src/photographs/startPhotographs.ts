import { byId } from '@ggem/page/element';
import { Announcer } from '../ui/Announcer.ts';
import { nextFrame } from '../ui/inference/breather.ts';
import { keepUpToDate } from '../ui/inference/keepUpToDate.ts';
import type { FoundFile } from './images/droppedFiles.ts';
import { loadScenes } from './images/loadScenes.ts';
import { labelOf, sortFiles } from './images/sortFiles.ts';
import { classNames } from './model/classNames.ts';
import { type ModelSource, Session } from './Session.ts';
import { hasClasses } from './search/hasClasses.ts';
import { AddressForm } from './ui/AddressForm.ts';
import { Controls } from './ui/Controls.ts';
import { ModelPanel } from './ui/ModelPanel.ts';
import { NearestRows } from './ui/NearestRows.ts';
import { openFiles } from './ui/openFiles.ts';
import { ReadingBar } from './ui/ReadingBar.ts';
import { showLegend } from './ui/showLegend.ts';
import { summary } from './ui/summary.ts';
import { TakeAway } from './ui/TakeAway.ts';
import { Thumbs } from './ui/Thumbs.ts';
import { Tiles } from './ui/Tiles.ts';

/** How many photographs a row of nearest ones has. */
const nearest = 6;

/** In ms: scores follow a slider when it rests. */
const rest = 250;

/** Connects the parts of the page. */
export function startPhotographs(): void {
  const tiles = new Tiles();
  const announcer = new Announcer(byId('announcement', HTMLElement));
  const failure = byId('failure', HTMLElement);
  const says = byId('photographs-say', HTMLElement);
  const thumbs = new Thumbs(() => ask());
  const rows = new NearestRows((id) => {
    thumbs.choose(id);
    byId('look-title', HTMLElement).scrollIntoView({ block: 'nearest' });
  });
  const controls = new Controls(() => {
    ask();
    take.show();
    score();
  });
  const bar = new ReadingBar(() => void session.cancel());
  const panel = new ModelPanel(
    (choices) => session.source && void session.open(session.source, choices),
    () => void start(),
  );
  const session = new Session({
    ...{ panel, thumbs, bar },
    onModel: (facts) => {
      controls.offer(facts);
      take.offer(facts);
    },
    onRead: () => {
      document.body.dataset.state = 'ready';
      ask();
      score();
    },
  });
  const take = new TakeAway({
    engine: session.engine,
    settings: () => controls.settings,
    nameOf: (id) => {
      const { name = '', label } = thumbs.get(id) ?? {};
      return label === undefined ? name : `${label}/${name}`;
    },
  });
  let names: readonly string[] = [];
  let areScenes = true;
  let configText: string | undefined;

  const onFailure = (error: unknown): void =>
    sayFailure(error instanceof Error ? error.message : String(error));
  const ask = keepUpToDate(look, {
    pause: nextFrame,
    onFailure,
    onBusy: (busy) => {
      tiles.busy = busy;
    },
  });
  const score = keepUpToDate(measure, {
    pause: () => new Promise((resolve) => setTimeout(resolve, rest)),
    onFailure,
  });

  async function look(): Promise<void> {
    const { chosen } = thumbs;
    const { facts } = session;
    if (chosen === undefined || facts === undefined) return;
    const { settings, channels } = controls;
    const looks = await session.engine.ask('look', { id: chosen.id, settings, channels });
    tiles.show(chosen, looks, facts, (index) => names[index] ?? `class ${index}`);
    sayFailure('');
    announcer.say(summary(chosen, looks));
    rows.show(chosen, await session.engine.ask('search', { id: chosen.id, settings, count: nearest }), (id) =>
      thumbs.get(id),
    );
  }

  async function measure(): Promise<void> {
    rows.score(hasClasses(thumbs.all) ? await session.engine.ask('score', controls.settings) : undefined);
  }

  async function takeIn(files: readonly FoundFile[]): Promise<void> {
    const { photographs, model, configs, others } = sortFiles(files);
    bar.forget();
    // Weights of a model may lie in files of any name beside it.
    for (const { path } of model === undefined ? others : [])
      bar.leaveOut(path, 'is neither a photograph, a model (.onnx) nor a configuration (.json).');
    for (const { file, path } of configs) {
      const text = await file.text();
      const found = classNames(text);
      if (found !== undefined) names = found;
      if (/"(image_mean|do_normalize|image_processor_type|pretrained_cfg|input_size)"/.test(text))
        configText = text;
      else if (found === undefined)
        bar.leaveOut(path, 'is neither a preprocessor_config.json nor a list of class names.');
    }
    if (model !== undefined) {
      const bytes = new Uint8Array(await model.file.arrayBuffer());
      const beside = others.map(({ file }) => file);
      await openModel({ name: model.file.name, bytes, beside, config: configText }, '');
    } else if (configs.length > 0 && session.source !== undefined) {
      await session.open(
        { ...session.source, config: configText ?? session.source.config },
        { preset: panel.preset },
      );
    }
    configText = undefined;
    if (photographs.length === 0) return;
    if (areScenes) await session.clear();
    areScenes = false;
    says.textContent = `${photographs.length === 1 ? 'One photograph' : `${photographs.length} photographs`} of yours. They stay in this browser.`;
    await session.add(
      photographs.map((one) => ({ name: one.file.name, label: labelOf(one), file: one.file })),
    );
  }

  async function openModel(source: ModelSource, from: string): Promise<void> {
    if (!(await session.open(source, { preset: panel.preset }))) return;
    const unprepared =
      'No preprocessor_config.json came with it: choose how it was trained, or drop that file in.';
    panel.say([from, source.config === undefined ? unprepared : ''].join(' ').trim());
  }

  async function start(): Promise<void> {
    panel.fail('');
    try {
      const scenes = await loadScenes();
      await session.add(scenes.photographs);
      panel.say(
        'scenes.onnx comes with this page: a small vision transformer that was trained on generated scenes to name their shape. What it says of poolings holds for no other model.',
      );
      says.textContent =
        'These are generated scenes, drawn by a program: objects of twelve shapes on backgrounds. Add photographs of your own.';
      await session.open(scenes.model, { preset: panel.preset });
    } catch (error) {
      panel.fail(error instanceof Error ? error.message : String(error), true);
      document.body.dataset.state = 'failed';
    }
  }

  function sayFailure(sentence: string): void {
    failure.hidden = sentence === '';
    failure.textContent = sentence;
  }

  showLegend();
  openFiles((files) => void takeIn(files));
  new AddressForm({
    onModel: ({ host, ...model }) =>
      void openModel(
        { ...model, config: undefined },
        `${model.name} came from ${host}. Photographs stay in this browser.`,
      ),
    onFailure: (sentence) => panel.fail(sentence),
  });
  for (const id of ['add-files', 'add-folder']) byId(id, HTMLButtonElement).disabled = false;
  void start();
}
