// Starts the server and shows what it answers. What is known is the server's business.
import {
  type CommentReply,
  type CommentThread,
  type ExtensionContext,
  Selection,
  Uri,
  commands,
  env,
  window,
  workspace,
} from 'vscode';
import { LanguageClient, type LanguageClientOptions, State } from 'vscode-languageclient/node';
import { Notes } from './notes';
import { front } from './front';
import { type Insight, Panel } from './panel';
import { Report } from './report';
import { INSTALL, find } from './server';
import { Status, type Told } from './status';

const KINDS = ['question', 'praise', 'exercise', 'risk'];
const NEEDS_FILE = new Set(['who', 'panel', 'note.add', 'post.begin', 'post.check']);
const TAKES_FILE = new Set([...NEEDS_FILE, 'post.ideas']);

let client: LanguageClient | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const log = window.createOutputChannel('influencekit', { log: true });
  const status = new Status();
  const panel = new Panel(quietly);
  const report = new Report(ask, quietly);
  const notes = new Notes(ask);
  context.subscriptions.push(
    log,
    status,
    panel,
    report,
    notes,
    window.registerWebviewViewProvider(Panel.id, panel),
    commands.registerCommand('influencekit.restart', () => start()),
    commands.registerCommand('influencekit.log', () => log.show()),
    commands.registerCommand('influencekit.comment.send', (it: CommentReply) => notes.keep(it)),
    ...KINDS.map((kind) =>
      commands.registerCommand(`influencekit.comment.${kind}`, (it: CommentReply) => notes.keep(it, { kind })),
    ),
    commands.registerCommand('influencekit.comment.private', (it: CommentReply) => notes.keep(it, { private: true })),
    commands.registerCommand('influencekit.comment.resolve', (it: CommentThread) => notes.settle(it, 'note.resolve')),
    commands.registerCommand('influencekit.comment.reopen', (it: CommentThread) => notes.settle(it, 'note.reopen')),
    commands.registerCommand('influencekit.comment.attach', (it: CommentThread) => notes.attach(it)),
    workspace.onDidGrantWorkspaceTrust(() => start()),
    workspace.onDidChangeConfiguration((it) => {
      if (it.affectsConfiguration('influencekit.server')) void start();
      if (it.affectsConfiguration('influencekit.enabled')) status.switched(enabled());
    }),
  );
  await start();

  async function ask(command: string, given: object): Promise<unknown> {
    if (client?.state !== State.Running) throw new Error("influencekit's server does not run.");
    return client.sendRequest(`influencekit/${command.replace('.', '/')}`, given);
  }

  /** Ask for what is shown in passing: where there is no answer, nothing is shown. */
  async function quietly(command: string, given: object): Promise<unknown> {
    try {
      return await ask(command, given);
    } catch (error) {
      log.debug(`${command}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }

  async function start(): Promise<void> {
    await stop();
    const found = await find();
    if (typeof found === 'string') {
      status.missing(`The server does not start. ${found}`);
      log.error(found);
      void missing(found);
      return;
    }
    client = new LanguageClient('influencekit', 'influencekit', found, options(log));
    client.registerFeature({
      fillClientCapabilities: (capabilities) => {
        capabilities.experimental = { ...(capabilities.experimental as object), influencekit: true };
      },
      initialize: () => undefined,
      getState: () => ({ kind: 'static' as const }),
      clear: () => undefined,
    });
    client.onNotification('$/influencekit/status', (it: Told) => {
      status.show(it);
      if (it.state === 'ready') void report.renew();
    });
    client.onNotification('$/influencekit/changed', refresh);
    await client.start();
    await commands.executeCommand('setContext', 'influencekit.running', true);
    refresh();
  }

  function refresh(): void {
    notes.all();
    panel.later();
  }

  function options(outputChannel: typeof log): LanguageClientOptions {
    return {
      documentSelector: [{ scheme: 'file' }, { scheme: 'untitled' }],
      outputChannel,
      initializationOptions: workspace.getConfiguration('influencekit'),
      synchronize: { configurationSection: 'influencekit' },
      markdown: { isTrusted: false, supportHtml: false },
      middleware: {
        executeCommand: async (command, args: unknown[], next) => {
          const name = command.replace('influencekit.', '');
          if (name === 'report') return report.open();
          const [about] = args.length || !TAKES_FILE.has(name) ? args : here();
          if (!about && NEEDS_FILE.has(name)) return undefined;
          if (written(name, about as About)) return undefined;
          const given = about ? [about] : [];
          const answer: unknown = await next(command, given);
          await show(name, answer);
          return answer;
        },
      },
    };
  }

  /** Notes are written where they stand; only what is written is sent. */
  function written(name: string, about: About): boolean {
    if (about?.text || (name !== 'note.add' && name !== 'note.reply')) return false;
    if (name === 'note.add') void notes.begin();
    else notes.answer(Uri.parse(about.uri), about.id);
    return true;
  }

  async function show(name: string, answer: unknown): Promise<void> {
    const told = (answer ?? {}) as Record<string, unknown>;
    if (name === 'panel') await panel.reveal(told as unknown as Insight);
    else if (name === 'who') await whom(told as unknown as Who);
    else if (name === 'post.ideas') await choose(told as unknown as Ideas);
    else if (name === 'post.check') await mend(told as unknown as Check);
    else if (name === 'toggle') {
      status.switched(told['enabled'] === true);
      refresh();
    }
    if (typeof told['open'] === 'string') {
      await window.showTextDocument(Uri.parse(told['open']));
    } else if (name === 'post.begin' && typeof told['markdown'] === 'string') {
      const draft = await workspace.openTextDocument({ language: 'markdown', content: told['markdown'] });
      await window.showTextDocument(draft);
    }
    if (name.startsWith('note.')) notes.all();
  }
}

interface Who {
  people: { name: string; share: number; reasons: string[] }[];
  message: string;
}

interface Ideas {
  ideas: { id: string; list: string; label: string; reasons: string[] }[];
  message: string;
}

interface Check {
  remarks: { line: number; kind: string; text: string }[];
  message: string;
}

interface About {
  uri: string;
  first: number;
  last: number;
  id: string;
  text?: string;
}

/** What a command from the palette is about: the selection in front. */
function here(): object[] {
  const editor = window.activeTextEditor;
  if (!editor) return [];
  const { start, end } = editor.selection;
  return [{ uri: editor.document.uri.toString(), first: start.line + 1, last: end.line + 1 }];
}

function enabled(): boolean {
  return workspace.getConfiguration('influencekit').get('enabled', true);
}

async function whom({ people, message }: Who): Promise<void> {
  if (!people.length) {
    await window.showInformationMessage(message || 'Nobody is known to know this.');
    return;
  }
  const items = people.map(({ name, share, reasons }) => ({
    label: name,
    description: `${(100 * share).toFixed(0)} %`,
    detail: reasons.join('; '),
  }));
  const chosen = await window.showQuickPick(items, { title: 'Who knows this', placeHolder: message });
  if (chosen) await env.clipboard.writeText(chosen.label);
}

async function choose({ ideas, message }: Ideas): Promise<void> {
  if (!ideas.length) {
    await window.showInformationMessage(message);
    return;
  }
  const items = ideas.map(({ id, list, label, reasons }) => ({
    id,
    label,
    description: list,
    detail: reasons.join('; '),
  }));
  const chosen = await window.showQuickPick(items, { title: 'What to write about', matchOnDetail: true });
  const uri = front()?.document.uri.toString();
  if (chosen) await commands.executeCommand('influencekit.post.begin', { id: chosen.id, ...(uri && { uri }) });
}

async function mend({ remarks, message }: Check): Promise<void> {
  const editor = window.activeTextEditor;
  if (!remarks.length || !editor) {
    await window.showInformationMessage(message);
    return;
  }
  const items = remarks.map(({ line, kind, text }) => ({
    line,
    label: text,
    description: line ? `${kind}, line ${line}` : kind,
  }));
  const chosen = await window.showQuickPick(items, { title: 'What to mend in this post' });
  if (!chosen) return;
  const { range } = editor.document.lineAt(Math.max(chosen.line - 1, 0));
  editor.selection = new Selection(range.start, range.start);
  editor.revealRange(range);
}

async function missing(why: string): Promise<void> {
  const copy = 'Copy the command';
  const settings = 'Settings';
  const message = `influencekit's server does not start. ${why} To install it: ${INSTALL}`;
  const chosen = await window.showWarningMessage(message, copy, settings);
  if (chosen === copy) await env.clipboard.writeText(INSTALL);
  if (chosen === settings) {
    await commands.executeCommand('workbench.action.openSettings', 'influencekit.server');
  }
}

async function stop(): Promise<void> {
  await commands.executeCommand('setContext', 'influencekit.running', false);
  const running = client;
  client = undefined;
  await running?.stop().catch(() => undefined);
}

export function deactivate(): Promise<void> {
  return stop();
}
