// The insight panel: what the server says of the file in front, in a page that can do nothing else.
import { randomBytes } from 'node:crypto';
import {
  type Disposable,
  type TextEditor,
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
const NOTHING: Insight = {
  title: 'Nothing is shown',
  sections: [
    {
      heading: '',
      sentences: ['influencekit is off, or this file is in no repository that was read.'],
      table: null,
      notes: [],
    },
  ],
};
type Ask = (command: string, given: object) => Promise<unknown>;

export class Panel implements WebviewViewProvider {
  static readonly id = 'influencekit.insight';
  private view: WebviewView | undefined;
  private editor: TextEditor | undefined;
  private readonly listening: Disposable[];
  private timer: NodeJS.Timeout | undefined;
  private asked = 0;

  constructor(private readonly ask: Ask) {
    this.listening = [
      window.onDidChangeActiveTextEditor(() => this.later()),
      window.onDidChangeTextEditorSelection(() => this.later(250)),
    ];
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
    const editor = this.followed();
    if (!editor) return;
    const asked = ++this.asked;
    const uri = editor.document.uri.toString();
    const { start, end } = editor.selection;
    const lines = { first: start.line + 1, last: end.line + 1 };
    const found = (await this.ask('panel', { uri, ...lines })) ?? (await this.ask('panel', { uri }));
    if (asked === this.asked) this.show((found as Insight | undefined) ?? NOTHING);
  }

  private show(found: Insight): void {
    if (this.view) this.view.webview.html = page(found);
  }

  /** The editor of a file that was in front last; what a comment is typed in is an editor too. */
  private followed(): TextEditor | undefined {
    const active = window.activeTextEditor;
    if (active?.document.uri.scheme === 'file') this.editor = active;
    const shown = this.editor && window.visibleTextEditors.includes(this.editor);
    return this.view?.visible && shown ? this.editor : undefined;
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const it of this.listening) it.dispose();
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
@media (max-width: 34rem) {
  thead { display: none; }
  tr { display: block; margin: .4em 0; }
  td { display: inline; padding: 0; overflow-wrap: anywhere; }
  td.n { text-align: left; }
  td:first-child { font-weight: bold; }
  td:not(:first-child)::before { content: ' · '; color: var(--vscode-descriptionForeground); }
  td:empty { display: none; }
}
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
