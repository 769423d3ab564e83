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

;;; Code:

(require 'subr-x)

(defgroup influencekit nil "Who knows this code, and notes on it." :group 'tools)

(defcustom influencekit-command '("influencekit" "lsp")
  "The server and its arguments." :type '(repeat string))

(defcustom influencekit-settings '(:codeLens t :inlayHints :json-false)
  "Switches of the server." :type 'plist)

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

(provide 'influencekit)
;;; influencekit.el ends here
