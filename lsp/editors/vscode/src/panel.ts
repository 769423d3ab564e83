// The insight panel: the server's page about the file in front.
import {
  type Disposable,
  type WebviewView,
  type WebviewViewProvider,
  commands,
  window,
} from 'vscode';
import { front } from './front';

export interface Insight {
  /** A whole page; its own policy allows it nothing but its style and script. */
  html: string;
}
const NOTHING: Insight = {
  html: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>influencekit</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'"></head>
<body class="card"><main><p>Nothing is shown: influencekit is off, or this file is in no repository that was read.</p>
</main></body></html>`,
};
export type Ask = (command: string, given: object) => Promise<unknown>;

export class Panel implements WebviewViewProvider {
  static readonly id = 'influencekit.insight';
  private view: WebviewView | undefined;
  private told = ''; // what the page says; it is filled anew, not loaded anew, which would flicker
  private readonly listening: Disposable[];
  private timer: NodeJS.Timeout | undefined;
  private asked = 0;

  constructor(private readonly ask: Ask) {
    this.listening = [
      window.onDidChangeActiveTextEditor(() => this.later(20)),
      window.onDidChangeTextEditorSelection(() => this.later(250)),
    ];
  }

  resolveWebviewView(view: WebviewView): void {
    this.view = view;
    this.told = '';
    view.webview.options = { enableScripts: true, localResourceRoots: [] };
    view.onDidChangeVisibility(() => {
      this.told = ''; // a page that was hidden is loaded anew, as it was at first
      this.later();
    });
    view.onDidDispose(() => {
      this.view = undefined;
    });
    this.later();
  }

  /** Ask again soon: of several changes in a row the last one counts. */
  later(milliseconds = 100): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.refresh(), milliseconds);
  }

  async reveal(found: Insight): Promise<void> {
    await commands.executeCommand(`${Panel.id}.focus`);
    this.asked++; // what was asked before is older
    this.show(found);
  }

  /** Show what is known of the file, and of the lines that the cursor is in. */
  private async refresh(): Promise<void> {
    const editor = front();
    if (!editor || !this.view?.visible) return;
    const asked = ++this.asked;
    const uri = editor.document.uri.toString();
    const { start, end } = editor.selection;
    const lines = { first: start.line + 1, last: end.line + 1 };
    const found = (await this.ask('panel', { uri, ...lines })) ?? (await this.ask('panel', { uri }));
    if (asked === this.asked) this.show((found as Insight | undefined) ?? NOTHING);
  }

  private show({ html }: Insight): void {
    if (!this.view || this.told === html) return;
    if (this.told && this.told !== NOTHING.html) void this.view.webview.postMessage({ page: html });
    else this.view.webview.html = html;
    this.told = html;
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const it of this.listening) it.dispose();
  }
}
