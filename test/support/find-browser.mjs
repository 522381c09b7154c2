import fs from 'node:fs';
import path from 'node:path';

const places = [
  ...(process.env.PATH ?? '')
    .split(path.delimiter)
    .flatMap((folder) =>
      ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'msedge', 'microsoft-edge'].map(
        (name) => path.join(folder, name),
      ),
    ),
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * The browser to test with: COHERENCE_CHROMIUM, an installed one, else the one from @sparticuz/chromium; undefined when there is
 * none. What is found is named in COHERENCE_CHROMIUM, so that processes started later need not look, nor unpack it at the same time.
 */
export async function findBrowser() {
  const found =
    [process.env.COHERENCE_CHROMIUM, ...places].find((file) => file && fs.existsSync(file)) ?? (await unpack());
  if (found) process.env.COHERENCE_CHROMIUM = found;
  return found;
}

async function unpack() {
  try {
    process.env.AWS_EXECUTION_ENV ??= 'AWS_Lambda_nodejs22.x'; // makes the package unpack its own system libraries
    const { default: packaged } = await import('@sparticuz/chromium');
    return await packaged.executablePath();
  } catch {
    return undefined;
  }
}
