//! Starts the server that is installed, for Zed. What is known is the server's business.

use zed_extension_api::{
    self as zed, serde_json, settings::LspSettings, LanguageServerId, Worktree,
};

const INSTALL: &str = "influencekit is not on the PATH: pip install 'influencekit[lsp]'";

struct InfluenceKit;

impl zed::Extension for InfluenceKit {
    fn new() -> Self {
        Self
    }

    fn language_server_command(
        &mut self,
        server: &LanguageServerId,
        worktree: &Worktree,
    ) -> zed::Result<zed::Command> {
        let settings = LspSettings::for_worktree(server.as_ref(), worktree)?;
        let named = settings.binary.and_then(|binary| binary.path);
        let command = named
            .or_else(|| worktree.which("influencekit"))
            .ok_or(INSTALL)?;
        Ok(zed::Command {
            command,
            args: vec!["lsp".into()],
            env: worktree.shell_env(),
        })
    }

    fn language_server_initialization_options(
        &mut self,
        server: &LanguageServerId,
        worktree: &Worktree,
    ) -> zed::Result<Option<serde_json::Value>> {
        Ok(LspSettings::for_worktree(server.as_ref(), worktree)?.initialization_options)
    }
}

zed::register_extension!(InfluenceKit);
