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

  constructor() {
    this.item.name = 'influencekit';
    this.item.command = 'influencekit.panel';
    this.item.text = '$(organization) influencekit';
    this.item.show();
  }

  show({ path, state, told }: Told): void {
    this.item.text = `${ICONS[state] ?? '$(organization)'} influencekit`;
    this.item.tooltip = `${path}: ${told || state}`;
    this.item.backgroundColor =
      state === 'failed' ? new ThemeColor('statusBarItem.warningBackground') : undefined;
    this.item.command = 'influencekit.panel';
  }

  missing(why: string): void {
    this.item.text = '$(circle-slash) influencekit';
    this.item.tooltip = why;
    this.item.command = 'influencekit.restart';
  }

  dispose(): void {
    this.item.dispose();
  }
}
