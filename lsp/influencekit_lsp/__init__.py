"""What influencekit knows, where code is written: a language server for any editor."""
