// The whole report beside the code: it follows the file in front, and its links open files.
import {
  type Disposable,
  ProgressLocation,
  Uri,
  ViewColumn,
  type WebviewPanel,
  window,
} from 'vscode';
import { front } from './front';
import type { Ask } from './panel';

interface Shown {
  title: string;
  /** The folder that links may open files of. */
  root: string;
  /** Tells one drawing from the next. */
  version: number;
  /** A whole page; its own policy allows it nothing but its style and scripts. */
  html: string;
}

export class Report {
  private page: WebviewPanel | undefined;
  private shown: Shown | undefined;
  private readonly listening: Disposable;

  /** `ask` fails where there is no answer; `quietly` has none then. */
  constructor(
    private readonly ask: Ask,
    private readonly quietly: Ask,
  ) {
    this.listening = window.onDidChangeActiveTextEditor(() => void this.follow());
  }

  async open(): Promise<void> {
    if (this.page) return this.page.reveal();
    const progress = { location: ProgressLocation.Notification, title: 'influencekit draws the report' };
    const shown = (await window.withProgress(progress, () => this.ask('report', about()))) as Shown;
    this.page = window.createWebviewPanel(
      'influencekit.report',
      `${shown.title} · influencekit`,
      { viewColumn: ViewColumn.Beside, preserveFocus: true },
      { enableScripts: true, localResourceRoots: [], enableFindWidget: true, retainContextWhenHidden: true },
    );
    this.page.onDidDispose(() => {
      this.page = this.shown = undefined;
    });
    this.page.webview.onDidReceiveMessage((it: { open: string }) => void this.go(it.open));
    this.show(shown);
  }

  /** Draw it again if the history moved on. */
  async renew(): Promise<void> {
    const found = this.page && (await this.quietly('report', about()));
    if (found) this.show(found as Shown);
  }

  private show(shown: Shown): void {
    if (!this.page || this.shown?.version === shown.version) return;
    this.shown = shown;
    this.page.webview.html = shown.html;
  }

  private async follow(): Promise<void> {
    const editor = this.page?.visible && front();
    if (!editor) return;
    const found = await this.quietly('here', { uri: editor.document.uri.toString() });
    if (found && editor === front()) await this.page?.webview.postMessage({ here: (found as Shown).html });
  }

  private async go(address: string): Promise<void> {
    const uri = Uri.parse(address);
    const root = Uri.file(this.shown?.root ?? '').path;
    if (uri.scheme !== 'file' || !uri.path.startsWith(`${root}/`) || uri.path.includes('/../')) return;
    try {
      await window.showTextDocument(uri.with({ fragment: '' }), { viewColumn: ViewColumn.One });
    } catch (error) {
      void window.showWarningMessage(`influencekit: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  dispose(): void {
    this.listening.dispose();
    this.page?.dispose();
  }
}

/** The report of which repository: the one of the file in front. */
function about(): object {
  const editor = front();
  return editor ? { uri: editor.document.uri.toString() } : {};
}
