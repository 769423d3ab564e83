// Opens VS Code in a headless Chromium: `exthost` runs suite.js, `look` takes pictures of what people see.
//   node drive.cjs exthost|look BASE EXTENSION WORKSPACE SUITE PICTURES
const fs = require('node:fs');
const path = require('node:path');
const { chromium } = require('playwright-core');

const [, , what, base, extension, workspace, suite, pictures] = process.argv;
const host = new URL(base).host;
const at = (place) => `vscode-remote://${host}${place}`;

async function open(browser) {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  const payload = [['extensionDevelopmentPath', at(extension)], ['skipWelcome', 'true']];
  if (what === 'exthost') payload.push(['extensionTestsPath', at(suite)]);
  let code = null;
  await page.exposeFunction('codeAutomationLog', (type, args) => console.log(`[${type}]`, args.join(' ').slice(0, 400)));
  await page.exposeFunction('codeAutomationExit', (it) => { code = it; });
  await page.goto(`${base}/?folder=${workspace}&payload=${encodeURIComponent(JSON.stringify(payload))}`);
  return { page, code: () => code };
}

async function look(page) {
  const picture = (name) => page.screenshot({ path: path.join(pictures, `${name}.png`) });
  await page.waitForSelector('.explorer-folders-view .monaco-list-row', { timeout: 60000 });
  await page.click('.explorer-folders-view .monaco-list-row[aria-label*="engine.py"]');
  await page.waitForSelector('.codelens-decoration a', { timeout: 60000 });
  await picture('lenses');
  await page.hover('.view-line:has-text("def turn") >> nth=0', { position: { x: 60, y: 8 } });
  await page.waitForSelector('.monaco-hover:not(.hidden)', { timeout: 20000 });
  await page.waitForTimeout(500);
  await picture('hover');
  await page.keyboard.press('Escape');
  await page.click('[aria-label^="influencekit"].action-label, .action-item a[aria-label="influencekit"]');
  await page.waitForSelector('iframe.webview.ready', { timeout: 20000 });
  await page.waitForTimeout(1500);
  await picture('panel');
}

(async () => {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync', '--no-first-run'],
  });
  const { page, code } = await open(browser);
  let ended = 0;
  if (what === 'look') {
    try { await look(page); } catch (error) {
      ended = 1;
      console.error(error.message);
      await page.screenshot({ path: path.join(pictures, 'failed.png') });
    }
  } else {
    for (const end = Date.now() + 120000; code() === null && Date.now() < end; ) await page.waitForTimeout(100);
    ended = code() === 0 ? 0 : 1;
    if (code() === null) await page.screenshot({ path: path.join(pictures, 'stuck.png') });
  }
  await browser.close();
  process.exit(ended);
})();
