-- Drives the real plugin in a real Neovim, 0.7 or newer; writes what it saw as JSON to $OUT.
local seen = {}
local function wait(what, condition, time)
  assert(vim.wait(time or 60000, condition, 20), 'waited in vain for ' .. what)
end
local function virtual(buffer)
  local found = {}
  for _, namespace in pairs(vim.api.nvim_get_namespaces()) do
    for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(buffer, namespace, 0, -1, { details = true })) do
      for _, chunk in ipairs(mark[4].virt_text or {}) do
        table.insert(found, { mark[2], chunk[1] })
      end
      for _, line in ipairs(mark[4].virt_lines or {}) do
        for _, chunk in ipairs(line) do
          table.insert(found, { mark[2], chunk[1] })
        end
      end
    end
  end
  return found
end
local function floating()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then
      return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), '\n'), window
    end
  end
end
local function hover(line)
  local _, old = floating()
  if old then
    vim.api.nvim_win_close(old, true)
  end
  vim.api.nvim_win_set_cursor(0, { line, 4 })
  vim.lsp.buf.hover()
  wait('a hover', function()
    return floating() ~= nil
  end)
  local text, window = floating()
  vim.api.nvim_win_close(window, true)
  return text
end
local function run()
  vim.opt.rtp:prepend(os.getenv('PLUGIN'))
  vim.cmd('runtime plugin/influencekit.lua')
  local ours = require('influencekit')
  ours.setup({ cmd = { os.getenv('PYTHON'), '-m', 'influencekit', 'lsp' } })
  local buffer = vim.api.nvim_get_current_buf()
  local clients = vim.lsp.get_clients or vim.lsp.get_active_clients
  wait('the server', function()
    return clients()[1] and clients()[1].server_capabilities and clients()[1].initialized
  end)
  local status
  wait('the history', function()
    if status ~= 'asked' and status ~= 'ready' then
      status = 'asked'
      ours.command('status', vim.empty_dict(), function(answer)
        status = answer.roots[1] and answer.roots[1].state or 'none'
      end)
    end
    return status == 'ready'
  end)
  seen.hover = hover(5)
  wait('lenses', function()
    seen.lenses = virtual(buffer)
    return #seen.lenses > 0 and not vim.fn.json_encode(seen.lenses):find('Unresolved')
  end)
  vim.ui.input = function(_, done)
    done('Why is that?')
  end
  vim.api.nvim_win_set_cursor(0, { 5, 4 })
  vim.cmd('4,6Influencekit note')
  wait('a diagnostic', function()
    return #vim.diagnostic.get(buffer) > 0
  end)
  seen.diagnostic = vim.diagnostic.get(buffer)[1].message
  seen.noted = hover(5)
  vim.api.nvim_buf_set_lines(buffer, 0, 0, false, { '# new' })
  seen.moved = hover(6)
  seen.new = hover(1)
  vim.ui.select = function(items, _, done)
    done(items[1])
  end
  vim.api.nvim_win_set_cursor(0, { 6, 4 })
  vim.cmd('Influencekit resolve')
  wait('no diagnostic', function()
    return #vim.diagnostic.get(buffer) == 0
  end)
  vim.cmd('Influencekit notes')
  wait('a list', function()
    return #vim.fn.getqflist() == 1
  end)
  seen.listed = vim.fn.getqflist()[1].text
  vim.cmd('cclose')
  vim.ui.select = function(items, options, done)
    for _, item in ipairs(items) do
      if options.format_item(item):find('Add a note') then
        done(item)
      end
    end
  end
  vim.ui.input = function(_, done)
    done('By the light bulb')
  end
  vim.api.nvim_win_set_cursor(0, { 3, 0 })
  vim.lsp.buf.code_action()
  wait('a note by a code action', function()
    return #vim.diagnostic.get(buffer) > 0
  end)
  vim.cmd('Influencekit panel')
  wait('the panel', function()
    return vim.bo.filetype == 'markdown'
  end)
  seen.panel = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
end
local ok, problem = xpcall(run, debug.traceback)
seen.problem = not ok and problem or nil
local file = assert(io.open(os.getenv('OUT'), 'w'))
file:write(vim.fn.json_encode(seen))
file:close()
vim.cmd('qall!')
