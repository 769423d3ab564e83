" influencekit in Vim 8.2 or newer with ALE: who knows this code, and notes on it.
" Source this file from .vimrc; :ALEHover shows what is known, and notes are in ALE's list.
" Needs pip install 'influencekit[lsp]'.

let g:influencekit_command = get(g:, 'influencekit_command', 'influencekit lsp')
let g:influencekit_filetypes = get(g:, 'influencekit_filetypes', ['python', 'c', 'cpp', 'go', 'rust', 'javascript', 'typescript', 'ruby', 'java', 'sh', 'markdown'])
let g:influencekit_settings = get(g:, 'influencekit_settings', {'codeLens': v:false})

function! InfluencekitRoot(buffer) abort
  let l:folder = fnamemodify(bufname(a:buffer), ':p:h')
  let l:git = finddir('.git', l:folder . ';')
  return empty(l:git) ? '' : fnamemodify(l:git, ':p:h:h')
endfunction

for s:type in g:influencekit_filetypes
  call ale#linter#Define(s:type, {
  \   'name': 'influencekit',
  \   'lsp': 'stdio',
  \   'executable': split(g:influencekit_command)[0],
  \   'command': g:influencekit_command,
  \   'project_root': function('InfluencekitRoot'),
  \   'initialization_options': g:influencekit_settings,
  \})
endfor
unlet! s:type
