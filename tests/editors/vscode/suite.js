// Runs inside of VS Code, with its real API: what the extension shows of a repository with notes.
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const vscode = require('vscode');

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function until(what, ask) {
  for (let n = 0; n < 300; n++) {
    const found = await ask();
    if (found && (!Array.isArray(found) || found.length)) return found;
    await pause(100);
  }
  throw new Error(`never: ${what}`);
}

const run = (command, ...args) => vscode.commands.executeCommand(command, ...args);
const text = (hovers) => hovers.flatMap((it) => it.contents.map((one) => one.value ?? one)).join('\n');

exports.run = async () => {
  const root = vscode.workspace.workspaceFolders[0].uri;
  const told = [];
  try {
    const extension = vscode.extensions.getExtension('influencekit.influencekit');
    assert(extension, 'the extension is there');
    await extension.activate();
    const uri = vscode.Uri.joinPath(root, 'engine.py');
    const document = await vscode.workspace.openTextDocument(uri);
    const editor = await vscode.window.showTextDocument(document);

    const hover = await until('a hover that says who', async () => {
      const found = text(await run('vscode.executeHoverProvider', uri, new vscode.Position(1, 6)));
      return found.includes('Ada Lovelace') && found;
    });
    told.push(`hover: ${hover.split('\n')[0]}`);
    assert(!hover.includes('@example.org'), 'no address is shown');

    const lenses = await until('lenses', async () =>
      (await run('vscode.executeCodeLensProvider', uri, 10)).filter((it) => it.command?.title),
    );
    told.push(`lenses: ${lenses.map((it) => `${it.range.start.line}:${it.command.title}`).join(' | ')}`);
    const before = lenses.at(-1).range.start.line;

    const edit = new vscode.WorkspaceEdit();
    edit.insert(uri, new vscode.Position(0, 0), '# not committed\n');
    await vscode.workspace.applyEdit(edit);
    const unsaved = await until('a hover on an unsaved line', async () => {
      const found = text(await run('vscode.executeHoverProvider', uri, new vscode.Position(0, 3)));
      return found.includes('not committed') && found;
    });
    told.push(`unsaved: ${unsaved.split('\n')[0]}`);
    await until('lenses that moved with the text', async () =>
      (await run('vscode.executeCodeLensProvider', uri, 10)).some((it) => it.range.start.line === before + 1),
    );
    await run('workbench.action.files.revert');

    const who = await run('influencekit.panel', { uri: uri.toString() });
    assert(who.sections.length > 0, 'the panel has sections');
    told.push(`panel: ${who.title}`);

    editor.selection = new vscode.Selection(4, 0, 5, 0);
    const note = await run('influencekit.note.add', {
      uri: uri.toString(), first: 5, last: 6, text: 'Why twice?', kind: 'question',
    });
    assert(note.id, 'a note was kept');
    const file = path.join(root.fsPath, note.locator);
    assert(fs.readFileSync(file, 'utf8').includes('Why twice?'), 'it is in the repository');
    told.push(`note: ${note.locator}`);
    await run('influencekit.note.reply', { id: note.id, text: 'Because.' });
    const { notes } = await run('influencekit.notes', { uri: uri.toString() });
    assert.deepStrictEqual(notes.map((it) => [it.text, it.placed.first, it.entries.length]), [['Why twice?', 5, 1]]);

    const off = await run('influencekit.toggle');
    assert.strictEqual(off.enabled, false);
    await until('no lenses once it is off', async () =>
      (await run('vscode.executeCodeLensProvider', uri, 10)).length === 0,
    );
    await run('influencekit.toggle');
    told.push('PASS');
  } catch (error) {
    told.push(`FAIL ${error.stack}`);
    throw error;
  } finally {
    fs.writeFileSync(path.join(root.fsPath, '..', 'told.txt'), `${told.join('\n')}\n`);
    for (const line of told) console.log(line);
  }
};
