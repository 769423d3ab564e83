" Drives the real configuration with ALE in a real Vim; writes what it saw as JSON to $OUT.
set nocompatible nomore shortmess+=I noswapfile viminfo=
packadd! ale
filetype plugin on
let g:ale_linters = {'python': ['influencekit']}
let g:ale_hover_to_preview = 1
let g:ale_virtualtext_cursor = 0
let g:influencekit_command = $PYTHON . ' -m influencekit lsp'
let g:influencekit_filetypes = ['python']
source $PACKAGE
let s:seen = {'hover': ''}
function! s:Look(timer) abort
  for l:window in range(1, winnr('$'))
    let l:text = join(getbufline(winbufnr(l:window), 1, '$'), "\n")
    if l:text =~# 'This line' && l:text !~# 'not looked up yet\|being read'
      let s:seen.hover = l:text
    endif
  endfor
  let s:seen.list = map(copy(getloclist(bufwinid('a.py'))), 'v:val.text')
  if !empty(s:seen.hover) && !empty(s:seen.list)
    call writefile([json_encode(s:seen)], $OUT)
    qall!
  endif
  if empty(s:seen.hover)
    call win_gotoid(bufwinid('a.py'))
    call cursor(5, 5)
    ALEHover
  endif
endfunction
autocmd VimEnter * let s:timer = timer_start(500, function('s:Look'), {'repeat': -1})
