if vim.g.loaded_influencekit then
  return
end
vim.g.loaded_influencekit = true

vim.api.nvim_create_user_command('Influencekit', function(call)
  local action = require('influencekit').actions[call.args]
  if action then
    action(call)
  else
    vim.notify('influencekit: no such action: ' .. call.args, vim.log.levels.ERROR)
  end
end, {
  nargs = 1,
  range = true,
  complete = function(typed)
    local names = vim.tbl_keys(require('influencekit').actions)
    table.sort(names)
    return vim.tbl_filter(function(name)
      return vim.startswith(name, typed)
    end, names)
  end,
})
