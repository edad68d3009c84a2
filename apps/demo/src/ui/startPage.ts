import { byId } from '@ggem/page/element';
import type { Drawing } from '../stroke.ts';
import { Announcer } from './Announcer.ts';
import { BackendPicker } from './controls/BackendPicker.ts';
import { GroupSelect } from './controls/GroupSelect.ts';
import { PSlider } from './controls/PSlider.ts';
import { digitImages } from './drawing/digitImages.ts';
import { nextFrame } from './inference/breather.ts';
import { explain } from './inference/Failure.ts';
import { keepUpToDate } from './inference/keepUpToDate.ts';
import type { Session } from './inference/Session.ts';
import { Networks } from './Networks.ts';
import { Paper } from './Paper.ts';
import { type Answer, Results, type View } from './results/Results.ts';
import { SeenImage } from './results/SeenImage.ts';
import { summary } from './results/summary.ts';

/** Connects the parts of the page: changes of ink, slider or group lead to five answers. */
export function startPage(): void {
  const results = new Results();
  const seen = new SeenImage(byId('seen', HTMLCanvasElement));
  const announcer = new Announcer(byId('announcement', HTMLElement));
  const failure = byId('failure', HTMLElement);
  const slider = new PSlider(() => {
    showExponents();
    ask();
  });
  const groups = new GroupSelect(() => {
    results.show(answer, view());
    showExponents();
  });
  const picker = new BackendPicker((name) => {
    void networks.switchTo(name).then((session) => session && begin(session));
  });
  const networks = new Networks(picker);
  const paper = new Paper((onPaper) => {
    drawing = onPaper;
    ask();
  });

  const imageOf = digitImages();
  let drawing: Drawing = [];
  let answer: Answer | undefined;

  const ask = keepUpToDate(read, {
    pause: nextFrame,
    onFailure: (error) => sayFailure(explain(error)),
    onBusy: (busy) => {
      results.busy = busy;
    },
  });

  async function read(): Promise<void> {
    const image = imageOf(drawing);
    seen.show(image);
    const { override } = view();
    const read = image && (await networks.read(image, override));
    answer = read && { image, ...read };
    if (answer) sayFailure('');
    results.show(answer, view());
    if (networks.session) announcer.say(answer ? summary(answer, override) : 'Nothing is drawn.');
  }

  function view(): View {
    return { override: slider.value, group: groups.value };
  }

  function showExponents(): void {
    results.showExponents(networks.session?.heads ?? [], view());
  }

  function sayFailure(sentences: string): void {
    failure.hidden = sentences === '';
    failure.textContent = sentences;
  }

  /** Prepares the page for a new session: the first one, or one on another backend. */
  function begin({ heads, groupCount, channels }: Session): void {
    slider.markLearned(heads);
    groups.list(groupCount, channels);
    showExponents();
    document.body.dataset.state = 'ready';
    ask();
  }

  const retry = byId('retry', HTMLButtonElement);
  retry.addEventListener('click', start);

  function start(): void {
    retry.hidden = true;
    picker.say('Loading the networks …');
    networks.start().then(
      (session) => {
        sayFailure('');
        begin(session);
      },
      (error: unknown) => {
        document.body.dataset.state = 'failed';
        sayFailure(explain(error));
        picker.say('No network runs.');
        retry.hidden = false;
      },
    );
  }

  paper.startWith('3');
  start();
}
