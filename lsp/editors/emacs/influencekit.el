;;; influencekit.el --- Who knows this code, and notes on it  -*- lexical-binding: t; -*-

;; Version: 0.1.0
;; Package-Requires: ((emacs "28.1"))
;; Keywords: tools, vc
;; SPDX-License-Identifier: MIT

;;; Commentary:

;; With eglot: (influencekit-setup-eglot), then M-x eglot in a buffer that no other server has; eglot
;; runs one server a buffer.  With lsp-mode: (influencekit-setup-lsp-mode); it runs beside others.
;; M-x influencekit-panel, influencekit-who, influencekit-note, influencekit-reply,
;; influencekit-resolve and influencekit-toggle work with both.
;; M-x influencekit-serve needs neither: it shows the whole report in a browser, beside Emacs.

;;; Code:

(require 'subr-x)
(require 'url-util)

(defgroup influencekit nil "Who knows this code, and notes on it." :group 'tools)

(defcustom influencekit-command '("influencekit" "lsp")
  "The server and its arguments." :type '(repeat string))

(defcustom influencekit-serve-command '("influencekit" "serve")
  "What serves the page, and its options." :type '(repeat string))

(defcustom influencekit-settings '(:codeLens t :inlayHints :json-false)
  "Switches of the server." :type 'plist)

(defvar server-name)
(defvar server-socket-dir)
(defvar server-auth-dir)
(defvar server-use-tcp)
(defvar server-process)
(defvar url-proxy-services)
(defvar url-request-data)
(defvar url-request-method)
(declare-function eglot-current-server "eglot")
(declare-function jsonrpc-request "jsonrpc")
(declare-function lsp-request "lsp-mode")
(declare-function lsp-register-client "lsp-mode")
(declare-function make-lsp-client "lsp-mode")
(declare-function lsp-stdio-connection "lsp-mode")
(defvar eglot-server-programs)

;;;###autoload
(defun influencekit-setup-eglot (&optional modes)
  "Let eglot start the server in MODES, by default in all that are programming."
  (require 'eglot)
  (add-to-list 'eglot-server-programs
               (cons (or modes 'prog-mode)
                     (append influencekit-command
                             (list :initializationOptions influencekit-settings)))))

;;;###autoload
(defun influencekit-setup-lsp-mode ()
  "Let lsp-mode start the server beside others, in every buffer."
  (require 'lsp-mode)
  (lsp-register-client
   (make-lsp-client :new-connection (lsp-stdio-connection influencekit-command)
                    :activation-fn (lambda (&rest _) t)
                    :add-on? t
                    :initialization-options (lambda () influencekit-settings)
                    :server-id 'influencekit)))

(defun influencekit--uri ()
  "Return the URI of the file of this buffer."
  (unless buffer-file-name (user-error "This buffer has no file"))
  (concat "file://" (url-hexify-string (file-truename buffer-file-name) url-path-allowed-chars)))

(defun influencekit--here ()
  "Return the lines of the region, or the current one, as a plist."
  (let ((first (line-number-at-pos (if (use-region-p) (region-beginning) (point)) t))
        (last (line-number-at-pos (if (use-region-p) (max (region-beginning) (1- (region-end))) (point)) t)))
    (list :uri (influencekit--uri) :first first :last last)))

(defun influencekit-call (name &optional arguments)
  "Run the server's command NAME with ARGUMENTS, a plist; return its answer, a plist."
  (let ((params (list :command (concat "influencekit." name)
                      :arguments (vector (or arguments (make-hash-table))))))
    (cond ((and (fboundp 'eglot-current-server) (eglot-current-server))
           (jsonrpc-request (eglot-current-server) :workspace/executeCommand params))
          ((bound-and-true-p lsp-mode)
           (influencekit--plist (lsp-request "workspace/executeCommand" params)))
          (t (user-error "No server runs in this buffer: M-x eglot or M-x lsp starts it")))))

(defun influencekit--plist (value)
  "Return VALUE of lsp-mode as plists, whatever lsp-mode keeps objects in."
  (cond ((hash-table-p value)
         (let (found)
           (maphash (lambda (key item)
                      (push (intern (concat ":" key)) found)
                      (push (influencekit--plist item) found))
                    value)
           (nreverse found)))
        ((vectorp value) (vconcat (mapcar #'influencekit--plist value)))
        (t value)))

(defun influencekit--open (answer)
  "Visit the file that ANSWER wants to be written in, where it names one."
  (when-let ((uri (plist-get answer :open)))
    (find-file-other-window (url-unhex-string (string-remove-prefix "file://" uri))))
  answer)

(defun influencekit-panel ()
  "Show all that is known about this file, and who knows the current line or the region."
  (interactive)
  (let ((answer (influencekit-call "panel" (influencekit--here))))
    (with-current-buffer (get-buffer-create "*influencekit*")
      (let ((inhibit-read-only t))
        (erase-buffer)
        (insert (replace-regexp-in-string "\\\\\\([[:punct:]]\\)" "\\1" (plist-get answer :markdown)))
        (goto-char (point-min)))
      (special-mode)
      (display-buffer (current-buffer)))))

(defun influencekit-who ()
  "Say who can help with the current line or the region."
  (interactive)
  (message "%s" (plist-get (influencekit-call "who" (influencekit--here)) :message)))

(defun influencekit-note (text)
  "Add a note that says TEXT to the current line or the region."
  (interactive "sNote: ")
  (influencekit--open
   (influencekit-call "note.add" (append (influencekit--here) (list :text text)))))

(defun influencekit--note-here ()
  "Return the id of the note on the current line; ask where there are several."
  (let* ((line (line-number-at-pos nil t))
         (notes (append (plist-get (influencekit-call "notes" (list :uri (influencekit--uri))) :notes) nil))
         (here (seq-filter (lambda (note)
                             (let ((placed (plist-get note :placed)))
                               (or (equal (plist-get placed :state) "orphaned")
                                   (<= (plist-get placed :first) line (plist-get placed :last)))))
                           notes))
         (names (mapcar (lambda (note) (cons (car (split-string (plist-get note :text) "\n"))
                                             (plist-get note :id)))
                        here)))
    (unless names (user-error "There is no note here"))
    (if (cdr names) (cdr (assoc (completing-read "Note: " names nil t) names)) (cdar names))))

(defun influencekit-reply (text)
  "Reply TEXT to the note here."
  (interactive "sReply: ")
  (influencekit--open (influencekit-call "note.reply" (list :id (influencekit--note-here) :text text))))

(defun influencekit-resolve ()
  "Say that the note here is done with."
  (interactive)
  (influencekit-call "note.resolve" (list :id (influencekit--note-here))))

(defun influencekit-toggle ()
  "Switch everything off, or on again."
  (interactive)
  (message "influencekit is %s"
           (if (eq (plist-get (influencekit-call "toggle") :enabled) t) "on" "off")))

;; The live page beside Emacs.

(defvar influencekit--page nil "The process that serves the page.")

(defun influencekit--editor ()
  "Return the options that let links of the page open files in this Emacs.
There are none unless the Emacs server runs."
  (when (bound-and-true-p server-process)
    (let ((client (expand-file-name "emacsclient" invocation-directory))
          (server (if server-use-tcp
                      (concat "--server-file=" (expand-file-name server-name server-auth-dir))
                    (concat "--socket-name=" (expand-file-name server-name server-socket-dir)))))
      (list "--editor"
            (concat (mapconcat #'shell-quote-argument
                               (list (if (file-executable-p client) client "emacsclient") server "-n")
                               " ")
                    " +{line} {path}")))))

(defun influencekit--follow (frame)
  "Tell the page of the file that FRAME shows in front, without waiting.
What is not below its root the page does not take."
  (when-let* ((address (and (process-live-p influencekit--page)
                            (process-get influencekit--page 'address)))
              (file (buffer-file-name (window-buffer (frame-selected-window frame)))))
    (unless (equal file (process-get influencekit--page 'file))
      (process-put influencekit--page 'file file)
      (let ((url-request-method "POST")
            (url-request-data (encode-coding-string (expand-file-name file) 'utf-8-unix))
            (url-proxy-services nil))
        (url-retrieve (concat address "at") (lambda (_) (kill-buffer)) nil t t)))))

(defun influencekit--served (process text)
  "Keep the TEXT that PROCESS says; once it says an address, follow the files."
  (with-current-buffer (process-buffer process)
    (goto-char (point-max))
    (insert text)
    (goto-char (point-min))
    (when (and (not (process-get process 'address))
               (re-search-forward "^\\(http://127\\.0\\.0\\.1:[0-9]+/[^/\n]+/\\)\n" nil t))
      (process-put process 'address (match-string 1))
      (add-hook 'window-buffer-change-functions #'influencekit--follow)
      (add-hook 'window-selection-change-functions #'influencekit--follow)
      (influencekit--follow (selected-frame))
      (message "influencekit: %s" (process-get process 'address)))))

(defun influencekit--ended (process _event)
  "Follow no more, and say why PROCESS ended."
  (unless (process-live-p process)
    (remove-hook 'window-buffer-change-functions #'influencekit--follow)
    (remove-hook 'window-selection-change-functions #'influencekit--follow)
    (message "%s" (if (and (eq (process-status process) 'exit)
                           (/= 0 (process-exit-status process)))
                      (string-trim (with-current-buffer (process-buffer process) (buffer-string)))
                    "influencekit: the page is no longer served"))
    (kill-buffer (process-buffer process))))

;;;###autoload
(defun influencekit-serve ()
  "Show the whole report in a browser, opened at this file.
Where it is shown already, stop that.  The page follows the file in front.  Its
links open files here where the Emacs server runs: see `server-start'.  It ends
with Emacs."
  (interactive)
  (if (process-live-p influencekit--page)
      (delete-process influencekit--page)
    (let ((place (expand-file-name (or buffer-file-name default-directory))))
      (setq influencekit--page
            (make-process :name "influencekit-serve"
                          :buffer (generate-new-buffer " *influencekit-serve*")
                          :command (append influencekit-serve-command (influencekit--editor)
                                           (list "--" place))
                          :connection-type 'pipe
                          :noquery t
                          :filter #'influencekit--served
                          :sentinel #'influencekit--ended))
      (process-put influencekit--page 'file place)
      (message "influencekit: reading the history"))))

(provide 'influencekit)
;;; influencekit.el ends here
