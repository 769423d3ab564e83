-- Neovim as a person has it who uses the plugin, and who wants files that changed to be read again.
vim.opt.runtimepath:prepend(os.getenv('PLUGIN'))
vim.cmd('runtime plugin/influencekit.lua')
require('influencekit').setup({ cmd = { 'influencekit', 'lsp' } })
vim.o.autoread = true
vim.o.swapfile = false
vim.o.updatetime = 300
