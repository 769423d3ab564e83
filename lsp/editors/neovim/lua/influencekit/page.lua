-- The live page (`influencekit serve`) beside this Neovim: it follows the file in front, and its links
-- open files here.
local M = {}

--- The page that is served now: { job, port, place }; port and place once it listens.
local served

local function quoted(word)
  return "'" .. word:gsub("'", "'\\''") .. "'"
end

--- The command that opens a file in this Neovim.
local function editor()
  local server = vim.v.servername ~= '' and vim.v.servername or vim.fn.serverstart()
  -- A loader may have started it, which is no Neovim then.
  local itself = vim.fn.fnamemodify(vim.v.progpath, ':t'):find('nvim')
  local program = itself and vim.v.progpath or 'nvim'
  return table.concat({ quoted(program), '--server', quoted(server), '--remote', '{path}' }, ' ')
end

--- The file of a buffer; nil: it shows none.
local function file_of(buffer)
  local name = vim.api.nvim_buf_get_name(buffer)
  return name ~= '' and vim.bo[buffer].buftype == '' and vim.fn.fnamemodify(name, ':p') or nil
end

--- Tell the page of a file, without waiting; what is not below its root it does not take.
local function tell(file)
  local request = table.concat({
    'POST ' .. served.place .. 'at HTTP/1.0',
    'Host: 127.0.0.1:' .. served.port,
    'Content-Length: ' .. #file,
    '',
    file,
  }, '\r\n')
  local socket = vim.loop.new_tcp()
  socket:connect('127.0.0.1', tonumber(served.port), function(failed)
    if failed then
      return socket:close()
    end
    socket:write(request)
    socket:read_start(function(problem, answer)
      if problem or not answer then
        socket:close()
      end
    end)
  end)
end

local function follow()
  local group = vim.api.nvim_create_augroup('influencekit_page', { clear = true })
  vim.api.nvim_create_autocmd('BufEnter', {
    group = group,
    callback = function(event)
      local file = file_of(event.buf)
      if file then
        tell(file)
      end
    end,
  })
end

local function stop()
  local job = served.job
  served = nil
  vim.api.nvim_create_augroup('influencekit_page', { clear = true })
  vim.fn.jobstop(job)
end

--- Serve the page at the file in front and open it in a browser; where it is served already, stop it.
--- `command` is `influencekit serve`, with options of its own.
function M.toggle(command)
  if served then
    stop()
    vim.notify('influencekit: the page is no longer served')
    return
  end
  local place = file_of(vim.api.nvim_get_current_buf()) or vim.fn.getcwd()
  local page, heard, problems = {}, '', ''
  local options = {
    on_stdout = function(_, data)
      heard = heard .. table.concat(data, '\n')
      local port, path = heard:match('http://127%.0%.0%.1:(%d+)(/%S+/)\n')
      if port and served == page and not page.port then
        page.port, page.place = port, path
        follow()
        local file = file_of(vim.api.nvim_get_current_buf())
        if file and file ~= place then
          tell(file)
        end
        vim.notify('http://127.0.0.1:' .. port .. path) -- no longer, or it is a line to dismiss
      end
    end,
    stderr_buffered = true,
    on_stderr = function(_, data)
      problems = table.concat(data, '\n')
    end,
    on_exit = function(_, code)
      if served == page then
        stop()
        if code == 0 then
          vim.notify('influencekit: the page ended')
        else
          vim.notify(vim.trim(problems), vim.log.levels.WARN)
        end
      end
    end,
  }
  local call = vim.list_extend({}, command)
  local started, job = pcall(vim.fn.jobstart, vim.list_extend(call, { '--editor', editor(), '--', place }), options)
  if not started or job <= 0 then
    vim.notify('influencekit: cannot start ' .. command[1], vim.log.levels.ERROR)
    return
  end
  page.job = job
  served = page
  vim.notify('influencekit: reading the history')
end

return M
