// Finds the server: what the settings name, else the environments that people work in, else the PATH.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { workspace } from 'vscode';

export interface Found {
  command: string;
  args: string[];
}

const windows = process.platform === 'win32';
const program = windows ? 'influencekit.exe' : 'influencekit';
const bin = windows ? 'Scripts' : 'bin';

export const INSTALL = "pip install 'influencekit[lsp]'";

/** Where the server may be, the likeliest first. What lies in a workspace is for trusted ones only. */
function* candidates(): Generator<Found> {
  const settings = workspace.getConfiguration('influencekit.server');
  const [command, ...args] = settings.get<string[]>('command', []);
  if (command) {
    yield { command, args };
    return;
  }
  const python = settings.get<string>('python', '');
  if (python) yield { command: join(dirname(python), program), args: ['lsp'] };
  if (workspace.isTrusted) {
    for (const folder of workspace.workspaceFolders ?? []) {
      for (const name of ['.venv', 'venv']) {
        const inside = join(folder.uri.fsPath, name, bin, program);
        if (existsSync(inside)) yield { command: inside, args: ['lsp'] };
      }
    }
  }
  yield { command: program, args: ['lsp'] };
}

/** The first server that starts; else why none did. */
export async function find(): Promise<Found | string> {
  let why = '';
  for (const found of candidates()) {
    const told = await starts(found);
    if (told === '') return found;
    why ||= told;
  }
  return why;
}

/** Empty where the program can serve, else what it says. */
function starts({ command, args }: Found): Promise<string> {
  return new Promise((resolve) => {
    execFile(command, [...args, '--help'], { timeout: 20_000 }, (error, _, stderr) => {
      if (!error) resolve('');
      else if (error.code === 'ENOENT') resolve(`There is no ${command}.`);
      else resolve(stderr.trim() || error.message);
    });
  });
}
