--- influencekit in Neovim 0.7 or newer: starts the server, and reaches what Neovim has no key for.
--- All that is shown is the server's; see docs/reference/language-server.md.
local M = {}

M.defaults = {
  cmd = { 'influencekit', 'lsp' },
  --- What serves the page, with options as { 'influencekit', 'serve', '--people' }.
  serve = { 'influencekit', 'serve' },
  --- Switches of the server, for example { codeLens = false, inlayHints = true }.
  settings = {},
  --- Whether lenses are asked for again when the cursor rests or text was changed.
  refresh_lenses = true,
}
M.options = M.defaults

local function get_clients(filter)
  if vim.lsp.get_clients then
    return vim.lsp.get_clients(vim.tbl_extend('force', { name = 'influencekit' }, filter or {}))
  end
  local found = {}
  for _, client in pairs(vim.lsp.get_active_clients()) do
    local here = not (filter and filter.bufnr) or vim.lsp.buf_is_attached(filter.bufnr, client.id)
    if client.name == 'influencekit' and here then
      table.insert(found, client)
    end
  end
  return found
end

local function root_of(buffer)
  local name = vim.api.nvim_buf_get_name(buffer)
  if name == '' or vim.bo[buffer].buftype ~= '' then
    return nil
  end
  local git = vim.fn.finddir('.git', vim.fn.fnamemodify(name, ':p:h') .. ';')
  if git == '' then
    git = vim.fn.findfile('.git', vim.fn.fnamemodify(name, ':p:h') .. ';')
  end
  return git ~= '' and vim.fn.fnamemodify(git, ':p:s?/$??:h') or nil
end

local function lenses(buffer)
  if not M.options.refresh_lenses or not vim.api.nvim_buf_is_loaded(buffer) then
    return
  end
  for _, client in ipairs(get_clients({ bufnr = buffer })) do
    if client.server_capabilities.codeLensProvider then
      if vim.fn.has('nvim-0.10') == 1 then
        vim.lsp.codelens.refresh({ bufnr = buffer })
      elseif buffer == vim.api.nvim_get_current_buf() then
        vim.lsp.codelens.refresh()
      end
      return
    end
  end
end

--- Ask for what is shown again; the server says when something changed.
local function changed()
  for _, client in ipairs(get_clients()) do
    for _, buffer in ipairs(vim.lsp.get_buffers_by_client_id(client.id)) do
      lenses(buffer)
    end
  end
end

local function config(root)
  local capabilities = vim.lsp.protocol.make_client_capabilities()
  capabilities.experimental = vim.tbl_extend('force', capabilities.experimental or {}, { influencekit = true })
  return {
    name = 'influencekit',
    cmd = M.options.cmd,
    root_dir = root,
    workspace_folders = { { uri = vim.uri_from_fname(root), name = root } },
    capabilities = capabilities,
    init_options = M.options.settings,
    handlers = {
      ['$/influencekit/changed'] = vim.schedule_wrap(changed),
      ['$/influencekit/status'] = function() end,
    },
    on_attach = function(_, buffer)
      lenses(buffer)
    end,
  }
end

--- Start the server for a buffer, or let the one of its repository have it.
function M.attach(buffer)
  buffer = (buffer == nil or buffer == 0) and vim.api.nvim_get_current_buf() or buffer
  local root = root_of(buffer)
  if not root then
    return
  end
  for _, client in ipairs(get_clients()) do
    if client.config.root_dir == root then
      vim.lsp.buf_attach_client(buffer, client.id)
      return client.id
    end
  end
  local id
  if vim.lsp.start then
    id = vim.lsp.start(config(root), { bufnr = buffer })
  else
    id = vim.lsp.start_client(config(root))
    if id then
      vim.lsp.buf_attach_client(buffer, id)
    end
  end
  return id
end

--- Run one of the server's commands; `done` is given its answer.
function M.command(name, arguments, done)
  local buffer = vim.api.nvim_get_current_buf()
  local client = get_clients({ bufnr = buffer })[1]
  if not client then
    vim.notify('influencekit: no server here; is this file in a git repository?', vim.log.levels.WARN)
    return
  end
  local params = { command = 'influencekit.' .. name, arguments = { arguments or vim.empty_dict() } }
  local function answer(err, result)
    if err then
      vim.notify('influencekit: ' .. (err.message or vim.inspect(err)), vim.log.levels.WARN)
    elseif done then
      done(result)
    end
  end
  if vim.fn.has('nvim-0.11') == 1 then
    client:request('workspace/executeCommand', params, answer, buffer)
  else
    client.request('workspace/executeCommand', params, answer, buffer)
  end
end

local function here(range)
  local line = vim.api.nvim_win_get_cursor(0)[1]
  local first, last = line, line
  if range and range.range and range.range > 0 then
    first, last = range.line1, range.line2
  end
  return { uri = vim.uri_from_bufnr(0), first = first, last = last }
end

--- Show Markdown in a window of its own, which `q` closes. What it escapes is shown as it is meant.
function M.show(title, text)
  local buffer = vim.api.nvim_create_buf(false, true)
  local lines = vim.split(text:gsub('\\(%p)', '%1'), '\n', { plain = true })
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, lines)
  vim.bo[buffer].bufhidden = 'wipe'
  vim.bo[buffer].modifiable = false
  vim.cmd('botright vsplit')
  vim.api.nvim_win_set_buf(0, buffer)
  vim.api.nvim_buf_set_name(buffer, 'influencekit://' .. title .. '#' .. buffer)
  vim.bo[buffer].filetype = 'markdown'
  vim.wo.wrap = true
  vim.keymap.set('n', 'q', '<cmd>close<cr>', { buffer = buffer })
end

local function say(answer)
  if answer and answer.open then
    vim.cmd('split ' .. vim.fn.fnameescape(vim.uri_to_fname(answer.open)))
  elseif answer and answer.message then
    vim.notify(answer.message)
  end
end

--- The notes on the current line.
local function notes_here(done)
  local line = vim.api.nvim_win_get_cursor(0)[1]
  M.command('notes', { uri = vim.uri_from_bufnr(0) }, function(answer)
    local found = {}
    for _, note in ipairs(answer.notes) do
      local placed = note.placed
      if placed.state == 'orphaned' or (placed.first <= line and line <= placed.last) then
        table.insert(found, note)
      end
    end
    if #found == 0 then
      vim.notify('influencekit: no note here', vim.log.levels.INFO)
      return
    end
    vim.ui.select(found, {
      prompt = 'Which note?',
      format_item = function(note)
        return note.kind .. ' by ' .. note.author .. ': ' .. vim.split(note.text, '\n')[1]
      end,
    }, function(note)
      if note then
        done(note)
      end
    end)
  end)
end

local function ask(prompt, done)
  vim.ui.input({ prompt = prompt }, function(text)
    if text and text ~= '' then
      done(text)
    end
  end)
end

local function panel(arguments)
  M.command('panel', arguments, function(answer)
    M.show(answer.title, answer.markdown)
  end)
end

--- Keep a note or an answer; what it says is asked for.
local function write(name, prompt, arguments)
  ask(prompt, function(text)
    M.command(name, vim.tbl_extend('force', arguments, { text = text }), say)
  end)
end

M.actions = {
  panel = function(range)
    panel(here(range))
  end,
  who = function(range)
    M.command('who', here(range), say)
  end,
  note = function(range)
    write('note.add', 'Note: ', here(range))
  end,
  reply = function()
    notes_here(function(note)
      write('note.reply', 'Reply: ', { id = note.id })
    end)
  end,
  resolve = function()
    notes_here(function(note)
      M.command('note.resolve', { id = note.id }, say)
    end)
  end,
  move = function(range)
    local place = here(range)
    notes_here(function(note)
      M.command('note.move', vim.tbl_extend('force', place, { id = note.id }), say)
    end)
  end,
  notes = function()
    M.command('notes', vim.empty_dict(), function(answer)
      local items = {}
      for _, note in ipairs(answer.notes) do
        table.insert(items, {
          filename = note.root .. '/' .. note.placed.path,
          lnum = math.max(1, note.placed.first),
          text = note.kind .. ' by ' .. note.author .. ' (' .. note.placed.state .. '): ' .. vim.split(note.text, '\n')[1],
        })
      end
      vim.fn.setqflist({}, ' ', { title = 'influencekit: notes', items = items })
      vim.cmd('copen')
    end)
  end,
  serve = function()
    require('influencekit.page').toggle(M.options.serve)
  end,
  toggle = function()
    M.command('toggle', vim.empty_dict(), function(answer)
      vim.notify('influencekit is ' .. (answer.enabled and 'on' or 'off'))
    end)
  end,
  refresh = function()
    M.command('refresh')
  end,
  status = function()
    M.command('status', vim.empty_dict(), function(answer)
      for _, root in ipairs(answer.roots) do
        vim.notify(root.path .. ': ' .. root.state .. ' ' .. root.told)
      end
    end)
  end,
}

--- What lenses and code actions do: the same as the commands above.
local function commands()
  local function of(name, run)
    vim.lsp.commands['influencekit.' .. name] = function(command)
      run(command.arguments and command.arguments[1] or here())
    end
  end
  of('panel', panel)
  of('note.add', function(arguments)
    write('note.add', 'Note: ', arguments)
  end)
  of('note.reply', function(arguments)
    write('note.reply', 'Reply: ', arguments)
  end)
  for _, name in ipairs({ 'who', 'note.resolve', 'note.reopen', 'note.move', 'post.begin', 'post.ideas', 'post.check' }) do
    of(name, function(arguments)
      M.command(name, arguments, say)
    end)
  end
end

--- Begin: `options` as in `defaults`.
function M.setup(options)
  M.options = vim.tbl_deep_extend('force', M.defaults, options or {})
  commands()
  local group = vim.api.nvim_create_augroup('influencekit', { clear = true })
  vim.api.nvim_create_autocmd({ 'BufReadPost', 'BufNewFile' }, {
    group = group,
    callback = function(event)
      M.attach(event.buf)
    end,
  })
  vim.api.nvim_create_autocmd({ 'BufEnter', 'CursorHold', 'InsertLeave' }, {
    group = group,
    callback = function(event)
      lenses(event.buf)
    end,
  })
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(buffer) then
      M.attach(buffer)
    end
  end
end

return M
