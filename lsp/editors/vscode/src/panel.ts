// The insight panel: what the server says of the file in front, in a page that can do nothing else.
import { randomBytes } from 'node:crypto';
import {
  type Disposable,
  type WebviewView,
  type WebviewViewProvider,
  commands,
  window,
} from 'vscode';

type Cell = string | number | null;
interface Section {
  heading: string;
  sentences: string[];
  table: { title: string; columns: string[]; rows: Cell[][] } | null;
  notes: string[];
}
export interface Insight {
  title: string;
  sections: Section[];
}

export class Panel implements WebviewViewProvider {
  static readonly id = 'influencekit.insight';
  private view: WebviewView | undefined;
  private readonly listening: Disposable;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly ask: (uri: string) => Promise<Insight | undefined>) {
    this.listening = window.onDidChangeActiveTextEditor(() => this.later());
  }

  resolveWebviewView(view: WebviewView): void {
    this.view = view;
    view.webview.options = { enableScripts: false, localResourceRoots: [] };
    view.onDidChangeVisibility(() => this.later());
    view.onDidDispose(() => {
      this.view = undefined;
    });
    this.later();
  }

  /** Ask again soon: of several changes in a row the last one counts. */
  later(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.refresh(), 100);
  }

  async reveal(found: Insight): Promise<void> {
    await commands.executeCommand(`${Panel.id}.focus`);
    this.show(found);
  }

  private async refresh(): Promise<void> {
    const uri = window.activeTextEditor?.document.uri;
    if (!this.view?.visible || uri?.scheme !== 'file') return;
    const found = await this.ask(uri.toString());
    if (found && window.activeTextEditor?.document.uri.toString() === uri.toString()) this.show(found);
  }

  private show(found: Insight): void {
    if (this.view) this.view.webview.html = page(found);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.listening.dispose();
  }
}

/** The page: no script, no request; its own style is known by its nonce. */
export function page({ title, sections }: Insight): string {
  const nonce = randomBytes(16).toString('base64');
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}"><title>influencekit</title>
<style nonce="${nonce}">${STYLE}</style></head>
<body><h1>${text(title)}</h1>${sections.map(section).join('')}</body></html>`;
}

const STYLE = `
body { font: var(--vscode-font-size) var(--vscode-font-family); padding: 0 .8rem 1rem; }
h1 { font-size: 1.15em; margin: .8em 0; overflow-wrap: anywhere; }
h2 { font-size: 1em; margin: 1.4em 0 .4em; }
p { margin: .3em 0; overflow-wrap: anywhere; }
.note { color: var(--vscode-descriptionForeground); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { padding: .15em .9em .15em 0; text-align: left; vertical-align: top; }
th { font-weight: normal; color: var(--vscode-descriptionForeground); }
td.n { text-align: right; font-variant-numeric: tabular-nums; }
`;

function section({ heading, sentences, table, notes }: Section): string {
  return [
    heading && `<h2>${text(heading)}</h2>`,
    ...sentences.map((it) => `<p>${text(it)}</p>`),
    table?.rows.length ? rows(table.columns, table.rows) : '',
    ...notes.map((it) => `<p class="note">${text(it)}</p>`),
  ].join('');
}

function rows(columns: string[], cells: Cell[][]): string {
  const head = columns.map((it) => `<th scope="col">${text(it)}</th>`).join('');
  const body = cells.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('');
  return `<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

function cell(value: Cell): string {
  return typeof value === 'number'
    ? `<td class="n">${text(value.toLocaleString('en'))}</td>`
    : `<td>${text(value ?? '')}</td>`;
}

function text(value: string): string {
  return value.replace(/[&<>"']/g, (it) => `&#${it.charCodeAt(0)};`);
}
