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
  MarkdownString,
  Range,
  type TextDocument,
  Uri,
  comments,
  window,
  workspace,
} from 'vscode';

interface Entry {
  kind: string;
  author: string;
  at: number;
  text: string;
}
interface Placed {
  state: 'exact' | 'moved' | 'edited' | 'orphaned';
  path: string;
  first: number;
  last: number;
}
export interface Note {
  id: string;
  kind: string;
  state: 'open' | 'resolved';
  author: string;
  to: string | null;
  at: number;
  text: string;
  goal: string;
  private: boolean;
  locator: string;
  entries: Entry[];
  placed: Placed | null;
}

export type Send = (command: string, given: object) => Promise<unknown>;

export class Notes {
  private readonly controller = comments.createCommentController('influencekit', 'Mentoring notes');
  private readonly threads = new Map<string, CommentThread[]>();
  private readonly byThread = new WeakMap<CommentThread, Note>();
  private readonly listening: Disposable[];
  private readonly timers = new Map<string, NodeJS.Timeout>();

  constructor(private readonly send: Send) {
    this.controller.commentingRangeProvider = {
      provideCommentingRanges: (document: TextDocument, _: CancellationToken) =>
        document.uri.scheme === 'file' ? [new Range(0, 0, Math.max(document.lineCount - 1, 0), 0)] : [],
    };
    this.controller.options = {
      prompt: 'Leave a note for whoever reads this',
      placeHolder: 'Why is it so? What should one look at?',
    };
    this.listening = [
      workspace.onDidChangeTextDocument(({ document }) => this.later(document.uri)),
      workspace.onDidCloseTextDocument(({ uri }) => this.forget(uri)),
      window.onDidChangeVisibleTextEditors(() => this.all()),
    ];
  }

  /** Ask for the notes of every visible file again. */
  all(): void {
    for (const { document } of window.visibleTextEditors) this.later(document.uri);
  }

  /** Keep what was typed: as an answer to a note, or as a new one. */
  async keep({ thread, text }: CommentReply): Promise<void> {
    const note = this.byThread.get(thread);
    if (note) await this.send('note.reply', { id: note.id, text });
    else {
      const range = thread.range;
      thread.dispose();
      await this.send('note.add', {
        uri: thread.uri.toString(),
        first: range.start.line + 1,
        last: range.end.line + 1,
        text,
      });
    }
    this.later(thread.uri);
  }

  async settle(thread: CommentThread, command: 'note.resolve' | 'note.reopen'): Promise<void> {
    const note = this.byThread.get(thread);
    if (note) await this.send(command, { id: note.id });
    this.later(thread.uri);
  }

  private later(uri: Uri): void {
    if (uri.scheme !== 'file') return;
    const key = uri.toString();
    clearTimeout(this.timers.get(key));
    this.timers.set(key, setTimeout(() => void this.refresh(uri), 200));
  }

  private async refresh(uri: Uri): Promise<void> {
    const found = (await this.send('notes', { uri: uri.toString() })) as { notes: Note[] } | undefined;
    if (!found) return;
    const kept = this.threads.get(uri.toString()) ?? [];
    const before = new Map(kept.map((it) => [this.byThread.get(it)?.id, it]));
    const shown = found.notes.filter((it) => it.placed && it.placed.state !== 'orphaned');
    const now = shown.map((note) => this.thread(uri, note, before.get(note.id)));
    for (const thread of kept) if (!now.includes(thread)) thread.dispose();
    this.threads.set(uri.toString(), now);
  }

  /** Show a note in its thread, or in a new one. */
  private thread(uri: Uri, note: Note, before: CommentThread | undefined): CommentThread {
    const { first, last, state } = note.placed as Placed;
    const range = new Range(first - 1, 0, last - 1, 0);
    const thread = before ?? this.controller.createCommentThread(uri, range, []);
    if (!before) thread.collapsibleState = CommentThreadCollapsibleState.Collapsed;
    if (!thread.range.isEqual(range)) thread.range = range;
    const where = state === 'exact' ? '' : ` · ${state}`;
    thread.label = `${note.kind}${note.goal ? `: ${note.goal}` : ''}${note.private ? ' · private' : ''}${where}`;
    thread.contextValue = `${note.state} ${note.kind}`;
    thread.state = note.state === 'resolved' ? CommentThreadState.Resolved : CommentThreadState.Unresolved;
    thread.comments = [comment(note.author, note.at, note.text), ...note.entries.map(told)];
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

function told(entry: Entry): Comment {
  return comment(entry.author, entry.at, entry.text || `(${entry.kind})`);
}

function comment(author: string, at: number, text: string): Comment {
  const body = new MarkdownString(text); // neither trusted nor HTML: nothing in it runs
  return { author: { name: author }, body, mode: CommentMode.Preview, timestamp: new Date(at * 1000) };
}
