;; Emacs as a person has it who uses the package with lsp-mode, and whose buffers follow their files.
(require 'lsp-mode) (require 'lsp-lens)
(setq lsp-session-file (make-temp-file "lsp-session") lsp-auto-guess-root t lsp-restart 'ignore
      lsp-enable-file-watchers nil lsp-client-packages nil lsp-warn-no-matched-clients nil
      lsp-headerline-breadcrumb-enable nil lsp-diagnostics-provider :flymake lsp-lens-enable t
      lsp-enable-suggest-server-download nil auto-revert-interval 1 inhibit-startup-screen t
      native-comp-async-report-warnings-errors nil)
(global-auto-revert-mode 1)
(load (getenv "PACKAGE"))
(influencekit-setup-lsp-mode)
(find-file "engine.py")
(lsp-workspace-folders-add default-directory)
(lsp)
