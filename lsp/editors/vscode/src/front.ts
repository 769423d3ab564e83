// The file that people look at, also while they are in a panel or write a comment.
import { type TextEditor, window } from 'vscode';

let last: TextEditor | undefined;

/** The editor of a file that was in front last, while it is shown. */
export function front(): TextEditor | undefined {
  const active = window.activeTextEditor;
  if (active?.document.uri.scheme === 'file') last = active;
  return last && window.visibleTextEditors.includes(last) ? last : undefined;
}
