// Notes as comments. The server owns where they stand: after each change it is asked again.
import {
  type CancellationToken,
  type Comment,
  CommentMode,
  type CommentReply,
  type CommentThread,
  CommentThreadCollapsibleState,
  CommentThreadState,
  type Disposable,
  Range,
  type TextDocument,
  type TextEditor,
  type Uri,
  commands,
  comments,
  env,
  window,
  workspace,
} from 'vscode';

interface Entry {
  kind: string;
  author: string;
  at: number;
  text: string;
}
interface Lines {
  first: number;
  last: number;
}
interface Placed extends Lines {
  state: 'exact' | 'moved' | 'edited' | 'orphaned';
  path: string;
  candidates: (Lines & { path: string })[];
}
export interface Note {
  id: string;
  kind: string;
  state: 'open' | 'resolved';
  author: string;
  to: string;
  at: number;
  text: string;
  goal: string;
  private: boolean;
  locator: string;
  /** Its repository, in an answer that is about no file. */
  root?: string;
  entries: Entry[];
  placed: Placed;
}

/** Ask the server; rejects where it says no, or does not run. */
export type Send = (command: string, given: object) => Promise<unknown>;

export class Notes {
  private readonly controller = comments.createCommentController('influencekit', 'Mentoring notes');
  private readonly threads = new Map<string, CommentThread[]>();
  private readonly byThread = new WeakMap<CommentThread, Note>();
  private readonly listening: Disposable[];
  private readonly timers = new Map<string, NodeJS.Timeout>();

  constructor(private readonly send: Send) {
    this.offer(window.activeTextEditor);
    this.controller.options = { prompt: 'Reply', placeHolder: 'Why is it so? What should one look at?' };
    this.listening = [
      workspace.onDidChangeTextDocument(({ document }) => this.later(document.uri)),
      workspace.onDidCloseTextDocument(({ uri }) => this.forget(uri)),
      window.onDidChangeVisibleTextEditors(() => this.all()),
      window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (textEditor.document.uri.scheme === 'file') this.soon('+', () => this.offer(textEditor), 100);
      }),
    ];
  }

  /** Offer a + beside the lines that the cursor is in: along all lines it would be a bar in every file. */
  private offer(editor: TextEditor | undefined): void {
    if (!editor) return;
    const { start, end } = editor.selection;
    const provideCommentingRanges = (document: TextDocument, _: CancellationToken): Range[] =>
      document === editor.document ? [new Range(start.line, 0, end.line, 0)] : [];
    this.controller.commentingRangeProvider = { provideCommentingRanges };
  }

  private soon(what: string, act: () => void, milliseconds: number): void {
    clearTimeout(this.timers.get(what));
    this.timers.set(what, setTimeout(act, milliseconds));
  }

  /** Ask for the notes of every visible file again. */
  all(): void {
    for (const { document } of window.visibleTextEditors) this.later(document.uri);
  }

  /** Let a new note be written, beside the lines that are selected. */
  async begin(): Promise<void> {
    this.offer(window.activeTextEditor);
    await new Promise((resolve) => setTimeout(resolve, 300)); // VS Code asks for the ranges meanwhile
    await commands.executeCommand('workbench.action.addComment');
  }

  /** Let a note be answered. */
  answer(uri: Uri, id: string): void {
    const thread = this.threads.get(uri.toString())?.find((it) => this.byThread.get(it)?.id === id);
    if (thread) thread.collapsibleState = CommentThreadCollapsibleState.Expanded;
  }

  /** Keep what was typed: as an answer to a note, or as a new one. */
  async keep({ thread, text }: CommentReply, more: object = {}): Promise<void> {
    if (!text.trim()) return;
    const note = this.byThread.get(thread);
    const { start, end } = thread.range;
    const lines = { uri: thread.uri.toString(), first: start.line + 1, last: end.line + 1 };
    const kept = note
      ? await this.change(thread.uri, 'note.reply', { id: note.id, text }, text)
      : await this.change(thread.uri, 'note.add', { ...lines, text, ...more }, text);
    if (kept && !note) thread.dispose();
  }

  async settle(thread: CommentThread, command: 'note.resolve' | 'note.reopen'): Promise<void> {
    const note = this.byThread.get(thread);
    if (note) await this.change(thread.uri, command, { id: note.id });
  }

  /** Have the server change a note. What it does not keep is given back. */
  private async change(uri: Uri, command: string, given: object, typed = ''): Promise<boolean> {
    try {
      await this.send(command, given);
      return true;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (typed) await env.clipboard.writeText(typed);
      void window.showErrorMessage(`${why}${typed && ' What you wrote is on the clipboard.'}`);
      return false;
    } finally {
      this.later(uri);
    }
  }

  /** Attach a note that lost its lines: to where it may belong, or to those that are selected. */
  async attach(thread: CommentThread): Promise<void> {
    const note = this.byThread.get(thread);
    const editor = window.visibleTextEditors.find((it) => it.document.uri.toString() === thread.uri.toString());
    if (!note || !editor) return;
    const { start, end } = editor.selection;
    const selected = { first: start.line + 1, last: end.line + 1 };
    const likely = note.placed.candidates.filter((it) => it.path === note.placed.path);
    const items = [
      ...likely.map((at) => ({ label: told(at), description: editor.document.lineAt(at.first - 1).text.trim(), at })),
      { label: told(selected), description: 'what is selected', at: selected },
    ];
    const chosen = await window.showQuickPick(items, { title: `Where does it belong? ${note.text.split('\n')[0]}` });
    if (!chosen) return;
    const { first, last } = chosen.at;
    await this.change(thread.uri, 'note.move', { id: note.id, uri: thread.uri.toString(), first, last });
  }

  private later(uri: Uri): void {
    if (uri.scheme === 'file') this.soon(uri.toString(), () => void this.refresh(uri), 200);
  }

  private async refresh(uri: Uri): Promise<void> {
    const asked = this.send('notes', { uri: uri.toString() }).catch(() => undefined);
    const found = (await asked) as { notes: Note[] } | undefined;
    if (!found) return;
    const kept = this.threads.get(uri.toString()) ?? [];
    const before = new Map(kept.map((it) => [this.byThread.get(it)?.id, it]));
    const here = found.notes.filter((it) => !it.root);
    const now = here.map((note) => this.thread(uri, note, before.get(note.id)));
    for (const thread of kept) if (!now.includes(thread)) thread.dispose();
    this.threads.set(uri.toString(), now);
  }

  /** Show a note in its thread, or in a new one. */
  private thread(uri: Uri, note: Note, before: CommentThread | undefined): CommentThread {
    const lost = note.placed.state === 'orphaned'; // stands on the first line, and says so
    const place = range(lost ? { first: 1, last: 1 } : note.placed);
    const thread = before ?? this.controller.createCommentThread(uri, place, []);
    if (!before) thread.collapsibleState = CommentThreadCollapsibleState.Collapsed;
    if (!thread.range.isEqual(place)) thread.range = place;
    thread.label = label(note);
    thread.contextValue = `${note.state} ${note.placed.state} ${note.kind}`;
    thread.state = note.state === 'resolved' ? CommentThreadState.Resolved : CommentThreadState.Unresolved;
    thread.comments = [comment(note.author, note.at, note.text), ...note.entries.map(entry)];
    this.byThread.set(thread, note);
    return thread;
  }

  private forget(uri: Uri): void {
    for (const thread of this.threads.get(uri.toString()) ?? []) thread.dispose();
    this.threads.delete(uri.toString());
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    for (const it of this.listening) it.dispose();
    this.controller.dispose();
  }
}

function range({ first, last }: Lines): Range {
  return new Range(first - 1, 0, last - 1, 0);
}

function told({ first, last }: Lines): string {
  return first === last ? `Line ${first}` : `Lines ${first}-${last}`;
}

/** What stands above a note: what it is, and how sure it is that it stands here. */
function label({ kind, to, goal, placed, ...note }: Note): string {
  const where = { exact: '', moved: 'moved', edited: 'its lines were edited', orphaned: 'its lines are gone' };
  const head = kind.charAt(0).toUpperCase() + kind.slice(1) + (to ? ` for ${to}` : '');
  return [head, goal, note.private ? 'private' : '', where[placed.state]].filter(Boolean).join(' · ');
}

function entry({ author, at, text, kind }: Entry): Comment {
  return comment(author, at, text || `(${kind})`);
}

/** What somebody wrote, as text: nothing in it links, loads or runs. */
function comment(author: string, at: number, body: string): Comment {
  return { author: { name: author }, body, mode: CommentMode.Preview, timestamp: new Date(at * 1000) };
}
