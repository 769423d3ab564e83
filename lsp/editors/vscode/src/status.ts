// The item in the status bar: what the server is doing, in a word.
import { StatusBarAlignment, type StatusBarItem, ThemeColor, window } from 'vscode';

export interface Told {
  path: string;
  state: 'waiting' | 'reading' | 'ready' | 'failed' | 'stopped';
  told: string;
}

const ICONS: Record<Told['state'], string> = {
  waiting: '$(clock)',
  reading: '$(sync~spin)',
  ready: '$(organization)',
  failed: '$(warning)',
  stopped: '$(debug-pause)',
};

export class Status {
  private readonly item: StatusBarItem = window.createStatusBarItem(
    'influencekit',
    StatusBarAlignment.Right,
    20,
  );

  private last: Told | undefined;

  constructor() {
    this.item.name = 'influencekit';
    this.item.command = 'influencekit.panel';
    this.item.text = '$(organization) influencekit';
    this.item.show();
  }

  show(told: Told): void {
    this.last = told;
    const { path, state } = told;
    this.item.text = `${ICONS[state]} influencekit`;
    this.item.tooltip = `${path}: ${told.told || state}`;
    this.item.backgroundColor =
      state === 'failed' ? new ThemeColor('statusBarItem.warningBackground') : undefined;
    this.item.command = 'influencekit.panel';
  }

  /** The master switch: off, a click switches on again. */
  switched(on: boolean): void {
    if (on) {
      this.item.text = '$(organization) influencekit';
      this.item.tooltip = undefined;
      this.item.command = 'influencekit.panel';
      if (this.last) this.show(this.last);
      return;
    }
    this.item.text = '$(circle-slash) influencekit: off';
    this.item.tooltip = 'Nothing is shown and nothing is read. A click switches it on.';
    this.item.backgroundColor = undefined;
    this.item.command = 'influencekit.toggle';
  }

  missing(why: string): void {
    this.item.text = '$(warning) influencekit: no server';
    this.item.tooltip = `${why} A click tries again.`;
    this.item.command = 'influencekit.restart';
  }

  dispose(): void {
    this.item.dispose();
  }
}
